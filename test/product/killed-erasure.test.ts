import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { productFixture } from "../support/product-fixture.ts";
import { rowsLeft } from "../support/rows.ts";
import { keys } from "../support/app-fixture.ts";

const fixture = productFixture("killed");

/** A person with a key and a code in the chat, asked whether everything is to be erased. */
const asked = async () => {
  const product = await fixture.start().ready();
  const anna = fixture.telegram.person();
  await anna.say(keys.anna);
  await anna.until(/🔑 \d{3} \d{3}|mindjárt küldöm/);
  await anna.say("/torles");
  await anna.until("Kitöröljek mindent?");
  await fixture.telegram.settled();
  return { product, anna };
};
type Anna = Awaited<ReturnType<typeof asked>>["anna"];

/** What holds once the program has come up again. */
const ended = async (anna: Anna) => {
  fixture.telegram.faults.clear();
  const product = await fixture.start().ready();
  await anna.until("Mindent kitöröltem", 20_000);
  await expect.poll(() => rowsLeft(fixture.database), { timeout: 20_000 }).toBe(0);
  await fixture.telegram.settled();
  expect(anna.sees(/🔑 \d{3} \d{3}|mindjárt küldöm/)).toBe(false);
  expect(anna.screen.filter(({ text }) => text.includes("Mindent kitöröltem"))).toHaveLength(1);
  await anna.say("/kod");
  await anna.until("Még nincs nálam kulcsod");
  expect((await product.stop()).code).toBe(0);
  expect(await rowsLeft(fixture.database)).toBe(0);
};

const slow = { kind: "delay", ms: 5_000 } as const;

test("killed when the rows are gone and the messages are not", async () => {
  const { product, anna } = await asked();
  fixture.telegram.faults.next("deleteMessage", slow, 9);
  await anna.press("Igen, törölj mindent");
  await expect.poll(() => rowsLeft(fixture.database, "chats", "records")).toBe(0);
  await product.stop("SIGKILL");
  expect(anna.sees("Mindent kitöröltem")).toBe(false);
  expect(await rowsLeft(fixture.database, "jobs")).toBe(1);
  await ended(anna);
});

test("killed when the messages are gone and the receipt is not there", async () => {
  const { product, anna } = await asked();
  fixture.telegram.faults.next("editMessageText", slow, 9);
  await anna.press("Igen, törölj mindent");
  await expect.poll(() => anna.sees(/🔑 \d{3} \d{3}|mindjárt küldöm/)).toBe(false);
  await product.stop("SIGKILL");
  expect(anna.sees("Mindent kitöröltem")).toBe(false);
  await ended(anna);
});

test("killed when the receipt is there and the program does not know", async () => {
  const { product, anna } = await asked();
  fixture.telegram.faults.next("editMessageText", { kind: "drop-after" });
  fixture.telegram.faults.next("editMessageText", slow, 9);
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
