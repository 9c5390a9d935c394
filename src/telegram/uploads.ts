import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { InputFile, type Api } from "grammy";
import type { PhotoSize } from "grammy/types";
import type { Log } from "../observability/log.ts";
import type { Store } from "../storage/store.ts";
import { unlessTooLate, isRefusedContent } from "./api-errors.ts";

/** A picture in a call: the id of a file that Telegram already has, or the file itself. */
export type Photo = string | InputFile;

/** Telegram's result of a call with a picture: the message, or only that it succeeded. */
type PhotoResult = { readonly photo?: readonly PhotoSize[] } | true;

/** A picture cannot be read, or Telegram refuses it: the text must be sent alone. It has been logged. */
export class PictureUnavailable extends Error {
  constructor() {
    super("a picture cannot be shown");
    this.name = "PictureUnavailable";
  }
}

interface PictureFile {
  readonly bytes: Uint8Array;
  /** Identifies the picture's content and the bot, since a file id works only for the bot that uploaded the file. */
  readonly key: string;
}

/** Keeps file ids across restarts. */
type IdStore = Pick<Store, "pictureId" | "keepPictureId" | "dropPictureId">;

/** The same path from src/ and from dist/. */
const defaultFolder = new URL("../../locales/hu/pictures/", import.meta.url);

/** Sends the screens' pictures. Each is uploaded once; after that its file id is sent, also after a restart. */
export class PictureUploads {
  readonly #store: IdStore;
  readonly #botId: string;
  readonly #log: Log;
  readonly #folder: URL;
  readonly #files = new Map<string, PictureFile>();
  /** By key. */
  readonly #fileIds = new Map<string, string>();

  /** @param folder of the PNG files, with a trailing slash */
  constructor({
    store,
    botId,
    log,
    folder = defaultFolder,
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
   * Makes a call that shows a picture: with its file id, or with the file if Telegram refuses the id.
   * @param name of the file, without `.png` @param call is made at most twice
   * @throws PictureUnavailable; and errors that are not about the picture, such as a message that is gone
   */
  async send<T extends PhotoResult>(name: string, call: (photo: Photo) => Promise<T>): Promise<T> {
    const { bytes, key } = await this.#file(name);
    const id = await this.#fileIdOf(key);
    if (id !== undefined) {
      try {
        return await call(id);
      } catch (thrown) {
        // Telegram has many descriptions for an unusable id, so every refusal of the content counts.
        if (!isRefusedContent(thrown)) throw thrown;
        this.#log.warn({ err: thrown, picture: name }, "a picture's file id was refused, uploading it again");
        await this.#forgetFileId(key, id);
      }
    }
    try {
      const result = await call(new InputFile(bytes, `${name}.png`));
      if (result !== true) await this.#rememberFileId(key, result.photo);
      return result;
    } catch (thrown) {
      if (!isRefusedContent(thrown)) throw thrown;
      this.#log.error({ err: thrown, picture: name }, "a picture was refused");
      throw new PictureUnavailable();
    }
  }

  /**
   * Deletes one of our photo messages after another has replaced it. If it is too old for that, removes its buttons
   * and its caption, which may hold a code. Errors are only logged, since the user already has the replacement.
   */
  async delete(api: Api, chatId: number, messageId: number): Promise<void> {
    try {
      if (await unlessTooLate(api.deleteMessage(chatId, messageId))) return;
      await unlessTooLate(api.editMessageCaption(chatId, messageId));
    } catch (thrown) {
      this.#log.warn({ err: thrown }, "could not delete an outdated picture");
    }
  }

  async #file(name: string): Promise<PictureFile> {
    const cached = this.#files.get(name);
    if (cached !== undefined) return cached;
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

  async #fileIdOf(key: string): Promise<string | undefined> {
    const cached = this.#fileIds.get(key);
    if (cached !== undefined) return cached;
    const stored = await this.#unlessStoreFails(this.#store.pictureId(key));
    if (stored !== undefined) this.#fileIds.set(key, stored);
    return stored;
  }

  async #rememberFileId(key: string, sizes: readonly PhotoSize[] | undefined): Promise<void> {
    // Smallest first; the id of any size sends the whole picture.
    const id = sizes?.at(-1)?.file_id;
    if (id === undefined) return;
    this.#fileIds.set(key, id);
    await this.#unlessStoreFails(this.#store.keepPictureId(key, id));
  }

  async #forgetFileId(key: string, id: string): Promise<void> {
    if (this.#fileIds.get(key) === id) this.#fileIds.delete(key);
    await this.#unlessStoreFails(this.#store.dropPictureId(key, id));
  }

  /** The store only saves uploads; a picture can be shown without it. */
  #unlessStoreFails<T>(call: Promise<T>): Promise<T | undefined> {
    return call.catch((thrown: unknown) => {
      this.#log.warn({ err: thrown }, "could not access the pictures' file ids");
      return undefined;
    });
  }
}
