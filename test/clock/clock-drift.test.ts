import { beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../src/clock/clock.ts";
import { DriftCheckedClock } from "../../src/clock/clock-drift.ts";

/** ms since 1970; a whole second. */
const noon = Date.UTC(2026, 10, 23, 12);

let time: number;
let alarms: { time: number; callback: () => void }[];
let clock: DriftCheckedClock;

beforeEach(() => {
  time = noon;
  alarms = [];
  const base: Clock = {
    now: () => time,
    at(at, callback) {
      const alarm = { time: at, callback };
      alarms.push(alarm);
      return () => (alarms = alarms.filter((other) => other !== alarm));
    },
  };
  clock = new DriftCheckedClock(base);
});

/**
 * Makes a call while the machine's clock, which is `time`, is `aheadMs` ahead of Telegram's.
 * @param requestMs until Telegram writes the date @param responseMs from then on
 */
const call = (aheadMs: number, requestMs = 40, responseMs = 40) => {
  const sentAt = time;
  time += requestMs;
  const date = new Date(Math.floor((time - aheadMs) / 1000) * 1000).toUTCString();
  time += responseMs;
  clock.compare(sentAt, date);
};

test("knows nothing before the first response", () => {
  expect(clock.isWrong()).toBe(false);
  expect(clock.aheadMs).toBeUndefined();
});

describe.each([
  ["a fast call", 40, 40],
  ["a slow request", 9_000, 100],
  ["a slow response", 100, 9_000],
  ["a long poll of half a minute", 30_000, 50],
])("%s", (_name, requestMs, responseMs) => {
  test.each([0, 1, 400, 999, 3_000, 4_900, -400, -999, -3_000, -4_900])(
    "never makes a clock wrong that is %d ms ahead",
    (aheadMs) => {
      for (let offset = 0; offset < 1_000; offset += 90) {
        time = noon + offset;
        call(aheadMs, requestMs, responseMs);
        expect(clock.isWrong()).toBe(false);
      }
    },
  );
});

test.each([6_100, 10_000, 30_000, 90_000, 3_600_000, -6_100, -10_000, -30_000, -90_000])(
  "detects a clock that is %d ms ahead with one fast call",
  (aheadMs) => {
    for (let offset = 0; offset < 1_000; offset += 90) {
      time = noon + offset;
      const fresh = new DriftCheckedClock({ now: () => time, at: () => () => undefined });
      clock = fresh;
      call(aheadMs);
      expect(fresh.isWrong()).toBe(true);
      expect(Math.abs((fresh.aheadMs ?? NaN) - aheadMs)).toBeLessThan(600);
    }
  },
);

test("lets the fastest of several calls decide", () => {
  call(7_000, 20_000, 10);
  expect(clock.isWrong()).toBe(false);
  call(7_000, 10, 10);
  expect(clock.isWrong()).toBe(true);
  call(7_000, 20_000, 10);
  expect(clock.isWrong()).toBe(true);
});

test("detects with the next call that the clock was set wrong, or right again", () => {
  call(0);
  call(12_000);
  expect(clock.isWrong()).toBe(true);
  call(0);
  expect(clock.isWrong()).toBe(false);
  expect(Math.abs(clock.aheadMs ?? NaN)).toBeLessThan(600);
});

test("describes the drift, and reports once when the clock becomes wrong or right", () => {
  const reported: (string | undefined)[] = [];
  clock = new DriftCheckedClock({ now: () => time, at: () => () => undefined }, (problem) =>
    reported.push(problem),
  );
  call(0);
  call(30_500);
  call(30_500);
  call(-30_500);
  call(0);
  expect(reported).toEqual([
    expect.stringMatching(/^the clock is about 30 s ahead of Telegram's$/),
    undefined,
  ]);
  call(-30_500);
  expect(clock.problem).toMatch(/^the clock is about 30 s behind Telegram's$/);
});

test("ignores a call during which the clock was set", () => {
  const sentAt = time;
  const date = new Date(time).toUTCString();
  time += 60_000;
  clock.compare(sentAt, date);
  time -= 120_000;
  clock.compare(time + 60_000, date);
  expect(clock.isWrong()).toBe(false);
});

test("ignores a response without a valid date", () => {
  clock.compare(time, null);
  clock.compare(time, "yesterday");
  expect(clock.aheadMs).toBeUndefined();
});

describe("an idle bot", () => {
  /** Advances the time to the next alarm. */
  const advance = () => {
    const [next] = alarms.splice(0, 1);
    time = next!.time;
    next!.callback();
  };

  test("calls Telegram only when there was no good measurement for five minutes", () => {
    let calls = 0;
    const stop = clock.startMeasuring(() => {
      calls += 1;
      return Promise.reject(new Error("unreachable"));
    });
    advance();
    expect(calls).toBe(1);
    time += 1_000;
    call(0, 30_000, 10);
    advance();
    expect(calls).toBe(2);
    call(0);
    advance();
    expect(calls).toBe(2);
    stop();
    expect(alarms).toEqual([]);
  });
});
