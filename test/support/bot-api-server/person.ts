import type { User } from "grammy/types";
import type { Chat, Content, Message } from "./chats.ts";
import type { Cloud } from "./cloud.ts";
import { type DocumentFile, storeDocument } from "./documents.ts";
import { fileJson } from "./files.ts";
import { formatted } from "./entities.ts";
import { setStanding } from "./membership.ts";
import { storePhoto } from "./photos.ts";
import { findButton, labelsOf, pressButton } from "./pressing.ts";
import { forwardedFrom, type SampleKind, sampleContent } from "./samples.ts";
import { type ScreenMessage, screenMessage } from "./screen.ts";
import { tellDeed, tellDeleted, tellEdited, tellSent } from "./story.ts";
import type { Delivery } from "./updates.ts";
import { ChatView } from "./view.ts";

/** A longer text the app itself sends as several messages; in UTF-16 units. */
const longestMessage = 4096;

interface PhotoOptions {
  readonly caption?: string;
  readonly forwarded?: boolean;
  /** Sent as an album of one, as some phones do. */
  readonly asAlbum?: boolean;
}

interface FileOptions extends DocumentFile {
  readonly caption?: string;
  readonly forwarded?: boolean;
}

/** A file with its bytes. */
interface NamedFile extends DocumentFile {
  readonly bytes: Uint8Array;
}

type OneMessage = Pick<ScreenMessage, "id">;

/** A person with a phone: only their hands (what they can do) and eyes (what they see), in the chat with the bot. */
export class Person extends ChatView {
  readonly user: User;
  /** What the last copy_text button put there. */
  clipboard = "";
  /** The address the last url button opened. */
  opened: string | undefined;
  #albums = 0;

  constructor(cloud: Cloud, chat: Chat, user: User) {
    super(cloud, chat, user.id);
    this.user = user;
  }

  /** Writes a message; one longer than 4,096 characters goes as several. Resolves with the last when it was taken. */
  async say(text: string, options: { replyTo?: OneMessage } = {}): Promise<ScreenMessage> {
    const replyTo = options.replyTo && this.chat.find(options.replyTo.id);
    const parts = text.match(new RegExp(`[^]{1,${longestMessage}}`, "g")) ?? [];
    const contents = parts.map((part): Content => textOf(part)).filter((content) => content.text !== "");
    return this.#post(contents, replyTo);
  }

  /** Opens the bot by its link: `/start`, with what the link carried. */
  start(payload?: string): Promise<ScreenMessage> {
    return this.say(payload ? `/start ${payload}` : "/start");
  }

  /**
   * Sends a picture as a photo, recompressed as Telegram does.
   * @throws Error when the bytes are not a picture: a phone could not send it so
   */
  async sendPhoto(bytes: Uint8Array, options: PhotoOptions = {}): Promise<ScreenMessage> {
    const album = options.asAlbum ? { media_group_id: this.#albumId() } : {};
    return this.#post([{ ...(await this.photoContent(bytes)), ...album, ...this.#around(options) }]);
  }

  /** Sends several pictures at once, with the caption under the first: messages with one media_group_id. Resolves with the last when all were taken. */
  async sendAlbum(
    pictures: readonly Uint8Array[],
    options: { asFiles?: boolean; caption?: string } = {},
  ): Promise<ScreenMessage> {
    if (!options.asFiles)
      return this.#postAlbum(
        pictures.map((bytes) => this.photoContent(bytes)),
        options,
      );
    const files = pictures.map((bytes, index) => ({
      bytes,
      fileName: `IMG_${index + 1}.jpg`,
      mimeType: "image/jpeg",
    }));
    return this.sendFiles(files, options);
  }

