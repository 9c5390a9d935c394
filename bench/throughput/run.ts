/**
 * How fast is the bot? Puts the built product, a bare echo and a plain bot side by side, each in a process of its own,
 * before the same Telegram and under the same load, and prints ratios. Linux only.
 * Usage: npm run bench [-- --chats 1000,100000,1000000] [--seconds 10] [--rounds 3] [--only speed,pictures,start]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { link, screenshot } from "../../test/support/drawings.ts";
import { groundIn, product, type BotName, type Ground } from "./bots.ts";
import { measureReading } from "./pictures.ts";
import { Program } from "./program.ts";
import { measureSpeed, type Speed } from "./speed.ts";
import { measureStart } from "./starting.ts";

const { values } = parseArgs({
  options: {
    chats: { type: "string", default: "1000,100000,1000000" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "speed,pictures,start" },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const parts = values.only.split(",");

const write = (line = "") => process.stdout.write(`${line}\n`);
const row = (...cells: readonly (string | number)[]) => write(`| ${cells.join(" | ")} |`);
const head = (...cells: readonly string[]) => {
  row(...cells);
  row(...cells.map(() => "---"));
};
const short = (value: number | undefined) =>
  value === undefined ? "–" : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);

const median = (some: readonly number[]): number =>
  [...some].sort((a, b) => a - b)[Math.floor(some.length / 2)] ?? NaN;
/** The median of a figure over the rounds. */
const of = <T>(all: readonly T[], figure: (one: T) => number): number => median(all.map(figure));
/** The same with the least and the most. */
const spread = <T>(all: readonly T[], figure: (one: T) => number): string => {
  const some = all.map(figure);
  const middle = short(median(some));
  return some.length < 2 ? middle : `${middle} (${short(Math.min(...some))}–${short(Math.max(...some))})`;
};

const bots = ["bare echo", "plain bot", "Kapusegéd"] as const;

/** Each of the bots in turn, round by round, so that what else the machine does falls on all alike. */
const inRounds = async <T>(measure: (name: BotName) => Promise<T>): Promise<Map<BotName, T[]>> => {
  const found = new Map<BotName, T[]>(bots.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const name of bots) found.get(name)?.push(await measure(name));
  return found;
};

const printSpeed = (found: Map<BotName, Speed[]>) => {
  const echo = of(found.get("bare echo") ?? [], ({ perSecond }) => perSecond);
  head("", "updates a second", "of the echo's", "p50 ms", "p95 ms", "p99 ms", "CPU ms an update", "RSS MB");
  for (const [name, all] of found) {
    const perSecond = of(all, (one) => one.perSecond);
    const figures = (["p50", "p95", "p99", "cpu", "rss"] as const).map((key) =>
      short(of(all, (one) => one[key])),
    );
    row(
      name,
      spread(all, (one) => one.perSecond),
      (perSecond / echo).toFixed(2),
      ...figures,
    );
  }
  write();
};

const speed = async (ground: Ground): Promise<void> => {
  const sizes = values.chats.split(",").map(Number);
  const own: Speed[][] = [];
  for (const chats of sizes) {
    write(`### /kod with ${chats.toLocaleString("en")} chats stored\n`);
    const found = await inRounds((name) => measureSpeed(ground, name, chats, seconds));
    own.push(found.get("Kapusegéd") ?? []);
    printSpeed(found);
  }
  const [first, last] = [own[0] ?? [], own.at(-1) ?? []];
  const change = (figure: (one: Speed) => number) =>
    `${((of(last, figure) / of(first, figure) - 1) * 100).toFixed(0)} %`;
  if (sizes.length > 1)
    write(
      `From the fewest chats to the most: updates a second ${change((one) => one.perSecond)}, p50 ${change((one) => one.p50)}, CPU ${change((one) => one.cpu)}.\n`,
    );
};

const pictures = async (ground: Ground): Promise<void> => {
  write("### While four people at a time send pictures\n");
  head("", "pictures a second", "event loop p99 ms", "/kod p50 ms", "/kod p99 ms");
  for (const name of ["plain bot", "Kapusegéd"] as const) {
    const all = [];
    for (let round = 0; round < rounds; round += 1) all.push(await measureReading(ground, name, seconds));
    const delay = all[0]?.loopDelay === undefined ? "–" : spread(all, (one) => one.loopDelay ?? NaN);
    row(
      name,
      short(of(all, (one) => one.pictures)),
      delay,
      ...[spread(all, (one) => one.codeP50), spread(all, (one) => one.codeP99)],
    );
  }
  write();
};

const start = async (ground: Ground): Promise<void> => {
  write("### From the start to being ready, and then left alone\n");
  head("", "ready after ms", "CPU ms", "idle RSS MB", "its processes MB");
  const ways = [
    ["bare echo", undefined, "bare echo"],
    ["plain bot", undefined, "plain bot"],
    ["Kapusegéd", product.built, "Kapusegéd, built"],
    ["Kapusegéd", product.source, "Kapusegéd, npm start"],
  ] as const;
  for (const [name, args, label] of ways) {
    const all = [];
    for (let round = 0; round < rounds; round += 1) all.push(await measureStart(ground, name, args));
    row(
      label,
      spread(all, (one) => one.ready),
      short(of(all, (one) => one.cpu)),
      spread(all, (one) => one.idle),
      short(of(all, (one) => one.children)),
    );
  }
  write();
};

const folder = await mkdtemp(join(tmpdir(), "kapuseged-bench-"));
const picture = join(folder, "picture.png");
await writeFile(picture, await screenshot(link("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")));
const telegram = await Program.start(["--import", "tsx", join(import.meta.dirname, "telegram.ts"), picture]);
try {
  const ground = groundIn(folder, telegram);
  const load = () => loadavg()[0]?.toFixed(1);
  write(`Node ${process.versions.node}, ${availableParallelism()} cores, load ${load()} before.\n`);
  if (parts.includes("start")) await start(ground);
  if (parts.includes("pictures")) await pictures(ground);
  if (parts.includes("speed")) await speed(ground);
  write(`Load ${load()} after.`);
} finally {
  await telegram.stop();
  await rm(folder, { recursive: true, force: true });
}
