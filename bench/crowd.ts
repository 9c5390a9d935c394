/**
 * Measures whether users get their codes in time while a crowd sends pictures. Starts the product against the emulator,
 * lets ten users ask for codes, first alone and then while fifty others send QR screenshots at once, and prints both
 * times side by side. Usage: npm run bench:crowd
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { link, screenshot } from "../test/support/drawings.ts";
import { Product } from "../test/support/product.ts";
import { keys } from "../test/support/app-fixture.ts";
import { startTelegram, type Person } from "../test/support/bot-api-server/index.ts";

const askers = 10;
const senders = 50;
const rounds = 8;

/** The time from a user's message to the bot's answer, in ms. */
const answerMs = async (person: Person): Promise<number> => {
  const before = person.screen.length;
  const start = performance.now();
  // `say` resolves when the update is confirmed, which is later than the answer.
  const said = person.say("/kod");
  await person.until((screen) => screen.length >= before + 2, 20_000);
  const time = performance.now() - start;
  await said;
  return time;
};

const askAll = async (people: readonly Person[]): Promise<number[]> => {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const person of people) times.push(await answerMs(person));
  }
  return times.sort((a, b) => a - b);
};

const quantile = (times: readonly number[], share: number) =>
  Math.round(times[Math.floor(times.length * share)] ?? NaN);

const folder = await mkdtemp(join(tmpdir(), "kapuseged-crowd-"));
const telegram = await startTelegram();
const product = await new Product({
  BOT_TOKEN: telegram.token,
  TELEGRAM_API_ROOT: telegram.apiRoot,
  DATABASE_URL: `file:${join(folder, "kapuseged.db")}`,
}).ready();

const asking = Array.from({ length: askers }, (_, i) => telegram.person(`Kérő ${i}`));
for (const person of asking) {
  await person.say(keys.anna);
  await person.until("Megvan a kulcsod");
}
await telegram.settled();
const alone = await askAll(asking);

const picture = await screenshot(link(keys.anna));
const sending = Array.from({ length: senders }, (_, i) => telegram.person(`Küldő ${i}`));
const start = performance.now();
const served = Promise.all(
  sending.map(async (person) => {
    await person.sendFile(picture, { fileName: "kep.png", mimeType: "image/png" });
    await person.until("Megvan a kulcsod", 60_000);
    return performance.now() - start;
  }),
);
const crowd = await askAll(asking);
const waits = (await served).sort((a, b) => a - b);

const row = (name: string, times: readonly number[]) =>
  `| ${name} | ${quantile(times, 0.5)} | ${quantile(times, 0.95)} | ${quantile(times, 0.99)} |`;
process.stdout.write(
  [
    "| ms | p50 | p95 | p99 |",
    "| --- | --- | --- | --- |",
    row("/kod alone", alone),
    row(`/kod while ${senders} users send pictures`, crowd),
    row("a picture from that crowd, to the answer", waits),
    "",
    `ratio of the p95s: ${(quantile(crowd, 0.95) / quantile(alone, 0.95)).toFixed(1)}`,
    "",
  ].join("\n"),
);

await product.stop();
await telegram.close();
await rm(folder, { recursive: true, force: true });
