import { beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../src/clock/clock.ts";
import { DriftCheckedClock } from "../../src/clock/clock-drift.ts";

/** In ms since 1970; a whole second. */
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
      return () => (alarms = alarms.filter((one) => one !== alarm));
    },
  };
  clock = new DriftCheckedClock(base);
});

/**
 * A call that takes `there` + `back` ms while the machine's clock is `ahead` ms before Telegram's.
 * `time` is the machine's.
 */
const call = (ahead: number, there = 40, back = 40) => {
  const sentAt = time;
  time += there;
  const date = new Date(Math.floor((time - ahead) / 1000) * 1000).toUTCString();
  time += back;
  clock.compare(sentAt, date);
};

test("nothing is said before the first answer", () => {
  expect(clock.isWrong()).toBe(false);
  expect(clock.aheadMs).toBeUndefined();
});

describe.each([
  ["a quick answer", 40, 40],
  ["a slow way there", 9_000, 100],
  ["a slow way back", 100, 9_000],
  ["a question held open for half a minute", 30_000, 50],
])("%s", (_name, there, back) => {
  test.each([0, 1, 400, 999, 3_000, 4_900, -400, -999, -3_000, -4_900])(
    "is no error of a clock that is %d ms ahead, whenever it comes",
    (ahead) => {
      for (let offset = 0; offset < 1_000; offset += 90) {
        time = noon + offset;
        call(ahead, there, back);
        expect(clock.isWrong()).toBe(false);
      }
    },
  );
});

test.each([6_100, 10_000, 30_000, 90_000, 3_600_000, -6_100, -10_000, -30_000, -90_000])(
  "a clock that is %d ms ahead is known to be wrong after one quick answer",
  (ahead) => {
    for (let offset = 0; offset < 1_000; offset += 90) {
      time = noon + offset;
      const fresh = new DriftCheckedClock({ now: () => time, at: () => () => undefined });
      clock = fresh;
      call(ahead);
      expect(fresh.isWrong()).toBe(true);
      expect(Math.abs((fresh.aheadMs ?? NaN) - ahead)).toBeLessThan(600);
    }
  },
);

test("the quickest of several answers decides", () => {
  call(7_000, 20_000, 10);
  expect(clock.isWrong()).toBe(false);
  call(7_000, 10, 10);
  expect(clock.isWrong()).toBe(true);
  call(7_000, 20_000, 10);
  expect(clock.isWrong()).toBe(true);
});

test("a clock that was set is noticed with the next answer, and so is one that was set right", () => {
  call(0);
  call(12_000);
  expect(clock.isWrong()).toBe(true);
  call(0);
  expect(clock.isWrong()).toBe(false);
  expect(Math.abs(clock.aheadMs ?? NaN)).toBeLessThan(600);
});

test("says how far it is off, and tells once when it turns wrong or right", () => {
  const told: (string | undefined)[] = [];
  clock = new DriftCheckedClock({ now: () => time, at: () => () => undefined }, (fault) => told.push(fault));
  call(0);
  call(30_500);
  call(30_500);
  call(-30_500);
  call(0);
  expect(told).toEqual([expect.stringMatching(/^the clock is about 30 s ahead of Telegram's$/), undefined]);
  call(-30_500);
  expect(clock.fault).toMatch(/^the clock is about 30 s behind Telegram's$/);
});

test("a clock set while an answer was on its way proves nothing", () => {
  const sentAt = time;
  const date = new Date(time).toUTCString();
  time += 60_000;
  clock.compare(sentAt, date);
  time -= 120_000;
  clock.compare(time + 60_000, date);
  expect(clock.isWrong()).toBe(false);
});

test("an answer without a date, or with nonsense, says nothing", () => {
  clock.compare(time, null);
  clock.compare(time, "yesterday");
  expect(clock.aheadMs).toBeUndefined();
});

describe("an idle bot", () => {
  /** Moves on to the next alarm. */
  const wake = () => {
    const [next] = alarms.splice(0, 1);
    time = next!.time;
    next!.callback();
  };

  test("asks for a comparison when there was no sharp one for five minutes, and not else", () => {
    let asked = 0;
    const stop = clock.startComparing(() => {
      asked += 1;
      return Promise.reject(new Error("unreachable"));
    });
    wake();
    expect(asked).toBe(1);
    time += 1_000;
    call(0, 30_000, 10);
    wake();
    expect(asked).toBe(2);
    call(0);
    wake();
    expect(asked).toBe(2);
    stop();
    expect(alarms).toEqual([]);
  });
});
