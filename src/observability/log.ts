import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pino, type DestinationStream, type Logger } from "pino";

/** The log: JSON lines on standard output. */
export type Log = Logger;

/** What is logged of an error. */
export interface ErrorReport {
  readonly type: string;
  /** The code from Node, libSQL or Telegram. */
  readonly code?: string | number;
  /** The database driver's own code. */
  readonly driverCode?: string;
  /** The Bot API method that failed. */
  readonly method?: string;
  /** Telegram's description without its quotations. */
  readonly description?: string;
  /** Locations in our code. */
  readonly at?: string[];
  readonly cause?: ErrorReport;
}

const asString = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** Removes whatever looks like a secret: a last line of defence, since no secret should get here. */
export const scrub = (text: string): string =>
  text
    .replace(/otpauth\S*/gi, "[link]")
    .replace(/\d+:[\w-]{20,}/g, "[token]")
    .replace(/"[^"]*"/g, '"…"')
    .replace(/\b[A-Z2-7]{16,}={0,6}/gi, "[key]")
    .replace(/\d[\d ]{4,}\d/g, "[number]");

const rootFolder = fileURLToPath(new URL("../../", import.meta.url));

const maxStackLocations = 8;

/**
 * The locations in a stack, relative to the program's folder. A stack begins with the error's message, which may
 * contain anything, so only lines that name an existing file count, and only their file and position are kept.
 */
const stackLocations = ({ stack = "" }: Error): string[] =>
  stack
    .split("\n")
    .map((line) => /^ +at (?:.* \()?(?:file:\/\/)?(\/[^()]+):(\d+):(\d+)\)?$/.exec(line))
    .filter((match) => match !== null)
    .map(([, file = "", line = "", column = ""]) => ({ file, position: `${line}:${column}` }))
    .filter(({ file }) => file.startsWith(rootFolder) && existsSync(file))
    .map(({ file, position }) => `${file.slice(rootFolder.length)}:${position}`)
    .slice(0, maxStackLocations);

/** How many nested causes to report. */
const maxCauses = 3;
const maxDescriptionLength = 200;

/**
 * Describes anything thrown by an allow-list. Messages and other fields are left out: grammY's HttpError holds the bot
 * token, its GrammyError the text that was being sent, and its BotError the whole update.
 */
export const reportOf = (thrown: unknown, depth = maxCauses): ErrorReport => {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const fields = thrown as Error & Record<string, unknown>;
  const code = fields["error_code"] ?? fields["code"];
  const driverCode = asString(fields["driverCode"]);
  const method = asString(fields["method"]);
  const description = asString(fields["description"]);
  const inner = fields["error"] ?? thrown.cause;
  return {
    // Not its name, which can be set to anything.
    type: thrown.constructor.name,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(driverCode === undefined ? {} : { driverCode }),
    ...(method === undefined ? {} : { method }),
    ...(description === undefined ? {} : { description: scrub(description).slice(0, maxDescriptionLength) }),
    at: stackLocations(thrown),
    ...(inner instanceof Error && depth > 0 ? { cause: reportOf(inner, depth - 1) } : {}),
  };
};

/** The reports made so far, so that a report is not taken for a thrown object. */
const reports = new WeakSet();

const report = (thrown: unknown): object => {
  if (typeof thrown === "object" && thrown !== null && reports.has(thrown)) return thrown;
  const made = reportOf(thrown);
  reports.add(made);
  return made;
};

/** How deep fields of a log line are searched for errors. */
const maxFieldDepth = 4;

/** Replaces errors with reports, under whatever field and at any depth; what is too deep is left out. */
const withoutErrors = (value: unknown, depth = maxFieldDepth): unknown => {
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
 * @param level of pino @param destination of the lines; standard output by default
 */
export const createLog = (level: string, destination?: DestinationStream): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // For the bindings of child logs; lines are handled below.
      serializers: { err: report },
      hooks: {
        // By default pino copies the error's message, which may hold anything, to a line that has no message.
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
