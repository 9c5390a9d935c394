import type { Key } from "../../src/totp/key.ts";
import type { Claim } from "../../src/storage/rows.ts";
import { addKey, newKey, scheduleJob, type ContentsChange } from "../../src/vault/changes.ts";
import type { ChatContents } from "../../src/vault/chat-contents.ts";
import type { ChatSession, Erased } from "../../src/vault/chat-session.ts";
import type { FollowUp } from "../../src/vault/pending-erasures.ts";
import type { Job } from "../../src/vault/records.ts";
import type { Vault } from "../../src/vault/vault.ts";

/** Runs `work` in a session of its own, as an update or a job has one. */
export const inSession = async <T>(
  vault: Vault,
  chatId: number,
  work: (session: ChatSession) => Promise<T>,
  claim?: Claim,
): Promise<T> => {
  const session = vault.session(chatId, claim);
  try {
    return await work(session);
  } finally {
    session.close();
  }
};

/** Everything stored of a chat. @throws DecryptionError */
export const contentsOf = (vault: Vault, chatId: number): Promise<ChatContents> =>
  inSession(vault, chatId, (session) => session.contents());

/** Commits changes, once if there is a claim. @returns whether they were applied */
export const commit = (
  vault: Vault,
  chatId: number,
  changes: readonly ContentsChange[],
  claim?: Claim,
): Promise<boolean> =>
  inSession(vault, chatId, (session) => session.commit(changes, { once: claim !== undefined }), claim);

/** Stores a key. @returns its id, or `undefined` if the update has had its effect before */
export const storeKey = async (
  vault: Vault,
  chatId: number,
  name: string,
  key: Key,
  claim?: Claim,
): Promise<string | undefined> => {
  const fresh = newKey(name, key);
  return (await commit(vault, chatId, [addKey(fresh)], claim)) ? fresh.id : undefined;
};

/** Plans a job for `dueAt` (ms since 1970). */
export const schedule = (
  vault: Vault,
  chatId: number,
  job: Job,
  dueAt: number,
  claim?: Claim,
): Promise<boolean> => commit(vault, chatId, [scheduleJob(job, dueAt)], claim);

/** Erases a chat. @returns what was there, or `undefined` if the update has had its effect before */
export const erase = (
  vault: Vault,
  chatId: number,
  claim: Claim,
  followUp?: FollowUp,
): Promise<Erased | undefined> => inSession(vault, chatId, (session) => session.erase(followUp), claim);
