import { Key, type Algorithm } from "../totp/key.ts";

/** What the ids of a chat's records begin with, or are: kept keys, keys that may be kept, the step in the guide. */
export const keyPrefix = "key:";
export const offerPrefix = "offer:";
export const stepId = "step";

/** A key a person gave us, under the name they know it by. */
export interface StoredKey {
  /** 12 characters, random, fit for a button. */
  readonly id: string;
  readonly name: string;
  readonly key: Key;
}

/**
 * Something to do in a chat later, however often the program is restarted until then; about one message as a rule.
 * - `expire-code`: the code in this message has run out; take its digits away.
 * - `deliver-code`: put a fresh code into this message. `at`: the message shows this place of the guide.
 * - `delete-message`: this message carried a secret and could not be deleted at once.
 * - `read-picture`: this picture of an album waits for the others; `file` is Telegram's id for it, or what is
 *   wrong with it.
 * - `drop-offers`: the question in this message, which key to keep, was not answered; or the key that was read for
 *   the person's own app has been shown for long enough (`showsKey`) and goes with its message.
 * - `hide-cancellation`: the törlőkód has stood in this message for long enough; `offerId`: it is not kept (yet).
 * - `await-cancellation`: this message has asked for the törlőkód; while the job is there, digits are the answer.
 * - `drop-cancellation`: nobody has said that these digits are to be kept. `close-cancellation`: the question about
 *   them, in this message, was not answered.
 * - `tell-idle`: nobody has been here for long; say that everything will be erased.
 * - `farewell`: the chat is erased; see {@link PendingErasure}.
 */
export type Job =
  | {
      readonly kind: "expire-code" | "deliver-code";
      readonly messageId: number;
      readonly keyId: string;
      readonly at?: string;
    }
  | { readonly kind: "delete-message"; readonly messageId: number }
  | { readonly kind: "drop-offers"; readonly messageId: number; readonly showsKey?: true }
  | { readonly kind: "name-key" | "erase-key"; readonly messageId: number; readonly keyId: string }
  | { readonly kind: "hide-key"; readonly messageId: number; readonly keyId: string; readonly last: boolean }
  | {
      readonly kind: "read-picture";
      readonly messageId: number;
      readonly album: string;
      readonly file: PictureFile;
    }
  | { readonly kind: "hide-cancellation"; readonly messageId: number; readonly offerId?: string }
  | { readonly kind: "await-cancellation"; readonly messageId: number }
  | { readonly kind: "close-cancellation"; readonly messageId: number }
  | { readonly kind: "drop-cancellation"; readonly offerId: string }
  | { readonly kind: "tell-idle" }
  | PendingErasure;

/** What is left to do in a chat that has been erased: all that is known of it until then. */
export interface PendingErasure {
  readonly kind: "farewell";
  /** Messages with secrets, still to be deleted. */
  readonly messageIds: readonly number[];
  /** The message that becomes the receipt; without it the receipt comes as a new one. */
  readonly receiptIn?: number | undefined;
  /** What there was; `undefined`: nobody asked for the erasure, and nobody had been here for long. */
  readonly erased?: Tally | undefined;
}

/** How much of each kind there was, without saying what. */
export interface Tally {
  readonly keys: number;
  /** Keys that had been deleted and could have been restored; an earlier version did not count them. */
  readonly deleted?: number;
  /** Keys of which the person had yet to say whether they are to be kept. */
  readonly offers: number;
  readonly cancellation: boolean;
  /** Digits of which the person had yet to say whether they are their törlőkód. */
  readonly numbers: number;
  readonly step: boolean;
  readonly jobs: number;
  /** Something was kept, but did not open. */
  readonly damaged: boolean;
}

/** A picture as Telegram holds it, or why it is not worth fetching. */
export type PictureFile = { readonly id: string } | { readonly refused: "notAPicture" | "tooLarge" };

/** A job with the chat it belongs to. */
export interface DueJob {
  readonly id: string;
  readonly chatId: number;
  readonly dueAt: number;
  readonly attempts: number;
  readonly job: Job;
}

interface KeyRecord {
  /** When it came, ms since 1970; orders the keys. */
  readonly added: number;
  /** Takes the place of `added` in the order, once the person has moved it. */
  readonly rank?: number | undefined;
  readonly name: string;
  readonly secret: string;
  readonly issuer?: string | undefined;
  readonly account?: string | undefined;
  readonly algorithm: Algorithm;
  readonly digits: 6 | 7 | 8;
  readonly period: number;
}

/** A key as it is sealed. The caller wipes the result. */
export const packKey = (
  name: string,
  key: Key,
  { added, rank }: Pick<KeyRecord, "added" | "rank">,
): Buffer => {
  const { issuer, account, algorithm, digits, period } = key;
  const secret = Buffer.from(key.secret).toString("base64");
  return Buffer.from(
    JSON.stringify({
      added,
      rank,
      name,
      secret,
      issuer,
      account,
      algorithm,
      digits,
      period,
    } satisfies KeyRecord),
  );
};

/** Reverses {@link packKey}; only ever given what a seal has proven to be ours. */
export const unpackKey = (
  plain: Buffer,
): { added: number; rank: number | undefined; name: string; key: Key } => {
  const { added, rank, name, secret, ...parameters } = JSON.parse(plain.toString("utf8")) as KeyRecord;
  const key = new Key({ ...parameters, secret: Buffer.from(secret, "base64") });
  return { added, rank, name, key };
};
