import { join } from "node:path";
import { expect, test } from "vitest";
import { rowsLeft } from "../support/rows.ts";
import { keys, setStage, type Stage } from "../support/app-fixture.ts";

const day = 86_400_000;
const budapest = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  hourCycle: "h23",
  timeZone: "Europe/Budapest",
});

/** Days pass, and then it is noon in Hungary. */
const passing = (stage: Stage, days: number) => {
  const now = Number(budapest.format(stage.clock.now() + days * day));
  stage.clock.forward(days * day + (12 - now) * 3_600_000);
};

const rows = (stage: Stage) => rowsLeft(join(stage.folder, "kapuseged.db"));

const withKey = async (environment?: Record<string, string>) => {
  const stage = await setStage(environment);
  const anna = stage.person();
  await stage.after(anna, anna.say(keys.anna));
  return { stage, anna };
};

test("who does not come for 400 days is told, and 30 days later everything is erased", async () => {
  const { stage, anna } = await withKey();
  passing(stage, 399);
  await stage.after(anna, anna.say("/sugo"));
  passing(stage, 399);
  await stage.restart();
  expect(anna.sees("Rég nem jártál itt")).toBe(false);
  passing(stage, 1);
  const told = await anna.until("Rég nem jártál itt");
  expect(told.text).toContain("Legalább 400 napja");
  passing(stage, 29);
  await stage.restart();
  await stage.telegram.settled();
  expect(anna.screen.filter(({ text }) => text.includes("Rég nem jártál itt"))).toHaveLength(1);
  passing(stage, 1);
  await anna.until("a múltkori üzenetemre sem válaszoltál");
  await stage.telegram.settled();
  await expect.poll(() => rows(stage)).toBe(0);
  await stage.after(anna, anna.press("Maradjon"));
  expect(anna.sees("Nálam már nincs rólad semmi")).toBe(true);
  expect((await stage.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
});

test.each([
  ["a press on the button", "Maradjon"],
  ["a word", undefined],
])("%s keeps everything", async (_name, label) => {
  const { stage, anna } = await withKey();
  passing(stage, 400);
  await anna.until("Rég nem jártál itt");
  passing(stage, 20);
  const answer = await stage.after(anna, label === undefined ? anna.say("szia") : anna.press(label));
  if (label !== undefined) expect(answer.text).toContain("minden megmarad");
  passing(stage, 100);
  await stage.restart();
  expect((await stage.after(anna, anna.say("/kod"))).text).toContain("🔑");
});

test("who has blocked the bot is erased without a word", async () => {
  const { stage, anna } = await withKey();
  await anna.block();
  passing(stage, 400);
  await stage.restart();
  passing(stage, 31);
  await expect.poll(() => rows(stage), { timeout: 10_000 }).toBe(0);
  expect(stage.log.join("")).not.toContain('"level":50');
});

test("nobody is written to at night", async () => {
  const { stage, anna } = await withKey();
  const hour = Number(budapest.format(stage.clock.now()));
  stage.clock.forward(401 * day + (24 + 2 - hour) * 3_600_000);
  await stage.restart();
  await stage.telegram.settled();
  expect(anna.sees("Rég nem jártál itt")).toBe(false);
  stage.clock.forward(10 * 3_600_000);
  await anna.until("Rég nem jártál itt");
});

test("RETENTION_DAYS sets the time, and 0 means never", async () => {
  const { stage, anna } = await withKey({ RETENTION_DAYS: "30" });
  passing(stage, 30);
  await anna.until("Legalább 30 napja");
  const never = await withKey({ RETENTION_DAYS: "0" });
  passing(never.stage, 2_000);
  await never.stage.restart();
  await never.stage.telegram.settled();
  expect(never.anna.sees("Rég nem jártál itt")).toBe(false);
  expect((await never.stage.after(never.anna, never.anna.say("/kod"))).text).toContain("🔑");
});

test("many are told, each once, when several instances look", async () => {
  const stage = await setStage();
  const people = Array.from({ length: 7 }, (_, i) => stage.person(`Minta ${i}`));
  for (const person of people) await stage.after(person, person.say(keys.anna));
  passing(stage, 400);
  for (const person of people) await person.until("Rég nem jártál itt");
  await stage.restart();
  await stage.telegram.settled();
  for (const person of people)
    expect(person.screen.filter(({ text }) => text.includes("Rég nem jártál itt"))).toHaveLength(1);
});
