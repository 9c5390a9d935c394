import type { Metrics } from "./observability/metrics.ts";
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

/** Connects the gauges to the parts they measure. */
export const connectGauges = ({
  metrics,
  store,
  clock,
  pictureQueue,
  charactersQueue,
}: {
  metrics: Metrics;
  store: Store;
  clock: DriftCheckedClock;
  pictureQueue: FairQueue;
  charactersQueue: FairQueue;
}): void =>
  metrics.addGauges({
    clockAhead: () => (clock.aheadMs === undefined ? undefined : clock.aheadMs / 1_000),
    picturesWaiting: () => pictureQueue.waitingChats + charactersQueue.waitingChats,
    jobsOverdue: () => store.overdue(clock.now()),
    async jobsLateness() {
      const due = await store.nextDue();
      return due === undefined ? 0 : Math.max(0, (clock.now() - due) / 1_000);
    },
  });
