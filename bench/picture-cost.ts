import { readFileSync, readdirSync } from "node:fs";
import { createQrReader } from "../src/qr/reader.ts";

/*
 * What a picture costs: `node --import tsx bench/picture-cost.ts [rounds]`. Times of a warm reader, of twenty pictures at once, and of the first
 * one; the memory of all its processes together (RssAnon, Linux only). Compare commits in one sitting only.
 */

const rounds = Number(process.argv[2] ?? 20);
const bytes = readFileSync(new URL("../test/qr/pictures/light.jpg", import.meta.url));

/** @returns what the processes of this one hold, in MB */
const heldMb = (): number => {
  let sum = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
    try {
      const status = readFileSync(`/proc/${pid}/status`, "latin1");
      if (/^PPid:\s+(\d+)$/m.exec(status)?.[1] !== String(process.pid)) continue;
      sum += Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      // It has just ended.
    }
  return Math.round(sum);
};

const reader = createQrReader({ cpuLimitMs: 60_000, wallLimitMs: 60_000, processes: 2 });
let peakMb = 0;
const watch = setInterval(() => (peakMb = Math.max(peakMb, heldMb())), 20);
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
};
const print = (name: string, value: number): boolean => process.stdout.write(`${name}: ${value}\n`);

print("first picture, ms", await timed(() => reader.read(bytes)));
const times: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  reader.prepare();
  // A person needs longer between two pictures, and the picture has to be downloaded.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  times.push(await timed(() => reader.read(bytes)));
}
times.sort((a, b) => a - b);
print("warm, p50, ms", times[Math.floor(times.length / 2)] ?? 0);
print("warm, p95, ms", times[Math.floor(times.length * 0.95)] ?? 0);
print(
  "twenty at once, ms",
  await timed(() => Promise.all(Array.from({ length: 20 }, () => reader.read(bytes)))),
);
print("peak of the processes, MB", peakMb);
clearInterval(watch);
await reader.close();
