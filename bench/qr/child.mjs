// Runs one decoder in a process of its own: takes files, answers with texts and measurements.
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import process from "node:process";
import { setInterval } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";
import { decoders } from "./decoders.mjs";

/** The resident memory of a process and its descendants, in bytes; 0 once it has ended. Linux only. */
const memoryOf = (id) => {
  try {
    const children = readFileSync(`/proc/${id}/task/${id}/children`, "utf8").trim().split(" ");
    const pages = Number(readFileSync(`/proc/${id}/statm`, "utf8").split(" ")[1]);
    return pages * 4096 + children.filter(Boolean).reduce((sum, child) => sum + memoryOf(child), 0);
  } catch {
    return 0;
  }
};
let peak = 0;
setInterval(() => {
  peak = Math.max(peak, memoryOf(process.pid));
}, 20).unref();

const decode = await decoders[process.argv[2]]();

const one = async (path) => {
  const bytes = readFileSync(path);
  const begun = performance.now();
  const outcome = await decode(bytes).catch((error) => ({ texts: [], why: String(error).slice(0, 60) }));
  return { ...outcome, ms: performance.now() - begun };
};

const jobs = {
  read: ({ path }) => one(path),

  /** The delay of the event loop, in ms, with `inFlight` pictures at once. */
  async crowd({ paths, inFlight }) {
    const files = paths.map((path) => readFileSync(path));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const waiting = files.values();
    delay.enable();
    const lane = async () => {
      for (const bytes of waiting) await decode(bytes).catch(() => undefined);
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
    delay.disable();
    // Minus the resolution of the timer.
    return { p99: delay.percentile(99) / 1e6 - 1, max: delay.max / 1e6 - 1 };
  },

  /** Peak memory and memory after `restMs`, in MB, of this process and those it started. */
  async memory({ restMs }) {
    const most = Math.max(peak / 2 ** 20, process.resourceUsage().maxRSS / 1024);
    await sleep(restMs);
    return { peak: most, after: memoryOf(process.pid) / 2 ** 20 };
  },
};

process.on("message", async ({ job, ...task }) => process.send(await jobs[job](task)));
process.send("ready");
