/** Compares what came of an attack with what must come of it. */
import { longestBlockMs, type Outcome } from "./trial.ts";

/** The aims; ms and MB. */
const aims = {
  answerP99: 1_000,
  removal: 5_000,
  block: longestBlockMs,
  /** Of all processes but the main one. */
  children: 400,
  drain: 30_000,
  pictureAfter: 10_000,
  /** How many jobs a chat may leave, and how far ahead: what a user may have open at once. */
  jobsOfChat: 250,
  jobAhead: 3_600_000,
} as const;

/** @param times ascending @param share from 0 to 1 */
const quantile = (times: readonly number[], share: number): number =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;

interface Row {
  readonly what: string;
  readonly calm?: number;
  readonly value: number | string;
  readonly aim?: number;
  /** The value where the aim is compared with something else than the value. */
  readonly isMissed?: boolean;
}

const number = (value: number | string | undefined): string => {
  if (value === undefined) return "";
  return typeof value === "string" ? value : value.toFixed(Math.abs(value) < 10 ? 1 : 0);
};

const lineOf = ({ what, calm, value, aim, isMissed }: Row): string => {
  const ratio = typeof value === "number" && calm !== undefined && calm > 0 ? number(value / calm) : "";
  const verdict = isMissed === undefined ? "" : isMissed ? "**missed**" : "met";
  return `| ${[what, number(calm), number(value), ratio, number(aim), verdict].join(" | ")} |`;
};

/** A row with an aim that the value must not exceed. */
const limited = (what: string, value: number | undefined, aim: number, calm?: number): Row => ({
  ...{ what, value: value ?? "never", aim },
  ...(calm === undefined ? {} : { calm }),
  isMissed: !(value !== undefined && value <= aim),
});

const last = (times: readonly number[]) => times.at(-1) ?? 0;

const listed = (title: string, counts: ReadonlyMap<string, number>): string[] => {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.length === 0
    ? []
    : ["", `${title}: ${sorted.map(([name, times]) => `${name} (${times})`).join("; ")}`];
};

/** @returns a Markdown table and what else may explain it, and how many aims are missed */
export const judge = (outcome: Outcome): { readonly lines: readonly string[]; readonly missed: number } => {
  const { calm, attacked, loop, memory, jobs, picturesMs, time } = outcome;
  const percentOf = (ms: number) => (100 * ms) / time.elapsed;
  const answers = [0.5, 0.95].map((share): Row => ({
    what: `/kod p${share * 100}, ms`,
    calm: quantile(calm.answers, share),
    value: quantile(attacked.answers, share),
  }));
  const rows: Row[] = [
    ...answers,
    limited("/kod p99, ms", quantile(attacked.answers, 0.99), aims.answerP99, quantile(calm.answers, 0.99)),
    {
      what: `/kod max of ${attacked.answers.length}, ms`,
      calm: last(calm.answers),
      value: last(attacked.answers),
    },
    limited("/kod not answered", outcome.unanswered, 0),
    limited(
      `codes removed late (${attacked.removals.length}), max ms`,
      last(attacked.removals),
      aims.removal,
      last(calm.removals),
    ),
    limited(
      `promised codes late (${attacked.deliveries.length}), max ms`,
      last(attacked.deliveries),
      aims.removal,
      last(calm.deliveries),
    ),
    limited("expired codes not removed, promised ones not sent", outcome.overdueCodes, 0),
    limited("event loop blocked, max ms", loop.longestMs, aims.block),
    { what: `blocks over ${aims.block} ms`, value: loop.tooLong },
    { what: "event loop late, with the wait for a core, max ms", value: loop.longestWithWaitMs },
    { what: "memory of the bot's own process, max MB", value: memory.main },
    limited(`memory of its ${memory.processes} other processes, max MB`, memory.children, aims.children),
    { what: "memory of all, max MB", value: memory.tree },
    { what: "exit", value: outcome.exit ?? "none", isMissed: outcome.exit !== undefined },
    limited("until all is done, ms", outcome.drainMs, aims.drain),
    {
      what: "an honest picture meanwhile, ms",
      value: picturesMs.map((ms) => number(ms ?? "never")).join(", "),
    },
    limited("an honest picture afterwards, ms", outcome.pictureAfterMs, aims.pictureAfter),
    limited("jobs left of one chat, most", jobs.mostOfChat, aims.jobsOfChat),
    limited("jobs planned ahead, max minutes", jobs.aheadMs / 60_000, aims.jobAhead / 60_000),
    { what: "jobs left", value: jobs.all },
    { what: "this script's own event loop, max ms", value: outcome.ownLoopMs },
    { what: "processor time of the bot's own process, of a core's, %", value: percentOf(time.program) },
    { what: "processor time of it for an update, ms", value: time.program / outcome.updates },
    { what: "its wait for a processor, of all time, %", value: percentOf(time.programWaited) },
    { what: "processor time of this script, of a core's, %", value: percentOf(time.script) },
  ];
  const lines = [
    "| | calm | attacked | ratio | aim | |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map(lineOf),
    "",
    `${outcome.deeds} hostile deeds, ${outcome.updates} updates`,
    ...listed("Refused by Telegram", outcome.refused),
    ...listed("In the log", outcome.problems),
  ];
  return { lines, missed: rows.filter(({ isMissed }) => isMissed === true).length };
};
