import type { Change } from "../storage/changes.ts";
import type { ChatPseudonym, Claim } from "../storage/rows.ts";
import type { OpenChat } from "./open-chat.ts";

/** How the vault's other rooms reach what is kept of a chat. */
export interface Chats {
  /** The chat's name in the database. */
  row(chatId: number): ChatPseudonym;
  /** Reads something of a chat; `undefined` when nothing is kept of it. @throws BrokenSeal, StoreFault */
  read<T>(chatId: number, work: (chat: OpenChat) => T): Promise<T | undefined>;
  /** The same by the chat's name in the database. */
  readRow<T>(row: ChatPseudonym, work: (chat: OpenChat) => T): Promise<T | undefined>;
  /** Applies changes to a chat, as an update's effect if there is a claim. @returns whether they were applied */
  change(chatId: number, claim: Claim | undefined, changes: (chat: OpenChat) => Change[]): Promise<boolean>;
  /** Overwrites on the disk what was dropped. */
  wipeDropped(): Promise<void>;
}