  /** Sends several files at once, as {@link sendAlbum} does with pictures. */
  sendFiles(files: readonly NamedFile[], options: { caption?: string } = {}): Promise<ScreenMessage> {
    return this.#postAlbum(
      files.map((file) => storeDocument(this.cloud.files, file.bytes, file)),
      options,
    );
  }

  /** Sends a file as it is, byte for byte. */
  async sendFile(bytes: Uint8Array, options: FileOptions): Promise<ScreenMessage> {
    return this.#post([
      { ...(await storeDocument(this.cloud.files, bytes, options)), ...this.#around(options) },
    ]);
  }

  /** Sends something this bot has no use for; `fields` are laid over the sample. */
  send(kind: SampleKind, fields: Content = {}): Promise<ScreenMessage> {
    return this.#post([{ ...sampleContent(this.cloud.files, kind), ...fields }]);
  }

  /**
   * Sends a message of any fields of the Bot API's "Message", for what there is no other way to send; they may also
   * replace those that Telegram fills in, such as `from`. A text gets the marks Telegram finds by itself.
   */
  sendContent(content: Content): Promise<ScreenMessage> {
    return this.#post([withMarks(content)]);
  }

  /** Sends a WebP file as the apps do: as a static sticker of no set, without an emoji. */
  sendSticker(bytes: Uint8Array, fields: Readonly<Record<string, unknown>> = {}): Promise<ScreenMessage> {
    const file = this.cloud.files.add(bytes, "sticker", "webp");
    const shape = { type: "regular", width: 512, height: 512, is_animated: false, is_video: false };
    return this.#post([{ sticker: { ...fileJson(file), ...shape, ...fields } }]);
  }

  /** Rewrites one's own message: its text, or the caption of its picture or file. */
  edit(message: OneMessage, text: string): Promise<ScreenMessage> {
    const { text: before } = this.#mine(message).content;
    return this.editContent(message, before === undefined ? captionOf(text) : textOf(text));
  }

  /** Replaces the picture of one's own message. */
  async editPhoto(message: OneMessage, bytes: Uint8Array): Promise<ScreenMessage> {
    return this.editContent(message, await this.photoContent(bytes));
  }

  /** Lays these fields over one's own message, as an edit does. */
  editContent(message: OneMessage, content: Content): Promise<ScreenMessage> {
    const mine = this.#mine(message);
    mine.content = { ...mine.content, ...withMarks(content) };
    mine.editDate = this.cloud.seconds();
    tellEdited(mine);
    return this.#handOver([this.cloud.pushMessage("edited_message", mine)], mine);
  }

  /** Deletes a message, one's own or the bot's, for both sides; bots are not told. */
  deleteMessage({ id }: OneMessage): void {
    const message = this.chat.find(id);
    if (message === undefined) throw new Error(`There is no message ${id}`);
    message.deleted = true;
    tellDeleted(message);
    this.cloud.change.tell();
  }

  /**
   * Presses a button by its label: an inline one (exact, else containing), or one under the input field.
   * @returns for a copy_text button the copied text (also in `clipboard`), for a url button the address
   * @throws Error naming every button there is when there is none such
   */
  async press(
    label: string,
    options: { on?: OneMessage; expired?: boolean } = {},
  ): Promise<string | undefined> {
    this.#mustNotBlock();
    const found = findButton(this.chat, label, options.on?.id);
    if (!found) return this.#pressBelow(label);
    const { delivery, copied, opened } = pressButton(this.cloud, this.user, found, options.expired === true);
    if (copied !== undefined) this.clipboard = copied;
    if (opened !== undefined) this.opened = opened;
    if (delivery) await this.cloud.handedOver([delivery]);
    return copied ?? opened;
  }

  /**
   * Presses a button of an earlier version of the bot, under its newest message.
   * @param data what that button carried (Bot API "InlineKeyboardButton", callback_data)
   * @param by another user, whom Telegram would not let into a private chat
   */
  async pressOld(data: string, by: User = this.user): Promise<void> {
    this.#mustNotBlock();
    const message = this.chat.messages.findLast((one) => !one.deleted && one.from.is_bot);
    if (!message) throw new Error("There is no message of the bot's to press a button under");
    const button = { text: "régi gomb", callback_data: data };
    const { delivery } = pressButton(this.cloud, by, { message, button }, false);
    if (delivery) await this.cloud.handedOver([delivery]);
  }

  /** Blocks the bot. */
  async block(): Promise<void> {
    tellDeed(undefined, this.chat, this.user.first_name, "letiltotta");
    await this.cloud.handedOver([setStanding(this.cloud, this.chat, this.user, "kicked")]);
  }

  /** Lets the bot back. */
  async unblock(): Promise<void> {
    tellDeed(undefined, this.chat, this.user.first_name, "feloldotta");
    await this.cloud.handedOver([setStanding(this.cloud, this.chat, this.user, "member")]);
  }

  /** Brings the last `count` updates of this chat to the bot once more, as after a lost confirmation. */
  async redeliver(count = 1): Promise<void> {
    const mine = this.cloud.updates.log.filter((one) => one.chatId === this.chat.id).slice(-count);
    await this.cloud.handedOver(mine.map((one) => this.cloud.redeliver(one.updateId)));
  }

  /** Uploads a picture without sending it. @returns the field for {@link sendContent} */
  async photoContent(bytes: Uint8Array): Promise<Content> {
    const photo = await storePhoto(this.cloud.files, bytes).catch((cause: unknown) => {
      throw new Error("These bytes are no picture: a phone could not send them as a photo", { cause });
    });
    return { photo };
  }

  /** Uploads a file without sending it. @returns the field for {@link sendContent} */
  fileContent(bytes: Uint8Array, file: DocumentFile): Promise<Content> {
    return storeDocument(this.cloud.files, bytes, file);
  }

  #around({ caption, forwarded }: PhotoOptions): Content {
    const origin = forwarded ? forwardedFrom("Unoka Zsolt", this.cloud.seconds()) : {};
    return { ...(caption ? captionOf(caption) : {}), ...origin };
  }

  async #postAlbum(contents: readonly Promise<Content>[], options: PhotoOptions): Promise<ScreenMessage> {
    const media_group_id = this.#albumId();
    // The apps put the caption of an album under its first picture.
    const captionAt = (index: number) => (index === 0 ? this.#around(options) : {});
    const all = await Promise.all(contents);
    return this.#post(all.map((content, index) => ({ ...content, media_group_id, ...captionAt(index) })));
  }

  #albumId(): string {
    return `${this.user.id}${String(++this.#albums).padStart(4, "0")}`;
  }

  #mine({ id }: OneMessage): Message {
    const message = this.chat.find(id);
    if (message?.from.id !== this.user.id)
      throw new Error(`There is no message ${id} of ${this.user.first_name}`);
    return message;
  }

  #mustNotBlock(): void {
    if (this.chat.standing === "kicked")
      throw new Error("Who has blocked a bot cannot write to it: unblock() first");
  }

  async #pressBelow(label: string): Promise<undefined> {
    const labels = (this.chat.keyboard ?? []).flat();
    const near = labels.filter((one) => one.includes(label));
    const meant = labels.find((one) => one === label) ?? (near.length === 1 ? near[0] : undefined);
    if (meant === undefined) {
      throw new Error(
        `No button "${label}". The buttons:\n${labelsOf(this.chat)}\nWhat happened:\n${this.transcript()}`,
      );
    }
    await this.say(meant);
  }

  async #post(contents: readonly Content[], replyTo?: Message): Promise<ScreenMessage> {
    this.#mustNotBlock();
    this.chat.standing = "member";
    const messages = contents.map((content) => {
      const message = this.cloud.chats.post({
        chat: this.chat,
        from: this.user,
        date: this.cloud.seconds(),
        content,
        replyTo,
      });
      tellSent(message);
      return message;
    });
    const last = messages.at(-1);
    if (!last) throw new Error("An empty message cannot be sent");
    return this.#handOver(
      messages.map((message) => this.cloud.pushMessage("message", message)),
      last,
    );
  }

  async #handOver(deliveries: readonly Delivery[], message: Message): Promise<ScreenMessage> {
    await this.cloud.handedOver(deliveries);
    return screenMessage(this.cloud, message, this.user.id);
  }
}

/** A text as a person's app sends it: trimmed, with the marks Telegram finds by itself. */
export const textOf = (given: string): Content => {
  const { text, entities } = formatted(given, undefined, undefined);
  return entities.length > 0 ? { text, entities } : { text };
};

const withMarks = (content: Content): Content =>
  content.text === undefined || content.entities !== undefined
    ? content
    : { ...content, ...textOf(content.text) };

const captionOf = (given: string): Content => {
  const { text, entities } = formatted(given, undefined, undefined);
  return entities.length > 0 ? { caption: text, caption_entities: entities } : { caption: text };
};
