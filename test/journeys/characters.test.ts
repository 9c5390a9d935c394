import { describe, expect, test } from "vitest";
import type { CharactersReading } from "../../src/key-characters/reading.ts";
import { link, screenshot } from "../support/drawings.ts";
import { MovableClock } from "../support/clock.ts";
import { found, scriptedReader } from "../support/scripted-reader.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixtureWith, type AppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";

const minute = 60_000;

/** An invented törlőkód. */
const digits = "48151623";

const startWith = async (...readings: (CharactersReading | Error)[]) => {
  const clock = new MovableClock();
  clock.forwardTo(29);
  const characters = scriptedReader(...readings);
  const app = await startAppFixtureWith(clock, { characters });
  app.secrets.push("JBSW", "Y3DP", "EHPK", "3PXP", "EHPX");
  return { app, anna: app.person(), characters };
};

/** A picture without a QR code, in which the reader finds what the test says. */
const sent = async (...readings: CharactersReading[]) => {
  const started = await startWith(...readings);
  await started.app.after(started.anna, started.anna.sendPhoto(await screenshot()));
  return started;
};

const pictures = (anna: Person) =>
  anna.screen.filter(({ from, photo }) => from === "me" && photo !== undefined);

/** Lets time pass, and waits for what was planned. */
const passing = async (app: AppFixture, anna: Person, ms: number, until: string) => {
  app.clock.forward(ms);
  await anna.until(until);
  await app.settled();
};

const expectStored = (app: AppFixture, anna: Person, key: string = keys.anna) => {
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
  expect(anna.sees("A képet kitöröltem a beszélgetésből")).toBe(true);
  expect(pictures(anna)).toEqual([]);
  expect(anna.sees(key.slice(4, 8))).toBe(false);
  const code = totp(key, app.clock.now());
  expect(anna.last!.text).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
};

const expectNoKey = async (app: AppFixture, anna: Person) =>
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");

