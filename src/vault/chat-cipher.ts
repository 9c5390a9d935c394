import { randomBytes } from "node:crypto";
import type { ChatPseudonym, SealedChat, SealedJob, WrappedChatKey } from "../storage/rows.ts";
import { keyLength } from "./key-ring.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { chatKeyAad, contentsAad, jobAad, manifestAad, recordAad } from "./associated-data.ts";
import type { DueJob, Job } from "./records.ts";
import { packRecords, unpackRecords } from "./packed-records.ts";
import { padJson } from "./padding.ts";
import { open, seal } from "./seal.ts";

/** A chat's unwrapped data key: seals and opens the chat's contents and jobs. */
export class ChatCipher {
  readonly chat: ChatPseudonym;
  readonly #dataKey: Uint8Array;

  private constructor(chat: ChatPseudonym, dataKey: Uint8Array) {
    this.chat = chat;
    this.#dataKey = dataKey;
  }

  /** Unwraps a chat's data key. @throws DecryptionError */
  static async open(
    chat: ChatPseudonym,
    { wrappedKey, layout }: Omit<WrappedChatKey, "chat">,
    masters: KeyWrapper,
  ): Promise<ChatCipher> {
    return new ChatCipher(chat, await masters.unwrap(wrappedKey, chatKeyAad(chat, layout)));
  }

  /** A new chat, with a random data key. */
  static create(chat: ChatPseudonym): ChatCipher {
    return new ChatCipher(chat, randomBytes(keyLength));
  }

  /** Wraps the data key for a chat in today's layout. */
  async wrapKey(masters: KeyWrapper): Promise<Uint8Array> {
    return masters.wrap(this.#dataKey, chatKeyAad(this.chat, "whole"));
  }

  /** Seals all records of the chat, by id. */
  sealContents(records: ReadonlyMap<string, Uint8Array>): Uint8Array {
    const packed = packRecords(records);
    const sealed = seal(this.#dataKey, contentsAad(this.chat), packed);
    packed.fill(0);
    return sealed;
  }

  /**
   * Opens all records of the chat, by id. In the layout `listed` they are exactly those that the last change left: none
   * replaced by an older version, none missing, none added. The caller wipes them.
   * @throws DecryptionError
   */
  openRecords({ contents, manifest, records }: SealedChat): Map<string, Buffer> {
    if (contents !== undefined) return unpackRecords(open(this.#dataKey, contentsAad(this.chat), contents));
    if (manifest !== undefined) open(this.#dataKey, manifestAad(this.chat, records), manifest);
    return new Map(
      records.map(({ id, version, sealed }) => [
        id,
        open(this.#dataKey, recordAad(this.chat, id, version), sealed),
      ]),
    );
  }

  /** Seals a job; its kind and the chat id are readable inside the seal alone. */
  sealJob({ id, dueAt, attempts, chatId, job }: DueJob): SealedJob {
    const sealed = seal(this.#dataKey, jobAad(this.chat, id), padJson({ chatId, job }));
    return { id, chat: this.chat, dueAt, attempts, sealed };
  }

  /** Opens a job of this chat. @throws DecryptionError */
  openJob({ id, dueAt, attempts, sealed }: SealedJob): DueJob {
    const content = open(this.#dataKey, jobAad(this.chat, id), sealed).toString("utf8");
    return { id, dueAt, attempts, ...(JSON.parse(content) as { chatId: number; job: Job }) };
  }

  /** Overwrites the data key; nothing can be opened afterwards. */
  wipe(): void {
    this.#dataKey.fill(0);
  }
}
