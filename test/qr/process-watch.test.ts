import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { ProcessWatch, usageOf, type Usage } from "../../src/qr/pool/process-watch.ts";

const mb = 2 ** 20;

/** @returns a process that holds `megabytes` more than Node itself, once it does */
const allocate = async (megabytes: number) => {
  const script = `globalThis.held = Buffer.alloc(${megabytes * mb}, 1); console.log("held"); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child.pid ?? 0;
};

describe.runIf(process.platform === "linux")("a process", () => {
  test("that holds more than its limit is reported once", async () => {
    const pid = await allocate(200);
    const calls: string[] = [];
    await new Promise<void>((resolve) => {
      const watch = new ProcessWatch({ perProcessBytes: 150 * mb }).watch({
        pid,
        onExceeded: (limit) => {
          calls.push(limit);
          resolve();
        },
      });
      onTestFinished(watch.end);
    });
    expect(calls).toEqual(["memory"]);
    expect(usageOf(pid)?.bytes).toBeGreaterThan(200 * mb);
    expect(usageOf(pid)?.bytes).toBeLessThan(300 * mb);
  });

  test("has the processor time that Node counts itself", () => {
    const before = process.cpuUsage();
    const found = usageOf(process.pid)?.cpuMs ?? 0;
    const after = process.cpuUsage();
    // The kernel counts in ticks, each of the two times by itself.
    expect(found).toBeGreaterThan((before.user + before.system) / 1000 - 40);
    expect(found).toBeLessThan((after.user + after.system) / 1000 + 40);
  });

  test("is unknown once it has ended", () => {
    expect(usageOf(2 ** 30)).toBeUndefined();
  });
});

describe("a watch", () => {
  interface Row extends Partial<Usage> {
    /** While it is looked at. */
    laterCpuMs?: number;
    cpuLimitMs?: number;
  }

  /** Watches the processes, whose ids are their places from 1, until each was looked at several times. */
  const reported = async (...rows: Row[]): Promise<string[]> => {
    const reports: string[] = [];
    let looks = 0;
    await new Promise<void>((resolve) => {
      const watch = new ProcessWatch({
        ...{ perProcessBytes: 300, totalBytes: 400, intervalMs: 1 },
        read: (pid) => {
          if (++looks > 30 + rows.length) resolve();
          const { bytes, cpuMs = 0, laterCpuMs = cpuMs } = rows[pid - 1] ?? {};
          return bytes === undefined ? undefined : { bytes, cpuMs: looks > rows.length ? laterCpuMs : cpuMs };
        },
      });
      for (const [index, { cpuLimitMs = Infinity }] of rows.entries()) {
        const { limitCpu, end } = watch.watch({
          pid: index + 1,
          onExceeded: (limit) => reports.push(`${index + 1} ${limit}`),
        });
        limitCpu(cpuLimitMs);
        onTestFinished(end);
      }
    });
    return reports;
  };

  test("reports only the process over its own limit, once", async () => {
    expect(await reported({ bytes: 301 }, { bytes: 300 }, { bytes: 100 })).toEqual(["1 memory"]);
  });

  test("reports the largest when all together are over the limit", async () => {
    expect(await reported({ bytes: 150 }, { bytes: 200 }, { bytes: 100 })).toEqual(["2 total"]);
  });

  test("counts the processor time from the moment of the limit", async () => {
    const slow = { bytes: 1, cpuMs: 500, laterCpuMs: 701 };
    expect(await reported({ ...slow, cpuLimitMs: 200 }, { ...slow, cpuLimitMs: 201 })).toEqual(["1 cpu"]);
  });

  test("reports none within the limits or unknown", async () => {
    expect(await reported({ bytes: 200 }, { bytes: 200 }, { cpuLimitMs: 1 })).toEqual([]);
  });
});
