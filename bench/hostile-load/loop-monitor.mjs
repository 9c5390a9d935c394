/**
 * Preloaded into the product (`--import`): appends a line of JSON to the file named by LOOP_REPORT when the event loop was
 * blocked. On a machine that others use as well, a thread may simply not get a core. Linux counts that
 * time apart (/proc/<pid>/task/<tid>/schedstat, in ns: on a core, waiting for one), so it is reported apart.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import process from "node:process";

const intervalMs = 10;
const reportedFromMs = 40;
// eslint-disable-next-line no-restricted-syntax -- This is a program's entry as well.
const file = process.env["LOOP_REPORT"];

const readTimes = () => {
  const [onCore = 0, waiting = 0] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8")
    .split(" ")
    .map(Number);
  return { at: performance.now(), onCore: onCore / 1e6, waiting: waiting / 1e6 };
};

if (file !== undefined && file !== "") {
  let last = readTimes();
  const look = () => {
    const now = readTimes();
    const late = now.at - last.at - intervalMs;
    if (late >= reportedFromMs) {
      const endedAt = performance.timeOrigin + now.at;
      const monotonicMs = Number(process.hrtime.bigint()) / 1e6;
      const block = {
        endedAt,
        monotonicMs,
        lateMs: late,
        coreMs: now.onCore - last.onCore,
        waitedMs: now.waiting - last.waiting,
      };
      appendFileSync(file, `${JSON.stringify(block)}\n`);
    }
    last = now;
    setTimeout(look, intervalMs).unref();
  };
  look();
}
