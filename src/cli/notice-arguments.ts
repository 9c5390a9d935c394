import { parseArgs } from "node:util";
import { formatLocalTime, parseLocalTime } from "../clock/local-time.ts";
import { envFileOption } from "../env-file.ts";
import { createTranslator } from "../i18n.ts";
import { OperatorError } from "../operator-error.ts";
import type { Notice } from "../storage/notice.ts";
import { orUsage } from "./run-command.ts";

const usage = 'Usage: npm run notice -- "TEXT" [--hours N | --until "YYYY-MM-DD HH:MM"] | end';

const hourMs = 3_600_000;
const defaultHours = 24;
const maxHours = 31 * 24;
/** The longest text of a message after its entities are parsed (Bot API, sendMessage). */
const maxMessageLength = 4096;

/** What the message has around the operator's text. */
const frameLength = (): number =>
  createTranslator()("owner:notice", { text: "" }).replace(/<[^>]+>/g, "").length;

const parseText = (given: string): string => {
  const text = given.trim();
  const room = maxMessageLength - frameLength();
  if (text === "") throw new OperatorError(`The notice is empty. ${usage}`);
  if (text.length > room)
    throw new OperatorError(
      `The notice has ${text.length} characters, and a message has room for ${room}. Shorten it.`,
    );
  return text;
};

/** When the notice ends, ms since 1970. */
const parseEnd = (now: number, hours: string | undefined, until: string | undefined): number => {
  if (until === undefined) {
    const given = hours ?? String(defaultHours);
    if (!/^[1-9]\d{0,2}$/.test(given) || Number(given) > maxHours)
      throw new OperatorError(`--hours takes a whole number from 1 to ${maxHours}.`);
    return now + Number(given) * hourMs;
  }
  if (hours !== undefined) throw new OperatorError(`Give --hours or --until, not both. ${usage}`);
  const end = parseLocalTime(until);
  if (end === undefined || end <= now || end > now + maxHours * hourMs)
    throw new OperatorError(
      `--until takes a time in Hungary within the next ${maxHours / 24} days, for example --until "${formatLocalTime(now + hourMs)}".`,
    );
  return end;
};

/** What the command is to do. */
export interface NoticeArguments {
  /** `undefined`: the notice ends. */
  readonly notice: Notice | undefined;
  readonly envFile: string | undefined;
}

/** Parses the command's arguments. @param now ms since 1970 @throws OperatorError with the one line that says what is wrong */
export const parseNoticeArguments = (args: readonly string[], now: number): NoticeArguments => {
  const { positionals, values } = orUsage(usage, () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...envFileOption, hours: { type: "string" }, until: { type: "string" } },
    }),
  );
  const [given, ...rest] = positionals;
  const { hours, until, "env-file": envFile } = values;
  const isEnd = given === "end";
  if (given === undefined || rest.length > 0 || (isEnd && (hours !== undefined || until !== undefined)))
    throw new OperatorError(usage);
  if (isEnd) return { notice: undefined, envFile };
  return { notice: { text: parseText(given), from: now, until: parseEnd(now, hours, until) }, envFile };
};