describe("the characters of a key in a picture without a QR code", () => {
  test("are shown in numbered groups with the doubtful ones marked, while the picture stays", async () => {
    const { app, anna } = await sent(found(keys.anna, { doubtful: [5, 6] }));
    const { text, buttons } = anna.last!;
    expect(text.split("\n").slice(0, 6)).toEqual([
      "A képen nincs QR-kód, de kiolvastam róla a kulcsot",
      "",
      "1.  JBSW",
      "2.  Y3DP  ← nem vagyok biztos benne",
      "3.  EHPK",
      "4.  3PXP",
    ]);
    expect(text).toContain("Hasonlítsd össze a képpel");
    expect(buttons.flat()).toEqual(["Egyezik", "Nem egyezik", "Inkább bemásolom"]);
    expect(pictures(anna)).toHaveLength(1);
    await expectNoKey(app, anna);
  });

  test("are stored when the user says that they match; the picture and the characters go", async () => {
    const { app, anna } = await sent(found(keys.anna));
    await app.after(anna, anna.press("Egyezik"));
    expectStored(app, anna);
    expect(anna.screen).toHaveLength(2);
    // Nothing is left that would run out.
    app.clock.forward(11 * minute);
    await app.settled();
    expect(anna.sees("Letelt a tíz perc")).toBe(false);
    await app.after(anna, anna.say("/adataim"));
    expect(anna.last?.text).not.toContain("karaktersor");
  });

  test.each(["igen", "Egyezik.", "minden egyezik"])("are stored when the user writes '%s'", async (words) => {
    const { app, anna } = await sent(found(keys.anna));
    await app.after(anna, anna.say(words));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect(anna.sees("Y3DP")).toBe(false);
  });

  test("survive a restart, and a second press of the button stores nothing twice", async () => {
    const { app, anna } = await sent(found(keys.anna));
    await app.restart();
    await app.after(anna, anna.press("Egyezik"));
    expectStored(app, anna);
    // The query has been answered.
    app.allowRefused("answerCallbackQuery");
    await app.after(anna, anna.redeliver());
    await app.after(anna, anna.say("/kulcsok"));
    expect(anna.last?.buttons.flat()).not.toContain("Ügyfélkapu+ (2.)");
  });

  test("lead to the guide's next step for a user who is on its road", async () => {
    const { app, anna } = await startWith(found(keys.anna));
    await app.after(anna, anna.say("/start"));
    await app.after(anna, anna.pressOld("phone:android:bot:send"));
    await app.after(anna, anna.sendPhoto(await screenshot()));
    await app.after(anna, anna.say("Igen"));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect(anna.last?.text).toContain("Jelszó, kód, TOVÁBB");
    expect(anna.sees("Y3DP")).toBe(false);
  });

  test("are shown to be copied on the road of the user's own app, and are not kept", async () => {
    const { app, anna } = await startWith(found(keys.anna));
    await app.after(anna, anna.say("/start"));
    await app.after(anna, anna.pressOld("phone:android:app:copyKey"));
    await app.after(anna, anna.sendPhoto(await screenshot()));
    await app.after(anna, anna.press("Egyezik"));
    expect(anna.last?.text).toContain(`Kiolvastam a kulcsodat\n\n${keys.anna}`);
    expect(anna.sees("2.  Y3DP")).toBe(false);
    expect(pictures(anna)).toEqual([]);
    await expectNoKey(app, anna);
  });

  test("ask about the key that is there already for the same account", async () => {
    const { app, anna } = await startWith(found(keys.new));
    await app.after(anna, anna.say(keys.anna));
    await app.after(anna, anna.sendPhoto(await screenshot()));
    await app.after(anna, anna.press("Egyezik"));
    expect(anna.last?.text).toContain("Lecseréljem az újra?");
    expect(anna.sees("MFRG")).toBe(false);
  });

  test("are asked about once when the update comes twice", async () => {
    const { app, anna } = await sent(found(keys.anna), found(keys.anna));
    await app.after(anna, anna.redeliver());
    expect(anna.screen.filter(({ text }) => text.includes("Y3DP"))).toHaveLength(1);
  });

  test("are shown at the next press of a button when Telegram refuses to show them", async () => {
    const { app, anna } = await startWith(found(keys.anna));
    app.allowRefused("editMessageText");
    app.telegram.faults.next("editMessageText", {
      kind: "refuse",
      code: 400,
      description: "Bad Request: no",
    });
    await app.after(anna, anna.sendPhoto(await screenshot()));
    expect(anna.last?.text).toContain("A karaktereket most nem tudtam megmutatni");
    await app.after(anna, anna.press("Mutasd meg újra"));
    expect(anna.last?.text).toContain("2.  Y3DP");
    await app.after(anna, anna.press("Egyezik"));
    expectStored(app, anna);
  });

  test("are not looked for when a picture has a QR code, alone or in an album", async () => {
    const { app, anna, characters } = await startWith(found(keys.bela), found(keys.bela));
    await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
    await anna.sendAlbum([await screenshot(), await screenshot(link(keys.anna))]);
    await anna.until("Ez a kulcs már megvan nálam");
    await app.settled();
    expect(characters.count()).toBe(0);
  });

  test("are read from an album without a QR code, and the same ones are asked about once", async () => {
    const { app, anna } = await startWith(found(keys.anna), found(keys.anna));
    await anna.sendAlbum([await screenshot(), await screenshot()]);
    await anna.until("Y3DP");
    await app.settled();
    expect(anna.screen.filter(({ text }) => text.includes("Y3DP"))).toHaveLength(1);
    await app.after(anna, anna.press("Egyezik"));
    expect(anna.sees("A képeket kitöröltem")).toBe(true);
    expect(pictures(anna)).toEqual([]);
  });

  test.each([new Error("out of memory"), { ok: false, why: "too-slow" } as const])(
    "that cannot be read get the answer of a picture without a QR code",
    async (reading) => {
      const { app, anna } = await startWith(reading);
      await app.after(anna, anna.sendPhoto(await screenshot()));
      expect(anna.last?.text).toContain("Ezen a képen nem látok QR-kódot");
    },
  );

  test("of the guide's own drawing are recognised as such", async () => {
    const { anna } = await sent(found("MINTAANNAKULCSA2"));
    expect(anna.last?.text).toContain("Ez az én rajzom volt");
  });
});

describe("after ten minutes", () => {
  test("the characters and the picture go, also across a restart, and a sentence says what to do", async () => {
    const { app, anna } = await sent(found(keys.anna));
    await app.restart();
    await passing(app, anna, 10 * minute, "Letelt a tíz perc");
    await expect.poll(() => pictures(anna)).toEqual([]);
    expect(anna.sees("Y3DP")).toBe(false);
    expect(anna.last?.text).toContain("küldd el a képet újra");
    await expectNoKey(app, anna);
  });

  test("old buttons say that it has been dealt with", async () => {
    const { app, anna } = await sent(found(keys.anna));
    const id = "AAAAAAAAAAAA";
    // The same is said each time, in the same message.
    app.allowRefused("editMessageText");
    for (const old of ["yes", "no", "again", "copy", "other"]) {
      await app.after(anna, anna.pressOld(`read:${old}:${id}`));
      expect(anna.last?.text).toContain("Ezt már egyszer elintéztük");
    }
    await app.after(anna, anna.pressOld(`read:group:1:${id}`));
    expect(anna.last?.text).toContain("Ezt már egyszer elintéztük");
  });
});

