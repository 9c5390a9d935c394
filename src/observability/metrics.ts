import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What the operator may learn about the use of the bot: counts, never users. */
export interface Metrics {
  /**
   * An update has been processed.
   * @param kind as the Bot API names it @param seconds from its arrival
   */
  update(kind: string, outcome: UpdateOutcome, seconds: number): void;
  /** A call to Telegram has ended; each retry counts. @param method of the Bot API */
  call(method: string, outcome: CallOutcome): void;
  /** A database operation is retried. @param code the driver's error code */
  databaseRetry(code: string): void;
  /** A reading process has decoded a picture, or failed to. @param seconds including the wait for a process */
  pictureDecoded(seconds: number): void;
  /** A user does not see on the portal what the guide describes. @param step the step's id */
  guideUnseen(step: string): void;
  /** A picture has been searched for QR codes. @param outcome `found`, or why none was found */
  qrReading(outcome: string): void;
  /** A picture without a QR code has been searched for a key's characters. @param outcome what was found, or why nothing */
  charactersReading(outcome: string): void;
  /** A user asked a question in their own words. @param outcome `sure`, `unsure` or `foreign` */
  question(outcome: string): void;
  /** The answer of a topic has been shown. @param topic its id */
  answer(topic: string): void;
  /** A user said that an answer helped. @param topic its id */
  helped(topic: string): void;
  /** A user said that an answer did not help. @param topic its id */
  unhelped(topic: string): void;
  /** All metrics in Prometheus's text format, whose media type is `contentType`. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Registers the gauges. */
  addGauges(readers: GaugeReaders): void;
  /** Stops measuring the event loop; `text` still works. */
  stop(): void;
}

/** `flood`: dropped because its chat sends too many; `blocked`: the user has blocked the bot. */
export type UpdateOutcome = "handled" | "duplicate" | "flood" | "blocked" | "failed";

/**
 * `limited`: too many calls (429); `blocked`: the user has blocked the bot (403); `late`: too late, or nothing to change
 * (400); `refused`: any other refusal; `fault`: a server error (5xx); `lost`: no response.
 */
export type CallOutcome = "ok" | "limited" | "blocked" | "late" | "refused" | "fault" | "lost";

const gauges = {
  clockAhead: ["kapuseged_clock_ahead_seconds", "How far the clock is ahead of Telegram's clock."],
  picturesWaiting: ["kapuseged_pictures_waiting", "Pictures queued for the reading processes."],
  jobsOverdue: ["kapuseged_jobs_overdue", "Planned jobs that are due, including clean-ups."],
  jobsLateness: ["kapuseged_jobs_lateness_seconds", "How long the oldest planned job is overdue."],
} as const;

/** Read the gauges when metrics are requested. A gauge that returns `undefined` or fails is left out. */
export type GaugeReaders = Readonly<
  Record<keyof typeof gauges, () => number | undefined | Promise<number | undefined>>
>;

/** A button takes milliseconds, a picture seconds; after a minute an update is given up. */
const handlingBucketsSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** A process has 2.5 s for a picture. */
const decodingBucketsSeconds = [0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2, 2.6, 5, 10];
/** How often the event loop's delay is sampled. */
const loopResolutionMs = 10;

/** Longer than the usual interval between scrapes, so that none misses a window. */
const loopWindowMs = 60_000;

/** Labels are names from our own code. Anything else could come from a user and must not be published. */
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
      // A database that is down must not hide the other metrics.
      const value = await Promise.resolve()
        .then(read)
        .catch(() => undefined);
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
};

/**
 * The event loop's delay over the last one to two minutes, the worse of two windows. No look at it resets it: a stranger
 * who may look would otherwise hide a slow loop from the operator's next scrape.
 */
class EventLoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: loopResolutionMs });
  readonly #timer: NodeJS.Timeout;
  #lastWindow = 0;

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => {
      this.#lastWindow = this.#currentWindow();
      this.#histogram.reset();
    }, loopWindowMs).unref();
  }

  /** 99th percentile. */
  get seconds(): number {
    return Math.max(this.#lastWindow, this.#currentWindow());
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #currentWindow(): number {
    return Math.max(0, this.#histogram.percentile(99) / 1e9 - loopResolutionMs / 1e3);
  }
}

/** Creates metrics that start at zero. The process metrics are ours because prom-client's cannot be stopped. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const loop = new EventLoopDelay();
  addGauge(
    registry,
    "kapuseged_event_loop_delay_seconds",
    "99th percentile of the last one to two minutes.",
    () => loop.seconds,
  );
  addGauge(registry, "kapuseged_memory_bytes", "Resident memory of the main process.", () =>
    process.memoryUsage.rss(),
  );
  addGauge(
    registry,
    "kapuseged_heap_bytes",
    "JavaScript heap in use, including garbage.",
    () => process.memoryUsage().heapUsed,
  );
  const updates = new Counter({
    name: "kapuseged_updates_total",
    help: "Updates from Telegram, by kind and outcome.",
    labelNames: ["kind", "outcome"],
    registers: [registry],
  });
  const handling = new Histogram({
    name: "kapuseged_handling_seconds",
    help: "How long handled updates took, including the wait for the chat's earlier ones.",
    labelNames: ["kind"],
    buckets: handlingBucketsSeconds,
    registers: [registry],
  });
  const calls = new Counter({
    name: "kapuseged_telegram_calls_total",
    help: "Calls to Telegram, by method and outcome; each retry counts.",
    labelNames: ["method", "outcome"],
    registers: [registry],
  });
  const decoding = new Histogram({
    name: "kapuseged_picture_decoding_seconds",
    help: "How long the reading processes took for pictures.",
    buckets: decodingBucketsSeconds,
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
      "Retries of database operations, by error code.",
      "code",
    ),
    pictureDecoded: (seconds) => decoding.observe(seconds),
    addGauges(readers) {
      for (const [gauge, [name, help]] of Object.entries(gauges))
        addGauge(registry, name, help, readers[gauge as keyof GaugeReaders]);
    },
    stop: () => loop.stop(),
    guideUnseen: counterOf(
      "kapuseged_guide_unseen_total",
      "How often a user did not see on the portal what a step of the guide describes.",
      "step",
    ),
    qrReading: counterOf(
      "kapuseged_qr_readings_total",
      "Pictures searched for QR codes, by outcome.",
      "outcome",
    ),
    charactersReading: counterOf(
      "kapuseged_characters_readings_total",
      "Pictures without a QR code searched for a key's characters, by outcome.",
      "outcome",
    ),
    question: counterOf(
      "kapuseged_questions_total",
      "Questions in the users' own words, by outcome.",
      "outcome",
    ),
    answer: counterOf("kapuseged_answers_total", "Answers shown, by topic.", "topic"),
    helped: counterOf("kapuseged_answers_helped_total", "Answers that users said helped, by topic.", "topic"),
    unhelped: counterOf(
      "kapuseged_answers_unhelped_total",
      "Answers that users said did not help, by topic.",
      "topic",
    ),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
};
