import { expect, test } from "vitest";
import { parseNoticeArguments } from "../../src/cli/notice-arguments.ts";
import { OperatorError } from "../../src/operator-error.ts";

/** 12:00 in Hungary. */
const now = Date.UTC(2026, 10, 30, 11);
const hourMs = 3_600_000;

test.each([
  [["Este"], now + 24 * hourMs],
  [["Este", "--hours", "6"], now + 6 * hourMs],
  [["--until", "2026-11-30 20:00", "Este"], now + 8 * hourMs],
])("a notice ends as %j says", (args, until) => {
  expect(parseNoticeArguments(args, now)).toEqual({
    notice: { text: "Este", from: now, until },
    envFile: undefined,
  });
});

test("a notice can be ended, with the settings of a file", () => {
  expect(parseNoticeArguments(["end", "--env-file", "x.env"], now)).toEqual({
    notice: undefined,
    envFile: "x.env",
  });
});

const usage = 'Usage: npm run notice -- "TEXT" [--hours N | --until "YYYY-MM-DD HH:MM"] | end';
const hours = "--hours takes a whole number from 1 to 744.";
const until =
  '--until takes a time in Hungary within the next 31 days, for example --until "2026-11-30 13:00".';

test.each([
  [[], usage],
  [["Ma", "lassú"], usage],
  [["--minutes", "5", "Ma"], usage],
  [["end", "--hours", "2"], usage],
  [[" "], `The notice is empty. ${usage}`],
  [["Ma", "--hours", "0"], hours],
  [["Ma", "--hours", "1.5"], hours],
  [["Ma", "--hours", "745"], hours],
  [["Ma", "--hours", "1", "--until", "2026-12-01 10:00"], `Give --hours or --until, not both. ${usage}`],
  [["Ma", "--until", "tomorrow"], until],
  [["Ma", "--until", "2026-11-30 11:59"], until],
  [["Ma", "--until", "2027-01-01 10:00"], until],
])("%j is wrong in one line", (args, line) => {
  expect(() => parseNoticeArguments(args, now)).toThrow(new OperatorError(line));
});

test("a notice fits into one message, with what is around it", () => {
  const around = "⚠️ Az üzemeltetőm üzeni\n\n".length;
  const longest = "&".repeat(4_096 - around);
  expect(parseNoticeArguments([longest], now).notice?.text).toBe(longest);
  expect(() => parseNoticeArguments([`${longest}&`], now)).toThrow(
    `The notice has ${4_097 - around} characters, and a message has room for ${4_096 - around}. Shorten it.`,
  );
});
