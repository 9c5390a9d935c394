import { beforeEach, expect, test } from "vitest";
import { RateLimiter } from "../../src/telegram/rate-limit.ts";

let time: number;
let floods: RateLimiter;
beforeEach(() => {
  time = 1_000_000;
  floods = new RateLimiter({ now: () => time }, { burst: 3, perSecond: 1 });
});

const admit = (times: number, chatId = 1) => Array.from({ length: times }, () => floods.check(chatId));

test("a burst is taken, what is beyond is dropped, and the person told once", () => {
  expect(admit(6)).toEqual(["take", "take", "take", "tell", "drop", "drop"]);
});

test("then one a second is taken, three at once after three seconds", () => {
  admit(4);
  time += 999;
  expect(admit(1)).toEqual(["drop"]);
  time += 1;
  expect(admit(2)).toEqual(["take", "drop"]);
  time += 60_000;
  expect(admit(4)).toEqual(["take", "take", "take", "tell"]);
});

test("who goes on is told again after a minute, and not before", () => {
  admit(4);
  const verdicts = [];
  for (let second = 0; second < 120; second += 0.1) {
    time += 100;
    verdicts.push(floods.check(1));
  }
  expect(verdicts.filter((verdict) => verdict === "tell")).toHaveLength(2);
  expect(verdicts.filter((verdict) => verdict === "take").length).toBeGreaterThanOrEqual(119);
  expect(verdicts.filter((verdict) => verdict === "take").length).toBeLessThanOrEqual(120);
});

test("another chat has its own allowance", () => {
  admit(10);
  expect(admit(3, 2)).toEqual(["take", "take", "take"]);
});

test("a clock that is set back fills nothing and blocks nobody for long", () => {
  admit(4);
  time -= 3_600_000;
  expect(admit(1)).not.toContain("take");
  time += 3_000;
  expect(admit(1)).toEqual(["take"]);
});

test("chats that may send as much as ever are forgotten", () => {
  for (let chatId = 0; chatId < 10_000; chatId += 1) floods.check(chatId);
  expect(floods.size).toBe(10_000);
  time += 2_000;
  floods.check(20_000);
  expect(floods.size).toBe(1);
});