test("/adataim names what waits to be compared, and /torles erases it with the picture and the characters", async () => {
  const { app, anna } = await sent(found(keys.anna));
  await app.after(anna, anna.say("/adataim"));
  expect(anna.last?.text).toContain("1 karaktersor, amelyet képről olvastam ki, és még nem döntöttél róla");
  await app.after(anna, anna.say("/torles"));
  expect(anna.last?.text).toContain("1 karaktersor, amelyet képről olvastam ki");
  await app.after(anna, anna.press("Igen, törölj mindent"));
  expect(anna.sees("Mindent kitöröltem")).toBe(true);
  expect(anna.sees("Y3DP")).toBe(false);
  expect(pictures(anna)).toEqual([]);
});

describe("characters that do not match", () => {
  test("are corrected group by group, with a button and four characters", async () => {
    const { app, anna } = await sent(found("JBSW Y3DP EHPX 3PXP"));
    await app.after(anna, anna.press("Nem egyezik"));
    expect(anna.last?.text).toContain("Melyik csoport nem egyezik?");
    await app.after(anna, anna.press("3. EHPX"));
    expect(anna.last?.text).toContain("Írd be a 3. csoportot!");
    await app.restart();
    const shown = await app.after(anna, anna.say("ehpk"));
    expect(shown.text).toContain("Kijavítottam a 3. csoportot");
    expect(shown.text).toContain("3.  EHPK");
    // The old characters, and what was typed, are gone; the picture is still there to be looked at.
    expect(anna.sees("EHPX")).toBe(false);
    expect(anna.sees(/^ehpk$/)).toBe(false);
    expect(pictures(anna)).toHaveLength(1);
    await app.after(anna, anna.press("Egyezik"));
    expectStored(app, anna);
    expect(anna.screen).toHaveLength(2);
  });

  test.each(["3: EHPK", "EHPK", "a 3. csoport: EHPK"])("are corrected by typing '%s'", async (typed) => {
    const { app, anna } = await sent(found("JBSW Y3DP EHPX 3PXP"));
    expect((await app.after(anna, anna.say(typed))).text).toContain("Kijavítottam a 3. csoportot");
    await app.after(anna, anna.press("Egyezik"));
    expectStored(app, anna);
  });

  test("may be the same after all", async () => {
    const { app, anna } = await sent(found(keys.anna));
    await app.after(anna, anna.say("nem egyezik"));
    expect(anna.last?.text).toContain("Melyik csoport nem egyezik?");
    expect(anna.screen.filter(({ text }) => text.includes("Y3DP"))).toHaveLength(0);
    expect((await app.after(anna, anna.say("3: EHPK"))).text).toContain("Nálam is ez áll a 3. csoportban");
    await app.after(anna, anna.press("Nem egyezik"));
    await app.after(anna, anna.press("2. Y3DP"));
    await app.after(anna, anna.press("Vissza"));
    await app.after(anna, anna.press("Vissza"));
    await app.after(anna, anna.press("Egyezik"));
    expectStored(app, anna);
  });

  test("are explained when what was typed cannot be in a key", async () => {
    const { app, anna } = await sent(found("JBSW Y3DP EHPX 3PXP"));
    const answer = await app.after(anna, anna.say("3: EHP0"));
    expect(answer.text).toContain("a 12. helyen egy 0-s van");
    expect(answer.text).toContain("talán egy O betű");
    expect(anna.sees("EHP0")).toBe(false);
    expect((await app.after(anna, anna.say("EHP"))).text).toContain("Egy csoport négy jelből áll");
    expect((await app.after(anna, anna.say("EHPK"))).text).toContain("Kijavítottam a 3. csoportot");
  });

  test("give way to the whole key, typed or sent as a QR code", async () => {
    for (const way of ["typed", "sent"] as const) {
      const { app, anna } = await sent(found("JBSW Y3DP EHPX 3PXP"));
      await app.after(anna, anna.press("Nem egyezik"));
      await app.after(
        anna,
        way === "typed" ? anna.say(keys.anna) : anna.sendPhoto(await screenshot(link(keys.anna))),
      );
      expect(anna.sees("Megvan a kulcsod")).toBe(true);
      expect(anna.sees("EHPX")).toBe(false);
      expect(pictures(anna)).toEqual([]);
      expect(anna.screen).toHaveLength(2);
    }
  });

  test("leave other words alone", async () => {
    const { app, anna } = await sent(found(keys.anna));
    expect((await app.after(anna, anna.say("/sugo"))).text).not.toContain("csoport");
    await app.after(anna, anna.say("szia"));
    await app.after(anna, anna.say("mi az a QR-kód?"));
    expect(anna.screen.filter(({ text }) => text.includes("Y3DP"))).toHaveLength(1);
  });

  test("are dropped for copying; their picture goes ten minutes after it came", async () => {
    const { app, anna } = await sent(found(keys.anna));
    await app.after(anna, anna.press("Inkább bemásolom"));
    expect(anna.last?.text).toContain("Nem tudom beolvasni a kódot");
    expect(anna.sees("Y3DP")).toBe(false);
    expect(pictures(anna)).toHaveLength(1);
    app.clock.forward(10 * minute);
    await expect.poll(() => pictures(anna)).toEqual([]);
    await expectNoKey(app, anna);
  });

  test("may be no key at all: then the picture stays", async () => {
    const { app, anna } = await sent(found(keys.anna));
    await app.after(anna, anna.press("Nem egyezik"));
    await app.after(anna, anna.press("Ez nem a kulcsom"));
    expect(anna.last?.text).toContain("A képet nem töröltem");
    app.clock.forward(11 * minute);
    await app.settled();
    expect(pictures(anna)).toHaveLength(1);
    await expectNoKey(app, anna);
  });
});

