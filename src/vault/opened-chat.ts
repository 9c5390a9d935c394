import type { Change } from "../storage/changes.ts";
import type { ChatPseudonym, SealedRecord, WholeChat } from "../storage/rows.ts";
import { ChatCipher } from "./chat-cipher.ts";
import { emptyContents, readRecords, recordsOf, type ChatContents } from "./chat-contents.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { recordIds, type DueJob } from "./records.ts";
import { DecryptionError } from "./seal.ts";

/** A chat as it was read. */
export interface OpenedChat {
  readonly chat: ChatPseudonym;
  /** `undefined`: nothing is stored, or the data key does not open. */
  readonly cipher: ChatCipher | undefined;
  /** `undefined`: nothing is stored. */
  readonly sealed: WholeChat | undefined;
  readonly contents: ChatContents;
}

/** What `read` returns, or `undefined` if something does not open. */
export const unlessDamaged = async <T>(read: () => T | Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof DecryptionError) return undefined;
    throw thrown;
  }
};

/** Unwraps the data key of a chat. @throws DecryptionError */
export const unwrapChatKey = (
  chat: ChatPseudonym,
  { wrappedKey, manifest }: Pick<WholeChat, "wrappedKey" | "manifest">,
  masters: KeyWrapper,
): Promise<ChatCipher> => ChatCipher.open(chat, { wrappedKey, hasManifest: manifest !== undefined }, masters);

const readAll = (cipher: ChatCipher, sealed: WholeChat) => {
  cipher.verifyManifest(sealed);
  const opened = new Map(sealed.records.map((record) => [record.id, cipher.openRecord(record)]));
  const contents = readRecords(opened);
  for (const content of opened.values()) content.fill(0);
  return contents;
};

/** Opens a chat as far as it opens: unwraps its data key, verifies its manifest, and decrypts everything. */
export const openChat = async (
  { chatId, chat }: { readonly chatId: number; readonly chat: ChatPseudonym },
  sealed: WholeChat | undefined,
  masters: KeyWrapper,
): Promise<OpenedChat> => {
  const nothing = emptyContents(chatId);
  if (sealed === undefined) return { chat, cipher: undefined, sealed, contents: nothing };
  const { usage } = sealed;
  const cipher = await unlessDamaged(() => unwrapChatKey(chat, sealed, masters));
  if (cipher === undefined) return { chat, cipher, sealed, contents: { ...nothing, usage, damaged: true } };
  const jobs = await Promise.all(sealed.jobs.map((job) => unlessDamaged(() => cipher.openJob(job))));
  const records = await unlessDamaged(() => readAll(cipher, sealed));
  const contents: ChatContents = {
    ...nothing,
    ...records,
    jobs: jobs.filter((job) => job !== undefined),
    usage,
    damaged: records === undefined,
  };
  return { chat, cipher, sealed, contents };
};

/** What turns the plan `before` into `after`. */
const jobChanges = (
  cipher: ChatCipher | undefined,
  before: readonly DueJob[],
  after: readonly DueJob[],
): Change[] => {
  const [was, is] = [before, after].map((jobs) => new Map(jobs.map((due) => [due.id, due])));
  const dropped = before.filter(({ id }) => is?.has(id) !== true);
  const changed = after.filter((due) => was?.get(due.id) !== due);
  return [
    ...dropped.map(({ id }): Change => ({ drop: "job", id })),
    ...changed.map((due): Change => {
      const { id, dueAt, attempts } = due;
      if (was?.has(id) === true) return { delay: "job", id, dueAt, attempts };
      if (cipher === undefined) throw new DecryptionError();
      return { put: "job", job: cipher.sealJob(due) };
    }),
  ];
};

/** The records whose contents are others in `after`, sealed one version up; and the ids of those that are gone. */
const sealRecords = (
  cipher: ChatCipher,
  { sealed, contents: { chatId, ...before } }: OpenedChat,
  { after, notesChatId }: { readonly after: ChatContents; readonly notesChatId: boolean },
): { readonly put: SealedRecord[]; readonly dropped: string[] } => {
  const [was, is] = [recordsOf(before), recordsOf(after)];
  const versions = new Map(sealed?.records.map(({ id, version }) => [id, version]));
  const put = (id: string, content: Buffer) => {
    const record = cipher.sealRecord(id, (versions.get(id) ?? 0) + 1, content);
    content.fill(0);
    return record;
  };
  const changed = [...is].filter(([id, { value }]) => was.get(id)?.value !== value);
  const dropped = [...was.keys()].filter((id) => !is.has(id));
  const changes = changed.length + dropped.length > 0 || notesChatId;
  return {
    put: [
      // Earlier versions did not note it.
      ...(changes && !versions.has(recordIds.chatId)
        ? [put(recordIds.chatId, Buffer.from(String(chatId)))]
        : []),
      ...changed.map(([id, { pack }]) => put(id, pack())),
    ],
    dropped,
  };
};

/** Days since 1970, by the clock that the database stamps a new chat with. */
const today = () => Math.floor(Date.now() / 86_400_000);

/**
 * Seals what is different in `after`. The changes of records bring the chat's new manifest, and apply only while the
 * chat is as it was read.
 * @param notesChatId whether to store the chat's id even if nothing else changes
 * @returns the changes to apply, and the chat as it is opened once they are
 * @throws DecryptionError when the chat is damaged, and more changes than its plan
 */
export const sealChanges = async (
  opened: OpenedChat,
  after: ChatContents,
  { masters, notesChatId = false }: { readonly masters: KeyWrapper; readonly notesChatId?: boolean },
): Promise<{ readonly changes: readonly Change[]; readonly opened: OpenedChat }> => {
  const { chat, sealed, contents: before } = opened;
  if (before.damaged) {
    if (recordsOf(after).size > 0) throw new DecryptionError();
    const changes = jobChanges(opened.cipher, before.jobs, after.jobs);
    return { changes, opened: { ...opened, contents: after } };
  }
  const cipher = opened.cipher ?? ChatCipher.create(chat);
  const jobs = jobChanges(cipher, before.jobs, after.jobs);
  const isNew = sealed === undefined;
  const { put, dropped } = sealRecords(cipher, opened, {
    after,
    notesChatId: notesChatId || (isNew && jobs.length > 0),
  });
  if (put.length + dropped.length === 0) return { changes: jobs, opened: { ...opened, contents: after } };
  const records = new Map(sealed?.records.map((record) => [record.id, record]));
  for (const id of dropped) records.delete(id);
  for (const record of put) records.set(record.id, record);
  const manifest = cipher.sealManifest(records.values());
  const wrappedKey = sealed?.manifest === undefined ? await cipher.wrapKey(masters) : sealed.wrappedKey;
  const usage = sealed?.usage ?? { lastUsedDay: today(), warnedDay: undefined };
  const first: Change = isNew
    ? { put: "chat", chat, wrappedKey, manifest }
    : { put: "manifest", chat, was: sealed, now: { wrappedKey, manifest } };
  return {
    changes: [
      first,
      ...dropped.map((id): Change => ({ drop: "record", chat, id })),
      ...put.map((record): Change => ({ put: "record", chat, record })),
      ...jobs,
    ],
    opened: {
      chat,
      cipher,
      sealed: { wrappedKey, manifest, usage, records: [...records.values()], jobs: [] },
      contents: { ...after, usage },
    },
  };
};
