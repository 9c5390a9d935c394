import { setImmediate as nextTurn } from "node:timers/promises";
import type { ChatPseudonym, ChatSeals } from "../storage/rows.ts";
import type { Store } from "../storage/store.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { unlessDamaged, unlessMasterKeyMissing, unwrapChatKey } from "./opened-chat.ts";
import { recordIds } from "./records.ts";

/** How much is stored, of all chats together. */
export interface KeyCount {
  readonly chats: number;
  /** Without the deleted ones and those that their users have not said to keep. */
  readonly keys: number;
}

/** Chats that are opened in a row: few enough that a user waits some ms for them at most. */
const batchChats = 50;

/** The keys of one chat; 0 for one that does not open, or is still stored as an earlier version stored it. */
const keysOf = async (seals: ChatSeals & { readonly chat: ChatPseudonym }, masters: KeyWrapper) => {
  if (seals.contents === undefined) return 0;
  const opened = await unlessMasterKeyMissing(() =>
    unlessDamaged(async () => {
      const cipher = await unwrapChatKey(seals.chat, seals, masters);
      const records = cipher.openRecords({ ...seals, records: [] });
      for (const content of records.values()) content.fill(0);
      cipher.wipe();
      return [...records.keys()].filter((id) => id.startsWith(recordIds.key)).length;
    }),
  );
  return opened ?? 0;
};

/**
 * Counts chats and keys. How many keys a chat has stands only inside its seal, so each chat is opened; the keys are not
 * parsed, and are wiped at once.
 * @returns `undefined` when it was stopped @throws DatabaseError
 */
export const countKeys = async (
  store: Store,
  masters: KeyWrapper,
  isStopped: () => boolean,
): Promise<KeyCount | undefined> => {
  let [chats, keys] = [0, 0];
  let after: ChatPseudonym = new Uint8Array();
  while (!isStopped()) {
    const page = await store.chatPage(after, batchChats);
    for (const seals of page) keys += await keysOf(seals, masters);
    chats += page.length;
    const last = page.at(-1);
    if (last === undefined) return { chats, keys };
    after = last.chat;
    await nextTurn();
  }
  return undefined;
};
