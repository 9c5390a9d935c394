import type { GaugeReaders, Metrics } from "./observability/metrics.ts";
import type { FairQueue } from "./jobs/fair-queue.ts";
import type { QrReader } from "./qr/reader.ts";
import type { Store } from "./storage/store.ts";
import type { DriftCheckedClock } from "./clock/clock-drift.ts";

/** Wraps a QR reader so that the time of each picture is recorded. */
export const timedQrReader = (reader: QrReader, metrics: Metrics): QrReader => ({
  ...reader,
  async read(bytes) {
    const startedAt = performance.now();
    try {
      return await reader.read(bytes);
    } finally {
      metrics.pictureDecoded((performance.now() - startedAt) / 1_000);
    }
  },
});

/** How often readiness is checked for the metrics: a check writes to the database, which a scrape must not. */
const readinessIntervalMs = 30_000;

/** Checks now and then whether the program is ready. */
export class ReadinessPoll {
  readonly #check: () => Promise<readonly string[]>;
  #timer: NodeJS.Timeout | undefined;
  #isReady: boolean | undefined;

  /** @param check what keeps the bot from working */
  constructor(check: () => Promise<readonly string[]>) {
    this.#check = check;
  }

  /** `undefined` before the first check. */
  get isReady(): boolean | undefined {
    return this.#isReady;
  }

  start(): void {
    const look = () => {
      this.#check().then(
        (reasons) => (this.#isReady = reasons.length === 0),
        () => (this.#isReady = false),
      );
    };
    look();
    this.#timer = setInterval(look, readinessIntervalMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** Connects the gauges to the parts they measure. */
export const connectGauges = ({
  metrics,
  store,
  clock,
  pictureQueue,
  charactersQueue,
  ownerGauges,
  readiness,
}: {
  metrics: Metrics;
  store: Store;
  clock: DriftCheckedClock;
  pictureQueue: FairQueue;
  charactersQueue: FairQueue;
  ownerGauges: Omit<
    GaugeReaders,
    "clockAhead" | "picturesWaiting" | "jobsOverdue" | "jobsLateness" | "ready"
  >;
  readiness: Pick<ReadinessPoll, "isReady">;
}): void =>
  metrics.addGauges({
    ...ownerGauges,
    ready: () => (readiness.isReady === undefined ? undefined : Number(readiness.isReady)),
    clockAhead: () => (clock.aheadMs === undefined ? undefined : clock.aheadMs / 1_000),
    picturesWaiting: () => pictureQueue.waitingChats + charactersQueue.waitingChats,
    jobsOverdue: () => store.overdue(clock.now()),
    async jobsLateness() {
      const due = await store.nextDue();
      return due === undefined ? 0 : Math.max(0, (clock.now() - due) / 1_000);
    },
  });
