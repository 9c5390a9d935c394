import { Key, type Algorithm } from "../otp/key.ts";

/** A key a person gave us, under the name they know it by. */
export interface StoredKey {
  /** 12 characters, random, fit for a button. */
  readonly id: string;
  readonly name: string;
  readonly key: Key;
}

/**
 * Something to do in a chat later, however often the program is restarted until then; about one message.
 * - `expire-code`: the code in this message has run out; take its digits away.
 * - `deliver-code`: put a fresh code into this message. `at`: the message shows this place of the guide.
 * - `delete-message`: this message carried a secret and could not be deleted at once.
 * - `read-picture`: this picture of an album waits for the others; `file` is Telegram's id for it, or what is
 *   wrong with it.
 * - `drop-offers`: the question in this message, which key to keep, was not answered; or the key that was read for
 *   the person's own app has been shown for long enough (`showsKey`) and goes with its message.
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
  | {
      readonly kind: "read-picture";
      readonly messageId: number;
      readonly album: string;
      readonly file: PictureFile;
    };

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
  /** ms since 1970; orders the keys. */
  readonly added: number;
  readonly name: string;
  readonly secret: string;
  readonly issuer?: string | undefined;
  readonly account?: string | undefined;
  readonly algorithm: Algorithm;
  readonly digits: 6 | 7 | 8;
  readonly period: number;
}

/** A key as it is sealed. The caller wipes the result. */
export const packKey = (name: string, key: Key, added: number): Buffer => {
  const { issuer, account, algorithm, digits, period } = key;
  const secret = Buffer.from(key.secret).toString("base64");
  return Buffer.from(
    JSON.stringify({ added, name, secret, issuer, account, algorithm, digits, period } satisfies KeyRecord),
  );
};

/** Reverses {@link packKey}; only ever given what a seal has proven to be ours. */
export const unpackKey = (plain: Buffer): { added: number; name: string; key: Key } => {
  const { added, name, secret, ...parameters } = JSON.parse(plain.toString("utf8")) as KeyRecord;
  const key = new Key({ ...parameters, secret: Buffer.from(secret, "base64") });
  return { added, name, key };
};
