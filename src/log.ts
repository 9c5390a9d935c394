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

const frames = (error: Error): string[] => {
  const stack = error.stack ?? "";
  const start = stack.indexOf(error.message) + error.message.length;
  const found = stack.slice(start).match(/^\s+at .*:\d+:\d+\)?$/gm) ?? [];
  return found.slice(0, 8).map((frame) => frame.trim());
};

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
    type: thrown.name,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(method === undefined ? {} : { method }),
    ...(description === undefined ? {} : { description: scrub(description).slice(0, 200) }),
    at: frames(thrown),
    ...(inner instanceof Error && depth > 0 ? { cause: reportOf(inner, depth - 1) } : {}),
  };
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
      serializers: { err: reportOf },
      hooks: {
        // Left alone, pino makes the message of a line without one from the error's, which may hold anything.
        logMethod([first, ...rest]: unknown[], method) {
          const event = first instanceof Error ? { err: first } : first;
          if (typeof event === "string") method.call(this, event);
          else method.call(this, event, typeof rest[0] === "string" ? rest[0] : "error");
        },
      },
    },
    destination,
  );
