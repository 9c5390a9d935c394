import { describe, expect, test } from "vitest";
import { keys, startAppFixture } from "../support/app-fixture.ts";
import { totp } from "../support/totp-oracle.ts";

const shown = (text: string) => /\d{3} \d{3}/.exec(text)?.[0].replace(" ", "");

describe("a key is taken however it is pasted", () => {
  const ways = {
    plain: keys.anna,
    "lower case": keys.anna.toLowerCase(),
    "groups of four": "JBSW Y3DP EHPK 3PXP",
    dashes: "jbsw-y3dp-ehpk-3pxp",
    "non-breaking and zero-width spaces": "JBSW\u00a0Y3DP\u200bEHPK\u00a03PXP\ufeff",
    "line breaks": "JBSWY3DP\nEHPK3PXP\n",
    quotes: "„JBSWY3DPEHPK3PXP”",
    "words before it": "A kulcsom: JBSWY3DPEHPK3PXP",
    "a link": `otpauth://totp/%C3%9Cgyf%C3%A9lkapu:MINTAANNA?secret=${keys.anna}`,
    "an account above it": `Fiók: minta.anna@example.com\nKulcs: ${keys.anna}`,
    "a link after the address of its account": `minta.anna@example.com otpauth://totp/x?secret=${keys.anna}`,
    "a link without an issuer, the secret first": `otpauth://totp/MINTAANNA?secret=${keys.anna}&period=30&digits=6`,
  };
  test.each(Object.entries(ways))("%s", async (_way, text) => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(text));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect(anna.screen.some((message) => message.from === "me")).toBe(false);
    expect(shown(anna.last!.text)).toBe(totp(keys.anna, app.clock.now()));
  });
});

test.each(["period=1", "digits=99", "algorithm=MD5"])(
  "a setting that the bot does not know (%s) is not answered with the advice to copy the key again",
  async (setting) => {
    const app = await startAppFixture();
    const anna = app.person();
    const { text } = await app.after(anna, anna.say(`otpauth://totp/x?secret=${keys.anna}&${setting}`));
    expect(text).not.toContain("Másold ki újra");
    expect(text).toContain("küldj képernyőképet");
  },
);

test("a link's algorithm, digits and period count", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const link = `otpauth://totp/x?period=60&algorithm=SHA512&secret=${keys.bela}&digits=8`;
  const { text } = await app.after(anna, anna.say(link));
  const expected = totp(keys.bela, app.clock.now(), { algorithm: "sha512", digits: 8, period: 60 });
  expect(/\d{4} \d{4}/.exec(text)?.[0].replace(" ", "")).toBe(expected);
});

describe("what is no key is refused with the reason, and nothing of it stays", () => {
  const refusals = {
    JBSWY3DPEHPK3PX1: "a 16. helyen egy 1-es van",
    "JBSW Y3DP 0HPK 3PXP": "a 9. helyen egy 0-s van",
    "kulcs: JBSWY3DPEHPK3PXŐ": "a 16. helyen ez a jel áll: „Ő”",
    "kulcs: JBSWY3DP": "Másold ki újra az oldalról az egészet, és egyetlen üzenetben küldd el!",
    "otpauth://totp/x?secret=": "hibás vagy csonka",
    "Q7XZ4MBDTFW2HKCR5VJ3YNPG|6SAEOUT": "ez a jel áll: „|”",
    "W3KZQ7NXB5VTJ2MHLR6G…": "Ez a kulcs csonka",
    "5f3a9c0e71d24b8896af03cd5e1b7742a09d6c3f": "másféle jelekkel",
    [`steam://${keys.anna}`]: "Steam",
    [`otpauth://totp/x?secret=${keys.anna}&2step_salt=8`]: "csak a fele egy kulcsnak",
    [`otpauth://hotp/x?secret=${keys.anna}&counter=1`]: "számláló szerint",
    [`otpauth://totp/x?secret=${keys.anna}&period=1`]: "szokatlan idő",
    [`otpauth://totp/x?secret=${keys.anna}&digits=99`]: "6, 7 vagy 8 számjegyű",
    [`otpauth://totp/x?secret=${keys.anna}&algorithm=MD5`]: "számítási módot",
    [`kulcs: ${keys.anna}A`]: "hiányzik egy jel",
    "otpauth-migration://offline?data=AAAA": "Google Hitelesítő",
  };
  test.each(Object.entries(refusals))("%s", async (text, reason) => {
    const app = await startAppFixture();
    const anna = app.person();
    const answer = await app.after(anna, anna.say(text));
    expect(answer.text).toContain(reason);
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  });
});

