import type { Metrics } from "./metrics.ts";
import type { Gate } from "./qr/gate.ts";
import type { QrReader } from "./qr/read.ts";
import type { Store } from "./store/store.ts";
import type { ComparedClock } from "./telegram/compared-clock.ts";

/** A reader whose readings are timed. */
export const timed = (reader: QrReader, metrics: Metrics): QrReader => ({
  ...reader,
  async read(bytes) {
    const begun = performance.now();
    try {
      return await reader.read(bytes);
    } finally {
      metrics.pictureDecoded((performance.now() - begun) / 1_000);
    }
  },
});

/** Shows how the parts are doing. */
export const measureParts = ({
  metrics,
  store,
  clock,
  pictureLine,
}: {
  metrics: Metrics;
  store: Store;
  clock: ComparedClock;
  pictureLine: Gate;
}): void =>
  metrics.measure({
    clockAhead: () => (clock.ahead === undefined ? undefined : clock.ahead / 1_000),
    picturesWaiting: () => pictureLine.waiting,
    jobsOverdue: () => store.overdue(clock.now()),
    async jobsLateness() {
      const due = await store.nextDue();
      return due === undefined ? 0 : Math.max(0, (clock.now() - due) / 1_000);
    },
  });
