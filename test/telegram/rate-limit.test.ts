import { beforeEach, expect, test } from "vitest";
import { RateLimiter } from "../../src/telegram/rate-limit.ts";

let time: number;
let limiter: RateLimiter;

beforeEach(() => {
  time = 1_000_000;
  limiter = new RateLimiter({ now: () => time }, { burst: 3, perSecond: 1 });
});

const check = (times: number, chatId = 1) => Array.from({ length: times }, () => limiter.check(chatId));

test("accepts a burst, then drops updates and warns the user once", () => {
  expect(check(6)).toEqual(["accept", "accept", "accept", "warn", "drop", "drop"]);
});

test("accepts one update a second after a burst, and a whole burst after a pause", () => {
  check(4);
  time += 999;
  expect(check(1)).toEqual(["drop"]);
  time += 1;
  expect(check(2)).toEqual(["accept", "drop"]);
  time += 60_000;
  expect(check(4)).toEqual(["accept", "accept", "accept", "warn"]);
});

test("warns a user who goes on once a minute", () => {
  check(4);
  const decisions = [];
  for (let step = 0; step < 1_200; step += 1) {
    time += 100;
    decisions.push(limiter.check(1));
  }
  expect(decisions.filter((decision) => decision === "warn")).toHaveLength(2);
  const accepted = decisions.filter((decision) => decision === "accept").length;
  expect(accepted).toBeGreaterThanOrEqual(119);
  expect(accepted).toBeLessThanOrEqual(120);
});

test("limits each chat separately", () => {
  check(10);
  expect(check(3, 2)).toEqual(["accept", "accept", "accept"]);
});

test("neither refills a bucket nor blocks a chat for long when the clock is set back", () => {
  check(4);
  time -= 3_600_000;
  expect(check(1)).not.toContain("accept");
  time += 3_000;
  expect(check(1)).toEqual(["accept"]);
});

test("forgets chats whose buckets are full again", () => {
  for (let chatId = 0; chatId < 10_000; chatId += 1) limiter.check(chatId);
  expect(limiter.size).toBe(10_000);
  time += 2_000;
  limiter.check(20_000);
  expect(limiter.size).toBe(1);
});
