import { Gauge, Histogram, Registry } from "prom-client";
import { EventLoopDelay } from "./event-loop-delay.ts";
import { LabelledCounter } from "./labelled-counter.ts";
import {
  calledMethods,
  callOutcomes,
  charactersOutcomes,
  dayEvents,
  otherLabel,
  qrOutcomes,
  questionOutcomes,
  retryCodes,
  unseenName,
  updateOutcomes,
  type CallOutcome,
  type CharactersOutcome,
  type QrOutcome,
  type QuestionOutcome,
  type UpdateOutcome,
} from "./labels.ts";

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
  /** A login code is handed out. */
  codeGiven(): void;
  /**
   * A user does not see on the portal what the guide describes.
   * @param step the step's id @param chatId so that people can be told from presses; never published or stored
   */
  guideUnseen(step: string, chatId: number): void;
  /** A picture has been searched for QR codes. */
  qrReading(outcome: QrOutcome): void;
  /** A picture without a QR code has been searched for a key's characters. */
  charactersReading(outcome: CharactersOutcome): void;
  /** A user asked a question in their own words. */
  question(outcome: QuestionOutcome): void;
  /** An answer has been shown. @param topic its id; a part of the guide or small talk counts as `other` */
  answer(topic: string): void;
  /** A user said that an answer helped. @param topic its id */
  helped(topic: string): void;
  /** A user said that an answer did not help. @param topic its id */
  unhelped(topic: string): void;
  /** Begins the series of these topics at 0. Until then, each counts as `other`. */
  addTopics(ids: readonly string[]): void;
  /** All metrics in Prometheus's text format, whose media type is `contentType`. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Registers the gauges. */
  addGauges(readers: GaugeReaders): void;
  /** Stops measuring the event loop; `text` still works. */
  stop(): void;
}

/** Values of labels that only the rest of the program knows. */
export interface MetricsOptions {
  /** Of the program. */
  readonly version: string;
  /** The kinds of updates that the bot receives. */
  readonly updateKinds: readonly string[];
  /** The ids of the guide's steps that describe what the portal shows. */
  readonly portalSteps: readonly string[];
}

const gauges = {
  clockAhead: ["kapuseged_clock_ahead_seconds", "How far the clock is ahead of Telegram's clock."],
  picturesWaiting: ["kapuseged_pictures_waiting", "Pictures queued for the reading processes."],
  jobsOverdue: ["kapuseged_jobs_overdue", "Planned jobs that are due, including clean-ups."],
  jobsLateness: ["kapuseged_jobs_lateness_seconds", "How long the oldest planned job is overdue."],
  ready: ["kapuseged_ready", "1 if /readyz answered ready in the last half minute, else 0."],
  people: ["kapuseged_people", "Chats of which anything is stored, as counted every few minutes."],
  keys: ["kapuseged_keys", "Keys in these chats, as counted every few minutes."],
  activeToday: [
    "kapuseged_active_today",
    "Chats of which anything is stored that were used today in Hungary.",
  ],
  backupAge: ["kapuseged_backup_age_seconds", "Age of the newest backup; absent before the first."],
  diskFree: ["kapuseged_disk_free_bytes", "Free space beside the database file."],
  databaseSize: ["kapuseged_database_bytes", "Size of the database without its write-ahead log."],
  keyRingProblem: [
    "kapuseged_key_ring_problem",
    "1 if a master key is missing or the key file is wrong, else 0.",
  ],
  overdueFacts: ["kapuseged_facts_overdue", "Facts behind the texts that have not been checked for a year."],
} as const;

/** Read the gauges when metrics are requested. A gauge that returns `undefined` or fails is left out. */
export type GaugeReaders = Readonly<
  Record<keyof typeof gauges, () => number | undefined | Promise<number | undefined>> & {
    /** The counts of today by name, of all instances; see `dayEvents` and `unseenName`. */
    today: () => Promise<ReadonlyMap<string, number>>;
  }
>;

/** A button takes milliseconds, a picture seconds; after a minute an update is given up. */
const handlingBucketsSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** A process has 2.5 s for a picture. */
const decodingBucketsSeconds = [0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2, 2.6, 5, 10];

