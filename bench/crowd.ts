/**
 * Do people get their codes in time while a crowd sends pictures? Starts the product against the emulator, lets
 * ten people ask for codes, first in peace, then while fifty others send QR screenshots at once, and prints both
 * side by side. Usage: npm run bench:crowd
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

/** ms from a person's message to the bot's next. */
const timed = async (person: Person): Promise<number> => {
  const before = person.screen.length;
  const start = performance.now();
  // The hand returns only when the update is confirmed, which is later than the answer.
  const said = person.say("/kod");
  await person.until((screen) => screen.length >= before + 2, 20_000);
  const time = performance.now() - start;
  await said;
  return time;
};

const askAll = async (people: readonly Person[]): Promise<number[]> => {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const person of people) times.push(await timed(person));
  }
  return times.sort((a, b) => a - b);
};

const at = (times: readonly number[], share: number) =>
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
const peace = await askAll(asking);

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
  `| ${name} | ${at(times, 0.5)} | ${at(times, 0.95)} | ${at(times, 0.99)} |`;
process.stdout.write(
  [
    "| ms | p50 | p95 | p99 |",
    "| --- | --- | --- | --- |",
    row("/kod in peace", peace),
    row(`/kod while ${senders} people send pictures`, crowd),
    row("a picture of that crowd, to the answer", waits),
    "",
    `ratio of the p95s: ${(at(crowd, 0.95) / at(peace, 0.95)).toFixed(1)}`,
    "",
  ].join("\n"),
);

await product.stop();
await telegram.close();
await rm(folder, { recursive: true, force: true });
