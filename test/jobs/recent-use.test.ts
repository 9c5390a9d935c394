import { expect, test } from "vitest";
import { RecentUse } from "../../src/jobs/recent-use.ts";

const fixture = () => {
  const clock = { time: 1_000_000, now: () => clock.time };
  return { clock, use: new RecentUse(clock) };
};

test("adds up what a chat has used, apart from the others", () => {
  const { use } = fixture();
  use.add(1, 100);
  use.add(1, 50);
  use.add(2, 7);
  expect([use.of(1), use.of(2), use.of(3)]).toEqual([150, 7, 0]);
});

test("forgets use in time, and counts what is added later in full", () => {
  const { clock, use } = fixture();
  use.add(1, 1_000);
  clock.time += 60_000;
  expect(use.of(1)).toBeCloseTo(1_000 / Math.E, 6);
  use.add(1, 1_000);
  expect(use.of(1)).toBeCloseTo(1_000 + 1_000 / Math.E, 6);
  clock.time += 3_600_000;
  expect(use.of(1)).toBeLessThan(0.001);
});

test("a clock that is set back does not make use grow", () => {
  const { clock, use } = fixture();
  use.add(1, 100);
  clock.time -= 500_000;
  expect(use.of(1)).toBe(100);
});
