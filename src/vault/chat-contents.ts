import type { Usage } from "../storage/rows.ts";
import {
  packKey,
  packReading,
  recordIds,
  unpackKey,
  unpackReading,
  type CancellationCode,
  type DueJob,
  type Reading,
  type StoredCounts,
  type StoredKey,
} from "./records.ts";

/** Digits that may be a törlőkód; the user has not said yet. */
export interface UndecidedDigits {
  readonly id: string;
  readonly digits: string;
}

/** Everything stored of a chat, decrypted. */
export interface ChatContents {
  readonly chatId: number;
  /** In the order the user sees. */
  readonly keys: readonly StoredKey[];
  /** Deleted, but can still be restored. */
  readonly deletedKeys: readonly StoredKey[];
  /** Keys that the user has not said yet to keep. */
  readonly undecidedKeys: readonly StoredKey[];
  /** The user's place in the guide; see packJourney. */
  readonly step: string | undefined;
  readonly cancellationCode: CancellationCode | undefined;
  readonly undecidedDigits: readonly UndecidedDigits[];
  /** Characters read from pictures that the user has not compared yet, as they came. */
  readonly readings: readonly Reading[];
  /** Planned jobs, earliest first. */
  readonly jobs: readonly DueJob[];
  /** When the chat was last used, and warned of its erasure; `undefined`: nothing is stored of it. */
  readonly usage: Usage | undefined;
  /** Something is stored but does not open. Then only what did open is here: jobs at most, and the usage. */
  readonly damaged: boolean;
}

/** The contents of a chat of which nothing is stored. */
export const emptyContents = (chatId: number): ChatContents => ({
  chatId,
  keys: [],
  deletedKeys: [],
  undecidedKeys: [],
  step: undefined,
  cancellationCode: undefined,
  undecidedDigits: [],
  readings: [],
  jobs: [],
  usage: undefined,
  damaged: false,
});

/** The item with this id, if there is one. */
export const findById = <T extends { readonly id: string }>(
  items: readonly T[],
  id: string | undefined,
): T | undefined => items.find((item) => item.id === id);

/** Counts what is stored, for the user to read before and after an erasure. */
export const countStored = (contents: ChatContents): StoredCounts => ({
  keys: contents.keys.length,
  deleted: contents.deletedKeys.length,
  offers: contents.undecidedKeys.length,
  cancellation: contents.cancellationCode !== undefined,
  numbers: contents.undecidedDigits.length,
  readings: contents.readings.length,
  step: contents.step !== undefined,
  // What was shown last is forgotten by itself, and is no reason to ask before an erasure.
  jobs: contents.jobs.filter(({ job }) => job.kind !== "forget-shown").length,
  damaged: contents.damaged,
});

/** Whether nothing is stored that is worth a question. */
export const isNothing = (counts: StoredCounts): boolean =>
  Object.values(counts).every((count) => Number(count) === 0);

/** Keys in the order the user sees: as they came, unless the user has moved them. */
export const inOrder = (keys: readonly StoredKey[]): StoredKey[] =>
  keys.toSorted((a, b) => (a.rank ?? a.added) - (b.rank ?? b.added));

/** What records hold. */
type RecordContents = Omit<ChatContents, "chatId" | "jobs" | "usage" | "damaged">;

/** Reads a chat's opened records, by id. */
export const readRecords = (records: ReadonlyMap<string, Buffer>): RecordContents => {
  const withPrefix = <T>(prefix: string, read: (id: string, content: Buffer) => T): T[] =>
    [...records]
      .filter(([id]) => id.startsWith(prefix))
      .map(([id, content]) => read(id.slice(prefix.length), content));
  const keysWith = (prefix: string) =>
    inOrder(withPrefix(prefix, (id, content) => ({ id, ...unpackKey(content) })));
  const code = records.get(recordIds.cancellationCode)?.toString("utf8");
  return {
    keys: keysWith(recordIds.key),
    deletedKeys: keysWith(recordIds.deletedKey),
    undecidedKeys: keysWith(recordIds.undecidedKey),
    step: records.get(recordIds.step)?.toString("utf8"),
    cancellationCode: code === undefined ? undefined : (JSON.parse(code) as CancellationCode),
    undecidedDigits: withPrefix(recordIds.undecidedDigits, (id, content) => ({
      id,
      digits: content.toString("utf8"),
    })),
    readings: withPrefix(recordIds.reading, (id, content) => ({ id, ...unpackReading(content) })),
  };
};

/** What goes into a record: `value` has changed when it is another object or string. */
export interface RecordContent {
  readonly value: unknown;
  /** The caller wipes the result. */
  readonly pack: () => Buffer;
}

/** The records that hold these contents, by id. */
export const recordsOf = (contents: RecordContents): Map<string, RecordContent> => {
  const keysWith = (prefix: string, keys: readonly StoredKey[]) =>
    keys.map((key): [string, RecordContent] => [prefix + key.id, { value: key, pack: () => packKey(key) }]);
  const { step, cancellationCode, undecidedDigits, readings } = contents;
  return new Map<string, RecordContent>([
    ...keysWith(recordIds.key, contents.keys),
    ...keysWith(recordIds.deletedKey, contents.deletedKeys),
    ...keysWith(recordIds.undecidedKey, contents.undecidedKeys),
    ...(step === undefined
      ? []
      : [[recordIds.step, { value: step, pack: () => Buffer.from(step) }] as const]),
    ...(cancellationCode === undefined
      ? []
      : [
          [
            recordIds.cancellationCode,
            { value: cancellationCode, pack: () => Buffer.from(JSON.stringify(cancellationCode)) },
          ] as const,
        ]),
    ...undecidedDigits.map(
      ({ id, digits }) =>
        [recordIds.undecidedDigits + id, { value: digits, pack: () => Buffer.from(digits) }] as const,
    ),
    ...readings.map(
      (reading) =>
        [recordIds.reading + reading.id, { value: reading, pack: () => packReading(reading) }] as const,
    ),
  ]);
};

/** Every secret in the contents. A key that is renamed or moved keeps its identity. */
export const secretsOf = (contents: RecordContents): Set<unknown> =>
  new Set([
    ...[...contents.keys, ...contents.deletedKeys, ...contents.undecidedKeys].map(({ key }) => key),
    ...(contents.cancellationCode === undefined ? [] : [contents.cancellationCode.digits]),
    ...contents.undecidedDigits.map(({ digits }) => digits),
    ...contents.readings.map(({ characters }) => characters),
  ]);
