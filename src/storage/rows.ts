import { randomBytes } from "node:crypto";

/** The vault's keyed hash of a chat id, which names the chat in the database. */
export type ChatPseudonym = Uint8Array;

/**
 * How a chat is stored. `whole`: all of it in one ciphertext. The others were written by earlier versions, with a row for each
 * record: `listed` with a manifest, `bare` from before manifests.
 */
export type Layout = "whole" | "listed" | "bare";

/** One sealed record of a chat in an earlier layout. `version` grew with every change and is bound into the seal. */
export interface SealedRecord {
  readonly id: string;
  readonly version: number;
  readonly sealed: Uint8Array;
}

/** What is stored once per chat. */
export interface ChatSeals {
  readonly wrappedKey: Uint8Array;
  /** All records, sealed; `undefined` in an earlier layout. */
  readonly contents?: Uint8Array | undefined;
  /** The sealed list of the records in the layout `listed`. */
  readonly manifest?: Uint8Array | undefined;
}

/** The layout of a chat with these seals. */
export const layoutOf = ({ contents, manifest }: Omit<ChatSeals, "wrappedKey">): Layout =>
  contents !== undefined ? "whole" : manifest !== undefined ? "listed" : "bare";

/** A chat, and its records in an earlier layout. */
export interface SealedChat extends ChatSeals {
  readonly records: readonly SealedRecord[];
}

/** A job due at `dueAt` (ms since 1970); its kind and the chat id are sealed. */
export interface SealedJob {
  readonly id: string;
  readonly chat: ChatPseudonym;
  readonly dueAt: number;
  readonly attempts: number;
  readonly sealed: Uint8Array;
}

/** A due job with its chat's wrapped data key, unless the chat was erased. */
export interface DueSealedJob extends SealedJob {
  readonly chatKey: Omit<WrappedChatKey, "chat"> | undefined;
}

/** When a chat was last used and warned, in days since 1970. */
export interface Usage {
  readonly lastUsedDay: number;
  /** `undefined` when the user has not been warned, or has come back since. */
  readonly warnedDay: number | undefined;
}

/** Everything stored of one chat, as of one moment. */
export interface WholeChat extends SealedChat {
  readonly usage: Usage;
  /** Earliest first. */
  readonly jobs: readonly SealedJob[];
}

/** A chat's wrapped data key. */
export interface WrappedChatKey {
  readonly chat: ChatPseudonym;
  readonly wrappedKey: Uint8Array;
  readonly layout: Layout;
}

/** Another wrapping of the same key, to replace the one that `was` read. */
export interface KeyReplacement {
  readonly chat: ChatPseudonym;
  readonly was: Uint8Array;
  readonly now: Uint8Array;
}

/** The right of one handling of an update to change something, so that a redelivered update changes nothing. */
export interface Claim {
  readonly updateId: number;
  readonly token: Uint8Array;
}

/** A claim for this update that no other handling of it has. */
export const newClaim = (updateId: number): Claim => ({ updateId, token: randomBytes(12) });

/** A chat, and the day by which idle chats are listed: of its last use or of the warning, since 1970. */
export interface IdleChat {
  readonly chat: ChatPseudonym;
  readonly day: number;
}

/** How many chats' keys the master key with this id wraps. */
export interface KeyCount {
  readonly id: number;
  readonly chats: number;
}
