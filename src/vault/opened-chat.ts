import type { Change } from "../storage/changes.ts";
import { layoutOf, type ChatPseudonym, type ChatSeals, type WholeChat } from "../storage/rows.ts";
import { ChatCipher } from "./chat-cipher.ts";
import {
  emptyContents,
  readRecords,
  recordsOf,
  type ChatContents,
  type RecordContent,
} from "./chat-contents.ts";
import { UnknownMasterKeyError, type KeyWrapper } from "./key-wrapper.ts";
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

/** What `read` returns, or `undefined` if something is damaged. @throws UnknownMasterKeyError */
export const unlessDamaged = async <T>(read: () => T | Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof DecryptionError) return undefined;
    throw thrown;
  }
};

/** What `read` returns, or `undefined` if its master key is missing from the ring. */
export const unlessMasterKeyMissing = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof UnknownMasterKeyError) return undefined;
    throw thrown;
  }
};

/** Unwraps the data key of a chat. @throws DecryptionError; UnknownMasterKeyError */
export const unwrapChatKey = (
  chat: ChatPseudonym,
  seals: ChatSeals,
  masters: KeyWrapper,
): Promise<ChatCipher> =>
  ChatCipher.open(chat, { wrappedKey: seals.wrappedKey, layout: layoutOf(seals) }, masters);

const readAll = (cipher: ChatCipher, sealed: WholeChat) => {
  const opened = cipher.openRecords(sealed);
  const contents = readRecords(opened);
  for (const content of opened.values()) content.fill(0);
  return contents;
};

/** Opens a chat as far as it opens: unwraps its data key and decrypts everything. @throws UnknownMasterKeyError */
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

/** Whether a record was added, changed or dropped. */
const isChanged = (
  was: ReadonlyMap<string, RecordContent>,
  is: ReadonlyMap<string, RecordContent>,
): boolean => was.size !== is.size || [...is].some(([id, { value }]) => was.get(id)?.value !== value);

const sealRecords = (
  cipher: ChatCipher,
  chatId: number,
  records: ReadonlyMap<string, RecordContent>,
): Uint8Array => {
  const packed = new Map([...records].map(([id, { pack }]) => [id, pack()]));
  packed.set(recordIds.chatId, Buffer.from(String(chatId)));
  const contents = cipher.sealContents(packed);
  for (const content of packed.values()) content.fill(0);
  return contents;
};

/** Days since 1970, by the clock that the database stamps a new chat with. */
const today = () => Math.floor(Date.now() / 86_400_000);

/**
 * Seals what is different in `after`. A change of records applies only while the chat is as it was read.
 * @param converts whether to store a chat in today's layout even if nothing changes
 * @returns the changes to apply, and the chat as it is opened once they are
 * @throws DecryptionError when the chat is damaged, and more changes than its plan
 */
export const sealChanges = async (
  opened: OpenedChat,
  after: ChatContents,
  { masters, converts = false }: { readonly masters: KeyWrapper; readonly converts?: boolean },
): Promise<{ readonly changes: readonly Change[]; readonly opened: OpenedChat }> => {
  const { chat, sealed, contents: before } = opened;
  const records = recordsOf(after);
  if (before.damaged) {
    if (records.size > 0) throw new DecryptionError();
    const changes = jobChanges(opened.cipher, before.jobs, after.jobs);
    return { changes, opened: { ...opened, contents: after } };
  }
  const cipher = opened.cipher ?? ChatCipher.create(chat);
  const jobs = jobChanges(cipher, before.jobs, after.jobs);
  const isNew = sealed === undefined;
  const isWhole = sealed?.contents !== undefined;
  const writes =
    isChanged(recordsOf(before), records) || (isNew ? converts || jobs.length > 0 : converts && !isWhole);
  if (!writes) return { changes: jobs, opened: { ...opened, contents: after } };
  const contents = sealRecords(cipher, after.chatId, records);
  const wrappedKey = isWhole ? sealed.wrappedKey : await cipher.wrapKey(masters);
  const usage = sealed?.usage ?? { lastUsedDay: today(), warnedDay: undefined };
  const first: Change = isNew
    ? { put: "chat", chat, wrappedKey, contents }
    : { put: "contents", chat, was: sealed, now: { wrappedKey, contents } };
  return {
    changes: [first, ...jobs],
    opened: {
      chat,
      cipher,
      sealed: { wrappedKey, contents, usage, records: [], jobs: [] },
      contents: { ...after, usage },
    },
  };
};
