import { expect, test } from "vitest";
import { keys, setStage, type Stage } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";

const metricsOf = async (stage: Stage) =>
  (await fetch(`http://127.0.0.1:${String(stage.port)}/metrics`)).text();

const ask = (stage: Stage, person: Person, question: string) => stage.after(person, person.say(question));

test("a question as people type it is answered at once, with what to do now and what else was meant", async () => {
  const stage = await setStage();
  const anna = stage.person();
  const answer = await ask(stage, anna, "nem fogadja el a kodot mit csinaljak");
  expect(answer.text).toContain("Nem fogadja el a kódot");
  expect(answer.text).toContain("lejárt a kód");
  expect(answer.text).toContain("Nem erre gondoltál?");
  const labels = answer.buttons.flat();
  expect(labels).toContain("🔑 Kérek kódot");
  expect(labels.slice(-2)).toEqual(["👍 Segített", "👎 Nem segített"]);
  expect(labels.length).toBeGreaterThanOrEqual(5);
});

test("the next best answer comes in the same message, and leads on to the guide on one's own road", async () => {
  const stage = await setStage();
  const anna = stage.person();
  await ask(stage, anna, "hogyan csináljak képernyőképet");
  const id = anna.last?.id;
  const other = anna.last?.buttons.flat().at(-3) ?? "";
  const next = await stage.after(anna, anna.press(other));
  expect(next.id).toBe(id);
  expect(next.text.startsWith(other)).toBe(true);
});

test("a thumb is counted by topic, and an answer that did not help leads on", async () => {
  const stage = await setStage();
  const anna = stage.person();
  await ask(stage, anna, "elfelejtettem a jelszavamat");
  expect((await stage.after(anna, anna.press("👍 Segített"))).text).toContain("Örülök");
  await ask(stage, anna, "elfelejtettem a jelszavamat");
  const sorry = await stage.after(anna, anna.press("👎 Nem segített"));
  expect(sorry.text).toContain("1818-at");
  expect(sorry.buttons.flat().length).toBeGreaterThan(1);
  const counted = await metricsOf(stage);
  expect(counted).toContain('kapuseged_answers_total{topic="forgotPassword"} 2');
  expect(counted).toContain('kapuseged_answers_helped_total{topic="forgotPassword"} 1');
  expect(counted).toContain('kapuseged_answers_unhelped_total{topic="forgotPassword"} 1');
});

test.each(["milyen idő lesz holnap", "mondj egy viccet", "mennyi a nyugdíjam", "/valami", "asdf"])(
  "what the base does not know is said so, with 1818: %s",
  async (question) => {
    const stage = await setStage();
    const anna = stage.person();
    const { text, buttons } = await ask(stage, anna, question);
    expect(text).toContain("Erre nem tudok válaszolni");
    expect(text).toContain("1818-at");
    expect(buttons.flat().length).toBeGreaterThan(1);
  },
);

test("what is asked stands nowhere: not in the log, not on the disk, not in the counts", async () => {
  const stage = await setStage();
  const anna = stage.person();
  const question = "Minta Gizella vagyok Tápiómintáról, hogyan kérek kódot?";
  stage.secrets.push("Gizella", "Tápióminta");
  await ask(stage, anna, question);
  await ask(stage, anna, "kiskutyafüle Gizella");
  expect(await metricsOf(stage)).not.toContain("Gizella");
});

test("a key stays a key, a word for a code a code, and a secret no question", async () => {
  const stage = await setStage();
  const anna = stage.person();
  await ask(stage, anna, keys.anna);
  await anna.until("Megvan a kulcsod");
  expect((await ask(stage, anna, "kód")).text).toMatch(/🔑 \d{3} \d{3}/);
  expect((await ask(stage, anna, "jelszavam: Kiskutya1")).text).toContain("jelszónak látszik");
});

test('where one stands in the guide tells what "nem működik" means', async () => {
  const stage = await setStage();
  const anna = stage.person();
  const titlesAt = async (step: string) => {
    await ask(stage, anna, "/sugo");
    await stage.after(anna, anna.pressOld(`phone:android:bot:${step}`));
    const { text, buttons } = await ask(stage, anna, "nem működik");
    return [text.split("\n")[0], ...buttons.flat()].join("|");
  };
  expect(await titlesAt("loginCode")).toMatch(/kód/i);
  expect(await titlesAt("open")).toMatch(/oldal/i);
});
