import { expect, test } from "vitest";
import { eraseAll } from "./erasure.ts";

test("after an erasure no piece of any cell a chat ever had is in database or write-ahead log", async () => {
  const { before, after, othersLive } = await eraseAll(4);
  expect(before).toBeGreaterThan(50);
  expect(after).toBe(0);
  expect(othersLive).toBe(true);
}, 30_000);
