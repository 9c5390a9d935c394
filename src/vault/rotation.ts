import type { Maintenance } from "../storage/maintenance.ts";
import type { KeyReplacement, WrappedChatKey } from "../storage/rows.ts";
import { masterKeyOf } from "./key-ring.ts";
import { UnknownMasterKeyError, type KeyWrapper } from "./key-wrapper.ts";
import { chatKeyAad, rootAad } from "./associated-data.ts";
import { DecryptionError } from "./seal.ts";

/** Checks that master keys belong to a database. @throws DecryptionError or UnknownMasterKeyError when they do not; DatabaseError */
export const checkRoot = async (maintenance: Maintenance, masters: KeyWrapper): Promise<void> => {
  const root = await maintenance.root();
  if (root === undefined) throw new DecryptionError();
  (await masters.unwrap(root, rootAad)).fill(0);
};

/** How much is wrapped under one master key. */
export interface MasterKeyUse {
  readonly id: number;
  readonly chats: number;
  /** Whether the root is. */
  readonly root: boolean;
}

/** The outcome of a rewrap. */
export interface Rewrapped {
  readonly chats: number;
  readonly root: boolean;
  /** Chats whose key opens under no master key of the ring; left unchanged. */
  readonly broken: number;
  /** Whether what was replaced has been overwritten on the disk. */
  readonly wiped: boolean;
}

interface RewrapOptions {
  readonly checkReaders?: (() => Promise<void>) | undefined;
  readonly batch?: number;
}

/** Chats per transaction: few enough that a running bot waits some tens of ms for it at most. */
const defaultBatchChats = 500;
const firstPage = new Uint8Array();

const asPrefix = (id: number): Uint8Array => {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(id);
  return prefix;
};

/** Pages of keys until there are no more. */
// eslint-disable-next-line func-style -- A generator cannot be an arrow function.
async function* pages(
  next: (after: Uint8Array) => Promise<WrappedChatKey[]>,
): AsyncGenerator<WrappedChatKey[]> {
  for (let page = await next(firstPage); ; page = await next(page.at(-1)?.chat ?? firstPage)) {
    if (page.length === 0) return;
    yield page;
  }
}

/** What is wrapped under which master key, lowest id first. @throws DatabaseError */
export const masterKeyUses = async (maintenance: Maintenance): Promise<MasterKeyUse[]> => {
  const root = await maintenance.root();
  const rootId = root && masterKeyOf(root);
  const uses = (await maintenance.keyCounts()).map(({ id, chats }) => ({ id, chats, root: id === rootId }));
  if (rootId !== undefined && !uses.some(({ root: isRoot }) => isRoot))
    uses.push({ id: rootId, chats: 0, root: true });
  return uses.sort((a, b) => a.id - b.id);
};

/** The same key under the newest master key, or `undefined` if it does not open. */
const rewrapped = async ({ chat, wrappedKey, layout }: WrappedChatKey, masters: KeyWrapper) => {
  const aad = chatKeyAad(chat, layout);
  try {
    const key = await masters.unwrap(wrappedKey, aad);
    const replacement: KeyReplacement = { chat, was: wrappedKey, now: await masters.wrap(key, aad) };
    key.fill(0);
    return replacement;
  } catch (thrown) {
    if (thrown instanceof DecryptionError || thrown instanceof UnknownMasterKeyError) return undefined;
    throw thrown;
  }
};

const rewrapRoot = async (
  maintenance: Maintenance,
  masters: KeyWrapper,
  newest: number,
): Promise<boolean> => {
  const was = await maintenance.root();
  if (was === undefined) throw new DecryptionError();
  // Unwrapped in any case: master keys that do not open it do not belong to this database.
  const root = await masters.unwrap(was, rootAad);
  if (masterKeyOf(was) === newest) return false;
  const swapped = await maintenance.replaceRoot(was, await masters.wrap(root, rootAad));
  root.fill(0);
  return swapped;
};

/**
 * Rewraps the root and all chats' keys under the newest master key. May be interrupted at any moment and started again;
 * may run beside the bot, or twice at once: a key is replaced only if it is still the one that was read.
 * @param newest id of the master key that `masters` wraps under
 * @param checkReaders called before the root key and before each page of chats; what it throws ends the rewrap
 * @param batch how many chats are one transaction
 * @throws DecryptionError or UnknownMasterKeyError when the master keys do not belong to this database; nothing is changed
 *   then. DatabaseError
 */
export const rewrap = async (
  maintenance: Maintenance,
  masters: KeyWrapper,
  newest: number,
  { checkReaders = () => Promise.resolve(), batch = defaultBatchChats }: RewrapOptions = {},
): Promise<Rewrapped> => {
  await checkReaders();
  const root = await rewrapRoot(maintenance, masters, newest);
  let chats = 0;
  // Until a whole round finds nothing to do: the bot may have changed or created chats meanwhile.
  for (;;) {
    let [found, broken] = [0, 0];
    const others = (after: Uint8Array) =>
      maintenance.keys({ under: asPrefix(newest), not: true }, after, batch);
    for await (const page of pages(others)) {
      // Checked again: an instance that read the root key before it was replaced has noted its keys by now.
      await checkReaders();
      const replacements = (await Promise.all(page.map((kept) => rewrapped(kept, masters)))).filter(
        (replacement) => replacement !== undefined,
      );
      found += page.length;
      broken += page.length - replacements.length;
      chats += await maintenance.replaceKeys(replacements);
    }
    if (found === broken) return { chats, root, broken, wiped: await maintenance.wipeReplaced() };
  }
};

/**
 * Counts what still needs a master key: what is wrapped under it and opens. What does not open is lost either way.
 * @returns `broken`: how many chats' keys under it do not open
 */
export const countNeedingMasterKey = async (
  maintenance: Maintenance,
  masters: KeyWrapper,
  id: number,
): Promise<{ chats: number; root: boolean; broken: number }> => {
  const wrappedRoot = await maintenance.root();
  let [chats, broken] = [0, 0];
  for await (const page of pages((after) =>
    maintenance.keys({ under: asPrefix(id) }, after, defaultBatchChats),
  )) {
    const opened = await Promise.all(page.map((kept) => rewrapped(kept, masters)));
    const opening = opened.filter((replacement) => replacement !== undefined).length;
    chats += opening;
    broken += page.length - opening;
  }
  return { chats, root: wrappedRoot !== undefined && masterKeyOf(wrappedRoot) === id, broken };
};
