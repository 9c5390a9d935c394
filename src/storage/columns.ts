import type { Value } from "@libsql/client";

/** A cell's bytes. Somebody may have put something else there: then that is no seal, and does not open. */
export const bytes = (value: Value | undefined): Uint8Array =>
  value instanceof ArrayBuffer ? new Uint8Array(value) : Buffer.from(String(value));

/** A cell's text, of a column that the program alone writes. */
export const text = (value: Value | undefined): string => {
  if (typeof value === "string") return value;
  throw new TypeError("the database holds something else than text where text belongs");
};