test("people's sentences are not keys", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  for (const text of [
    "nem fogadja el a kodot mit csinaljak",
    "nemfogadjaelakodot",
    "NEM TUDOM BEOLVASNI A KODOT",
    "hova kell most irni",
    "2 napja nem jon az email",
  ]) {
    await app.after(anna, anna.say(text));
    expect(anna.sees(/kulcsod(,| lehet)/)).toBe(false);
  }
  expect(anna.screen.filter(({ from }) => from === "me")).toHaveLength(5);
});

describe("where it could be either, the bot asks", () => {
  // Letters alone, in an order that Hungarian could have.
  const doubtful = "nagyerzsebet2745";

  test("a yes makes it a key and removes it from the chat", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const { text } = await app.after(anna, anna.say(doubtful));
    expect(text).toContain("Az oldalról másoltad ki?");
    expect(text).toContain("az üzeneted itt marad");
    await app.after(anna, anna.press("Igen, ez a kulcsom"));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect(anna.sees(doubtful)).toBe(false);
  });

  test("a no leaves it words", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(doubtful));
    expect((await app.after(anna, anna.press("Nem, ezt csak írtam"))).text).toContain("akkor ez nem kulcs");
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  });

  test("a yes to a message that is gone asks for the key again", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const mine = await anna.say(doubtful);
    await app.settled();
    anna.deleteMessage(mine);
    expect((await app.after(anna, anna.press("Igen, ez a kulcsom"))).text).toContain("Másold be a kulcsot");
  });
});

describe("several keys in one text", () => {
  const both = `otpauth://totp/Minta:anna?secret=${keys.anna}\notpauth://totp/Bank:bela?secret=${keys.bela}`;

  test("are asked about, and the message is deleted", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const question = await app.after(anna, anna.say(both));
    expect(question.text).toContain("Több kulcsot is találtam");
    expect(question.text).toContain("Az üzenetedet kitöröltem");
    expect(question.buttons.flat()).toEqual(["anna", "bela", "Mindegyiket"]);
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
    await app.after(anna, anna.press("bela"));
    expect(shown((await app.after(anna, anna.say("/kod"))).text)).toBe(totp(keys.bela, app.clock.now()));
  });

  test("say what cannot be used", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const counting = `otpauth://hotp/Bolt:cili?secret=${keys.new}&counter=1`;
    const { text } = await app.after(anna, anna.say(`${both}\n${counting}`));
    expect(text).toContain("mert számláló szerint ad kódot");
  });
});

