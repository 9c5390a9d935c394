import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pino, type DestinationStream, type Logger } from "pino";

/** The program's log: JSON lines on standard output. */
export type Log = Logger;

/** What an error may say in the log. */
export interface ErrorReport {
  readonly type: string;
  /** Node's, libSQL's or Telegram's own code. */
  readonly code?: string | number;
  /** The Bot API method that failed. */
  readonly method?: string;
  /** Telegram's words, without what they quote. */
  readonly description?: string;
  /** Where in our code, without the message. */
  readonly at?: string[];
  readonly cause?: ErrorReport;
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** A last line of defence: whatever looks like a secret is taken out, although no secret should get here. */
export const scrub = (words: string): string =>
  words
    .replace(/otpauth\S*/gi, "[link]")
    .replace(/\d+:[\w-]{20,}/g, "[token]")
    .replace(/"[^"]*"/g, '"…"')
    .replace(/\b[A-Z2-7]{16,}={0,6}/gi, "[key]")
    .replace(/\d[\d ]{4,}\d/g, "[number]");

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * The places in a stack, as paths from the program's folder. A stack begins with the error's message, which may
 * look like anything, so only lines that name an existing file count, and nothing but the file and the place.
 */
const stackPlaces = ({ stack = "" }: Error): string[] =>
  stack
    .split("\n")
    .map((line) => /^ +at (?:.* \()?(?:file:\/\/)?(\/[^()]+):(\d+):(\d+)\)?$/.exec(line))
    .filter((found) => found !== null)
    .map(([, file = "", line = "", column = ""]) => ({ file, place: `${line}:${column}` }))
    .filter(({ file }) => file.startsWith(root) && existsSync(file))
    .map(({ file, place }) => `${file.slice(root.length)}:${place}`)
    .slice(0, 8);

/**
 * What may be said of anything thrown. An allow-list: an error's message and its own fields are not passed on,
 * since grammY's HttpError carries the bot token, its GrammyError the text that was being sent, and its
 * BotError the whole update.
 */
export const reportOf = (thrown: unknown, depth = 3): ErrorReport => {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const fields = thrown as Error & Record<string, unknown>;
  const code = fields["error_code"] ?? fields["code"];
  const method = text(fields["method"]);
  const description = text(fields["description"]);
  const inner = fields["error"] ?? thrown.cause;
  return {
    // Not its name, which anybody can set.
    type: thrown.constructor.name,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(method === undefined ? {} : { method }),
    ...(description === undefined ? {} : { description: scrub(description).slice(0, 200) }),
    at: stackPlaces(thrown),
    ...(inner instanceof Error && depth > 0 ? { cause: reportOf(inner, depth - 1) } : {}),
  };
};

/** Reports that have been made, so that none is taken for something thrown. */
const reports = new WeakSet();

const report = (thrown: unknown): object => {
  if (typeof thrown === "object" && thrown !== null && reports.has(thrown)) return thrown;
  const made = reportOf(thrown);
  reports.add(made);
  return made;
};

/** What is written with a line: reports in place of errors, under whatever name and however deep. */
const withoutErrors = (value: unknown, depth = 4): unknown => {
  if (value instanceof Error) return report(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "[…]";
  const entries = Object.entries(value).map(([name, inner]: [string, unknown]) => [
    name,
    name === "err" ? report(inner) : withoutErrors(inner, depth - 1),
  ]);
  return Object.fromEntries(entries) as unknown;
};

/**
 * Creates the log.
 * @param level pino's level. @param destination where lines go; standard output if not given.
 */
export const createLog = (level: string, destination?: DestinationStream): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // For what a child log is made with; lines are dealt with below.
      serializers: { err: report },
      hooks: {
        // Left alone, pino makes the message of a line without one from the error's, which may hold anything.
        logMethod([first, ...rest]: unknown[], method) {
          if (typeof first === "string") method.call(this, first);
          else
            method.call(
              this,
              withoutErrors(first instanceof Error ? { err: first } : first),
              typeof rest[0] === "string" ? rest[0] : "error",
            );
        },
      },
    },
    destination,
  );
