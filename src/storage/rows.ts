import { randomBytes } from "node:crypto";

/** The vault's keyed hash of a chat id, which names the chat in the database. */
export type ChatPseudonym = Uint8Array;

/** One sealed record of a chat. `version` grows with every change and is bound into the seal. */
export interface SealedRecord {
  readonly id: string;
  readonly version: number;
  readonly sealed: Uint8Array;
}

/** What is stored once per chat. */
export interface ChatSeals {
  readonly wrappedKey: Uint8Array;
  /** The sealed list of all records, replaced with each change to them; `undefined` before the first. */
  readonly manifest?: Uint8Array | undefined;
}

/** A chat and its records. */
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
  readonly chatKey: { readonly wrappedKey: Uint8Array; readonly hasManifest: boolean } | undefined;
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
  /** Whether the chat has a manifest. */
  readonly listed: boolean;
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