describe("a key in two halves", () => {
  const halves = [keys.anna, keys.new] as const;
  const joined = halves.join("");
  const ask = async () => {
    const app = await startAppFixture();
    app.secrets.push(joined);
    const anna = app.person();
    const question = await app.after(anna, anna.say(halves.join("\n")));
    return { app, anna, question };
  };

  test("is asked about, and nothing of it stays in the chat", async () => {
    const { anna, question } = await ask();
    expect(question.buttons.flat()).toEqual(["Egy kulcs, két sorban", "Két külön kulcs"]);
    expect(question.text).toContain("Az üzenetedet kitöröltem");
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
    for (const half of halves) expect(anna.sees(half)).toBe(false);
  });

  test("is one key if the user says so", async () => {
    const { app, anna } = await ask();
    await app.after(anna, anna.press("Egy kulcs, két sorban"));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect(shown(anna.last!.text)).toBe(totp(joined, app.clock.now()));
    expect((await app.after(anna, anna.say("/kulcsok"))).buttons.flat()).not.toContain("Ügyfélkapu+ (2.)");
    expect((await app.after(anna, anna.say("/adataim"))).text).not.toContain("még nem döntöttél");
  });

  test("is two keys if the user says so", async () => {
    const { app, anna } = await ask();
    const choice = await app.after(anna, anna.press("Két külön kulcs"));
    expect(anna.sees("Mindkét kulcsot eltettem")).toBe(true);
    expect(choice.buttons.flat()).toEqual(["Ügyfélkapu+", "Ügyfélkapu+ (2.)"]);
    expect(shown((await app.after(anna, anna.press("Ügyfélkapu+ (2.)"))).text)).toBe(
      totp(keys.new, app.clock.now()),
    );
    expect((await app.after(anna, anna.say("/adataim"))).text).not.toContain("még nem döntöttél");
  });

  test("is still asked about after a restart", async () => {
    const { app, anna } = await ask();
    await app.restart();
    await app.after(anna, anna.press("Egy kulcs, két sorban"));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
  });

  test("is forgotten after ten minutes, and the old buttons ask for it again", async () => {
    const { app, anna, question } = await ask();
    app.clock.forward(11 * 60_000);
    await anna.until("Ha kell, küldd el újra");
    expect((await app.after(anna, anna.say("/adataim"))).text).not.toContain("még nem döntöttél");
    expect(anna.screen.find(({ id }) => id === question.id)?.buttons.flat()).toEqual([]);
  });

  test("is erased with everything else", async () => {
    const { app, anna, question } = await ask();
    await app.after(anna, anna.say("/torles"));
    await app.after(anna, anna.press("Igen, törölj mindent"));
    expect(anna.screen.some(({ id }) => id === question.id)).toBe(false);
    expect((await app.after(anna, anna.say("/adataim"))).text).not.toContain("még nem döntöttél");
  });

  test("does not mix with another open question", async () => {
    const { app, anna, question } = await ask();
    const both = `otpauth://totp/Minta:anna?secret=${keys.anna}\notpauth://totp/Bank:bela?secret=${keys.bela}`;
    const other = await app.after(anna, anna.say(both));
    expect(other.buttons.flat()).toEqual(["anna", "bela", "Mindegyiket"]);
    await app.after(anna, anna.press("Mindegyiket"));
    await app.after(anna, anna.press("Egy kulcs, két sorban", { on: question }));
    await app.after(anna, anna.press("Nem, maradjon mindkettő"));
    expect((await app.after(anna, anna.say("/kulcsok"))).buttons.flat()).toEqual([
      "anna",
      "bela",
      "Ügyfélkapu+",
    ]);
  });
});

test("the same key again is known, and gives its code", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.say(keys.anna.toLowerCase()));
  expect(anna.sees("Ez a kulcs már megvan nálam")).toBe(true);
  expect(shown(anna.last!.text)).toBe(totp(keys.anna, app.clock.now()));
});

