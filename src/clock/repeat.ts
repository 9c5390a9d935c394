import type { Clock } from "./clock.ts";

/**
 * Runs work at once, and again and again, `intervalMs` after each run has ended.
 * @param work must not reject
 * @returns stops it, once a run in progress has ended
 */
export const repeat = (
  clock: Clock,
  intervalMs: number,
  work: () => Promise<void>,
): (() => Promise<void>) => {
  let isStopped = false;
  let running = Promise.resolve();
  let cancel: () => void = () => undefined;
  const runAt = (time: number) => {
    cancel = clock.at(time, () => {
      running = work().then(() => {
        if (!isStopped) runAt(clock.now() + intervalMs);
      });
    });
  };
  runAt(clock.now());
  return async () => {
    isStopped = true;
    cancel();
    await running;
  };
};
