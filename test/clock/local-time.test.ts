import { expect, test } from "vitest";
import { dayOf, formatLocalTime, isContactHour, parseLocalTime } from "../../src/clock/local-time.ts";

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

test.each([
  ["2026-01-15 12:00", Date.UTC(2026, 0, 15, 11)],
  ["2026-07-15 12:00", Date.UTC(2026, 6, 15, 10)],
  // The hour comes twice: the first is meant.
  ["2026-10-25 02:30", Date.UTC(2026, 9, 25, 0, 30)],
  // The hour does not exist.
  ["2026-03-29 02:30", undefined],
  ["2026-02-30 10:00", undefined],
  ["holnap", undefined],
  ["2026-01-15", undefined],
])("the time in Hungary %s is %s ms", (text, time) => {
  expect(parseLocalTime(text)).toBe(time);
  if (time !== undefined) expect(formatLocalTime(time)).toBe(text);
});
