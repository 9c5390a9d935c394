import { join } from "node:path";
import { expect, test } from "vitest";
import { callbacksWithArgs } from "../../src/chat/callback-data.ts";
import { Maintenance } from "../../src/storage/maintenance.ts";
import { version } from "../../src/version.ts";
import { keys, startAppFixture, startAppFixtureWith, type AppFixture } from "../support/app-fixture.ts";
import { MovableClock } from "../support/clock.ts";
import { screenshot } from "../support/drawings.ts";

const roundMs = 300_000;
const dayMs = 86_400_000;
/** The id of the first person of every emulator. */
const ownerChatId = "5100000001";

/** The product with an owner, who has opened the bot. */
const startWithOwner = async (environment: Record<string, string> = {}) => {
  const clock = new MovableClock();
  // Ten o'clock in Hungary, so that no test runs into midnight or the night.
  const localHour = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    hourCycle: "h23",
    timeZone: "Europe/Budapest",
  });
  while (localHour.format(clock.now()) !== "10") clock.forward(3_600_000);
  clock.forwardTo(29);
  const app = await startAppFixtureWith(clock, {
    environment: { OWNER_CHAT_ID: ownerChatId, ...environment },
  });
  const owner = app.person("Gazda Géza");
  expect(String(owner.chatId)).toBe(ownerChatId);
  await app.after(owner, owner.start());
  return { app, owner, texts: () => owner.screen.map(({ text }) => text) };
};

/** The texts of the bot's messages that begin with these words. */
const told = (texts: readonly string[], words: string) => texts.filter((text) => text.includes(words));

const withMaintenance = async (app: AppFixture, work: (maintenance: Maintenance) => Promise<void>) => {
  const maintenance = await Maintenance.open({ url: `file:${join(app.folder, "kapuseged.db")}` });
  await work(maintenance).finally(() => maintenance.close());
};

test("the owner is told once that several people do not see a step, and nothing of who they are", async () => {
  const { app, owner, texts } = await startWithOwner();
  // Pressing twice changes nothing in the message.
  app.allowRefused("editMessageMedia");
  const report = async (name: string) => {
    const person = app.person(name);
    await app.after(person, person.start());
    // Twice: a person counts once.
    for (let i = 0; i < 2; i += 1)
      await app.after(person, person.pressOld(callbacksWithArgs.unseen.pack({ road: "bot", step: "apply" })));
  };
  await report("Minta Anna");
  await report("Minta Béla");
  app.clock.forward(roundMs);
  await app.settled();
  expect(told(texts(), "portál")).toEqual([]);
  await report("Minta Cili");
  app.clock.forward(roundMs);
  await owner.until("Talán megváltozott a portál");
  const [message = ""] = told(texts(), "Talán megváltozott a portál");
  expect(message).toContain("3 ember");
  expect(message).toContain("– Keresd meg az igénylést");
  expect(message).not.toMatch(/Minta|Anna|51000/);

  await report("Minta Dóra");
  await app.restart();
  app.clock.forward(roundMs);
  await app.after(owner, owner.say("/allapot"));
  expect(told(texts(), "Talán megváltozott a portál")).toHaveLength(2);
  // The second is the line of /allapot.
  expect(owner.last?.text).toContain("⚠️ Talán megváltozott a portál");
});

test("the owner is told that the clock is wrong, and when it is right again", async () => {
  const { app, owner, texts } = await startWithOwner();
  app.telegram.dateAhead = -60_000;
  await app.after(owner, owner.say("/sugo"));
  app.clock.forward(roundMs);
  await owner.until("Siet a szerver órája");
  app.clock.forward(roundMs);
  await app.after(owner, owner.say("/sugo"));
  app.telegram.dateAhead = 0;
  await app.after(owner, owner.say("/sugo"));
  app.clock.forward(roundMs);
  await owner.until("Jól jár a szerver órája");
  expect(told(texts(), "Siet a szerver órája")).toHaveLength(1);
  expect(told(texts(), "Siet a szerver órája")[0]).toMatch(/Körülbelül (59|6\d) másodperccel/);
});

test("the owner is told of an old backup once a day, in English if they like", async () => {
  const { app, owner, texts } = await startWithOwner({ OWNER_LANGUAGE: "en" });
  app.clock.forward(roundMs);
  await app.after(owner, owner.say("/sugo"));
  expect(told(texts(), "backup")).toEqual([]);
  await withMaintenance(app, (maintenance) => maintenance.recordBackup(app.clock.now() - 4 * dayMs - 1_000));
  app.clock.forward(roundMs);
  await owner.until("The backup is old");
  expect(told(texts(), "The backup is old")[0]).toContain("The last one is 4 days old.");
  await withMaintenance(app, (maintenance) => maintenance.recordBackup(app.clock.now()));
  app.clock.forward(roundMs);
  await owner.until("There is a new backup");
});

