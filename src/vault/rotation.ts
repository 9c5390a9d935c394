import type { Maintenance } from "../storage/maintenance.ts";
import type { KeyReplacement, WrappedChatKey } from "../storage/rows.ts";
import { masterKeyOf } from "./key-ring.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { chatKeyAad, rootAad } from "./associated-data.ts";
import { DecryptionError } from "./seal.ts";

/** What is wrapped under one master key. */
export interface MasterKeyUse {
  readonly id: number;
  readonly chats: number;
  /** Whether the root is. */
  readonly root: boolean;
}

/** What a rewrapping has done. */
export interface Rewrapped {
  readonly chats: number;
  readonly root: boolean;
  /** Chats whose key opens under no master key there is; they were left as they are. */
  readonly broken: number;
  /** Whether what was replaced has been overwritten on the disk. */
  readonly wiped: boolean;
}

/** Chats in one transaction: few enough that a running bot waits some tens of ms for it at most. */
const usualBatch = 500;
const beginning = new Uint8Array();

const asPrefix = (id: number): Uint8Array => {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(id);
  return prefix;
};

/** Pages of keys until there are no more. */
async function* pages(
  next: (after: Uint8Array) => Promise<WrappedChatKey[]>,
): AsyncGenerator<WrappedChatKey[]> {
  for (let page = await next(beginning); ; page = await next(page.at(-1)?.chat ?? beginning)) {
    if (page.length === 0) return;
    yield page;
  }
}

/** What is wrapped under which master key, lowest id first. @throws StoreFault */
export const masterKeyUses = async (upkeep: Maintenance): Promise<MasterKeyUse[]> => {
  const root = await upkeep.root();
  const rootId = root && masterKeyOf(root);
  const uses = (await upkeep.keyCounts()).map(({ masterId, chats }) => {
    const id = Buffer.from(masterId).readUInt32BE(0);
    return { id, chats, root: id === rootId };
  });
  if (rootId !== undefined && !uses.some(({ root: isRoot }) => isRoot))
    uses.push({ id: rootId, chats: 0, root: true });
  return uses.sort((a, b) => a.id - b.id);
};

/** The same key under the newest master key, or `undefined` if it does not open. */
const rewrapped = async ({ chat, wrappedKey, listed }: WrappedChatKey, masters: KeyWrapper) => {
  const where = chatKeyAad(chat, listed);
  try {
    const key = await masters.unwrap(wrappedKey, where);
    const swap: KeyReplacement = { chat, was: wrappedKey, now: await masters.wrap(key, where) };
    key.fill(0);
    return swap;
  } catch (thrown) {
    if (thrown instanceof DecryptionError) return undefined;
    throw thrown;
  }
};

const rewrapRoot = async (upkeep: Maintenance, masters: KeyWrapper, newest: number): Promise<boolean> => {
  const was = await upkeep.root();
  if (was === undefined) throw new DecryptionError();
  // Opened in any case: master keys that do not open it do not belong to this database.
  const root = await masters.unwrap(was, rootAad);
  if (masterKeyOf(was) === newest) return false;
  const swapped = await upkeep.replaceRoot(was, await masters.wrap(root, rootAad));
  root.fill(0);
  return swapped;
};

/**
 * Wraps the root and all chats' keys anew, under the newest master key. May be ended at any moment and begun again;
 * may run beside the bot, or beside itself: a key is exchanged only if it is still the one that was read.
 * @param newest id of the master key that `masters` wraps under
 * @param batch how many chats are one transaction
 * @throws BrokenSeal when the master keys do not belong to this database; nothing is changed then. StoreFault
 */
export const rewrap = async (
  upkeep: Maintenance,
  masters: KeyWrapper,
  newest: number,
  batch = usualBatch,
): Promise<Rewrapped> => {
  const root = await rewrapRoot(upkeep, masters, newest);
  let chats = 0;
  // Until a whole round finds nothing to do: the bot may have changed or made chats behind our back.
  for (;;) {
    let [seen, broken] = [0, 0];
    const others = (after: Uint8Array) => upkeep.keys({ under: asPrefix(newest), not: true }, after, batch);
    for await (const page of pages(others)) {
      const swaps = (await Promise.all(page.map((kept) => rewrapped(kept, masters)))).filter(
        (swap) => swap !== undefined,
      );
      seen += page.length;
      broken += page.length - swaps.length;
      chats += await upkeep.replaceKeys(swaps);
    }
    if (seen === broken) return { chats, root, broken, wiped: await upkeep.wipeReplaced() };
  }
};

/**
 * What still needs a master key: what is wrapped under it and opens. What does not open is lost with it or without.
 * @returns `broken`: how many chats' keys under it do not open
 */
export const needsOf = async (
  upkeep: Maintenance,
  masters: KeyWrapper,
  id: number,
): Promise<{ chats: number; root: boolean; broken: number }> => {
  const wrappedRoot = await upkeep.root();
  let [chats, broken] = [0, 0];
  for await (const page of pages((after) => upkeep.keys({ under: asPrefix(id) }, after, usualBatch))) {
    const opened = await Promise.all(page.map((kept) => rewrapped(kept, masters)));
    const opening = opened.filter((swap) => swap !== undefined).length;
    chats += opening;
    broken += page.length - opening;
  }
  return { chats, root: wrappedRoot !== undefined && masterKeyOf(wrappedRoot) === id, broken };
};
