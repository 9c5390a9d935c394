import { describe, expect, test } from "vitest";
import type { QrReader, QrReading } from "../../src/qr/reader.ts";
import { link, screenshot } from "../support/drawings.ts";
import { keys, startAppFixtureWith, type AppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";
import { MovableClock } from "../support/clock.ts";
import { open } from "../support/gate.ts";

/** Finds a key in every picture, but only once the test lets it. */
const blockedReader = () => {
  const { gate, release } = open();
  let begun = 0;
  const watchers = new Set<() => void>();
  const text = link(keys.anna);
  const reader: QrReader = {
    async read(): Promise<QrReading> {
      begun += 1;
      for (const look of watchers) look();
      await gate;
      return { ok: true, texts: [text], parts: [] };
    },
    prepare: () => undefined,
    endIdle: () => undefined,
    close: () => Promise.resolve(),
  };
  /** Waits until so many readings have begun. */
  const reading = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (begun >= count) resolve();
      };
      watchers.add(look);
      look();
    });
  return { reader, release, reading, count: () => begun };
};

const start = async (environment: Record<string, string> = {}) => {
  const blocked = blockedReader();
  const clock = new MovableClock();
  clock.forwardTo(29.9);
  const app = await startAppFixtureWith(clock, { qr: blocked.reader, environment });
  return { app, ...blocked };
};

/** Waits until Telegram has no update left that is not confirmed. */
const allConfirmed = (app: AppFixture) => app.telegram.settled();
const answers = (person: Person, text: string) =>
  person.screen.filter(({ from, text: said }) => from === "bot" && said.includes(text)).length;

