import { join } from "node:path";
import { expect, test } from "vitest";
import { link, screenshot } from "../support/drawings.ts";
import { rowsLeft } from "../support/rows.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

const rows = (app: AppFixture, ...tables: string[]) => rowsLeft(join(app.folder, "kapuseged.db"), ...tables);

test("erasing says what goes, asks once, and leaves nothing", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say("/sugo"));
  await app.after(anna, anna.pressOld("phone:iphone:bot:send"));
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
  app.clock.forwardTo(29.9);
  await app.after(anna, anna.press("Kérem a kódot"));
  const question = await app.after(anna, anna.say("/torles"));
  expect(question.text).toContain(
    "1 kulcs (MINTAANNA), a helyed az útmutatóban és amit még el kell tüntetnem a beszélgetésből",
  );
  const receipt = await app.after(anna, anna.press("Igen, törölj mindent"));
  expect(receipt.text).toContain("Mindent kitöröltem");
  expect(receipt.text).toContain("Nálam nem maradt rólad semmi");
  expect(receipt.buttons.flat()).not.toContain("Igen, törölj mindent");
  expect(anna.sees("🔑")).toBe(false);
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  expect((await app.after(anna, anna.say("/torles"))).text).toContain("nincs mit törölni");
});

test("a second thought keeps everything", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.say("töröld az adataimat"));
  expect((await app.after(anna, anna.press("Mégse"))).text).toContain("nem töröltem semmit");
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("🔑");
});

test("one person's erasure leaves another's keys alone", async () => {
  const app = await startAppFixture();
  const [anna, bela] = [app.person(), app.person("Próba Béla")];
  await app.after(anna, anna.say(keys.anna));
  await app.after(bela, bela.say(keys.bela));
  await app.after(anna, anna.say("/torles"));
  await app.after(anna, anna.press("Igen, törölj mindent"));
  expect((await app.after(bela, bela.say("/kod"))).text).toContain("🔑");
});

test("old buttons and repeated updates bring nothing back", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const picture = await screenshot(link(keys.anna));
  await app.after(anna, anna.sendPhoto(picture));
  await anna.sendAlbum([await screenshot(), await screenshot(link(keys.bela))]);
  await anna.until("Lecseréljem");
  await app.after(anna, anna.say(keys.new));
  await app.after(anna, anna.press("Igen, cseréld le"));
  app.clock.forwardTo(29);
  await anna.until("Ez a kód lejárt");
  const old = anna.screen.find(({ buttons }) => buttons.flat().includes("🔑 Kérek kódot"));
  await app.after(anna, anna.say("/torles"));
  await app.after(anna, anna.press("Igen, törölj mindent"));

  for (const { updateId } of [...app.telegram.deliveries]) {
    await app.telegram.redeliver(updateId);
  }
  await app.settled();
  app.allowRefused("answerCallbackQuery");
  await anna.press("Kérek kódot", { on: old! });
  await app.settled();
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
});

test("an album on its way goes with the rest", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  await anna.sendAlbum([await screenshot(link(keys.anna))]);
  await app.after(anna, anna.say("/torles"));
  await anna.press("Igen, törölj mindent");
  app.clock.forward(5_000);
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  expect(anna.screen.filter(({ from, kind }) => from === "me" && kind === "photo")).toEqual([]);
});

test("a message that still waits to be deleted is deleted with the rest", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  app.telegram.faults.next("deleteMessage", { kind: "429", retryAfter: 30 });
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.say("/torles"));
  await app.after(anna, anna.press("Igen, törölj mindent"));
  expect(anna.sees(keys.anna)).toBe(false);
  expect(anna.last?.text).not.toContain("nem tudtam kitörölni");
});

test("what cannot be deleted from the chat is named in the receipt", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  app.telegram.faults.next("deleteMessage", { kind: "429", retryAfter: 30 }, 3);
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.say("/torles"));
  await app.after(anna, anna.press("Igen, törölj mindent"));
  expect(anna.last?.text).toContain("nem tudtam kitörölni");
});

test("a message too old to be deleted is named in the receipt, and nothing is left to do", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  const refuse = (method: string, words: string) =>
    app.telegram.faults.next(method, { kind: "refuse", code: 400, description: `Bad Request: ${words}` });
  refuse("deleteMessage", "message can't be deleted for everyone");
  refuse("editMessageMedia", "message can't be edited");
  await app.after(anna, anna.say("/torles"));
  const receipt = await app.after(anna, anna.press("Igen, törölj mindent"));
  expect(receipt.text).toContain("Van 1 üzenet, amelyet nem tudtam kitörölni");
  expect(await rows(app)).toBe(0);
});

test("a message that cannot be deleted at once goes later, also after a restart, and then the receipt says so", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  app.telegram.faults.next("deleteMessage", { kind: "429", retryAfter: 30 }, 2);
  await app.after(anna, anna.say("/torles"));
  await app.after(anna, anna.press("Igen, törölj mindent"));
  expect(anna.last?.text).toContain("nem tudtam kitörölni");
  await app.restart();
  app.clock.forward(5_000);
  await expect.poll(() => anna.last?.text, { timeout: 10_000 }).not.toContain("nem tudtam kitörölni");
  expect(anna.sees("🔑")).toBe(false);
  expect(anna.last?.text).toContain("Mindent kitöröltem");
  await expect.poll(() => rows(app)).toBe(0);
});

test("who blocks the bot while everything is erased leaves nothing behind", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  app.telegram.faults.next("deleteMessage", {
    kind: "refuse",
    code: 403,
    description: "Forbidden: bot was blocked by the user",
  });
  await app.after(anna, anna.say("/torles"));
  await anna.press("Igen, törölj mindent");
  await app.settled();
  await expect.poll(() => rows(app)).toBe(0);
});

test("an erasure that Telegram does not hear of ends after the next start, and brings no row back", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.say("/torles"));
  app.telegram.faults.next("deleteMessage", { kind: "500" }, 99);
  app.telegram.faults.next("editMessageText", { kind: "500" }, 99);
  // The press comes once more after the start, an hour too late to be answered.
  app.allowRefused("answerCallbackQuery");
  await anna.press("Igen, törölj mindent");
  await expect.poll(() => rows(app, "chats")).toBe(0);
  expect(await rows(app)).toBe(1);
  await app.stop();
  app.telegram.faults.clear();
  app.clock.forward(3_600_000);
  await app.start();
  await anna.until("Mindent kitöröltem");
  await expect.poll(() => rows(app)).toBe(0);
  expect(anna.sees("🔑")).toBe(false);
});
