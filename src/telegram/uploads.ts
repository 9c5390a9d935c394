import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { InputFile, type Api } from "grammy";
import type { PhotoSize } from "grammy/types";
import type { Log } from "../observability/log.ts";
import type { Store } from "../storage/store.ts";
import { unlessTooLate, isRefusedContent } from "./api-errors.ts";

/** What stands for a picture in a call: Telegram's id of one it has, or the file itself. */
export type Photo = string | InputFile;

/** What Telegram answers to a call with a picture: the message, or only that it is done. */
type Answer = { readonly photo?: readonly PhotoSize[] } | true;

/** A picture cannot be read, or Telegram does not take it: the text must go alone. Has been logged. */
export class PictureUnavailable extends Error {
  constructor() {
    super("a picture cannot be shown");
    this.name = "NoPicture";
  }
}

interface PictureFile {
  readonly bytes: Uint8Array;
  /** Of this very picture for this very bot: of another picture the id is another, and a bot cannot use another's. */
  readonly key: string;
}

/** Where ids are kept from one start to the next. */
type IdStore = Pick<Store, "pictureId" | "keepPictureId" | "dropPictureId">;

/** From src/ and from dist/ alike. */
const ownFolder = new URL("../../locales/hu/pictures/", import.meta.url);

/** The pictures that go with screens. Each is uploaded once; then its id at Telegram is sent, also after a restart. */
export class PictureUploads {
  readonly #store: IdStore;
  readonly #botId: string;
  readonly #log: Log;
  readonly #folder: URL;
  readonly #files = new Map<string, PictureFile>();
  /** By key. */
  readonly #ids = new Map<string, string>();

  /** @param folder of the PNG files, with a slash at its end */
  constructor({
    store,
    botId,
    log,
    folder = ownFolder,
  }: {
    store: IdStore;
    botId: string;
    log: Log;
    folder?: URL;
  }) {
    this.#store = store;
    this.#botId = botId;
    this.#log = log;
    this.#folder = folder;
  }

  /**
   * Makes a call that shows a picture: with its id, and with the file when Telegram does not take the id (any more).
   * @param name of the file, without `.png`. @param call is made at most twice
   * @throws NoPicture; and what says nothing of the picture, such as a message that is gone, or a fault on the way
   */
  async send<T extends Answer>(name: string, call: (photo: Photo) => Promise<T>): Promise<T> {
    const { bytes, key } = await this.#file(name);
    const id = await this.#idOf(key);
    if (id !== undefined) {
      try {
        return await call(id);
      } catch (thrown) {
        // Telegram has many words for an id it cannot use, so all it says of the content counts.
        if (!isRefusedContent(thrown)) throw thrown;
        this.#log.warn({ err: thrown, picture: name }, "a picture's id was refused, uploading it again");
        await this.#forget(key, id);
      }
    }
    try {
      const answer = await call(new InputFile(bytes, `${name}.png`));
      if (answer !== true) await this.#learn(key, answer.photo);
      return answer;
    } catch (thrown) {
      if (!isRefusedContent(thrown)) throw thrown;
      this.#log.error({ err: thrown, picture: name }, "a picture was refused");
      throw new PictureUnavailable();
    }
  }

  /**
   * Takes a message of ours with a picture out of the chat, once another has come in its place; where it is too old
   * for that, its buttons and its words, which may hold a code. Fails in silence, for the person has got the answer.
   */
  async delete(api: Api, chatId: number, messageId: number): Promise<void> {
    try {
      if (await unlessTooLate(api.deleteMessage(chatId, messageId))) return;
      await unlessTooLate(api.editMessageCaption(chatId, messageId));
    } catch (thrown) {
      this.#log.warn({ err: thrown }, "an outdated picture stays in the chat");
    }
  }

  async #file(name: string): Promise<PictureFile> {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    try {
      const bytes = await readFile(new URL(`${name}.png`, this.#folder));
      const file = { bytes, key: `${this.#botId}:${createHash("sha256").update(bytes).digest("hex")}` };
      this.#files.set(name, file);
      return file;
    } catch (thrown) {
      this.#log.error({ err: thrown, picture: name }, "a picture cannot be read");
      throw new PictureUnavailable();
    }
  }

  async #idOf(key: string): Promise<string | undefined> {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const kept = await this.#tried(this.#store.pictureId(key));
    if (kept !== undefined) this.#ids.set(key, kept);
    return kept;
  }

  async #learn(key: string, sizes: readonly PhotoSize[] | undefined): Promise<void> {
    // Smallest first; any size's id sends the whole picture.
    const id = sizes?.at(-1)?.file_id;
    if (id === undefined) return;
    this.#ids.set(key, id);
    await this.#tried(this.#store.keepPictureId(key, id));
  }

  async #forget(key: string, id: string): Promise<void> {
    if (this.#ids.get(key) === id) this.#ids.delete(key);
    await this.#tried(this.#store.dropPictureId(key, id));
  }

  /** The store only saves uploads; a picture is shown without it as well. */
  #tried<T>(call: Promise<T>): Promise<T | undefined> {
    return call.catch((thrown: unknown) => {
      this.#log.warn({ err: thrown }, "the ids of pictures cannot be reached");
      return undefined;
    });
  }
}