test("an owner who has blocked the bot is logged once, and no other user notices", async () => {
  const { app, owner } = await startWithOwner();
  const anna = app.person();
  await app.after(anna, anna.start());
  await owner.block();
  app.allowRefused("sendMessage");
  app.telegram.dateAhead = -60_000;
  await withMaintenance(app, (maintenance) => maintenance.recordBackup(app.clock.now() - 4 * dayMs));
  await app.after(anna, anna.say("/sugo"));
  const warnings = () => app.log.filter((line) => line.includes("OWNER_CHAT_ID")).length;
  app.clock.forward(roundMs);
  await expect.poll(warnings).toBe(1);
  app.clock.forward(roundMs);
  expect((await app.after(anna, anna.say(keys.anna))).text).toContain("🔑");
  expect(warnings()).toBe(1);
});

test("/allapot shows the owner the state in figures", async () => {
  const { app, owner } = await startWithOwner();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.sendPhoto(await screenshot()));
  await app.after(anna, anna.say("mondj egy viccet"));
  await app.after(anna, anna.say("elfelejtettem a jelszavam"));
  app.clock.forward(3 * 3_600_000);
  await app.settled();
  const { text } = await app.after(owner, owner.say("/állapot"));
  expect(text).toContain(`Kapusegéd ${version}\n3 órája futok`);
  expect(text).toMatch(/Emberek: 1, ma itt járt: [01]\nKulcsok: 1\n/);
  expect(text).toContain("Kódok: 1\nKépek: 1\nKérdések: 2, válasz nélkül: 1");
  expect(text).toContain("Késő teendő: nincs\nUtolsó mentés: még nem volt\nAdatbázis: ");
  expect(text).toMatch(/Szabad hely: [\d,]+ (MB|GB)/);
  expect(text).toMatch(/(Minden rendben, nincs dolgod\.|Fogy a hely a lemezen)$/);
  expect(text.length).toBeLessThan(500);

  // A restart forgets none of it.
  await app.restart();
  expect((await app.after(owner, owner.say("/allapot"))).text).toContain("Kódok: 1\nKépek: 1\nKérdések: 2");
  const scrape = await (await fetch(`http://127.0.0.1:${app.port}/metrics`)).text();
  expect(scrape).toContain('kapuseged_today{event="codes"} 1\n');
  expect(scrape).toContain("kapuseged_keys 1\n");
  expect(scrape).toContain("kapuseged_people 1\n");
});

test("for everybody else /allapot is an unknown command, and stands in no menu", async () => {
  const { app, owner } = await startWithOwner();
  const anna = app.person();
  await app.after(anna, anna.start());
  const unknown = (await app.after(anna, anna.say("/valami"))).text;
  expect((await app.after(anna, anna.say("/allapot"))).text).toBe(unknown);
  expect(app.telegram.profile.commands.map(({ command }) => command)).not.toContain("allapot");
  const scope = { type: "chat", chat_id: owner.chatId };
  await expect
    .poll(() => app.telegram.profile.commandsOf(scope, "").map(({ command }) => command))
    .toContain("allapot");
  await app.restart();
  expect(app.telegram.profile.sets.setMyCommands).toBe(2);
});

test("without an owner no chat is told, and /allapot is unknown to all", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  const unknown = (await app.after(anna, anna.say("/valami"))).text;
  expect((await app.after(anna, anna.say("/allapot"))).text).toBe(unknown);
});

test("a notice comes below the next answer, once in each chat, and ends by itself", async () => {
  const { app } = await startWithOwner();
  const [anna, bela] = [app.person(), app.person("Minta Béla")];
  await app.after(anna, anna.start());
  app.clock.forward(60_000);
  const from = app.clock.now();
  const notice = { text: "Ma 18 óráig <lassabb> leszek & rövid.", from, until: from + 3_600_000 };
  const put = (changed: Partial<typeof notice>) =>
    withMaintenance(app, (maintenance) => maintenance.putNotice({ ...notice, ...changed }));
  await put({});
  const shown = "Az üzemeltetőm üzeni\n\nMa 18 óráig <lassabb> leszek & rövid.";
  const noticesOf = (person: typeof anna) => person.screen.filter(({ text }) => text.includes(shown)).length;
  expect((await app.after(anna, anna.say("/sugo"))).text).toContain(shown);
  expect(anna.screen.at(-2)?.text).toContain("/kod");
  await app.after(anna, anna.say("/sugo"));
  await app.after(anna, anna.say("/start"));
  expect(noticesOf(anna)).toBe(1);
  app.telegram.faults.next("sendMessage", { kind: "delay", ms: 1 });
  await app.after(bela, bela.start());
  expect(noticesOf(bela)).toBe(1);

  // Another notice is shown again; its end is its end.
  app.clock.forward(60_000);
  await put({ from: from + 60_000 });
  await app.after(anna, anna.say("/sugo"));
  expect(noticesOf(anna)).toBe(2);
  app.clock.forward(3_600_000);
  await put({ from: from + 120_000 });
  await app.after(anna, anna.say("/sugo"));
  expect(noticesOf(anna)).toBe(2);
});
