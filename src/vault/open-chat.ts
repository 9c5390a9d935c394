import { randomBytes } from "node:crypto";
import type { Change } from "../storage/changes.ts";
import type { ChatPseudonym, SealedChat, SealedJob, SealedRecord } from "../storage/rows.ts";
import { keyLength } from "./key-ring.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { chatKeyAad, jobAad, manifestAad, recordAad } from "./associated-data.ts";
import { packKey, unpackKey, type DueJob, type Job, type StoredKey } from "./records.ts";
import { open, seal } from "./seal.ts";

/** A key with the time it came, ms since 1970, and its place among the others if that is another one. */
export type DatedKey = StoredKey & { readonly added: number; readonly rank?: number | undefined };

const isOfRecord = (change: Change) =>
  ("put" in change && change.put === "record") || ("drop" in change && change.drop === "record");

/** The records after these changes, as the store applies them. */
const afterwards = (records: readonly SealedRecord[], changes: readonly Change[]) => {
  const after = new Map(records.map((record) => [record.id, record]));
  for (const change of changes) {
    if ("drop" in change && change.drop === "record") after.delete(change.id);
    if (!("put" in change) || change.put !== "record") continue;
    const { record } = change;
    if (record.version > (after.get(record.id)?.version ?? -Infinity)) after.set(record.id, record);
  }
  return after.values();
};

/** A chat whose data key is at hand: seals and opens its records and jobs. Lives no longer than one call. */
export class OpenChat {
  readonly row: ChatPseudonym;
  readonly records: readonly SealedRecord[];
  readonly #dataKey: Uint8Array;
  /** As it was read; `undefined` when nothing is kept of the chat yet. */
  readonly #was: SealedChat | undefined;

  private constructor(row: ChatPseudonym, dataKey: Uint8Array, was?: SealedChat) {
    this.row = row;
    this.records = was?.records ?? [];
    this.#dataKey = dataKey;
    this.#was = was;
  }

  /** A chat as it was read. @throws BrokenSeal when its data key does not open */
  static async open(row: ChatPseudonym, was: SealedChat, keys: KeyWrapper): Promise<OpenChat> {
    const dataKey = await keys.unwrap(was.wrappedKey, chatKeyAad(row, was.manifest !== undefined));
    return new OpenChat(row, dataKey, was);
  }

  /** A chat nothing is kept of yet, with a data key of its own. */
  static begin(row: ChatPseudonym): OpenChat {
    return new OpenChat(row, randomBytes(keyLength));
  }

  /**
   * Proves that the records are exactly those the last change left: none put back from an older copy, none missing.
   * A chat from before listings has nothing to prove until its next change.
   * @throws BrokenSeal
   */
  prove(): void {
    if (this.#was?.manifest === undefined) return;
    open(this.#dataKey, manifestAad(this.row, this.records), this.#was.manifest);
  }

  /**
   * The changes with what must go along: the row of a chat that has none, and the listing of its records. Only when
   * the chat is still as it was read are they applied.
   */
  async listed(changes: readonly Change[], keys: KeyWrapper): Promise<readonly Change[]> {
    const { row } = this;
    const was = this.#was;
    if (was !== undefined && !changes.some(isOfRecord)) return changes;
    const wrappedKey =
      was?.manifest === undefined ? await keys.wrap(this.#dataKey, chatKeyAad(row, true)) : was.wrappedKey;
    const content = manifestAad(row, afterwards(this.records, changes));
    const listing = seal(this.#dataKey, content, new Uint8Array());
    const first: Change =
      was === undefined
        ? { put: "chat", chat: row, wrappedKey, manifest: listing }
        : { put: "manifest", chat: row, was, now: { wrappedKey, manifest: listing } };
    return [first, ...changes];
  }

  /** Puts a record in place of what stands under this id, one version up. */
  put(id: string, plain: Uint8Array): Change {
    const version = (this.records.find((record) => record.id === id)?.version ?? 0) + 1;
    const sealed = seal(this.#dataKey, recordAad(this.row, id, version), plain);
    return { put: "record", chat: this.row, record: { id, version, sealed } };
  }

  /** Puts a key under this record id, with the name the person knows it by. */
  putKey(id: string, name: string, { key, added, rank }: Pick<DatedKey, "key" | "added" | "rank">): Change {
    const plain = packKey(name, key, { added, rank });
    const change = this.put(id, plain);
    plain.fill(0);
    return change;
  }

  /** The text of a record, if it is there. @throws BrokenSeal */
  text(id: string): string | undefined {
    const record = this.records.find((one) => one.id === id);
    return record && this.#open(record).toString("utf8");
  }

  /** The keys whose record ids begin so, in their order; the rest of the id is theirs. @throws BrokenSeal */
  keys(prefix: string): DatedKey[] {
    return this.records
      .filter(({ id }) => id.startsWith(prefix))
      .map((record) => {
        const plain = this.#open(record);
        const key = { id: record.id.slice(prefix.length), ...unpackKey(plain) };
        plain.fill(0);
        return key;
      })
      .sort((a, b) => (a.rank ?? a.added) - (b.rank ?? b.added));
  }

  /** Opens every record, to see whether it does. @throws BrokenSeal */
  openAll(): void {
    for (const record of this.records) this.#open(record).fill(0);
  }

  /** Plans a job for `dueAt`, ms since 1970; which chat it is for stands inside the seal alone. */
  putJob(id: string, dueAt: number, content: { chatId: number; job: Job }): Change {
    const sealed = seal(this.#dataKey, jobAad(this.row, id), Buffer.from(JSON.stringify(content)));
    return { put: "job", job: { id, chat: this.row, dueAt, attempts: 0, sealed } };
  }

  /** Reads a job of this chat. @throws BrokenSeal */
  openJob({ id, dueAt, attempts, sealed }: SealedJob): DueJob {
    const plain = open(this.#dataKey, jobAad(this.row, id), sealed).toString("utf8");
    return { id, dueAt, attempts, ...(JSON.parse(plain) as { chatId: number; job: Job }) };
  }

  /** Overwrites the data key; nothing can be opened afterwards. */
  wipe(): void {
    this.#dataKey.fill(0);
  }

  #open({ id, version, sealed }: SealedRecord): Buffer {
    return open(this.#dataKey, recordAad(this.row, id, version), sealed);
  }
}
