import { randomBytes } from "node:crypto";
import { Key, type Algorithm } from "../totp/key.ts";

/** Ids of a chat's records, or what they begin with. They are stored: the names differ, the spelling stays. */
export const recordIds = {
  key: "key:",
  /** A deleted key, until it is erased. */
  deletedKey: "bin:",
  /** A key that the user has not said yet to keep. */
  undecidedKey: "offer:",
  step: "step",
  cancellationCode: "cancellation",
  undecidedDigits: "cancellation-offer:",
  /** Characters read from a picture, until the user has compared them. */
  reading: "reading:",
  /** The chat's own id, so that the user can be warned unasked. */
  chatId: "chat",
} as const;

/** A random id of 12 characters, fit for a button. */
export const newId = (): string => randomBytes(9).toString("base64url");

/** A key a user gave us, under the name they know it by. */
export interface StoredKey {
  /** From {@link newId}. */
  readonly id: string;
  readonly name: string;
  readonly key: Key;
  /** When it came, ms since 1970; orders the keys. */
  readonly added: number;
  /** Takes the place of `added` in the order once the user has moved the key. */
  readonly rank?: number | undefined;
}

/** A törlőkód that is kept. */
export interface CancellationCode {
  readonly digits: string;
  /** Since when, in days since 1970. */
  readonly day: number;
}

/**
 * Characters read from a picture, until the user has compared them with it. It is stored as JSON, so the names of its
 * fields and its kinds stay.
 */
export interface Reading {
  /** From {@link newId}. */
  readonly id: string;
  /** What the characters are: a key, or a törlőkód. */
  readonly kind: "key" | "cancellation-code";
  /** Without spaces. */
  readonly characters: string;
  /** The positions of the characters that may be wrong, from 0. */
  readonly doubtful: readonly number[];
  /** The messages with the picture. */
  readonly pictureIds: readonly number[];
  /** The group that the user wants to correct, from 0. */
  readonly chosen?: number | undefined;
}

/**
 * Something to do in a chat later, across restarts; mostly about one message. The kinds are stored, so their spelling
 * stays. `topic`: the topic of the private chat to write in, if the update that planned it came from one.
 * - `expire-code`: the code in this message has expired; remove its digits.
 * - `deliver-code`: put a fresh code into this message. `at`: the message shows this step of the guide. `large`: the
 *   user wants large digits in it.
 * - `delete-message`: this message carried a secret and could not be deleted at once.
 * - `ask`: this question about what is offered in `about` could not be asked yet; `cleared` and `left` are its text in
 *   Telegram HTML, after the messages it came in were deleted and before, `rows` its buttons. `lostAnswers`: so many
 *   attempts may have sent it.
 * - `read-picture`: this picture is to be read, if it is of an album together with the others; `file` is Telegram's id
 *   for it, or what is wrong with it, and `caption` what stood with it. `isCaptionAnswered`: that was answered when it came,
 *   and is not stored. `isSticker`: an emoji stood with it.
 * - `drop-offers`: the question in this message, which key to keep, was not answered; or the key in it, which was
 *   read for the user's own app, has been shown for long enough (`showsKey`) and is deleted with its message.
 *   `keyIds`: it is about these undecided keys; without them about all that no other question is about.
 * - `drop-reading`: the user has not said whether the characters in this message are those in the picture.
 * - `name-key`: this message asked for a key's new name, and none has come.
 * - `erase-key`: the time to restore this deleted key is over.
 * - `hide-key`: a key has been shown in this message for long enough; `last`: of its messages this is the last.
 * - `hide-cancellation`: the törlőkód has been shown in this message for long enough; `offerId`: it is not kept (yet).
 * - `await-cancellation`: this message asked for the törlőkód; while the job is planned, digits are the answer.
 * - `drop-cancellation`: the user has not said to keep these digits. `close-cancellation`: the question about them,
 *   in this message, was not answered.
 * - `forget-shown`: the entry of the question base that was shown last is remembered until then, so that a question
 *   that follows on it is understood.
 * - `tell-idle`: warn a user who has been away for long that everything will be erased.
 * - `farewell`: the chat is erased; see {@link PendingErasure}.
 */
