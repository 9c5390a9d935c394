import { expect, test } from "vitest";
import { steal } from "./theft.ts";

test("a thief of the database, write-ahead log, backup and log of a thousand people finds nothing of them", async () => {
  const { loot, logLines, findsWhatIsThere, opened, secrets, forms } = await steal(1_000);
  expect(loot.map(({ name }) => name)).toEqual(["backup.db", "test.db", "test.db-shm", "test.db-wal", "log"]);
  expect(loot.filter(({ hits }) => hits > 0)).toEqual([]);
  expect(secrets).toBe(7_001);
  expect(forms).toBeGreaterThan(20_000);
  const searchedRows = loot.filter(({ holdsARow }) => holdsARow).map(({ name }) => name);
  expect(searchedRows).toEqual(expect.arrayContaining(["backup.db", "test.db-wal"]));
  expect(logLines).toBe(1_000);
  expect(findsWhatIsThere).toBe(true);
  // And another's master key opens none of the thousand.
  expect(opened).toBe(0);
}, 60_000);
