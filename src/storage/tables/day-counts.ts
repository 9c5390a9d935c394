import type { Statement } from "../drivers/driver.ts";

// Counts of what happened on a day, in the table `facts`: `count:<day>:<name>`, with an integer. Days are those in Hungary,
// as numbers of days since 1970.

const prefix = "count:";

/** Adds to a day's count. A write that is repeated after a lost answer counts twice, which a statistic can bear. */
export const addToCount = (day: number, name: string, count: number): Statement => ({
  sql: "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
  args: [`${prefix}${day}:${name}`, count],
});

/** The counts of a day, as `name` and `count`. */
export const selectCounts = (day: number): Statement => {
  const start = `${prefix}${day}:`;
  return {
    sql: `SELECT substr(name, ?) AS name, CAST(value AS INTEGER) AS count FROM facts WHERE name GLOB ?`,
    args: [start.length + 1, `${start}*`],
  };
};

export const deleteCountsBefore = (day: number): Statement => ({
  sql: `DELETE FROM facts WHERE name GLOB '${prefix}*' AND CAST(substr(name, ${prefix.length + 1}) AS INTEGER) < ?`,
  args: [day],
});