const addGauge = (
  registry: Registry,
  name: string,
  help: string,
  read: () => number | undefined | Promise<number | undefined>,
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

const createCounters = (
  registry: Registry,
  { updateKinds, portalSteps }: Pick<MetricsOptions, "updateKinds" | "portalSteps">,
) => {
  const counter = (name: string, help: string, labels: ConstructorParameters<typeof LabelledCounter>[3]) =>
    new LabelledCounter(registry, name, help, labels);
  return {
    updates: counter("kapuseged_updates_total", "Updates from Telegram, by kind and outcome.", {
      kind: updateKinds,
      outcome: updateOutcomes,
    }),
    calls: counter(
      "kapuseged_telegram_calls_total",
      "Calls to Telegram, by method and outcome; each retry counts.",
      { method: calledMethods, outcome: callOutcomes },
    ),
    retries: counter("kapuseged_database_retries_total", "Retries of database operations, by error code.", {
      code: retryCodes,
    }),
    codes: counter("kapuseged_codes_total", "Login codes handed out.", {}),
    unseen: counter(
      "kapuseged_guide_unseen_total",
      "How often a user did not see on the portal what a step of the guide describes.",
      { step: portalSteps },
    ),
    qrReadings: counter("kapuseged_qr_readings_total", "Pictures searched for QR codes, by outcome.", {
      outcome: qrOutcomes,
    }),
    charactersReadings: counter(
      "kapuseged_characters_readings_total",
      "Pictures without a QR code searched for a key's characters, by outcome.",
      { outcome: charactersOutcomes },
    ),
    questions: counter("kapuseged_questions_total", "Questions in the users' own words, by outcome.", {
      outcome: questionOutcomes,
    }),
    answers: counter("kapuseged_answers_total", "Answers shown, by topic.", { topic: [] }),
    helped: counter("kapuseged_answers_helped_total", "Answers that users said helped, by topic.", {
      topic: [],
    }),
    unhelped: counter("kapuseged_answers_unhelped_total", "Answers that users said did not help, by topic.", {
      topic: [],
    }),
  };
};

/** Adds what happened today in Hungary, of which a restart forgets nothing; left out while the database fails. */
const addTodayGauges = (
  registry: Registry,
  portalSteps: readonly string[],
  read: GaugeReaders["today"],
): void => {
  const add = (
    name: string,
    help: string,
    label: string,
    nameOf: (value: string) => string,
    values: readonly string[],
  ) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        this.reset();
        const counts = await read().catch(() => undefined);
        if (counts === undefined) return;
        for (const value of values) this.set({ [label]: value }, counts.get(nameOf(value)) ?? 0);
      },
    });
  add("kapuseged_today", "What happened today in Hungary, by event.", "event", (event) => event, dayEvents);
  add(
    "kapuseged_guide_unseen_people_today",
    "People who did not see today on the portal what a step describes.",
    "step",
    unseenName,
    portalSteps,
  );
};

/** Adds gauges of the process. prom-client's own process metrics are not used, because they cannot be stopped. */
const addProcessGauges = (registry: Registry, version: string, loop: EventLoopDelay): void => {
  new Gauge({
    name: "kapuseged_build_info",
    help: "Always 1; the label is the program's version.",
    labelNames: ["version"],
    registers: [registry],
  }).set({ version }, 1);
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
};

/** Creates metrics whose series all start at zero; those of the topics do when these are added. */
export const createMetrics = ({ version, updateKinds, portalSteps }: MetricsOptions): Metrics => {
  const registry = new Registry();
  const loop = new EventLoopDelay();
  addProcessGauges(registry, version, loop);
  const counters = createCounters(registry, { updateKinds, portalSteps });
  const handling = new Histogram({
    name: "kapuseged_handling_seconds",
    help: "How long handled updates took, including the wait for the chat's earlier ones.",
    labelNames: ["kind"],
    buckets: handlingBucketsSeconds,
    registers: [registry],
  });
  const decoding = new Histogram({
    name: "kapuseged_picture_decoding_seconds",
    help: "How long the reading processes took for pictures.",
    buckets: decodingBucketsSeconds,
    registers: [registry],
  });
  for (const kind of [...updateKinds, otherLabel]) handling.zero({ kind });
  return {
    update(kind, outcome, seconds) {
      counters.updates.count({ kind, outcome });
      if (outcome !== "handled") return;
      handling.observe({ kind: updateKinds.includes(kind) ? kind : otherLabel }, seconds);
    },
    call: (method, outcome) => counters.calls.count({ method, outcome }),
    databaseRetry: (code) => counters.retries.count({ code }),
    pictureDecoded: (seconds) => decoding.observe(seconds),
    codeGiven: () => counters.codes.count({}),
    guideUnseen: (step) => counters.unseen.count({ step }),
    qrReading: (outcome) => counters.qrReadings.count({ outcome }),
    charactersReading: (outcome) => counters.charactersReadings.count({ outcome }),
    question: (outcome) => counters.questions.count({ outcome }),
    answer: (topic) => counters.answers.count({ topic }),
    helped: (topic) => counters.helped.count({ topic }),
    unhelped: (topic) => counters.unhelped.count({ topic }),
    addTopics(ids) {
      for (const counter of [counters.answers, counters.helped, counters.unhelped]) counter.add("topic", ids);
    },
    addGauges(readers) {
      for (const [gauge, [name, help]] of Object.entries(gauges))
        addGauge(registry, name, help, readers[gauge as keyof typeof gauges]);
      addTodayGauges(registry, portalSteps, readers.today);
    },
    stop: () => loop.stop(),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
};
