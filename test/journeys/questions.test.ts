import { expect, test } from "vitest";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";
import { forwardedFrom } from "../support/bot-api-server/samples.ts";

const metricsOf = async (app: AppFixture) =>
  (await fetch(`http://127.0.0.1:${String(app.port)}/metrics`)).text();

const ask = (app: AppFixture, person: Person, question: string) => app.after(person, person.say(question));

test("a question as people type it is answered at once, with what to do now", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const answer = await ask(app, anna, "nem fogadja el a kodot");
  expect(answer.text).toContain("Nem fogadja el a kódot");
  expect(answer.text).toContain("lejárt a kód");
  const labels = answer.buttons.flat();
  expect(labels).toContain("🔑 Kérek kódot");
  expect(labels.slice(-2)).toEqual(["Segített", "Nem segített"]);
  expect(labels.length).toBeLessThanOrEqual(4);
});

test("no two buttons of an answer have the same label", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const labels = (await ask(app, anna, "mire jó az a törlőkód?")).buttons.flat();
  expect(labels).toContain("Nincs meg a törlőkódom");
  expect(new Set(labels).size).toBe(labels.length);
});

test("the next best answers are offered in the same message when an answer did not help", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await ask(app, anna, "mire jó az a törlőkód?");
  const id = anna.last?.id;
  const sorry = await app.after(anna, anna.press("Nem segített"));
  const labels = sorry.buttons.flat();
  expect(labels.length).toBeLessThanOrEqual(4);
  expect(labels.at(-1)).toBe("Egyik sem");
  const other = labels[0] ?? "";
  const next = await app.after(anna, anna.press(other));
  expect(next.id).toBe(id);
  expect(next.text.startsWith(other)).toBe(true);
});

test("a thumb is counted by topic, and an answer that did not help leads on", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await ask(app, anna, "elfelejtettem a jelszavamat");
  expect((await app.after(anna, anna.press("Segített"))).text).toContain("Örülök");
  await ask(app, anna, "elfelejtettem a jelszavamat");
  const sorry = await app.after(anna, anna.press("Nem segített"));
  expect(sorry.text).toContain("1818-at");
  expect(sorry.buttons.flat().length).toBeGreaterThan(1);
  const counted = await metricsOf(app);
  expect(counted).toContain('kapuseged_answers_total{topic="forgotPassword"} 2');
  expect(counted).toContain('kapuseged_answers_helped_total{topic="forgotPassword"} 1');
  expect(counted).toContain('kapuseged_answers_unhelped_total{topic="forgotPassword"} 1');
});

test("no button of an answer has the answer's own title", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const { text, buttons } = await ask(app, anna, "Hova kerülnek az adataim?");
  expect(text.startsWith("Mit tárolsz rólam?")).toBe(true);
  expect(buttons.flat()).toContain("Erről bővebben");
  expect((await app.after(anna, anna.press("Erről bővebben"))).text).toContain("Mit tárolok rólad?");
});

test("a forwarded message that leads to a strange page is taken for a suspicious one", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const forward = async (text: string) =>
    app.after(anna, anna.sendContent({ text, ...forwardedFrom("Minta Hivatal", app.clock.now() / 1000) }));
  expect((await forward("Csomagja elakadt. Fizesse be: https://minta-posta.hu/fizet")).text).toContain(
    "Gyanús e-mailt vagy üzenetet kaptam",
  );
  expect((await forward("Csomagja elakadt: https://tarhely.gov.hu/level")).text).not.toContain("Gyanús");
});

test.each(["milyen idő lesz holnap", "mondj egy viccet", "mennyi a nyugdíjam", "/valami", "asdf"])(
  "what the base does not know is said so, with 1818: %s",
  async (question) => {
    const app = await startAppFixture();
    const anna = app.person();
    const { text, buttons } = await ask(app, anna, question);
    expect(text).toContain("Erre nem tudok válaszolni");
    expect(text).toContain("1818-at");
    expect(buttons.flat().length).toBeGreaterThan(1);
  },
);

test("what is asked stands nowhere: not in the log, not on the disk, not in the counts", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const question = "Minta Gizella vagyok Tápiómintáról, hogyan kérek kódot?";
  app.secrets.push("Gizella", "Tápióminta");
  await ask(app, anna, question);
  await ask(app, anna, "kiskutyafüle Gizella");
  expect(await metricsOf(app)).not.toContain("Gizella");
});

test("a key stays a key, a word for a code a code, and a secret no question", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await ask(app, anna, keys.anna);
  await anna.until("Megvan a kulcsod");
  expect((await ask(app, anna, "kód")).text).toMatch(/🔑 \d{3} \d{3}/);
  expect((await ask(app, anna, "jelszavam: Kiskutya1")).text).toContain("jelszónak látszik");
});

test.each(["Na jó, próbáljuk.", "hol tartottam?", "kezdhetjük"])(
  "the guide is shown for %s",
  async (words) => {
    const app = await startAppFixture();
    const anna = app.person();
    expect((await ask(app, anna, words)).text).toContain("Honnan kérnéd a kódot?");
  },
);

test("a user who says at the login that they are in is shown the next step", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  await app.after(anna, anna.pressOld("phone:android:bot:login"));
  expect((await ask(app, anna, "bejutottam")).text).toContain("Keresd meg az igénylést");
});

test('where one stands in the guide tells what "nem működik" means', async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await ask(app, anna, keys.anna);
  const titlesAt = async (step: string) => {
    await ask(app, anna, "/sugo");
    await app.after(anna, anna.pressOld(`phone:android:bot:${step}`));
    const { text, buttons } = await ask(app, anna, "nem működik");
    return [text.split("\n")[0], ...buttons.flat()].join("|");
  };
  expect(await titlesAt("loginCode")).toMatch(/kód/i);
  expect(await titlesAt("open")).toMatch(/oldal/i);
});
