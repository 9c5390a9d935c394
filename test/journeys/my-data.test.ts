import { expect, test } from "vitest";
import { keys, setStage } from "../support/app-fixture.ts";

const digits = "48151623";

const lived = async () => {
  const stage = await setStage();
  const anna = stage.person();
  stage.secrets.push(digits);
  await stage.after(anna, anna.start());
  await stage.after(anna, anna.pressOld("phone:iphone:bot:finish"));
  await stage.after(anna, anna.say(keys.anna));
  await stage.after(anna, anna.say("/torlokod"));
  await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
  await stage.after(anna, anna.say(digits));
  return { stage, anna };
};

test("who has nothing here is told so", async () => {
  const stage = await setStage();
  const anna = stage.person();
  expect((await stage.after(anna, anna.say("/adataim"))).text).toContain("Nálam nincs rólad semmi");
  await stage.after(anna, anna.start());
  await anna.pressOld("my-data:file");
  await stage.telegram.settled();
  await stage.after(anna, anna.start());
  await anna.pressOld("my-data:secrets:yes");
  await stage.telegram.settled();
  expect(anna.screen.filter(({ kind }) => kind === "document")).toEqual([]);
});

test.each(["/adataim", "adataim", "Mit tudsz rólam?", "mit tárolsz rólam"])(
  "%s lists everything",
  async (words) => {
    const { stage, anna } = await lived();
    const { text } = await stage.after(anna, anna.say(words));
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
  const { stage, anna } = await lived();
  await stage.after(anna, anna.say("/adataim"));
  const { file, text } = await stage.after(anna, anna.press("Küldd el fájlban"));
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
  const { stage, anna } = await lived();
  await stage.after(anna, anna.say("/adataim"));
  expect((await stage.after(anna, anna.press("Küldd el a titkokkal együtt"))).text).toContain("⚠️");
  const { file } = await stage.after(anna, anna.press("Igen, a titkokkal együtt"));
  const content = Buffer.from(file!.bytes).toString("utf8");
  expect(content).toContain(keys.anna);
  expect(content).toContain(digits);
  await stage.restart();
  stage.clock.forward(10 * 60_000);
  await stage.telegram.settled();
  await expect.poll(() => anna.screen.some(({ kind }) => kind === "document")).toBe(false);
});

test("erasing everything takes a file with secrets out of the chat", async () => {
  const { stage, anna } = await lived();
  await stage.after(anna, anna.say("/adataim"));
  await stage.after(anna, anna.press("Küldd el a titkokkal együtt"));
  await stage.after(anna, anna.press("Igen, a titkokkal együtt"));
  await stage.after(anna, anna.say("/torles"));
  await stage.after(anna, anna.press("Igen, törölj mindent"));
  expect(anna.screen.some(({ kind }) => kind === "document")).toBe(false);
  expect((await stage.after(anna, anna.say("/adataim"))).text).toContain("Nálam nincs rólad semmi");
});

test("without a time limit nothing is said of one", async () => {
  const stage = await setStage({ RETENTION_DAYS: "0" });
  const anna = stage.person();
  await stage.after(anna, anna.say(keys.anna));
  const { text } = await stage.after(anna, anna.say("/adataim"));
  expect(text).toContain("Addig őrzöm, amíg ki nem törlöd");
  expect(text).not.toContain("napig nem írsz");
});
