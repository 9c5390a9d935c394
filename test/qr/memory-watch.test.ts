import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { heldBytes, MemoryWatch } from "../../src/qr/pool/memory-watch.ts";

const mb = 2 ** 20;

/** @returns a process that holds `megabytes` more than Node itself, once it does */
const allocate = async (megabytes: number) => {
  const script = `globalThis.held = Buffer.alloc(${megabytes * mb}, 1); console.log("held"); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child.pid ?? 0;
};

describe.runIf(process.platform === "linux")("a process that allocates", () => {
  test("is reported once when it holds more than its limit", async () => {
    const pid = await allocate(200);
    const calls: string[] = [];
    await new Promise<void>((resolve) => {
      const stop = new MemoryWatch({ perProcessBytes: 150 * mb, totalBytes: Infinity }).watch(
        pid,
        (limit) => {
          calls.push(limit);
          resolve();
        },
      );
      onTestFinished(stop);
    });
    expect(calls).toEqual(["own"]);
    expect(heldBytes(pid)).toBeGreaterThan(200 * mb);
    expect(heldBytes(pid)).toBeLessThan(300 * mb);
  });

  test("is unknown once it has ended", () => {
    expect(heldBytes(2 ** 30)).toBeUndefined();
  });
});

describe("a watch", () => {
  const watchOf = (held: Record<number, number>, onLook: () => void) =>
    new MemoryWatch({
      ...{ perProcessBytes: 300, totalBytes: 400, intervalMs: 1 },
      read: (pid) => {
        onLook();
        return held[pid];
      },
    });

  /** Watches the processes until each was looked at several times. */
  const reported = async (held: Record<number, number>): Promise<string[]> => {
    const reports: string[] = [];
    let looks = 0;
    await new Promise<void>((resolve) => {
      const watch = watchOf(held, () => ++looks > 30 && resolve());
      for (const pid of Object.keys(held).map(Number))
        onTestFinished(watch.watch(pid, (limit) => reports.push(`${pid} ${limit}`)));
    });
    return reports;
  };

  test("reports only the process over its own limit, once", async () => {
    expect(await reported({ 1: 301, 2: 300, 3: 100 })).toEqual(["1 own"]);
  });

  test("reports the largest when all together are over the limit", async () => {
    expect(await reported({ 1: 150, 2: 200, 3: 100 })).toEqual(["2 total"]);
  });

  test("reports none within the limits or unknown", async () => {
    expect(await reported({ 1: 200, 2: 200, 3: NaN })).toEqual([]);
  });
});
