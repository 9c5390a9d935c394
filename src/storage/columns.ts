import type { Value } from "@libsql/client";

// SQLite stores any value in any column, and libSQL ends the whole process when it returns text that is not UTF-8. So
// whatever is read is cast: a bad cell then harms its own chat only.

const nameOf = (column: string): string => column.slice(column.lastIndexOf(".") + 1);

/** Selects columns of bytes or text. Read them with {@link bytes} or {@link text}; NULL stays NULL. */
export const blobs = (...columns: readonly string[]): string =>
  columns.map((column) => `CAST(${column} AS BLOB) AS ${nameOf(column)}`).join(", ");

/** Selects columns of whole numbers; NULL stays NULL. */
export const integers = (...columns: readonly string[]): string =>
  columns.map((column) => `CAST(${column} AS INTEGER) AS ${nameOf(column)}`).join(", ");

/** A column's bytes. Whatever else an attacker may have stored there fails to decrypt. */
export const bytes = (value: Value | undefined): Uint8Array =>
  value instanceof ArrayBuffer ? new Uint8Array(value) : Buffer.from(String(value));

/** A column's text. What is not UTF-8 gets replacement characters, so that it equals nothing that the program wrote. */
export const text = (value: Value | undefined): string => Buffer.from(bytes(value)).toString("utf8");
