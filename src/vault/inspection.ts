import type { Store } from "../storage/store.ts";
import type { Maintenance } from "../storage/maintenance.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { OpenChat } from "./open-chat.ts";
import { rootAad } from "./associated-data.ts";
import { DecryptionError } from "./seal.ts";

/** What opens in a database, and what does not. */
export interface Inspection {
  readonly chats: number;
  readonly records: number;
  readonly jobs: number;
  /** Chats of which something does not open. */
  readonly damaged: number;
}

const batch = 500;

/** Opens the whole of a chat. @returns whether it opens */
const opens = async (store: Store, row: Uint8Array, masters: KeyWrapper): Promise<boolean> => {
  const sealed = await store.chat(row);
  // Erased since it was listed.
  if (sealed === undefined) return true;
  try {
    const chat = await OpenChat.open(row, sealed, masters);
    try {
      chat.prove();
      chat.openAll();
      for (const job of await store.jobsOf(row)) chat.openJob(job);
    } finally {
      chat.wipe();
    }
    return true;
  } catch (thrown) {
    if (thrown instanceof DecryptionError) return false;
    throw thrown;
  }
};

/**
 * Opens everything there is, and counts.
 * @throws BrokenSeal when the master keys do not belong to this database. StoreFault
 */
export const inspect = async (
  store: Store,
  upkeep: Maintenance,
  masters: KeyWrapper,
): Promise<Inspection> => {
  const root = await upkeep.root();
  if (root === undefined) throw new DecryptionError();
  (await masters.unwrap(root, rootAad)).fill(0);
  let damaged = 0;
  let after: Uint8Array = new Uint8Array();
  for (;;) {
    const page = await upkeep.allKeys(after, batch);
    for (const { chat } of page) if (!(await opens(store, chat, masters))) damaged += 1;
    const last = page.at(-1);
    if (last === undefined) return { ...(await upkeep.counts()), damaged };
    after = last.chat;
  }
};
