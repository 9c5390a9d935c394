import type { Change, ChatRow, SealedJob, SealedRecord } from "../store/store.ts";
import { packKey, unpackKey, type DueJob, type Job, type StoredKey } from "./records.ts";
import { open, place, seal } from "./seal.ts";

/** A key with the time it came, ms since 1970. */
type DatedKey = StoredKey & { readonly added: number };

const recordPlace = (row: ChatRow, id: string, version: number) => place("record", row, id, version);
const jobPlace = (row: ChatRow, id: string) => place("job", row, id);

/** A chat whose data key is at hand: seals and opens its records and jobs. Lives no longer than one call. */
export class OpenChat {
  readonly row: ChatRow;
  readonly records: readonly SealedRecord[];
  readonly #dataKey: Uint8Array;

  /** @param dataKey 32 bytes; wiped with {@link wipe} */
  constructor(row: ChatRow, dataKey: Uint8Array, records: readonly SealedRecord[]) {
    this.row = row;
    this.records = records;
    this.#dataKey = dataKey;
  }

  /** Puts a record in place of what stands under this id, one version up. */
  put(id: string, plain: Uint8Array): Change {
    const version = (this.records.find((record) => record.id === id)?.version ?? 0) + 1;
    const sealed = seal(this.#dataKey, recordPlace(this.row, id, version), plain);
    return { put: "record", chat: this.row, record: { id, version, sealed } };
  }

  /** Puts a key under this record id, with the name the person knows it by. */
  putKey(id: string, name: string, { key, added }: Pick<DatedKey, "key" | "added">): Change {
    const plain = packKey(name, key, added);
    const change = this.put(id, plain);
    plain.fill(0);
    return change;
  }

  /** The text of a record, if it is there. @throws BrokenSeal */
  text(id: string): string | undefined {
    const record = this.records.find((one) => one.id === id);
    return record && this.#open(record).toString("utf8");
  }

  /** The keys whose record ids begin so, in the order they came; the rest of the id is theirs. @throws BrokenSeal */
  keys(prefix: string): DatedKey[] {
    return this.records
      .filter(({ id }) => id.startsWith(prefix))
      .map((record) => {
        const plain = this.#open(record);
        const key = { id: record.id.slice(prefix.length), ...unpackKey(plain) };
        plain.fill(0);
        return key;
      })
      .sort((a, b) => a.added - b.added);
  }

  /** Plans a job for `dueAt`, ms since 1970; which chat it is for stands inside the seal alone. */
  putJob(id: string, dueAt: number, content: { chatId: number; job: Job }): Change {
    const sealed = seal(this.#dataKey, jobPlace(this.row, id), Buffer.from(JSON.stringify(content)));
    return { put: "job", job: { id, chat: this.row, dueAt, attempts: 0, sealed } };
  }

  /** Reads a job of this chat. @throws BrokenSeal */
  openJob({ id, dueAt, attempts, sealed }: SealedJob): DueJob {
    const plain = open(this.#dataKey, jobPlace(this.row, id), sealed).toString("utf8");
    return { id, dueAt, attempts, ...(JSON.parse(plain) as { chatId: number; job: Job }) };
  }

  /** Overwrites the data key; nothing can be opened afterwards. */
  wipe(): void {
    this.#dataKey.fill(0);
  }

  #open({ id, version, sealed }: SealedRecord): Buffer {
    return open(this.#dataKey, recordPlace(this.row, id, version), sealed);
  }
}
