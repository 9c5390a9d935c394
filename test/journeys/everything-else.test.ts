import { describe, expect, test } from "vitest";
import { keys, startAppFixture } from "../support/app-fixture.ts";

describe("every kind of message gets an answer and a way on", () => {
  const answers = {
    voice: "Hangot sajnos nem értek",
    audio: "Hangot sajnos nem értek",
    video: "Videót nem tudok",
    video_note: "Videót nem tudok",
    animation: "Videót nem tudok",
    sticker: "Köszönöm!",
    dice: "Köszönöm!",
    location: "A helyedre nincs szükségem",
    venue: "A helyedre nincs szükségem",
    contact: "Telefonszámra nincs szükségem",
    poll: "Ezzel nem tudok mit kezdeni",
    document: "Ezt a PDF-et nem tudom elolvasni",
  } as const;
  test.each(Object.entries(answers))("%s", async (kind, answer) => {
    const app = await startAppFixture();
    const anna = app.person();
    const { text } = await app.after(anna, anna.send(kind as keyof typeof answers));
    expect(text).toContain(answer);
  });
});

test("a sticker in the middle of the guide is answered with the way back to it first", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  await app.after(anna, anna.pressOld("phone:android:bot:login"));
  const { buttons } = await app.after(anna, anna.send("sticker"));
  expect(buttons.flat()[0]).toBe("Folytatom az útmutatót");
});

test("an unknown command and a meaningless button are answered", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  expect((await app.after(anna, anna.say("/valami"))).text).toContain("1818");
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.say(keys.new));
  await app.after(anna, anna.press("Igen, cseréld le"));
  expect(anna.spinning).toBe(0);
});

test("a button pressed too late still works", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  await app.after(anna, anna.press("Kezdjük", { expired: true }));
  expect(anna.last?.text).toContain("Honnan kérnéd a kódot?");
  app.allowRefused("answerCallbackQuery");
});

describe("in a group", () => {
  test("it says once that it works only in private, with a link, and nothing else", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    const family = app.telegram.group("Minta család", [anna]);
    await family.addBot(anna);
    await app.settled();
    for (const words of [
      "/kod",
      "/torles",
      `/start@${app.telegram.botUsername}`,
      `@${app.telegram.botUsername} kód`,
      keys.bela,
    ]) {
      await family.say(anna, words);
      await app.settled();
    }
    const said = family.screen.filter(({ from }) => from === "bot");
    expect(said.map(({ text }) => text)).toEqual([
      `Csak kettesben tudok segíteni, hogy a kulcsodat más ne lássa: https://t.me/${app.telegram.botUsername}`,
    ]);
    expect(said[0]?.buttons).toEqual([]);
  });
});

test("the bot's profile is set in Hungarian once, and again only when it differs", async () => {
  const app = await startAppFixture();
  const { profile } = app.telegram;
  expect(profile.commands.map(({ command }) => command)).toContain("kod");
  expect(profile.description).toContain("Nem vagyok hivatalos");
  expect(profile.shortDescription).toContain("Ügyfélkapu+");
  const before = { ...profile.sets };
  await app.restart();
  expect(profile.sets).toEqual(before);
});
