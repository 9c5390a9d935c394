import { expect, test } from "vitest";
import { tamper } from "./tampering.ts";

test("whatever is flipped, swapped between chats or put back from an earlier time is rejected", async () => {
  const { flips, swaps, replays } = await tamper(3);
  expect(flips.tried).toBeGreaterThan(5_000);
  expect(swaps.tried).toBeGreaterThanOrEqual(30);
  expect(replays.tried).toBeGreaterThan(100);
  for (const { tried, rejected } of [flips, swaps, replays]) expect(rejected).toBe(tried);
}, 30_000);