describe("while pictures are being read", () => {
  test("every update is confirmed, and codes come, also in the chat that sent the pictures", async () => {
    const { app, release, reading } = await start();
    const [anna, bela] = [app.person(), app.person("Próba Béla")];
    for (const person of [anna, bela]) await app.after(person, person.say(keys.bela));
    const picture = await screenshot();
    const senders = Array.from({ length: 10 }, (_, i) => app.person(`Minta ${i}`));
    await Promise.all([anna, ...senders].flatMap((person) => [1, 2, 3].map(() => person.sendPhoto(picture))));
    await Promise.all(senders.flatMap((person) => Array.from({ length: 30 }, () => person.say("?"))));
    await reading(3);
    await allConfirmed(app);
    for (const person of [anna, bela]) {
      await person.say("/kod");
      await person.until((screen) => /^🔑|mindjárt küldöm/.test(screen.at(-1)!.text));
    }
    await allConfirmed(app);
    release();
    await app.settled();
    for (const sender of senders) expect(answers(sender, "Megvan a kulcsod")).toBe(1);
  }, 60_000);

  test("expired codes are taken out of every chat", async () => {
    const { app, release, reading } = await start();
    const people = Array.from({ length: 4 }, (_, i) => app.person(`Minta ${i}`));
    for (const person of people) await app.after(person, person.say(keys.bela));
    for (const person of people) await person.sendPhoto(await screenshot());
    await reading(3);
    app.clock.forward(31_000);
    await Promise.all(people.map((person) => person.until("Ez a kód lejárt")));
    release();
    await app.settled();
  });

  test("a restart leaves them to the next run, which answers each once", async () => {
    const { app, release, reading } = await start();
    const anna = app.person();
    await anna.sendPhoto(await screenshot());
    await reading(1);
    await allConfirmed(app);
    await app.restart();
    await reading(2);
    release();
    await app.settled();
    expect(answers(anna, "Megvan a kulcsod")).toBe(1);
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
  });

  test("one that never lets the program come to an end is given up", async () => {
    const { app, release, reading, count } = await start();
    const anna = app.person();
    await anna.sendPhoto(await screenshot());
    for (let run = 1; run <= 5; run += 1) {
      await reading(run);
      await app.restart();
    }
    await app.settled();
    expect(anna.last?.text).toContain("nem végeztem időben");
    expect(count()).toBe(5);
    release();
  });

  test("an erasure takes them along, and deletes them from the chat", async () => {
    const { app, release, reading } = await start();
    const anna = app.person();
    await anna.sendPhoto(await screenshot());
    await reading(1);
    await anna.say("/torles");
    await anna.until("Kitöröljek mindent?");
    await anna.press("Igen, törölj mindent");
    await anna.until("Mindent kitöröltem");
    release();
    await app.settled();
    expect(answers(anna, "Megvan a kulcsod")).toBe(0);
    expect(anna.screen.filter(({ from }) => from === "me").map(({ text }) => text)).toEqual(["/torles"]);
    await app.after(anna, anna.say("/kod"));
    expect(anna.last?.text).toContain("Még nincs nálam kulcsod");
  });

  test("someone without a key who asks for a code is told that the picture is being read", async () => {
    const { app, release, reading } = await start();
    const anna = app.person();
    await anna.sendPhoto(await screenshot());
    await reading(1);
    await anna.say("/kod");
    await anna.until("A képedet még nézem");
    release();
    await anna.until("🔑");
    await app.settled();
  });

  test.each([
    ["is read after all others", 1, "Megvan a kulcsod"],
    ["is asked for once more", 2, "Most sok dolgom van"],
  ])("a picture for which the machine had no time %s", async (_, busyTimes, answer) => {
    const key = link(keys.anna);
    let readings = 0;
    const qr: QrReader = {
      read: () => {
        readings += 1;
        return Promise.resolve<QrReading>(
          readings > busyTimes ? { ok: true, texts: [key], parts: [] } : { ok: false, why: "busy" },
        );
      },
      prepare: () => undefined,
      endIdle: () => undefined,
      close: () => Promise.resolve(),
    };
    const app = await startAppFixtureWith(new MovableClock(), { qr });
    const anna = app.person();
    await anna.sendPhoto(await screenshot());
    await anna.until(answer);
    expect(readings).toBe(2);
  });

  test("a replaced picture is read in place of the first, and answered once", async () => {
    const { app, release, reading } = await start();
    const anna = app.person();
    const photo = await anna.sendPhoto(await screenshot());
    await reading(1);
    await anna.editPhoto(photo, await screenshot());
    await allConfirmed(app);
    release();
    await app.settled();
    expect(answers(anna, "Megvan a kulcsod")).toBe(1);
  });

  const secrets = [
    ["a password", "jelszó: Kutya1234!", "jelszónak látszik"],
    ["a password beside a key", `jelszó: Kutya1234! kulcs: ${keys.anna}`, "jelszónak látszik"],
    ["a card number", "4111 1111 1111 1111", "bankkártya"],
    ["a törlőkód", "törlőkód: 12345678", "törlőkód"],
  ] as const;

  test.each(secrets)("%s under a picture is answered at once, and once", async (_, caption, answer) => {
    const { app, release, reading } = await start();
    const anna = app.person();
    await anna.sendPhoto(await screenshot(), { caption });
    await reading(1);
    await allConfirmed(app);
    expect(answers(anna, answer)).toBe(1);
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
    release();
    await app.settled();
    expect(answers(anna, "Megvan a kulcsod")).toBe(1);
    expect(answers(anna, answer)).toBe(1);
  });

  test("a password under a picture of an album is answered at once, and the album is read", async () => {
    const { app, release, reading } = await start();
    const anna = app.person();
    await anna.sendAlbum([await screenshot(), await screenshot()], { caption: "jelszó: Kutya1234!" });
    await allConfirmed(app);
    expect(anna.sees("Kutya1234!")).toBe(false);
    expect(answers(anna, "jelszónak látszik")).toBe(1);
    app.clock.forward(500);
    await reading(1);
    release();
    await app.settled();
    expect(answers(anna, "Megvan a kulcsod")).toBe(1);
    expect(answers(anna, "jelszónak látszik")).toBe(1);
  });

  test("the törlőkód that was asked for is kept at once when it comes under a picture", async () => {
    const { app, release, reading } = await start();
    const anna = app.person();
    await app.after(anna, anna.say("/torlokod"));
    await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
    await anna.sendPhoto(await screenshot(), { caption: "987 6543" });
    await reading(1);
    await allConfirmed(app);
    expect(anna.screen.filter(({ from }) => from === "me").map(({ text }) => text)).toEqual(["/torlokod"]);
    expect(answers(anna, "7 számjegy")).toBe(1);
    release();
    await app.settled();
    expect(answers(anna, "Megvan a kulcsod")).toBe(1);
  });

  test("a password under a picture is answered while pictures are dropped as a flood", async () => {
    const { app, release, reading } = await start();
    const picture = await screenshot();
    for (let i = 0; i < 21; i += 1) await app.person(`Minta ${i}`).sendPhoto(picture);
    const anna = app.person();
    for (let i = 0; i < 2; i += 1) await anna.sendPhoto(picture);
    await reading(3);
    await anna.sendPhoto(picture, { caption: "jelszó: Kutya1234!" });
    await allConfirmed(app);
    expect(anna.sees("Kutya1234!")).toBe(false);
    expect(answers(anna, "jelszónak látszik")).toBe(1);
    release();
    await app.settled();
  });

  test("a password under a picture that is refused is deleted all the same", async () => {
    const { app, release, reading } = await start();
    const anna = app.person();
    const picture = await screenshot();
    for (let i = 0; i < 20; i += 1) await anna.sendPhoto(picture);
    await reading(1);
    await anna.sendPhoto(picture, { caption: "jelszó: Kutya1234!" });
    await allConfirmed(app);
    expect(anna.sees("Kutya1234!")).toBe(false);
    expect(anna.sees("jelszónak látszik")).toBe(true);
    release();
    await app.settled();
  });

  test("what one chat sends beyond two albums is refused, and said once", async () => {
    const { app, release, reading } = await start();
    const anna = app.person();
    const picture = await screenshot();
    for (let i = 0; i < 24; i += 1) await anna.sendPhoto(picture);
    await reading(1);
    app.clock.forward(2_000);
    await allConfirmed(app);
    release();
    await app.settled();
    expect(answers(anna, "Egyszerre legfeljebb 20 képet")).toBe(1);
    expect(anna.screen.filter(({ from }) => from === "me")).toHaveLength(4);
  });
});
