/**
 * Does it leak? Some hundred people use the built product at a steady pace, as people do: codes, steps of the guide,
 * questions, now and then a key, a picture or an erasure. Each minute it prints what the program holds; at the end by how
 * much that grows an hour, by linear regression over the second half.
 * Usage: npm run soak [-- --minutes 30] [--rate 50]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { link, screenshot } from "../../test/support/drawings.ts";
import { createContext, product, startBot, type Bot } from "./bots.ts";
import { firstChat } from "./fill.ts";
import { Load, percentile } from "./load.ts";
import { Program } from "./program.ts";
import { buttonUpdate, textUpdate, photoUpdate } from "./updates.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "30" }, rate: { type: "string", default: "50" } },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);

/** So many that no user exceeds the rate limit. */
const people = 400;

const questions = [
  "mi az a kétlépcsős azonosítás",
  "elvesztettem a telefonomat mit tegyek",
  "nem fogadja el a kódot",
  "hol találom a törlőkódot",
  "milyen idő lesz holnap",
];

/** What a person does, and how often of a thousand times. */
const deeds: readonly (readonly [number, (person: number, turn: number) => object])[] = [
  [500, (person) => textUpdate(person, "/kod")],
  [
    200,
    (person, turn) => buttonUpdate(person, ["guide", "home", "plan-b", "code", "have-key"][turn % 5] ?? ""),
  ],
  [150, (person, turn) => textUpdate(person, questions[turn % questions.length] ?? "")],
  [60, (person) => textUpdate(person, "/start")],
  [50, (person) => textUpdate(person, "/kulcsok")],
  [20, (person) => textUpdate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")],
  [10, (person) => textUpdate(person, "/adataim")],
  [4, (person) => textUpdate(person, "/torles")],
  [3, (person) => buttonUpdate(person, "erase:yes")],
  [3, (person) => photoUpdate(person)],
];
const total = deeds.reduce((sum, [often]) => sum + often, 0);

/** Every deed in its share, spread evenly, the same in every run: a prime keeps people and deeds from marching in step. */
const updateOf = (turn: number): object => {
  let place = (turn * 619) % total;
  const person = firstChat + ((turn * 7) % people);
  for (const [often, deed] of deeds) {
    if (place < often) return deed(person, turn);
    place -= often;
  }
  throw new Error("the shares do not add up");
};

/** What the program holds at the end of a minute. */
interface Sample {
  readonly minute: number;
  readonly rss: number;
  readonly children: number;
  readonly heap: number;
  readonly files: number;
  /** ms, worst of 99 % of the minute. */
  readonly loopDelay: number;
  /** ms until updates are confirmed. */
  readonly p50: number;
  readonly p99: number;
}

const metric = (text: string, name: string): number =>
  Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, "m").exec(text)?.[1] ?? NaN);

const sample = async ({ program }: Bot, minute: number, times: Float64Array): Promise<Sample> => {
  const metrics = await program.get("/metrics");
  const { rss, childrenRss, files } = program.usage();
  return {
    ...{ minute, rss, files },
    children: childrenRss,
    heap: metric(metrics, "kapuseged_heap_bytes") / 1024 ** 2,
    loopDelay: metric(metrics, "kapuseged_event_loop_delay_seconds") * 1000,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
};

/** By how much a value grows an hour: the slope of the straight line that fits best. */
const slope = (samples: readonly Sample[], of: keyof Sample): number => {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const x = mean(samples.map(({ minute }) => minute));
  const y = mean(samples.map((one) => one[of]));
  const above = samples.reduce((sum, one) => sum + (one.minute - x) * (one[of] - y), 0);
  const below = samples.reduce((sum, one) => sum + (one.minute - x) ** 2, 0);
  return (above / below) * 60;
};

const folder = await mkdtemp(join(tmpdir(), "kapuseged-soak-"));
const picture = join(folder, "picture.png");
await writeFile(picture, await screenshot(link("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")));
const telegram = await Program.start(["--import", "tsx", join(import.meta.dirname, "telegram.ts"), picture]);
const ground = createContext(folder, telegram);
const bot = await startBot(ground, "Kapusegéd", people, product.built);
const load = new Load(bot.endpoint);

const write = (line: string) => process.stdout.write(`${line}\n`);
write(
  "| minute | RSS MB | children MB | heap MB | open files | loop p99 ms | p50 ms | p99 ms | not confirmed |",
);
write("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");

const samples: Sample[] = [];
let times: number[] = [];
/** Updates that the bot did not confirm, so that Telegram would bring them again: in all, and up to the last minute. */
let failed = 0;
let failedBefore = 0;
const begun = performance.now();
let turn = 0;
const underWay = new Set<Promise<void>>();

const deliver = async (update: object): Promise<void> => {
  const start = performance.now();
  if (await load.deliver(update)) times.push(performance.now() - start);
  else failed += 1;
};

for (let minute = 1; minute <= minutes; minute += 1) {
  while (performance.now() < begun + minute * 60_000) {
    const due = Math.floor(((performance.now() - begun) / 1000) * rate);
    for (; turn < due; turn += 1) {
      const delivery = deliver(updateOf(turn)).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const taken = await sample(bot, minute, Float64Array.from(times).sort());
  times = [];
  samples.push(taken);
  const { rss, children, heap, files, loopDelay, p50, p99 } = taken;
  const fields = [rss, children, heap].map((one) => one.toFixed(1));
  const last = [loopDelay, p50, p99].map((one) => one.toFixed(1));
  const failedNow = failed - failedBefore;
  failedBefore = failed;
  write(`| ${[minute, ...fields, files, ...last, failedNow].join(" | ")} |`);
}
await Promise.all(underWay);

const half = samples.slice(Math.floor(samples.length / 2));
write("");
write(`${turn} updates, ${failed} not confirmed`);
write(`RSS ${slope(half, "rss").toFixed(1)} MB an hour, heap ${slope(half, "heap").toFixed(1)} MB an hour`);
write(`open files ${half[0]?.files ?? NaN} at half-time, ${half.at(-1)?.files ?? NaN} at the end`);

load.close();
await bot.program.stop();
await telegram.stop();
await rm(folder, { recursive: true, force: true });
