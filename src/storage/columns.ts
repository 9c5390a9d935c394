import type { Value } from "@libsql/client";

/** A BLOB column's bytes. Whatever else an attacker may have stored there fails to decrypt. */
export const bytes = (value: Value | undefined): Uint8Array =>
  value instanceof ArrayBuffer ? new Uint8Array(value) : Buffer.from(String(value));

/** A TEXT column's value, which only the program writes. @throws TypeError when it is not text */
export const text = (value: Value | undefined): string => {
  if (typeof value === "string") return value;
  throw new TypeError("a text column does not hold text");
};
