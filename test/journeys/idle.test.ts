import { join } from "node:path";
import { expect, test } from "vitest";
import { rowsLeft } from "../support/rows.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

const day = 86_400_000;
const budapest = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  hourCycle: "h23",
  timeZone: "Europe/Budapest",
});

/** Days pass, and then it is noon in Hungary. */
const passing = (app: AppFixture, days: number) => {
  const now = Number(budapest.format(app.clock.now() + days * day));
  app.clock.forward(days * day + (12 - now) * 3_600_000);
};

const rows = (app: AppFixture) => rowsLeft(join(app.folder, "kapuseged.db"));

const withKey = async (environment?: Record<string, string>) => {
  const app = await startAppFixture(environment);
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  return { app, anna };
};

test("who does not come for 400 days is told, and 30 days later everything is erased", async () => {
  const { app, anna } = await withKey();
  passing(app, 399);
  await app.after(anna, anna.say("/sugo"));
  passing(app, 399);
  await app.restart();
  expect(anna.sees("Rég nem jártál itt")).toBe(false);
  passing(app, 1);
  const told = await anna.until("Rég nem jártál itt");
  expect(told.text).toContain("Legalább 400 napja");
  passing(app, 29);
  await app.restart();
  await app.settled();
  expect(anna.screen.filter(({ text }) => text.includes("Rég nem jártál itt"))).toHaveLength(1);
  passing(app, 1);
  await anna.until("a múltkori üzenetemre sem válaszoltál");
  await app.settled();
  await expect.poll(() => rows(app)).toBe(0);
  await app.after(anna, anna.press("Maradjon"));
  expect(anna.sees("Nálam már nincs rólad semmi")).toBe(true);
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
});

test.each([
  ["a press on the button", "Maradjon"],
  ["a word", undefined],
])("%s keeps everything", async (_name, label) => {
  const { app, anna } = await withKey();
  passing(app, 400);
  await anna.until("Rég nem jártál itt");
  passing(app, 20);
  const answer = await app.after(anna, label === undefined ? anna.say("szia") : anna.press(label));
  if (label !== undefined) expect(answer.text).toContain("minden megmarad");
  passing(app, 100);
  await app.restart();
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("🔑");
});

test("who has blocked the bot is erased without a word", async () => {
  const { app, anna } = await withKey();
  await anna.block();
  passing(app, 400);
  await app.restart();
  passing(app, 31);
  await expect.poll(() => rows(app), { timeout: 10_000 }).toBe(0);
  expect(app.log.join("")).not.toContain('"level":50');
});

test("no user is written to at night", async () => {
  const { app, anna } = await withKey();
  const hour = Number(budapest.format(app.clock.now()));
  app.clock.forward(401 * day + (24 + 2 - hour) * 3_600_000);
  await app.restart();
  await app.settled();
  expect(anna.sees("Rég nem jártál itt")).toBe(false);
  app.clock.forward(10 * 3_600_000);
  await anna.until("Rég nem jártál itt");
});

test("RETENTION_DAYS sets the time, and 0 means never", async () => {
  const { app, anna } = await withKey({ RETENTION_DAYS: "30" });
  passing(app, 30);
  await anna.until("Legalább 30 napja");
  const never = await withKey({ RETENTION_DAYS: "0" });
  passing(never.app, 2_000);
  await never.app.restart();
  await never.app.settled();
  expect(never.anna.sees("Rég nem jártál itt")).toBe(false);
  expect((await never.app.after(never.anna, never.anna.say("/kod"))).text).toContain("🔑");
});

test("many are told, each once, when several instances look", async () => {
  const app = await startAppFixture();
  const people = Array.from({ length: 7 }, (_, i) => app.person(`Minta ${i}`));
  for (const person of people) await app.after(person, person.say(keys.anna));
  passing(app, 400);
  for (const person of people) await person.until("Rég nem jártál itt");
  await app.restart();
  await app.settled();
  for (const person of people)
    expect(person.screen.filter(({ text }) => text.includes("Rég nem jártál itt"))).toHaveLength(1);
});
