import { expect, test } from "vitest";
import { defaultRateLimit } from "../../src/telegram/rate-limit.ts";
import { link, screenshot } from "../support/drawings.ts";
import { keys, startAppFixture } from "../support/app-fixture.ts";

const notice = "Túl sok üzenet jött tőled";

test("a chat that floods the bot is told once what to do, and others are answered", async () => {
  const app = await startAppFixture();
  app.rateLimit = defaultRateLimit;
  await app.restart();
  const [anna, bela] = [app.person(), app.person("Minta Béla")];
  await app.after(bela, bela.say(keys.bela));
  const flood = Promise.all(Array.from({ length: 300 }, (_, n) => anna.say(`szia ${n}`)));
  await bela.say("/kod");
  await bela.until(/🔑 \d{3} \d{3}/);
  await flood;
  await app.telegram.settled(15_000);
  const fromBot = anna.screen.filter(({ from }) => from === "bot");
  expect(fromBot.filter(({ text }) => text.includes(notice))).toHaveLength(1);
  // Some seconds pass meanwhile, and each lets one more through.
  expect(fromBot.length).toBeLessThan(defaultRateLimit.burst + 30);
  expect(bela.sees(notice)).toBe(false);
  const metrics = await (await fetch(`http://127.0.0.1:${app.port}/metrics`)).text();
  expect(metrics).toMatch(/kapuseged_updates_total\{kind="message",outcome="flood"\} 2\d\d\n/);

  app.clock.forward(60_000);
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
});

test("a chat with a hundred planned jobs has to wait, but can be erased", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  app.clock.forwardTo(29.9);
  await app.after(anna, anna.say(keys.anna));
  await Promise.all(Array.from({ length: 110 }, () => anna.say("/kod")));
  await app.telegram.settled(30_000);
  const shown = anna.screen.filter(({ text }) => /🔑|mindjárt küldöm/.test(text));
  expect(shown).toHaveLength(100);
  expect(anna.screen.filter(({ text }) => text.includes(notice))).toHaveLength(1);
  await anna.say("/torles");
  await anna.until("Kitöröljek mindent?");
  await anna.press("Igen, törölj mindent");
  await anna.until("Mindent kitöröltem");
}, 60_000);

test("the pictures of one chat are read one at a time", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const picture = await screenshot(link(keys.anna));
  app.telegram.faults.next("file", { kind: "delay", ms: 300 }, 3);
  const sent = Promise.all([anna.sendPhoto(picture), anna.sendPhoto(picture), anna.sendPhoto(picture)]);
  await anna.until("Megvan a kulcsod");
  await sent;
  await app.settled();
  // The second picture is asked for when the first has been answered and deleted.
  const order = app.telegram.calls
    .map(({ method }) => method)
    .filter((method) => method === "getFile" || method === "deleteMessage");
  expect(order).toEqual(["getFile", "deleteMessage", "getFile", "deleteMessage", "getFile", "deleteMessage"]);
});
