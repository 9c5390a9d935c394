import type { InStatement, Row } from "@libsql/client";
import { bytes } from "./cells.ts";

/** Pages that are looked at in one go, so that nobody waits for more than some milliseconds meanwhile. */
const slice = 256;

/** By the first byte of a page, how long the head is of a B-tree's page (SQLite's file format, 1.6). */
const headLengths: Readonly<Record<number, number>> = { 2: 12, 5: 12, 10: 8, 13: 8 };

/** Where the file's own head ends, on its first page. */
const fileHead = 100;

/** What lies unused between a page's list of cells and its cells: from where to where. `undefined`: no B-tree's page. */
const gapOf = (page: Uint8Array, isFirst: boolean): [number, number] | undefined => {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const start = isFirst ? fileHead : 0;
  const headLength = headLengths[page[start] ?? 0];
  if (headLength === undefined) return undefined;
  const from = start + headLength + 2 * view.getUint16(start + 3);
  // Zero stands for 65536.
  const to = view.getUint16(start + 5) || page.length;
  return from <= to && to <= page.length ? [from, to] : undefined;
};

/** The same page without remains of deleted cells; `undefined` when there are none. */
const cleaned = (page: Uint8Array, isFirst: boolean): Uint8Array | undefined => {
  const [from, to] = gapOf(page, isFirst) ?? [0, 0];
  if (page.subarray(from, to).every((byte) => byte === 0)) return undefined;
  return Uint8Array.from(page).fill(0, from, to);
};

/** What is needed of a database file. */
interface Pages {
  read(statement: InStatement): Promise<Row[]>;
  write(statements: InStatement[]): Promise<unknown>;
}

/** The pages from here on, by their numbers. The table finds single pages only, so they are asked for one by one. */
const pagesFrom = (first: number): InStatement => ({
  sql: `WITH RECURSIVE wanted(number) AS (SELECT ?1 UNION ALL SELECT number + 1 FROM wanted WHERE number + 1 < ?1 + ?2)
        SELECT pgno, data FROM wanted CROSS JOIN sqlite_dbpage WHERE pgno = number`,
  args: [first, slice],
});

/**
 * Overwrites what `secure_delete` leaves: when SQLite divides a page, cells move to its neighbour, and their former
 * bytes stay in the gap where the page has no cells any more. Nothing of what is kept is touched, and a page that has
 * changed since it was read is left for the next time.
 * @throws StoreFault
 */
export const wipeRemains = async (database: Pages): Promise<void> => {
  const [row] = await database.read("PRAGMA page_count");
  const count = Number(row?.["page_count"]);
  for (let first = 1; first <= count; first += slice) {
    const changes: InStatement[] = [];
    for (const { pgno, data } of await database.read(pagesFrom(first))) {
      if (!(data instanceof ArrayBuffer)) continue;
      const page = bytes(data);
      const clean = cleaned(page, pgno === 1);
      if (clean === undefined) continue;
      const sql = "UPDATE sqlite_dbpage SET data = ?1 WHERE pgno = ?2 AND data = ?3";
      changes.push({ sql, args: [clean, Number(pgno), page] });
    }
    if (changes.length > 0) await database.write(changes);
  }
};