export type Job = { readonly topic?: number | undefined } & (
  | {
      readonly kind: "expire-code" | "deliver-code";
      readonly messageId: number;
      readonly keyId: string;
      readonly at?: string;
      readonly large?: true;
    }
  | { readonly kind: "delete-message"; readonly messageId: number }
  | {
      readonly kind: "ask";
      readonly askId: string;
      readonly cleared: string;
      readonly left: string;
      readonly rows: readonly (readonly object[])[];
      /** What is offered came in these. */
      readonly messageIds: readonly number[];
      readonly about:
        | { readonly offers: "keys"; readonly ids: readonly string[]; readonly isAboutAll?: true }
        | { readonly offers: "digits"; readonly ids: readonly string[] };
      readonly lostAnswers?: number;
    }
  | {
      readonly kind: "drop-offers";
      readonly messageId: number;
      readonly showsKey?: true;
      readonly keyIds?: readonly string[];
    }
  | { readonly kind: "drop-reading"; readonly messageId: number; readonly readingId: string }
  | { readonly kind: "name-key" | "erase-key"; readonly messageId: number; readonly keyId: string }
  | { readonly kind: "hide-key"; readonly messageId: number; readonly keyId: string; readonly last: boolean }
  | {
      readonly kind: "read-picture";
      readonly messageId: number;
      readonly album?: string | undefined;
      readonly file: PictureFile;
      readonly caption?: string | undefined;
      readonly isCaptionAnswered?: true | undefined;
      readonly isSticker?: true | undefined;
    }
  | { readonly kind: "hide-cancellation"; readonly messageId: number; readonly offerId?: string }
  | { readonly kind: "await-cancellation"; readonly messageId: number }
  | { readonly kind: "forget-shown"; readonly entry: string }
  | { readonly kind: "close-cancellation"; readonly messageId: number }
  | { readonly kind: "drop-cancellation"; readonly offerId: string }
  | { readonly kind: "tell-idle" }
  | PendingErasure
);

/** A job that takes a secret out of the message that shows or brought it. */
export type SecretEnd =
  | Extract<Job, { kind: "delete-message" | "drop-reading" | "hide-key" | "hide-cancellation" }>
  | (Extract<Job, { kind: "drop-offers" }> & { readonly showsKey: true });

const secretEndKinds: readonly Job["kind"][] = [
  "delete-message",
  "drop-reading",
  "hide-key",
  "hide-cancellation",
];

/** Whether a job takes a secret out of the chat. It is then retried until it succeeds or the chat is erased. */
export const endsSecret = (job: Job): job is SecretEnd =>
  secretEndKinds.includes(job.kind) || (job.kind === "drop-offers" && job.showsKey === true);

/** What is left to do in a chat after its erasure: all that is still stored of it. */
export interface PendingErasure {
  readonly kind: "farewell";
  /** Messages with secrets, still to be deleted. */
  readonly messageIds: readonly number[];
  /** The message that becomes the receipt; without it the receipt comes as a new one. */
  readonly receiptIn?: number | undefined;
  /** What was erased; `undefined`: the chat was inactive, and the user did not ask for the erasure. */
  readonly erased?: StoredCounts | undefined;
  /** The topic of the private chat to write in. */
  readonly topic?: number | undefined;
}

/** How much of each kind is or was stored. It is stored in a pending erasure, so the names of its fields stay. */
export interface StoredCounts {
  readonly keys: number;
  /** Deleted keys that can be restored; an earlier version did not count them. */
  readonly deleted?: number;
  /** Keys that the user has not said yet to keep. */
  readonly offers: number;
  readonly cancellation: boolean;
  /** Digits that may be a törlőkód. */
  readonly numbers: number;
  /** Characters read from pictures; an earlier version had none. */
  readonly readings?: number;
  readonly step: boolean;
  readonly jobs: number;
  /** Something is stored but does not open. */
  readonly damaged: boolean;
}

/** A picture as Telegram holds it, or why it is not worth fetching. */
export type PictureFile =
  { readonly id: string } | { readonly refused: "notAPicture" | "tooLarge" | "tooMany" };

/** A job with the chat it belongs to. */
export interface DueJob {
  readonly id: string;
  readonly chatId: number;
  readonly dueAt: number;
  readonly attempts: number;
  readonly job: Job;
}

/** A key's record, as it is sealed. */
interface KeyRecord extends Pick<StoredKey, "added" | "rank" | "name"> {
  readonly secret: string;
  readonly issuer?: string | undefined;
  readonly account?: string | undefined;
  readonly algorithm: Algorithm;
  readonly digits: 6 | 7 | 8;
  readonly period: number;
}

/** A key as it is sealed. The caller wipes the result. */
export const packKey = ({ name, key, added, rank }: Omit<StoredKey, "id">): Buffer => {
  const { issuer, account, algorithm, digits, period } = key;
  const secret = Buffer.from(key.secret).toString("base64");
  const record: KeyRecord = { added, rank, name, secret, issuer, account, algorithm, digits, period };
  return Buffer.from(JSON.stringify(record));
};

/** A reading as it is sealed. The caller wipes the result. */
export const packReading = ({
  kind,
  characters,
  doubtful,
  pictureIds,
  chosen,
}: Omit<Reading, "id">): Buffer =>
  Buffer.from(JSON.stringify({ kind, characters, doubtful, pictureIds, chosen }));

/** Reverses {@link packReading}; only for what decryption has proven to be ours. */
export const unpackReading = (content: Buffer): Omit<Reading, "id"> =>
  JSON.parse(content.toString("utf8")) as Omit<Reading, "id">;

/** Reverses {@link packKey}; only for what decryption has proven to be ours. */
export const unpackKey = (content: Buffer): Omit<StoredKey, "id"> => {
  const { added, rank, name, secret, ...parameters } = JSON.parse(content.toString("utf8")) as KeyRecord;
  const key = new Key({ ...parameters, secret: Buffer.from(secret, "base64") });
  return { added, rank, name, key };
};
