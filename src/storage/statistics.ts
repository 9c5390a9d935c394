import { text } from "./columns.ts";
import type { Database } from "./database.ts";
import { countUsedOn } from "./tables/chats.ts";
import { addToCount, deleteCountsBefore, selectCounts } from "./tables/day-counts.ts";

/** What the operator may know of the whole database: counts, never chats. Every method may throw DatabaseError. */
export class Statistics {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds to the counts of a day (in Hungary, since 1970). */
  async addCounts(day: number, counts: ReadonlyMap<string, number>): Promise<void> {
    await this.#database.write([...counts].map(([name, count]) => addToCount(day, name, count)));
  }

  /** The counts of a day, by name. */
  async counts(day: number): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#database.read(selectCounts(day));
    return new Map(rows.map((row) => [text(row["name"]), Number(row["count"])]));
  }

  /** Deletes the counts of the days before `day`. */
  async deleteOldCounts(day: number): Promise<void> {
    await this.#database.write([deleteCountsBefore(day)]);
  }

  /** How many chats were last used on `day`. */
  async chatsUsedOn(day: number): Promise<number> {
    const [row] = await this.#database.read(countUsedOn(day));
    return Number(row?.["chats"]);
  }

  /** The size of the database in bytes, without its write-ahead log. */
  async size(): Promise<number> {
    return this.#database.size();
  }
}
