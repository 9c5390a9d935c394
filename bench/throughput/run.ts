/**
 * How fast is the bot? Compares the built product with a bare echo, a plain bot and the floor, each in its own process,
 * with the same Bot API stand-in and the same load, and prints ratios. Linux only.
 * Usage: npm run bench [-- --chats 1000,100000,1000000] [--seconds 10] [--rounds 3] [--only speed,pictures,start]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { link, screenshot } from "../../test/support/drawings.ts";
import { createContext, product, type BenchContext, type BotName } from "./bots.ts";
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
const printRow = (...cells: readonly (string | number)[]) => write(`| ${cells.join(" | ")} |`);
const printHead = (...cells: readonly string[]) => {
  printRow(...cells);
  printRow(...cells.map(() => "---"));
};
const format = (value: number | undefined) =>
  value === undefined ? "–" : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
/** The median of a figure over the rounds. */
const medianOf = <T>(rounds: readonly T[], figure: (round: T) => number): number =>
  median(rounds.map(figure));
/** The same with minimum and maximum. */
const spreadOf = <T>(rounds: readonly T[], figure: (round: T) => number): string => {
  const numbers = rounds.map(figure);
  const middle = format(median(numbers));
  return numbers.length < 2
    ? middle
    : `${middle} (${format(Math.min(...numbers))}–${format(Math.max(...numbers))})`;
};

const bots = ["bare echo", "plain bot", "floor", "Kapusegéd"] as const;

/** Measures the bots alternately, so that other load on the machine affects all of them alike. */
const inRounds = async <T>(measure: (name: BotName) => Promise<T>): Promise<Map<BotName, T[]>> => {
  const results = new Map<BotName, T[]>(bots.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const name of bots) results.get(name)?.push(await measure(name));
  return results;
};

const printSpeed = (results: Map<BotName, Speed[]>) => {
  const perSecondOf = (name: BotName) => medianOf(results.get(name) ?? [], ({ perSecond }) => perSecond);
  printHead(
    ...["", "updates a second", "of the echo's", "of the floor's"],
    ...["p50 ms", "p95 ms", "p99 ms", "CPU ms an update", "RSS MB"],
  );
  for (const [name, speeds] of results)
    printRow(
      name,
      spreadOf(speeds, ({ perSecond }) => perSecond),
      ...(["bare echo", "floor"] as const).map((other) => format(perSecondOf(name) / perSecondOf(other))),
      ...(["p50", "p95", "p99", "cpu", "rss"] as const).map((key) =>
        format(medianOf(speeds, (one) => one[key])),
      ),
    );
  write();
};

const speed = async (context: BenchContext): Promise<void> => {
  const sizes = values.chats.split(",").map(Number);
  const own: Speed[][] = [];
  for (const chats of sizes) {
    write(`### /kod with ${chats.toLocaleString("en")} chats stored\n`);
    const results = await inRounds((name) => measureSpeed(context, name, chats, seconds));
    own.push(results.get("Kapusegéd") ?? []);
    printSpeed(results);
  }
  const [first, last] = [own[0] ?? [], own.at(-1) ?? []];
  const change = (figure: (one: Speed) => number) =>
    `${((medianOf(last, figure) / medianOf(first, figure) - 1) * 100).toFixed(0)} %`;
  if (sizes.length > 1)
    write(
      `From the fewest chats to the most: updates a second ${change((one) => one.perSecond)}, p50 ${change((one) => one.p50)}, CPU ${change((one) => one.cpu)}.\n`,
    );
};

const pictures = async (context: BenchContext): Promise<void> => {
  write("### While four users at a time send pictures\n");
  printHead("", "pictures a second", "event loop p99 ms", "/kod p50 ms", "/kod p99 ms");
  for (const name of ["plain bot", "Kapusegéd"] as const) {
    const all = [];
    for (let round = 0; round < rounds; round += 1) all.push(await measureReading(context, name, seconds));
    const delay = all[0]?.loopDelay === undefined ? "–" : spreadOf(all, (one) => one.loopDelay ?? NaN);
    printRow(
      name,
      format(medianOf(all, (one) => one.pictures)),
      delay,
      ...[spreadOf(all, (one) => one.codeP50), spreadOf(all, (one) => one.codeP99)],
    );
  }
  write();
};

const start = async (context: BenchContext): Promise<void> => {
  write("### Start until ready, then idle\n");
  printHead("", "ready after ms", "CPU ms", "idle RSS MB", "child processes MB");
  const ways = [
    ["bare echo", undefined, "bare echo"],
    ["plain bot", undefined, "plain bot"],
    ["Kapusegéd", product.built, "Kapusegéd, built"],
    ["Kapusegéd", product.source, "Kapusegéd, npm start"],
  ] as const;
  for (const [name, args, label] of ways) {
    const all = [];
    for (let round = 0; round < rounds; round += 1) all.push(await measureStart(context, name, args));
    printRow(
      label,
      spreadOf(all, (one) => one.ready),
      format(medianOf(all, (one) => one.cpu)),
      spreadOf(all, (one) => one.idle),
      format(medianOf(all, (one) => one.children)),
    );
  }
  write();
};

const folder = await mkdtemp(join(tmpdir(), "kapuseged-bench-"));
const picture = join(folder, "picture.png");
await writeFile(picture, await screenshot(link("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")));
const telegram = await Program.start(["--import", "tsx", join(import.meta.dirname, "telegram.ts"), picture]);
try {
  const context = createContext(folder, telegram);
  const load = () => loadavg()[0]?.toFixed(1);
  write(`Node ${process.versions.node}, ${availableParallelism()} cores, load ${load()} before.\n`);
  if (parts.includes("start")) await start(context);
  if (parts.includes("pictures")) await pictures(context);
  if (parts.includes("speed")) await speed(context);
  write(`Load ${load()} after.`);
} finally {
  await telegram.stop();
  await rm(folder, { recursive: true, force: true });
}
