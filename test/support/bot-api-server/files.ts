import { randomBytes } from "node:crypto";
import { badRequest } from "./refusal.ts";

/** The most a bot may download (Bot API, "getFile"), in bytes. */
const downloadLimit = 20 * 1024 * 1024;

/** A file on Telegram's servers. */
interface StoredFile {
  readonly id: string;
  readonly uniqueId: string;
  readonly bytes: Uint8Array;
  /** In bytes; what Telegram says it is, which a test may set apart from `bytes`. */
  readonly size: number;
  readonly path: string;
  /** The field it is known by in a message: photo, document, voice, … */
  readonly kind: string;
  /** The whole value of that field, to send the same file again by its id. */
  json: unknown;
}

/** The files of all chats. */
export class Files {
  readonly #byId = new Map<string, StoredFile>();
  readonly #given = new Map<string, StoredFile>();

  /** @param extension of the path it will be served under, without the dot */
  add(bytes: Uint8Array, kind: string, extension: string, reportedSize?: number): StoredFile {
    const id = randomBytes(36).toString("base64url");
    const file: StoredFile = {
      id,
      uniqueId: randomBytes(9).toString("base64url"),
      bytes,
      size: reportedSize ?? bytes.length,
      path: `${kind}s/file_${this.#byId.size}.${extension}`,
      kind,
      json: undefined,
    };
    this.#byId.set(id, file);
    return file;
  }

  /** The file a bot names by its id, or undefined. */
  get(id: string): StoredFile | undefined {
    return this.#byId.get(id);
  }

  /** Bot API "getFile": opens the file for download. */
  open(id: string): Record<string, unknown> {
    const file = this.#byId.get(id);
    if (!file) throw badRequest("invalid file_id");
    if (file.size > downloadLimit) throw badRequest("file is too big");
    this.#given.set(file.path, file);
    return { ...fileJson(file), file_path: file.path };
  }

  /** The file behind a path that `open` has given out, or undefined. */
  opened(path: string): StoredFile | undefined {
    return this.#given.get(path);
  }
}

/** The part of the Bot API's "File" that "PhotoSize", "Document" and the others share. */
export const fileJson = (
  file: StoredFile,
): { file_id: string; file_unique_id: string; file_size: number } => {
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size };
};
