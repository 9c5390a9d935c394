import { expect, test } from "vitest";
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
  await app.telegram.settled();
  await app.after(anna, anna.start());
  await anna.pressOld("my-data:secrets:yes");
  await app.telegram.settled();
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
  await app.telegram.settled();
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

test("without a time limit nothing is said of one", async () => {
  const app = await startAppFixture({ RETENTION_DAYS: "0" });
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  const { text } = await app.after(anna, anna.say("/adataim"));
  expect(text).toContain("Addig őrzöm, amíg ki nem törlöd");
  expect(text).not.toContain("napig nem írsz");
});