describe("a different key for the same account", () => {
  test("takes the old one's place if the person says so", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    expect((await app.after(anna, anna.say(keys.new))).text).toContain("Lecseréljem az újra?");
    await app.after(anna, anna.press("Igen, cseréld le"));
    expect(anna.sees("Lecseréltem")).toBe(true);
    const { text } = await app.after(anna, anna.say("/kod"));
    expect(shown(text)).toBe(totp(keys.new, app.clock.now()));
  });

  test("can be put back for ten minutes after it was replaced", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    await app.after(anna, anna.say(keys.new));
    await app.after(anna, anna.press("Igen, cseréld le"));
    app.clock.forward(9 * 60_000);
    await app.after(anna, anna.press("Visszateszem a régit"));
    const { buttons } = await app.after(anna, anna.say("/kulcsok"));
    expect(buttons.flat().toSorted()).toEqual(["Ügyfélkapu+", "Ügyfélkapu+ (2.)"]);
    app.clock.forward(2 * 60_000);
    await app.settled();
    expect((await app.after(anna, anna.say("/kulcsok"))).text).toContain("2 kulcsot őrzök");
  });

  test("erases the old one after ten minutes, and says that the new one stays", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    await app.after(anna, anna.say(keys.new));
    await app.after(anna, anna.press("Igen, cseréld le"));
    expect((await app.after(anna, anna.say("/adataim"))).text).toContain("1 törölt kulcs");
    app.clock.forward(11 * 60_000);
    await anna.until("A lecserélt, régi kulcsot végleg kitöröltem. Az új kulcs megvan");
    expect(anna.sees("Visszateszem a régit")).toBe(false);
    expect((await app.after(anna, anna.say("/adataim"))).text).not.toContain("1 törölt kulcs");
    expect(shown((await app.after(anna, anna.say("/kod"))).text)).toBe(totp(keys.new, app.clock.now()));
  });

  test("stays beside it if they want both", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    await app.after(anna, anna.say(keys.new));
    await app.after(anna, anna.press("Nem, maradjon mindkettő"));
    const choice = await app.after(anna, anna.say("/kod"));
    expect(choice.buttons.flat()).toEqual(["Ügyfélkapu+", "Ügyfélkapu+ (2.)"]);
    const { text } = await app.after(anna, anna.press("Ügyfélkapu+ (2.)"));
    expect(shown(text)).toBe(totp(keys.new, app.clock.now()));
  });

  test("of another person is simply added", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(`otpauth://totp/NISZ:ANNA?secret=${keys.anna}&issuer=NISZ`));
    await app.after(anna, anna.say(`otpauth://totp/NISZ:BELA?secret=${keys.bela}&issuer=NISZ`));
    expect(anna.sees("Lecseréljem")).toBe(false);
    expect((await app.after(anna, anna.say("/kod"))).buttons.flat()).toEqual(["ANNA", "BELA"]);
  });
});

test("a message edited into a key is taken too", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const mine = await anna.say("mindjárt küldöm");
  await app.settled();
  await app.after(anna, anna.edit(mine, keys.anna));
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
});

describe("what people should not send", () => {
  const strays = {
    "jelszavam: Titok1234": ["jelszónak látszik", true],
    "1234 5678": ["A törlőkódod volt?", true],
    "kártyám 4111 1111 1111 1111": ["bankkártyaszámnak látszik", true],
    "TAJ 111 111 110": ["TAJ-számnak látszik", true],
    "minta.anna@example.com Alma1234": ["belépési adatoknak látszanak", true],
    "/torles 48151623": ["A törlőkódod volt?", true],
    "/adataim jelszó: Titok1234": ["jelszónak látszik", true],
    "/kod pin kódom 4711": ["PIN-kódnak látszik", true],
    "/kod 123456": ["kulcs", false],
    "Titok1234! a jelszavam": ["jelszónak látszik", true],
    "123 456": ["az oldalon írd be", false],
  } as const;
  test.each(Object.entries(strays))("%s", async (text, [answer, cleared]) => {
    const app = await startAppFixture();
    const anna = app.person();
    const { text: said } = await app.after(anna, anna.say(text));
    expect(said).toContain(answer);
    expect(said).not.toContain("Titok");
    expect(anna.screen.some(({ from }) => from === "me")).toBe(!cleared);
  });

  test.each([
    ["a jelszavam:", "Titok1234!", "ne küldd el"],
    ["jelszó", "Titok1234!", undefined],
    ["pin kód", "4711", undefined],
  ])("„%s” and the secret in the next message", async (first, secret, answer) => {
    const app = await startAppFixture();
    app.secrets.push(secret);
    const anna = app.person();
    const { text } = await app.after(anna, anna.say(first));
    if (answer !== undefined) expect(text).toContain(answer);
    expect((await app.after(anna, anna.say(secret))).text).toContain("látszik");
    expect(anna.sees(secret)).toBe(false);
  });

  test("a word after „jelszó” is answered once a minute has passed, and a key always", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say("jelszó"));
    await app.after(anna, anna.say(keys.anna));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    await app.after(anna, anna.say("pin kód"));
    app.clock.forward(61_000);
    await app.after(anna, anna.say("4711"));
    expect(anna.sees("4711")).toBe(true);
  });
});