describe("a length that no known key has", () => {
  test("is named, cannot be confirmed, and is mended by the first group that differs", async () => {
    const { app, anna } = await sent(found("JBSW Y3DP EHPK PXP"));
    expect(anna.last?.text).toContain("Ez 15 karakter: egy hiányozhat");
    expect(anna.last?.buttons.flat()).toEqual(["Megkeresem a hibát", "Inkább bemásolom"]);
    await app.after(anna, anna.say("egyezik"));
    expect(anna.last?.text).toContain("Ez 15 karakter");
    await app.after(anna, anna.press("4. PXP"));
    await app.after(anna, anna.say("3PXP"));
    expect(anna.last?.buttons.flat()).toContain("Egyezik");
    await app.after(anna, anna.press("Egyezik"));
    expectStored(app, anna);
  });

  test("can be confirmed where base32 allows it", async () => {
    const { app, anna } = await sent(found(keys.bela.slice(0, 31)));
    expect(anna.last?.text).toContain("Ez 31 karakter: egy hiányozhat");
    await app.after(anna, anna.press("A képen is ennyi van"));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
  });
});

describe("a törlőkód in a picture", () => {
  const read = async () => {
    const started = await sent(found(digits, { kind: "cancellation-code" }));
    started.app.secrets.push(digits, "4815", "1623");
    return started;
  };

  test("is compared, and kept as a törlőkód when the user wants that", async () => {
    const { app, anna } = await read();
    expect(anna.last?.text).toContain("látok rajta egy törlőkódot");
    expect(anna.last?.buttons.flat()).toEqual(["Egyezik", "Nem egyezik", "Ez nem a törlőkódom"]);
    await app.after(anna, anna.press("Egyezik"));
    expect(anna.last?.text).toContain("Papíron van a legjobb helyen");
    expect(anna.last?.text).toContain("A képet kitöröltem");
    expect(anna.sees("4815")).toBe(false);
    expect(pictures(anna)).toEqual([]);
    await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
    expect(anna.last?.text).toContain("Eltettem a törlőkódodat");
    await expectNoKey(app, anna);
  });

  test.each(["2: 1624", "1624", "4815 1624", "48151624"])("is corrected by typing %s", async (typed) => {
    const { app, anna } = await read();
    await app.after(anna, anna.say(typed));
    expect(anna.last?.text).toContain("2.  1624");
    await app.after(anna, anna.press("Egyezik"));
    await app.after(anna, anna.press("Papírra írom, mutasd meg"));
    expect(anna.last?.text).toContain("4815 1624");
  });

  test("may be something else", async () => {
    const { app, anna } = await read();
    await app.after(anna, anna.press("Ez nem a törlőkódom"));
    expect(anna.last?.text).toContain("A képet nem töröltem");
    expect(anna.sees("4815")).toBe(false);
  });
});
