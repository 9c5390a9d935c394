import type { Clock } from "../clock/clock.ts";
import { dayOf, isContactHour } from "../clock/local-time.ts";
import type { Log } from "../observability/log.ts";
import type { Store } from "./store.ts";

const intervalMs = 3_600_000;
/** How long update ids are kept to recognise duplicates: twice as long as Telegram redelivers an update. */
const updateIdTtlMs = 48 * 3_600_000;

/**
 * Starts deleting old update ids, expired chat locks and old copies from before migrations every hour. Also wipes deleted
 * rows off the disk that could not be wiped right away because another program was reading. A large file, whose wiping
 * takes long, is wiped once a night.
 * @returns a function that stops the timer
 */
export const scheduleHourlyCleanup = (store: Store, clock: Clock, log: Log): (() => void) => {
  let lastFullWipeDay = NaN;
  const cleanUp = async () => {
    const now = clock.now();
    const today = dayOf(now);
    const isFullWipeDue = !isContactHour(now) && today !== lastFullWipeDay;
    await store.deleteOldUpdates(now - updateIdTtlMs);
    await store.locks.deleteExpired();
    store.removeMigrationCopies(now);
    const isWiped = await store.wipeDeleted(isFullWipeDue);
    // If it failed, the next hour of the same night tries again.
    if (isFullWipeDue && isWiped) lastFullWipeDay = today;
  };
  const run = () => {
    cleanUp().catch((thrown: unknown) => log.warn({ err: thrown }, "could not clean up the database"));
  };
  run();
  const timer = setInterval(run, intervalMs).unref();
  return () => clearInterval(timer);
};
