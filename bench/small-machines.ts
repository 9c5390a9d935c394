/**
 * What is left of the pictures on a small machine? Runs the built product in control groups with a share of a processor and
 * a limit of memory, and sends it pictures: one at a time, and then six people's at once. Prints one line for each size.
 * Needs Linux and root. Usage: npm run bench:small-machines [-- --processors 0.25,1 --memory 512,1024]
 */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { startTelegram, type Telegram } from "../test/support/bot-api-server/index.ts";
import { link, screenshot } from "../test/support/drawings.ts";
import { randomKeys } from "../test/support/seeded-random.ts";
import { Program } from "./throughput/program.ts";

const { values } = parseArgs({
  options: {
    processors: { type: "string", default: "0.0625,0.25,1,2" },
    memory: { type: "string", default: "256,512,1024" },
  },
});
const numbers = (list: string) => list.split(",").map(Number);

const root = "/sys/fs/cgroup";
const groupName = `kapuseged-bench-${process.pid}`;
const periodUs = 100_000;
const bytesPerMb = 2 ** 20;
/** People give up earlier; a reading that takes longer counts as none. */
const patienceMs = 120_000;
const repeats = 2;
const burst = 6;

/** A control group, of version 1 or 2. */
class ControlGroup {
  readonly #folders: readonly string[];
  readonly #isUnified = existsSync(join(root, "cgroup.controllers"));

