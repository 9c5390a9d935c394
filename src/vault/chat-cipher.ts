import { randomBytes } from "node:crypto";
import type { ChatPseudonym, ChatSeals, SealedJob, SealedRecord } from "../storage/rows.ts";
import { keyLength } from "./key-ring.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { chatKeyAad, jobAad, manifestAad, recordAad } from "./associated-data.ts";
import type { DueJob, Job } from "./records.ts";
import { padJson } from "./padding.ts";
import { open, seal } from "./seal.ts";

/** A chat's unwrapped data key: seals and opens the chat's records, jobs and manifest. */
export class ChatCipher {
  readonly chat: ChatPseudonym;
  readonly #dataKey: Uint8Array;

  private constructor(chat: ChatPseudonym, dataKey: Uint8Array) {
    this.chat = chat;
    this.#dataKey = dataKey;
  }

  /**
   * Unwraps a chat's data key.
   * @param hasManifest whether the chat has a manifest: that is bound into the wrapped key
   * @throws DecryptionError
   */
  static async open(
    chat: ChatPseudonym,
    { wrappedKey, hasManifest }: { readonly wrappedKey: Uint8Array; readonly hasManifest: boolean },
    masters: KeyWrapper,
  ): Promise<ChatCipher> {
    return new ChatCipher(chat, await masters.unwrap(wrappedKey, chatKeyAad(chat, hasManifest)));
  }

  /** A new chat, with a random data key. */
  static create(chat: ChatPseudonym): ChatCipher {
    return new ChatCipher(chat, randomBytes(keyLength));
  }

  /** Wraps the data key for a chat that has a manifest. */
  async wrapKey(masters: KeyWrapper): Promise<Uint8Array> {
    return masters.wrap(this.#dataKey, chatKeyAad(this.chat, true));
  }

  /** Seals the list of all records of the chat. */
  sealManifest(records: Iterable<SealedRecord>): Uint8Array {
    return seal(this.#dataKey, manifestAad(this.chat, records), new Uint8Array());
  }

  /**
   * Verifies that the records are exactly those that the last change left: none replaced by an older version, none
   * missing, none added. A chat from before manifests has nothing to verify until its next change.
   * @throws DecryptionError
   */
  verifyManifest({
    manifest,
    records,
  }: Pick<ChatSeals, "manifest"> & { readonly records: Iterable<SealedRecord> }): void {
    if (manifest !== undefined) open(this.#dataKey, manifestAad(this.chat, records), manifest);
  }

  /** Seals the content of a record. */
  sealRecord(id: string, version: number, content: Uint8Array): SealedRecord {
    return { id, version, sealed: seal(this.#dataKey, recordAad(this.chat, id, version), content) };
  }

  /** Opens a record. The caller wipes the result. @throws DecryptionError */
  openRecord({ id, version, sealed }: SealedRecord): Buffer {
    return open(this.#dataKey, recordAad(this.chat, id, version), sealed);
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
