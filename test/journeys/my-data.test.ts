import { describe, expect, test } from "vitest";
import { screenshot } from "../support/drawings.ts";
import { keys, startAppFixture } from "../support/app-fixture.ts";

const digits = "48151623";

const lived = async () => {
  const app = await startAppFixture();
  const anna = app.person();
  app.secrets.push(digits);
  await app.after(anna, anna.start());
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.start());
  await app.after(anna, anna.pressOld("phone:iphone:bot:finish"));
  await app.after(anna, anna.say("/torlokod"));
  await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
  await app.after(anna, anna.say(digits));
  return { app, anna };
};

test("who has nothing here is told so", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  expect((await app.after(anna, anna.say("/adataim"))).text).toContain("Nálam nincs rólad semmi");
  await app.after(anna, anna.start());
  await anna.pressOld("my-data:file");
  await app.settled();
  await app.after(anna, anna.start());
  await anna.pressOld("my-data:secrets:yes");
  await app.settled();
  expect(anna.screen.filter(({ kind }) => kind === "document")).toEqual([]);
});

test.each(["/adataim", "adataim", "Mit tudsz rólam?", "mit tárolsz rólam"])(
  "%s lists everything",
  async (words) => {
    const { app, anna } = await lived();
    const { text } = await app.after(anna, anna.say(words));
    expect(text).toContain("1 kulcs, titkosítva");
    expect(text).toMatch(/– Ügyfélkapu\+, \d{4}\. \p{L}+ \d{1,2}\. óta/u);
    expect(text).toMatch(/A törlőkódod, titkosítva, \d{4}\. \p{L}+ \d{1,2}\. óta/u);
    expect(text).toContain("Fejezd be az igénylést");
    expect(text).toContain("iPhone-od");
    expect(text).toContain("feljegyzett teendőm");
    expect(text).toMatch(/Az utolsó nap, amikor írtál: \d{4}/);
    expect(text).toContain("400 napig");
    expect(text).toContain("szerveren hozzáférhetne");
    expect(text).not.toContain(keys.anna);
    expect(text).not.toContain(digits);
  },
);

test("the file says the same, without secrets", async () => {
  const { app, anna } = await lived();
  await app.after(anna, anna.say("/adataim"));
  const { file, text } = await app.after(anna, anna.press("Küldd el fájlban"));
  expect(text).toContain("A titkok nincsenek benne");
  expect(file?.name).toMatch(/^kapuseged-adataim-\d{4}-\d\d-\d\d\.json$/);
  const content = Buffer.from(file!.bytes).toString("utf8");
  const told = JSON.parse(content) as Record<string, unknown>;
  expect(told["kulcsok"]).toMatchObject([{ név: "Ügyfélkapu+", számjegyek: 6 }]);
  expect(told["hely az útmutatóban"]).toBe("bot/finish");
  expect(told["a beszélgetés száma"]).toBe(anna.chatId);
  expect(content).not.toContain(keys.anna);
  expect(content).not.toContain(digits);
});

test("secrets come only after a warning, and go after ten minutes, also across a restart", async () => {
  const { app, anna } = await lived();
  await app.after(anna, anna.say("/adataim"));
  expect((await app.after(anna, anna.press("Küldd el a titkokkal együtt"))).text).toContain("⚠️");
  const { file } = await app.after(anna, anna.press("Igen, a titkokkal együtt"));
  const content = Buffer.from(file!.bytes).toString("utf8");
  expect(content).toContain(keys.anna);
  expect(content).toContain(digits);
  await app.restart();
  app.clock.forward(10 * 60_000);
  await app.settled();
  await expect.poll(() => anna.screen.some(({ kind }) => kind === "document")).toBe(false);
});

test("erasing everything takes a file with secrets out of the chat", async () => {
  const { app, anna } = await lived();
  await app.after(anna, anna.say("/adataim"));
  await app.after(anna, anna.press("Küldd el a titkokkal együtt"));
  await app.after(anna, anna.press("Igen, a titkokkal együtt"));
  await app.after(anna, anna.say("/torles"));
  await app.after(anna, anna.press("Igen, törölj mindent"));
  expect(anna.screen.some(({ kind }) => kind === "document")).toBe(false);
  expect((await app.after(anna, anna.say("/adataim"))).text).toContain("Nálam nincs rólad semmi");
});

