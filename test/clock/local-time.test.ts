import { expect, test } from "vitest";
import { dayOf, isContactHour } from "../../src/clock/local-time.ts";

const day = Date.UTC(2026, 10, 23) / 86_400_000;

test.each([
  ["2026-11-22T23:30:00Z", day],
  ["2026-11-23T00:30:00Z", day],
  ["2026-11-23T22:59:59Z", day],
  ["2026-11-23T23:00:00Z", day + 1],
  ["2026-07-01T21:59:59Z", Date.UTC(2026, 6, 1) / 86_400_000],
  ["2026-07-01T22:00:00Z", Date.UTC(2026, 6, 2) / 86_400_000],
])("%s falls on day %d in Hungary", (time, expected) => expect(dayOf(Date.parse(time))).toBe(expected));

test.each([
  ["2026-11-23T07:59:59Z", false],
  ["2026-11-23T08:00:00Z", true],
  ["2026-11-23T18:59:59Z", true],
  ["2026-11-23T19:00:00Z", false],
  ["2026-11-23T23:30:00Z", false],
])("users may be contacted at %s: %s", (time, expected) =>
  expect(isContactHour(Date.parse(time))).toBe(expected),
);
