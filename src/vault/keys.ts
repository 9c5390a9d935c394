import type { Change } from "../storage/changes.ts";
import type { Claim } from "../storage/rows.ts";
import type { Chats } from "./chats.ts";
import type { DatedKey, OpenChat } from "./open-chat.ts";
import { keyPrefix, type StoredKey } from "./records.ts";

/** Record ids of deleted keys begin so, until they are erased. */
export const binPrefix = "bin:";

/** As the outside sees a key. */
export const withoutDate = ({ id, name, key }: StoredKey): StoredKey => ({ id, name, key });

/** What puts a key's record into place; keys without a rank stand where they came. */
const rankOf = ({ rank, added }: DatedKey): number => rank ?? added;

/** Two neighbours change places. All ranks differ afterwards, also where two keys came in one moment. */
const raised = (chat: OpenChat, id: string): Change[] => {
  const all = chat.keys(keyPrefix);
  const at = all.findIndex((key) => key.id === id);
  const [above, key] = at < 1 ? [] : [all[at - 1], all[at]];
  if (above === undefined || key === undefined) return [];
  const ranks = all.map(rankOf);
  let last = -Infinity;
  return [...all.slice(0, at - 1), key, above, ...all.slice(at + 1)].flatMap((one, place) => {
    last = Math.max(ranks[place] ?? last, last + 1);
    return one.rank === last ? [] : [chat.putKey(keyPrefix + one.id, one.name, { ...one, rank: last })];
  });
};

/** What people do with the keys they keep. Each of these is an update's effect, and happens at most once. */
export class ChatKeys {
  readonly #chats: Chats;

  constructor(chats: Chats) {
    this.#chats = chats;
  }

  /** Gives a key another name. */
  async rename(chatId: number, id: string, name: string, claim: Claim): Promise<void> {
    await this.#chats.change(chatId, claim, (chat) => {
      const key = chat.keys(keyPrefix).find((one) => one.id === id);
      return key === undefined ? [] : [chat.putKey(keyPrefix + id, name, key)];
    });
  }

  /** Puts a key one place further to the front. */
  async raise(chatId: number, id: string, claim: Claim): Promise<void> {
    await this.#chats.change(chatId, claim, (chat) => raised(chat, id));
  }

  /** Deletes a key so that it can be restored: no code is made of it any more. */
  async delete(chatId: number, id: string, claim: Claim): Promise<void> {
    await this.#chats.change(chatId, claim, (chat) => {
      const key = chat.keys(keyPrefix).find((one) => one.id === id);
      if (key === undefined) return [];
      return [
        { drop: "record", chat: chat.row, id: keyPrefix + id },
        chat.putKey(binPrefix + id, key.name, key),
      ];
    });
  }

  /** The deleted keys that can be restored. */
  async deleted(chatId: number): Promise<readonly StoredKey[]> {
    return (await this.#chats.read(chatId, (chat) => chat.keys(binPrefix).map(withoutDate))) ?? [];
  }

  /** Brings a deleted key back under this name, unless the same key has come in again meanwhile. */
  async restore(chatId: number, id: string, name: string, claim: Claim): Promise<void> {
    await this.#chats.change(chatId, claim, (chat) => {
      const gone = chat.keys(binPrefix).find((one) => one.id === id);
      if (gone === undefined) return [];
      const isBack = chat.keys(keyPrefix).some(({ key }) => key.sameAs(gone.key));
      return [
        { drop: "record", chat: chat.row, id: binPrefix + id },
        ...(isBack ? [] : [chat.putKey(keyPrefix + id, name, gone)]),
      ];
    });
  }

  /** Erases a deleted key and overwrites it on the disk. @returns the name it had, if it was still there */
  async erase(chatId: number, id: string): Promise<string | undefined> {
    const gone = (await this.deleted(chatId)).find((one) => one.id === id);
    if (gone === undefined) return undefined;
    await this.#chats.change(chatId, undefined, ({ row }) => [
      { drop: "record", chat: row, id: binPrefix + id },
    ]);
    await this.#chats.wipeDropped();
    return gone.name;
  }
}
