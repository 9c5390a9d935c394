import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What the operator may know of the use of the bot: counts, and never who. */
export interface Metrics {
  /**
   * An update was dealt with.
   * @param kind as the Bot API calls it @param outcome what came of it @param seconds how long that took
   */
  update(kind: string, outcome: UpdateOutcome, seconds: number): void;
  /** Telegram was called, each attempt counted. @param method of the Bot API @param outcome what came of it */
  call(method: string, outcome: CallOutcome): void;
  /** A call to the database is made again. @param code the driver's */
  databaseRetry(code: string): void;
  /** A picture has been through a reading process. @param seconds how long that took, waiting for one included */
  pictureDecoded(seconds: number): void;
  /** Somebody does not see on the portal what the guide says. @param step the step's id */
  guideUnseen(step: string): void;
  /** A picture was looked at for QR codes. @param outcome `found`, or why there was none */
  qrReading(outcome: string): void;
  /** Somebody asked something in their own words. @param outcome `sure`, `unsure` or `foreign` */
  question(outcome: string): void;
  /** A topic of the question base was shown. @param topic its id */
  answer(topic: string): void;
  /** Somebody said of an answer that it helped. @param topic its id */
  helped(topic: string): void;
  /** Somebody said of an answer that it did not. @param topic its id */
  unhelped(topic: string): void;
  /** All counts, in Prometheus's text format, which is `contentType`. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Gives the gauges something to show. */
  addGauges(readings: GaugeReaders): void;
  /** Measures nothing any more; what was counted can still be told. */
  stop(): void;
}

/**
 * What came of an update: dealt with; come again after it had been; dropped since its chat sends too many; its person
 * has blocked the bot; or it could not be dealt with.
 */
export type UpdateOutcome = "handled" | "duplicate" | "flood" | "blocked" | "failed";

/**
 * What came of a call to Telegram: done; too many of them (429); the person has blocked the bot (403); already so, or too
 * late (400); refused otherwise; a fault of Telegram's (5xx); or no answer.
 */
export type CallOutcome = "ok" | "limited" | "blocked" | "late" | "refused" | "fault" | "lost";

const gauges = {
  clockAhead: ["kapuseged_clock_ahead_seconds", "How far the clock is ahead of Telegram's."],
  picturesWaiting: ["kapuseged_pictures_waiting", "Pictures in the line before the reading processes."],
  jobsOverdue: ["kapuseged_jobs_overdue", "Planned jobs, clean-ups among them, whose time has come."],
  jobsLateness: ["kapuseged_jobs_lateness_seconds", "How long the oldest planned job is overdue."],
} as const;

/** Where the gauges are read, when somebody asks; `undefined`, or a failure: there is nothing to show. */
export type GaugeReaders = Readonly<
  Record<keyof typeof gauges, () => number | undefined | Promise<number | undefined>>
>;

/** In seconds. A button answered takes milliseconds; a picture seconds; a minute is where an update is given up. */
const handlingBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** In seconds. A process is given 2.5 for a picture. */
const decodingBuckets = [0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2, 2.6, 5, 10];
/** ms between the looks at the event loop; each look notes how late it was. */
const loopResolution = 10;

/** Labels are names from our own code. Whatever else gets here could come from a person, and is not repeated. */
const labelOf = (name: string): string => (/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(name) ? name : "other");

const addGauge = (
  registry: Registry,
  name: string,
  help: string,
  read: GaugeReaders[keyof GaugeReaders],
): void => {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      // A database that is down must not take the other numbers with it.
      const value = await Promise.resolve()
        .then(read)
        .catch(() => undefined);
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
};

/** Counts from zero. Every app has counts of its own. prom-client's own of the process cannot be stopped, so these are ours. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const loop = monitorEventLoopDelay({ resolution: loopResolution });
  loop.enable();
  addGauge(registry, "kapuseged_event_loop_delay_seconds", "Worst of 99 % since last asked.", () => {
    const late = loop.percentile(99) / 1e9 - loopResolution / 1e3;
    loop.reset();
    return Math.max(0, late);
  });
  addGauge(registry, "kapuseged_memory_bytes", "Memory of the program itself (resident set).", () =>
    process.memoryUsage.rss(),
  );
  addGauge(
    registry,
    "kapuseged_heap_bytes",
    "JavaScript's part of that memory, garbage included.",
    () => process.memoryUsage().heapUsed,
  );
  const updates = new Counter({
    name: "kapuseged_updates_total",
    help: "Updates from Telegram, by their kind and by what came of them.",
    labelNames: ["kind", "outcome"],
    registers: [registry],
  });
  const handling = new Histogram({
    name: "kapuseged_handling_seconds",
    help: "How long updates took that were dealt with, waiting for the chat's earlier ones included.",
    labelNames: ["kind"],
    buckets: handlingBuckets,
    registers: [registry],
  });
  const calls = new Counter({
    name: "kapuseged_telegram_calls_total",
    help: "Calls to Telegram, by method and by what came of them; each attempt counts.",
    labelNames: ["method", "outcome"],
    registers: [registry],
  });
  const decoding = new Histogram({
    name: "kapuseged_picture_decoding_seconds",
    help: "How long pictures were with the reading processes.",
    buckets: decodingBuckets,
    registers: [registry],
  });
  const counterOf = (name: string, help: string, label: string) => {
    const counter = new Counter({ name, help, labelNames: [label], registers: [registry] });
    return (value: string) => counter.inc({ [label]: labelOf(value) });
  };
  return {
    update(kind, outcome, seconds) {
      updates.inc({ kind: labelOf(kind), outcome });
      if (outcome === "handled") handling.observe({ kind: labelOf(kind) }, seconds);
    },
    call: (method, outcome) => calls.inc({ method: labelOf(method), outcome }),
    databaseRetry: counterOf(
      "kapuseged_database_retries_total",
      "Calls to the database that were made again, by why.",
      "code",
    ),
    pictureDecoded: (seconds) => decoding.observe(seconds),
    addGauges(readings) {
      for (const [reading, [name, help]] of Object.entries(gauges))
        addGauge(registry, name, help, readings[reading as keyof GaugeReaders]);
    },
    stop: () => void loop.disable(),
    guideUnseen: counterOf(
      "kapuseged_guide_unseen_total",
      "How often somebody did not see on the portal what a step of the guide says.",
      "step",
    ),
    qrReading: counterOf(
      "kapuseged_qr_readings_total",
      "Pictures looked at for QR codes, by what came of it.",
      "outcome",
    ),
    question: counterOf(
      "kapuseged_questions_total",
      "Questions in people's own words, by what came of them.",
      "outcome",
    ),
    answer: counterOf("kapuseged_answers_total", "Answers shown, by topic.", "topic"),
    helped: counterOf(
      "kapuseged_answers_helped_total",
      "Answers of which somebody said they helped.",
      "topic",
    ),
    unhelped: counterOf(
      "kapuseged_answers_unhelped_total",
      "Answers of which somebody said they did not help.",
      "topic",
    ),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
};
