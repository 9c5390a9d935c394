import type { Store } from "../storage/store.ts";
import type { Maintenance } from "../storage/maintenance.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { unwrapChatKey, unlessDamaged } from "./opened-chat.ts";
import { checkRoot } from "./rotation.ts";

/** What is in a database, and how much of it does not open. */
export interface Inspection {
  readonly chats: number;
  readonly records: number;
  readonly jobs: number;
  /** Chats of which something does not open. */
  readonly damaged: number;
}

const batchChats = 500;

/** Opens the whole of a chat. @returns how many records it has, or `undefined` if something does not open */
const countRecords = async (
  store: Store,
  chat: Uint8Array,
  masters: KeyWrapper,
): Promise<number | undefined> => {
  const sealed = await store.wholeChat(chat);
  // Erased since it was listed.
  if (sealed === undefined) return 0;
  return unlessDamaged(async () => {
    const cipher = await unwrapChatKey(chat, sealed, masters);
    try {
      const records = cipher.openRecords(sealed);
      for (const content of records.values()) content.fill(0);
      for (const job of sealed.jobs) cipher.openJob(job);
      return records.size;
    } finally {
      cipher.wipe();
    }
  });
};

/**
 * Opens everything in a database, and counts.
 * @throws DecryptionError when the master keys do not belong to this database; UnknownMasterKeyError when one that it needs
 *   is missing. DatabaseError
 */
export const inspectDatabase = async (
  store: Store,
  maintenance: Maintenance,
  masters: KeyWrapper,
): Promise<Inspection> => {
  await checkRoot(maintenance, masters);
  let [records, damaged] = [0, 0];
  let after: Uint8Array = new Uint8Array();
  for (;;) {
    const page = await maintenance.allKeys(after, batchChats);
    for (const { chat } of page) {
      const found = await countRecords(store, chat, masters);
      if (found === undefined) damaged += 1;
      else records += found;
    }
    const last = page.at(-1);
    if (last === undefined) return { ...(await maintenance.counts()), records, damaged };
    after = last.chat;
  }
};
