import { expect, test } from "vitest";
import { steps } from "../../src/guide/steps.ts";
import { link, screenshot } from "./drawings.ts";
import { keys, setStage } from "./stage.ts";

const total: number = steps.length;
const headed = (number: number) => `${number}/${total} · `;

test("the first words are four lines and four ways to go", async () => {
  const stage = await setStage();
  const anna = stage.person();
  const { text, buttons } = await stage.after(anna, anna.start());
  expect(text.split("\n")).toHaveLength(4);
  expect(text).toContain("Nem vagyok hivatalos");
  expect(text).toContain("/torles");
  expect(buttons.flat()).toHaveLength(4);
});

test("the guide goes to the end and back in one message", async () => {
  const stage = await setStage();
  const anna = stage.person();
  await stage.after(anna, anna.start());
  await stage.after(anna, anna.press("Kezdjük az útmutatót"));
  for (let number = 1; number < total; number += 1) {
    expect(anna.last?.text).toContain(headed(number));
    await stage.after(anna, anna.press("Kész, tovább"));
  }
  expect(anna.last?.text).toContain(headed(total));
  for (let number = total; number > 1; number -= 1) {
    expect(anna.last?.text).toContain(headed(number));
    await stage.after(anna, anna.press("Vissza"));
  }
  expect(anna.last?.text).toContain(headed(1));
  expect(anna.screen.filter(({ from }) => from === "bot")).toHaveLength(1);
});

test("the guide is resumed where it was left, also after a restart", async () => {
  const stage = await setStage();
  const anna = stage.person();
  await stage.after(anna, anna.say("/utmutato"));
  await stage.after(anna, anna.press("Kész, tovább"));
  await stage.after(anna, anna.press("Kész, tovább"));
  await stage.restart();
  const { text } = await stage.after(anna, anna.say("/utmutato"));
  expect(text).toContain("Itt tartottál:");
  expect(text).toContain(headed(3));
  expect((await stage.after(anna, anna.start())).buttons.flat()).toContain("Folytatom az útmutatót");
});

test("a key handed over on the road leads on to the password step", async () => {
  const stage = await setStage();
  const anna = stage.person();
  await stage.after(anna, anna.say("/utmutato"));
  await stage.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
  expect((await stage.after(anna, anna.press("Tovább az útmutatóban"))).text).toContain("ÜGYFÉLKAPUS JELSZÓ");
});

test("a code that is promised while a key is handed over leads on too", async () => {
  const stage = await setStage();
  const anna = stage.person();
  await stage.after(anna, anna.say("/utmutato"));
  stage.clock.forwardTo(4);
  const promise = await stage.after(anna, anna.say(keys.anna));
  expect(promise.text).toContain("Várj egy kicsit");
  stage.clock.forward(4_000);
  await anna.until((screen) => screen.some(({ id, text }) => id === promise.id && text.includes("🔑")));
  expect((await stage.after(anna, anna.press("Tovább az útmutatóban"))).text).toContain("ÜGYFÉLKAPUS JELSZÓ");
  expect((await stage.after(anna, anna.say("/utmutato"))).text).toContain("ÜGYFÉLKAPUS JELSZÓ");
});

test("where a code is needed, the step gives one", async () => {
  const stage = await setStage();
  const anna = stage.person();
  await stage.after(anna, anna.say(keys.anna));
  await stage.after(anna, anna.say("/utmutato"));
  for (const step of steps) {
    if (step.id === "code") break;
    await stage.after(anna, anna.press("Kész, tovább"));
  }
  expect(anna.last?.text).toContain("AZONOSÍTÓ MEGADÁSA");
  expect((await stage.after(anna, anna.press("Kérem a kódot"))).text).toMatch(/🔑 \d{3} \d{3}/);
});

test("plan B, data handling and help lead back", async () => {
  const stage = await setStage({ OPERATOR_CONTACT: "Minta Egyesület <minta@example.hu>" });
  const anna = stage.person();
  await stage.after(anna, anna.start());
  expect((await stage.after(anna, anna.press("Van egyszerűbb út is?"))).text).toContain("e-mailes kóddal");
  await stage.after(anna, anna.press("Vissza az elejére"));
  expect((await stage.after(anna, anna.press("Mit tárolsz rólam?"))).text).toContain(
    "Minta Egyesület <minta@example.hu>",
  );
  await stage.after(anna, anna.press("Vissza az elejére"));
  expect((await stage.after(anna, anna.press("Már van QR-kódom"))).text).toContain("képernyőképet");
  await stage.after(anna, anna.press("Vissza az elejére"));
  expect(anna.screen.filter(({ from }) => from === "bot")).toHaveLength(1);
  for (const command of ["/sugo", "/help", "segítség"]) {
    expect((await stage.after(anna, anna.say(command))).text).toContain("Ebben tudok segíteni");
  }
  for (const command of ["/adatkezeles", "/privacy", "/adatkezelés"]) {
    expect((await stage.after(anna, anna.say(command))).text).toContain("Mit tárolok rólad?");
  }
  expect((await stage.after(anna, anna.say("/megse"))).text).toContain("megálltunk");
  await stage.after(anna, anna.say(keys.anna));
  expect((await stage.after(anna, anna.start())).buttons[0]).toEqual(["🔑 Kérek kódot"]);
});