  constructor(processors: number, memoryMb: number) {
    const { cpuset, cpu, memory } = this.#isUnified
      ? { cpuset: "", cpu: "", memory: "" }
      : { cpuset: "cpuset", cpu: "cpu", memory: "memory" };
    this.#folders = [...new Set([cpuset, cpu, memory])].map((name) => join(root, name, groupName));
    for (const folder of this.#folders) mkdirSync(folder, { recursive: true });
    const set = (controller: string, file: string, value: string | number) =>
      writeFileSync(join(root, controller, groupName, file), String(value));
    const quotaUs = Math.round(processors * periodUs);
    // A program sees a whole processor, whatever its share of it.
    set(cpuset, "cpuset.cpus", processors > 1 ? `0-${Math.ceil(processors) - 1}` : "0");
    set(cpuset, "cpuset.mems", "0");
    if (this.#isUnified) {
      set(cpu, "cpu.max", `${quotaUs} ${periodUs}`);
      set(memory, "memory.max", memoryMb * bytesPerMb);
      set(memory, "memory.swap.max", 0);
    } else {
      set(cpu, "cpu.cfs_period_us", periodUs);
      set(cpu, "cpu.cfs_quota_us", quotaUs);
      set(memory, "memory.limit_in_bytes", memoryMb * bytesPerMb);
      set(memory, "memory.swappiness", 0);
    }
  }

  /** Runs `start` with this process in the group, so that what it starts is there from its first instruction. */
  startInside<T>(start: () => T): T {
    this.#move(groupName);
    try {
      return start();
    } finally {
      this.#move("");
    }
  }

  get peakMb(): number {
    const file = this.#isUnified ? "memory.peak" : "memory.max_usage_in_bytes";
    return Number(readFileSync(join(this.#memoryFolder, file), "utf8")) / bytesPerMb;
  }

  /** Processes that the kernel has ended because memory ran out. */
  get killed(): number {
    const file = this.#isUnified ? "memory.events" : "memory.oom_control";
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(join(this.#memoryFolder, file), "utf8"))?.[1] ?? 0);
  }

  async remove(): Promise<void> {
    // The kernel takes a moment to let go of the processes that have ended.
    for (const folder of this.#folders)
      for (let attempt = 0; existsSync(folder) && attempt < 50; attempt += 1) {
        try {
          rmdirSync(folder);
        } catch {
          await wait(100);
        }
      }
  }

  get #memoryFolder(): string {
    return join(root, this.#isUnified ? "" : "memory", groupName);
  }

  #move(name: string): void {
    for (const folder of this.#folders) {
      const target = name === "" ? join(folder, "..") : folder;
      writeFileSync(join(target, "cgroup.procs"), String(process.pid));
    }
  }
}

/** A way to send a picture, as people do. */
interface Kind {
  readonly name: string;
  readonly answer: string;
  /** @param secret of a key @returns the file, and whether it is sent as a photo */
  readonly draw: (secret: string) => Promise<{ bytes: Uint8Array; isPhoto: boolean }>;
}

const fixture = (path: string) => readFileSync(join(import.meta.dirname, "../test", path));
const kinds: readonly Kind[] = [
  {
    name: "photo",
    answer: "Megvan a kulcsod",
    draw: async (secret) => ({
      bytes: await sharp(await screenshot(link(secret)))
        .resize({ height: 1280 })
        .jpeg({ quality: 80 })
        .toBuffer(),
      isPhoto: true,
    }),
  },
  {
    name: "screenshot",
    answer: "Megvan a kulcsod",
    draw: async (secret) => ({
      bytes: await sharp(await screenshot(link(secret)))
        .resize(1290, 2796, { fit: "contain", background: "#fff" })
        .png()
        .toBuffer(),
      isPhoto: false,
    }),
  },
  {
    name: "HEIC",
    answer: "Megvan a kulcsod",
    draw: () => Promise.resolve({ bytes: fixture("qr/pictures/heic.heic"), isPhoto: false }),
  },
  {
    name: "characters",
    answer: "kiolvastam róla",
    draw: () => Promise.resolve({ bytes: fixture("key-characters/pictures/grouped.png"), isPhoto: false }),
  },
];

/** @returns seconds until the answer, or undefined if there is another one or none */
const send = async (
  telegram: Telegram,
  { draw, answer }: Kind,
  secret: string,
): Promise<number | undefined> => {
  const { bytes, isPhoto } = await draw(secret);
  const person = telegram.person("Minta Képes");
  const startedAt = performance.now();
  await (isPhoto
    ? person.sendPhoto(bytes)
    : person.sendFile(bytes, { fileName: "kep", mimeType: "application/octet-stream" }));
  await Promise.race([
    person.until(answer, patienceMs).catch(() => undefined),
    wait(patienceMs, undefined, { ref: false }),
  ]);
  const isAnswered = person.sees(answer);
  return isAnswered ? (performance.now() - startedAt) / 1_000 : undefined;
};

const said = (times: readonly (number | undefined)[]): string => {
  const read = times.filter((time) => time !== undefined);
  if (read.length === 0) return `0 of ${times.length}`;
  const longest = `${Math.max(...read).toFixed(1)} s`;
  return read.length === times.length ? longest : `${read.length} of ${times.length}, ${longest}`;
};

const trial = async (processors: number, memoryMb: number): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-small-"));
  const telegram = await startTelegram();
  telegram.patience = patienceMs;
  const group = new ControlGroup(processors, memoryMb);
  let program: Program | undefined;
  const cells = [`${processors}`, `${memoryMb} MB`];
  try {
    const environment = {
      BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      DATABASE_URL: `file:${join(folder, "bench.db")}`,
    };
    program = await group.startInside(() => Program.start(["dist/main.js"], environment, () => undefined));
    cells.push(`${(program.startTimeMs / 1_000).toFixed(1)} s`);
    const secrets = randomKeys(kinds.length * repeats + burst, 32, 1);
    for (const kind of kinds) {
      const times = [];
      for (let i = 0; i < repeats; i += 1) times.push(await send(telegram, kind, secrets.pop()!));
      cells.push(said(times));
    }
    const [photo, screen] = kinds;
    const together = secrets.map((secret, i) => send(telegram, (i % 2 === 0 ? photo : screen)!, secret));
    cells.push(said(await Promise.all(together)));
    cells.push(`${group.peakMb.toFixed(0)} MB`, String(group.killed));
  } catch {
    cells.push("ended");
  } finally {
    await program?.stop("SIGKILL");
    await telegram.close();
    await group.remove();
    await rm(folder, { recursive: true, force: true });
  }
  return `| ${cells.join(" | ")} |\n`;
};

process.stdout.write(
  "| processors | memory | ready | photo | screenshot | HEIC | characters | six at once | peak | killed |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
);
for (const processors of numbers(values.processors))
  for (const memoryMb of numbers(values.memory)) process.stdout.write(await trial(processors, memoryMb));
