import type { Store } from "../storage/store.ts";
import { DatabaseError } from "../storage/database-error.ts";
import type { ChatPseudonym } from "../storage/rows.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { unlessDamaged, unlessMasterKeyMissing, unwrapChatKey } from "./opened-chat.ts";
import { recordIds } from "./records.ts";

/** Chats that are read and written together: few enough that a user waits some ms for them at most. */
const batchChats = 20;

/** @returns whether the chat was converted */
const convert = async (store: Store, chat: ChatPseudonym, masters: KeyWrapper): Promise<boolean> => {
  const was = await store.wholeChat(chat);
  if (was?.manifest === undefined) return false;
  const now = await unlessDamaged(async () => {
    const cipher = await unwrapChatKey(chat, was, masters);
    const records = cipher.openRecords(was);
    // Without its id the user could not be warned; the next use brings it.
    const contents = records.has(recordIds.chatId) ? cipher.sealContents(records) : undefined;
    for (const content of records.values()) content.fill(0);
    const wrappedKey = await cipher.wrapKey(masters);
    cipher.wipe();
    return contents && { wrappedKey, contents };
  });
  if (now === undefined) return false;
  try {
    return await store.apply([{ put: "contents", chat, was, now }]);
  } catch (thrown) {
    // The chat was used meanwhile, which has converted it.
    if (DatabaseError.is(thrown, "concurrent-update")) return false;
    throw thrown;
  }
};

/**
 * Stores chats that an earlier version wrote as today's are stored, and wipes what was there. May be interrupted at any moment
 * and started again; may run beside users and other instances. Leaves as they are: a damaged chat, one whose master key is
 * missing, and one from before manifests, because nothing shows whether its records are the newest (its next use converts it).
 * @param isStopped whether to end early
 * @returns how many chats were converted @throws DatabaseError
 */
export const convertEarlierChats = async (
  store: Store,
  masters: KeyWrapper,
  isStopped: () => boolean = () => false,
): Promise<number> => {
  let converted = 0;
  let after: ChatPseudonym = new Uint8Array();
  while (!isStopped()) {
    const page = await store.listedChats(after, batchChats);
    const last = page.at(-1);
    if (last === undefined) break;
    const results = await Promise.all(
      page.map((chat) => unlessMasterKeyMissing(() => convert(store, chat, masters))),
    );
    converted += results.filter(Boolean).length;
    after = last;
  }
  if (converted > 0) await store.wipeDeleted();
  return converted;
};
