import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTelegram, type Telegram } from "../telegram/index.ts";
import { Product } from "./product.ts";
import { rowsLeft } from "./rows.ts";
import { keys } from "./stage.ts";

let folder: string;
let telegram: Telegram;
let products: Product[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-killed-"));
  telegram = await startTelegram();
  products = [];
});

afterEach(async () => {
  await Promise.all(products.map((product) => product.stop("SIGKILL")));
  await telegram.close();
  await rm(folder, { recursive: true, force: true });
});

const database = () => join(folder, "kapuseged.db");

const start = (): Product => {
  const product = new Product({
    BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DATABASE_URL: `file:${database()}`,
  });
  products.push(product);
  return product;
};

/** A person with a key and a code in the chat, asked whether everything is to be erased. */
const asked = async () => {
  const product = await start().ready();
  const anna = telegram.person();
  await anna.say(keys.anna);
  await anna.until(/🔑 \d{3} \d{3}|mindjárt küldöm/);
  await anna.say("/torles");
  await anna.until("Kitöröljek mindent?");
  await telegram.settled();
  return { product, anna };
};
type Anna = Awaited<ReturnType<typeof asked>>["anna"];

/** What holds once the program has come up again. */
const ended = async (anna: Anna) => {
  telegram.faults.clear();
  const product = await start().ready();
  await anna.until("Mindent kitöröltem", 20_000);
  await expect.poll(() => rowsLeft(database()), { timeout: 20_000 }).toBe(0);
  await telegram.settled();
  expect(anna.sees(/🔑 \d{3} \d{3}|mindjárt küldöm/)).toBe(false);
  expect(anna.screen.filter(({ text }) => text.includes("Mindent kitöröltem"))).toHaveLength(1);
  await anna.say("/kod");
  await anna.until("Még nincs nálam kulcsod");
  expect((await product.stop()).code).toBe(0);
  expect(await rowsLeft(database())).toBe(0);
};

const slow = { kind: "delay", ms: 5_000 } as const;

test("killed when the rows are gone and the messages are not", async () => {
  const { product, anna } = await asked();
  telegram.faults.next("deleteMessage", slow, 9);
  await anna.press("Igen, törölj mindent");
  await expect.poll(() => rowsLeft(database(), "chats", "records")).toBe(0);
  await product.stop("SIGKILL");
  expect(anna.sees("Mindent kitöröltem")).toBe(false);
  expect(await rowsLeft(database(), "jobs")).toBe(1);
  await ended(anna);
});

test("killed when the messages are gone and the receipt is not there", async () => {
  const { product, anna } = await asked();
  telegram.faults.next("editMessageText", slow, 9);
  await anna.press("Igen, törölj mindent");
  await expect.poll(() => anna.sees(/🔑 \d{3} \d{3}|mindjárt küldöm/)).toBe(false);
  await product.stop("SIGKILL");
  expect(anna.sees("Mindent kitöröltem")).toBe(false);
  await ended(anna);
});

test("killed when the receipt is there and the program does not know", async () => {
  const { product, anna } = await asked();
  telegram.faults.next("editMessageText", { kind: "drop-after" });
  telegram.faults.next("editMessageText", slow, 9);
  await anna.press("Igen, törölj mindent");
  await anna.until("Mindent kitöröltem");
  await product.stop("SIGKILL");
  await ended(anna);
});

test("killed at any moment", async () => {
  for (const delay of [0, 5, 15]) {
    const { product, anna } = await asked();
    await anna.press("Igen, törölj mindent");
    await wait(delay);
    await product.stop("SIGKILL");
    await ended(anna);
  }
}, 120_000);
