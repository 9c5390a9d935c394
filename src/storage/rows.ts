import { randomBytes } from "node:crypto";

/** The vault's keyed hash of a chat id: how a chat is called in the database. */
export type ChatPseudonym = Uint8Array;

/** One sealed record of a chat. `version` grows with every change and is bound into the seal. */
export interface SealedRecord {
  readonly id: string;
  readonly version: number;
  readonly sealed: Uint8Array;
}

/** What is kept once of a chat. */
export interface ChatSeals {
  readonly wrappedKey: Uint8Array;
  /** A seal over all records, made anew with each change to them; `undefined`: none was made yet. */
  readonly manifest?: Uint8Array | undefined;
}

/** All that is kept of a chat, clean-up jobs apart. */
export interface SealedChat extends ChatSeals {
  readonly records: readonly SealedRecord[];
}

/** Something to do in a chat at `dueAt` (ms since 1970); what and in which chat is inside the seal. */
export interface SealedJob {
  readonly id: string;
  readonly chat: ChatPseudonym;
  readonly dueAt: number;
  readonly attempts: number;
  readonly sealed: Uint8Array;
}

/** A due job with what opens it: the wrapped data key of its chat, unless the chat is gone. */
export interface DueSealedJob extends SealedJob {
  readonly chatKey: { readonly wrappedKey: Uint8Array; readonly hasManifest: boolean } | undefined;
}

/** How long a chat has been left alone, in days since 1970. */
export interface Usage {
  readonly lastUsedDay: number;
  /** `undefined`: the person has not been told, or has come since. */
  readonly warnedDay: number | undefined;
}

/** Everything stored of one chat, as of one moment. */
export interface WholeChat extends SealedChat {
  readonly usage: Usage;
  /** Earliest first. */
  readonly jobs: readonly SealedJob[];
}

/** The right of one handling of one update to change something, so that a repeated update changes nothing. */
export interface Claim {
  readonly updateId: number;
  readonly token: Uint8Array;
}

/** A claim for this update that no other handling of it shares. */
export const newClaim = (updateId: number): Claim => ({ updateId, token: randomBytes(12) });