test("stores no password, no Telegram name and no message", async () => {
  const app = await startAppFixture();
  const anna = app.person("Ritkanevű Aranka");
  const password = "Napsugar1957";
  app.secrets.push(password, "Ritkanevű", "szomszédasszony");
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.say(`jelszavam: ${password}`));
  expect(anna.screen.some(({ from, text }) => from === "me" && text.includes(password))).toBe(false);
  await app.after(anna, anna.say("a szomszédasszony szerint ezt így kell?"));
  await anna.sendAlbum([await screenshot()], { caption: "a szomszédasszony küldte" });
  app.clock.forward(5_000);
  await anna.until("nem látok QR-kódot");
  await app.after(anna, anna.say("/adataim"));
  await app.after(anna, anna.press("Küldd el a titkokkal együtt"));
  const { file } = await app.after(anna, anna.press("Igen, a titkokkal együtt"));
  // The file has everything that is stored, the secrets among it.
  const content = Buffer.from(file!.bytes).toString("utf8");
  expect(content).toContain(keys.anna);
  expect(content).not.toContain("kép beolvasása");
  for (const word of [password, "Ritkanevű", "Aranka", "szomszédasszony"])
    expect(content).not.toContain(word);
});

test("without a time limit nothing is said of one", async () => {
  const app = await startAppFixture({ RETENTION_DAYS: "0" });
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  const { text } = await app.after(anna, anna.say("/adataim"));
  expect(text).toContain("Addig őrzöm, amíg ki nem törlöd");
  expect(text).not.toContain("napig nem írsz");
});

describe("the data notice", () => {
  const contact = "Minta Egyesület, 1234 Mintaváros, Minta utca 1., minta@example.hu";
  /** What each part has to name (GDPR, Article 13). */
  const parts = {
    "Mit tárolsz, és meddig?": [
      ...["kulcsodat", "törlőkódodat", "androidos-e", "melyik napon", "48 óráig", "jelszavadat"],
      ...["felhasználóneved", "400 napig", "/torles", "biztonsági másolataiban"],
    ],
    "Ki látja, és ki felel érte?": [
      ...[contact, "adatkezelő", "jogalap a hozzájárulásod", "GDPR 6. cikk (1) a) pont", "átálláson"],
      ...["Telegram", "Európai Unión kívüli", "üzemeltető elolvashatná", "szerverén"],
    ],
    "Milyen jogaim vannak?": [
      ...["Hozzáférés", "adathordozhatóság", "Helyesbítés", "Törlés", "visszavonása", "bármikor"],
      ...["Korlátozás", "tiltakozás", "Nemzeti Adatvédelmi és Információszabadság Hatóság", "naih.hu"],
      ...["Bírósághoz", "14 éves", "16", "szülőd"],
    ],
  };
  /** How many lines a text takes on a narrow phone with a larger font. */
  const linesOf = (text: string) =>
    text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 42)), 0);

  test("says the essence first, and the rest in three parts, each with a way back and on", async () => {
    const app = await startAppFixture({ OPERATOR_CONTACT: contact });
    const anna = app.person();
    await app.after(anna, anna.say("/adatkezeles"));
    for (const [label, words] of Object.entries(parts)) {
      const part = await app.after(anna, anna.press(label));
      for (const word of words) expect(part.text).toContain(word);
      expect(linesOf(part.text), part.text).toBeLessThanOrEqual(28);
      expect(part.buttons.flat().length).toBeGreaterThan(1);
      const brief = await app.after(anna, anna.press("Vissza az összefoglalóhoz"));
      expect(brief.text).toContain("Csak akkor bízd rám, ha megbízol benne!");
      expect(linesOf(brief.text)).toBeLessThanOrEqual(16);
    }
    expect(anna.screen.filter(({ from }) => from === "bot")).toHaveLength(1);
  });

  test("leads from part to part, and to what is stored and its erasure", async () => {
    const app = await startAppFixture({ OPERATOR_CONTACT: contact });
    const anna = app.person();
    await app.after(anna, anna.say("/adatkezeles"));
    for (const label of Object.keys(parts)) await app.after(anna, anna.press(label));
    expect((await app.after(anna, anna.press("Törölj mindent"))).text).toContain("nincs mit törölni");
  });

  test("says honestly that no operator is named, and advises against sending a key then", async () => {
    const app = await startAppFixture({ RETENTION_DAYS: "0" });
    const anna = app.person();
    await app.after(anna, anna.say("/adatkezeles"));
    const stored = await app.after(anna, anna.press("Mit tárolsz, és meddig?"));
    expect(stored.text).not.toContain("napig nem írsz");
    const who = await app.after(anna, anna.press("Ki látja, és ki felel érte?"));
    expect(who.text).toContain("nem adta meg, hogy ki ő");
    expect(who.text).toContain("ne küldj kulcsot");
    expect(linesOf(who.text)).toBeLessThanOrEqual(28);
  });

  test("still opens from a button of an earlier version", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.start());
    expect((await app.after(anna, anna.pressOld("privacy"))).text).toContain("Mit tárolok rólad?");
  });
});
