import { expect, test } from "vitest";
import { roadOf, type RoadId } from "../../src/guide/roads.ts";
import { stepOf, type StepId } from "../../src/guide/steps.ts";
import { devices, type Device } from "../../src/guide/device.ts";
import { keyStepOf, placeOf } from "../../src/guide/walk.ts";
import type { Person } from "../support/bot-api-server/index.ts";
import { link, screenshot } from "../support/drawings.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

const headed = (road: RoadId, number: number) => `${number}/${roadOf(road).steps.length} · `;
const headedAt = (road: RoadId, step: StepId) => headed(road, placeOf(road, step).number);
const phone: Record<Device, string> = { android: "Androidos", iphone: "iPhone" };

/** What is pressed, after the question about the Ügyfélkapu, to stand at the first step of a road. */
const reset = [
  "Már Ügyfélkapu+-om van",
  "Új telefon, elveszett",
  "Új telefonom lett",
  "Nincs meg, de be tudok",
];
const questions: Record<RoadId, readonly string[]> = {
  bot: ["Igen, tudom a jelszavamat", "Tőled, itt a Telegramban"],
  app: ["Igen, tudom a jelszavamat", "Saját alkalmazásból"],
  email: ["Igen, tudom a jelszavamat", "E-mailben"],
  reserve: ["Már Ügyfélkapu+-om van", "Tartaléknak e-mailes kódot", "Beállítom az e-mailes kódot"],
  card: ["Nincs, vagy nem tudom", "Otthonról, a személyimmel"],
  office: ["Nincs, vagy nem tudom", "Személyesen"],
  reset: [...reset, "Tőled, a Telegramban"],
  resetApp: [...reset, "A saját alkalmazásomból"],
};
const asksPhone = (road: RoadId) => !["card", "office", "reserve"].includes(road);

const begin = async (app: AppFixture, person: Person, road: RoadId = "bot", device: Device = "android") => {
  await app.after(person, person.say("/sugo"));
  await app.after(person, person.pressOld("fork:account"));
  for (const answer of questions[road]) await app.after(person, person.press(answer));
  if (person.last?.text.includes("Milyen telefonod van?") === true)
    await app.after(person, person.press(phone[device]));
  expect(person.last?.text).toContain(headed(road, 1));
};

/** Presses whatever leads on until the step is reached. The key is sent where it is asked for. */
const goOnTo = async (app: AppFixture, person: Person, step: string) => {
  const { road, number } = placeOf("bot", step);
  while (person.last?.text.includes(headed(road, number)) !== true) await pressOn(app, person);
};

/** Asks for the code in the step when it has just begun, so that it comes at once. */
const askForCode = (app: AppFixture, person: Person) => {
  app.clock.forwardTo(29.9);
  return app.after(person, person.press("Kérem a kódot"));
};

/** The words of the buttons that lead on. */
const onwards = ["Igen, elfogadta", "Most nem", "Kész, tovább"];

const pressOn = async (app: AppFixture, person: Person, key: string = keys.anna) => {
  const labels = person.last?.buttons.flat() ?? [];
  // Only once there is a code can the page have accepted it.
  if (labels.includes("🔑 Kérem a kódot") && !onwards.some((label) => labels.includes(label))) {
    await app.after(person, person.press("Kérem a kódot"));
    return app.after(person, person.press("Igen, elfogadta"));
  }
  if (labels.includes("Elküldtem")) return app.after(person, person.say(key));
  return app.after(person, person.press(onwards.find((label) => labels.includes(label)) ?? "Kész, tovább"));
};

test("the first words are three lines, and three ways to go", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const { text, buttons } = await app.after(anna, anna.start());
  expect(text.split("\n")).toHaveLength(3);
  expect(text).toContain("Nem vagyok hivatalos");
  expect(text).not.toMatch(/kulcs|titkos|\//);
  expect(buttons.flat()).toHaveLength(3);
});

test("at most two questions and ten buttons come before the first step", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const seen = [await app.after(anna, anna.start())];
  seen.push(await app.after(anna, anna.press("Kezdjük")));
  expect(anna.last?.text).toContain("Honnan kérnéd a kódot?");
  expect(anna.last?.text).toContain("kezdd az e-mailes kóddal");
  seen.push(await app.after(anna, anna.press("E-mailben")));
  expect(anna.last?.text).toContain("Milyen telefonod van?");
  expect(seen.flatMap(({ buttons }) => buttons.flat()).length).toBeLessThanOrEqual(10);
  expect((await app.after(anna, anna.press("iPhone"))).text).toContain(headed("email", 1));
});

test("a user who wants to choose reads what each way means", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  await app.after(anna, anna.press("Kezdjük"));
  const { text } = await app.after(anna, anna.press("Segíts választani"));
  for (const way of ["E-mailben:", "Saját alkalmazásból:", "Tőlem:", "DÁP-pal:"]) expect(text).toContain(way);
  expect((await app.after(anna, anna.press("A DÁP-pal"))).text).toContain("dap.gov.hu");
  await app.after(anna, anna.press("Vissza"));
  expect((await app.after(anna, anna.press("Tőled, itt"))).text).toContain("Milyen telefonod van?");
});

for (const road of Object.keys(questions) as RoadId[])
  for (const device of asksPhone(road) ? devices : (["android"] as const))
    test(`the road ${road} on ${device} goes to its end and back`, async () => {
      const app = await startAppFixture();
      const anna = app.person();
      const { steps: all, then } = roadOf(road);
      const total = all.length;
      await begin(app, anna, road, device);
      for (let number = 1; number < total; number += 1) {
        expect(anna.last?.text).toContain(headed(road, number));
        await pressOn(app, anna);
      }
      expect(anna.last?.text).toContain(headed(road, total));
      for (let number = total; number > 1; number -= 1) {
        expect(anna.last?.text).toContain(headed(road, number));
        await app.after(anna, anna.press("Vissza"));
      }
      expect(anna.last?.text).toContain(headed(road, 1));
      await app.after(anna, anna.press("Vissza"));
      expect(anna.last?.text).not.toContain(headed(road, 1));
      if (keyStepOf(road) === undefined)
        expect(anna.screen.filter(({ from }) => from === "bot")).toHaveLength(1);
      if (then !== undefined) {
        await begin(app, anna, road, device);
        for (let number = 1; number <= total; number += 1) await pressOn(app, anna);
        expect(anna.last?.text).toContain("Honnan kérnéd a kódot?");
      }
    });

test("the phone is asked once, and one can change one's mind", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna, "bot", "iphone");
  await goOnTo(app, anna, "open");
  await app.after(anna, anna.press("Elakadtam"));
  await app.after(anna, anna.press("Másik fajta telefonom van"));
  expect((await app.after(anna, anna.press("Androidos"))).text).toContain("Chrome");
  await app.after(anna, anna.pressOld("fork:way"));
  expect((await app.after(anna, anna.press("E-mailben"))).text).toContain(headed("email", 1));
});

test("the guide is resumed where it was left, also after a restart", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna, "email", "iphone");
  await pressOn(app, anna);
  await pressOn(app, anna);
  await app.restart();
  const { text } = await app.after(anna, anna.say("/utmutato"));
  expect(text).toContain("Itt tartottál:");
  expect(text).toContain(headed("email", 3));
  expect((await app.after(anna, anna.start())).buttons.flat()).toContain("Folytatom az útmutatót");
});

test("buttons of messages from before there were several roads still work", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await app.after(anna, anna.say(keys.anna));
  for (const [data, expected] of [
    ["guide:firstLogin", "hitelesítő alkalmazással"],
    ["go:password", "Csak megmutatom"],
    ["guide:bot:save", "ÜGYFÉLKAPUS JELSZÓ"],
    ["guide:gone", headed("bot", 1)],
    ["plan-b", "Honnan kérnéd a kódot?"],
    ["guide:noroad:code", "ÜGYFÉLKAPUS JELSZÓ"],
  ] as const) {
    await app.after(anna, anna.pressOld(data));
    expect(anna.last?.text, data).toContain(expected);
  }
});

test("a QR code that comes at the screenshot step confirms it and leads on to the next", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await goOnTo(app, anna, "screenshot");
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
  expect(anna.last?.text).toContain("ÜGYFÉLKAPUS JELSZÓ");
  expect((await app.after(anna, anna.say("/utmutato"))).text).toContain("ÜGYFÉLKAPUS JELSZÓ");
});

test("characters instead of the picture lead on too", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await goOnTo(app, anna, "send");
  expect((await app.after(anna, anna.press("Inkább a karaktersort"))).text).toContain(
    "Nem tudom beolvasni a kódot",
  );
  await app.after(anna, anna.say(keys.anna));
  expect(anna.last?.text).toContain("ÜGYFÉLKAPUS JELSZÓ");
});

test("at the code step the code comes into the step's own message, with twenty-five seconds or more", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await app.after(anna, anna.say(keys.anna));
  const step = anna.last;
  app.clock.forwardTo(24);
  const waiting = await app.after(anna, anna.press("Kérem a kódot"));
  expect(waiting.id).toBe(step?.id);
  expect(waiting.text).toMatch(/csak 2[34] másodpercig/);
  expect(waiting.text).toContain("Beillesztés");
  app.clock.forward(24_000);
  const shown = await anna.until(/🔑 \d{3} \d{3}/);
  expect(shown.id).toBe(step?.id);
  expect(shown.text).toContain("AZONOSÍTÓ MEGADÁSA");
  expect(shown.text.indexOf("TOVÁBB")).toBeLessThan(shown.text.indexOf("gyere vissza"));
  expect(shown.text.replaceAll(" ", "")).toContain(totp(keys.anna, app.clock.now()));
  app.clock.forward(30_000);
  await anna.until("Ez a kód lejárt");
  expect(anna.last?.buttons.flat()).toContain("🔑 Kérek új kódot");
  expect((await app.after(anna, anna.press("Kérek új kódot"))).text).toMatch(
    /🔑 \d{3} \d{3}|csak \d+ másodpercig/,
  );
});

test("a code that runs out does not come between the user and the next step", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.press("Kérem a kódot"));
  expect((await app.after(anna, anna.press("Igen, elfogadta"))).text).toContain("TÖRLŐKÓD");
  app.clock.forward(31_000);
  await app.after(anna, anna.say("/kod"));
  expect(anna.screen.find(({ text }) => text.includes("TÖRLŐKÓD"))).toBeDefined();
  expect(anna.sees("Ez a kód lejárt")).toBe(false);
});

test("no button or word leads past the step for sending the key while no key has come", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await goOnTo(app, anna, "send");
  // Said twice, it changes nothing, which Telegram refuses.
  app.allowRefused("editMessageMedia");
  const notYet = "A képed még nem érkezett meg hozzám";
  expect((await app.after(anna, anna.press("Elküldtem"))).text).toContain(notYet);
  expect((await app.after(anna, anna.say("tovább"))).text).toContain(notYet);
  expect((await app.after(anna, anna.pressOld("guide:bot:finish"))).text).toContain(notYet);
  await app.after(anna, anna.say("/kod"));
  expect(anna.last?.text).toContain("Még nincs nálam kulcsod");
  expect((await app.after(anna, anna.press("Elküldöm a QR-kód képét"))).text).toContain(
    headedAt("bot", "send"),
  );
});

test("for a new QR code the old key is not enough, and the new one is used without a question", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  await begin(app, anna, "reset");
  await app.after(anna, anna.pressOld("guide:reset:send"));
  expect((await app.after(anna, anna.press("Elküldtem"))).text).toContain("még nem érkezett meg");
  expect((await app.after(anna, anna.say(keys.new))).text).toContain(headedAt("reset", "resetCode"));
  const { text } = await askForCode(app, anna);
  expect(text.replaceAll(" ", "")).toContain(totp(keys.new, app.clock.now()));
  const { number: code, total } = placeOf("reset", "resetCode");
  for (let number = code; number < total; number += 1) await pressOn(app, anna);
  expect(anna.screen.some(({ text: said }) => said.includes("Lecseréljem az újra?"))).toBe(true);
});

test("the same picture in the middle of the registration is no harm, and another one replaces the key", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.press("Kérem a kódot"));
  await app.after(anna, anna.press("Nem fogadta el"));
  expect(anna.last?.buttons[0]).toEqual(["Újratöltött vagy kiléptetett az oldal"]);
  await app.after(anna, anna.press("Újratöltött vagy kiléptetett"));
  expect(anna.last?.text).toContain("Küldj képet arról a QR-kódról, amelyet most látsz");
  expect((await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))))).text).toContain(
    "Ez ugyanaz a kulcs, ezzel nincs baj.",
  );
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.new))));
  expect(anna.sees("Ez új kulcs. Lecseréltem a régit")).toBe(true);
  expect(anna.last?.text).toContain("ÜGYFÉLKAPUS JELSZÓ");
  expect(anna.sees("Lecseréljem az újra?")).toBe(false);
  const { text } = await askForCode(app, anna);
  expect(text.replaceAll(" ", "")).toContain(totp(keys.new, app.clock.now()));
  await app.after(anna, anna.say("/kulcsok"));
  expect(anna.last?.text).not.toContain("2 kulcs");
  await app.after(anna, anna.press("Visszateszem a régit"));
  expect((await app.after(anna, anna.say("/kulcsok"))).text).toContain("2 kulcsot őrzök");
});

test("looking at a step from elsewhere does not move the user", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await goOnTo(app, anna, "apply");
  const looked = await app.after(anna, anna.pressOld("go:bot:newLogin"));
  expect(looked.text).toContain("Csak megmutatom, a helyed megmarad.");
  await app.after(anna, anna.press("Következő lépés"));
  expect((await app.after(anna, anna.say("/utmutato"))).text).toContain(headedAt("bot", "apply"));
  await app.after(anna, anna.pressOld("go:bot:newLogin"));
  const { number } = placeOf("bot", "apply");
  expect((await app.after(anna, anna.press(`Vissza oda, ahol tartottam: ${number}/`))).text).toContain(
    headedAt("bot", "apply"),
  );
});

test("a helper on the telephone looks through a road without walking on it", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  await app.after(anna, anna.press("Új telefon, elveszett"));
  await app.after(anna, anna.press("Másnak segítek"));
  await app.after(anna, anna.press("Telefonon segítek neki"));
  await app.after(anna, anna.press("Ha tőlem kér kódot"));
  for (const step of roadOf("bot").steps.slice(1)) {
    await app.after(anna, anna.press("Következő lépés"));
    expect(anna.last?.text).toContain(headed("bot", placeOf("bot", step).number));
  }
  expect((await app.after(anna, anna.say("/utmutato"))).text).toContain("Honnan kérnéd a kódot?");
});

test("a corrected word does not press a button again", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  const sent = await anna.say("kesz");
  await app.after(anna, Promise.resolve());
  expect(anna.last?.text).toContain(headed("bot", 2));
  const shown = anna.screen.length;
  await app.after(anna, anna.edit(sent, "kész"));
  expect(anna.screen).toHaveLength(shown);
});

test("words that stand on the buttons do what the buttons do", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  expect((await app.after(anna, anna.say("Kész, tovább!"))).text).toContain(headed("bot", 2));
  expect((await app.after(anna, anna.say("vissza"))).text).toContain(headed("bot", 1));
  expect((await app.after(anna, anna.say("ok"))).text).toContain("Itt tartottál:");
  expect((await app.after(anna, anna.say("elakadtam"))).text).toContain("Mi a gond?");
  await app.after(anna, anna.say(keys.anna));
  expect((await app.after(anna, anna.say("nem fogadta el"))).text).toContain("Melyik történhetett?");
  expect((await app.after(anna, anna.say("igen"))).text).toContain("TÖRLŐKÓD");
  for (const words of [
    "küldd a kódot",
    "kérem a kódot",
    "szám kell",
    "hat szám",
    "belépnék",
    "nem jön a kód",
  ])
    expect((await app.after(anna, anna.say(words))).text, words).toMatch(/🔑 \d{3} \d{3}|csak \d+ másod/);
});

test("the end says what is kept, how to come back, and gives a code", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await app.after(anna, anna.say(link(keys.anna, "MINTAANNA")));
  const total = roadOf("bot").steps.length;
  while (anna.last?.text.includes(headed("bot", total - 1)) !== true) await pressOn(app, anna);
  expect(anna.last.text).toContain("titkosítva: „MINTAANNA”");
  expect(anna.last.buttons.flat()).toEqual(
    expect.arrayContaining(["Beállítom az e-mailes kódot", "A kulcsot is elteszem", "Most nem"]),
  );
  expect((await app.after(anna, anna.press("A kulcsot is elteszem"))).text).toContain("Jegyzetek");
  expect((await app.after(anna, anna.press("Eltettem"))).text).toContain("Kapusegéd");
  expect((await app.after(anna, anna.press("🔑 Kérek kódot"))).text).toMatch(/🔑 \d{3} \d{3}/);
  expect((await app.after(anna, anna.start())).buttons.flat()).toContain("Útmutató újra");
});

test("the e-mail road says that a key is still here where one is", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna, "email");
  await app.after(anna, anna.pressOld("guide:email:emailDone"));
  expect(anna.last?.text).toContain("Nálam most nincs kulcsod");
  await app.after(anna, anna.say(link(keys.anna, "MINTAANNA")));
  await app.after(anna, anna.pressOld("guide:email:emailDone"));
  expect(anna.last?.text).toContain("Nálam is van kulcsod: „MINTAANNA”");
});

test("with two keys from elsewhere the step asks which", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(link(keys.anna, "anna")));
  await app.after(anna, anna.say(link(keys.bela, "bela")));
  await begin(app, anna);
  await app.after(anna, anna.pressOld("guide:bot:code"));
  await app.after(anna, anna.press("Kérem a kódot"));
  app.clock.forwardTo(29.9);
  const { text } = await app.after(anna, anna.press("bela"));
  expect(text.replaceAll(" ", "")).toContain(totp(keys.bela, app.clock.now()));
  expect(text).toContain("bela");
});

test.each(Object.keys(questions) as RoadId[])(
  "every step of the road %s says what goes wrong there, answers in place, and leads back",
  async (road) => {
    const app = await startAppFixture();
    const anna = app.person();
    await begin(app, anna, road);
    for (const [index, step] of roadOf(road).steps.entries()) {
      if (step === keyStepOf(road)?.step) {
        await app.after(anna, anna.pressOld(`guide:${road}:${step}`));
        await app.after(anna, anna.say(keys.anna));
      }
      if (index > 0) await app.after(anna, anna.pressOld(`guide:${road}:${step}`));
      const { buttons } = await app.after(anna, anna.press("Elakadtam"));
      const [first = "", ...more] = buttons
        .flat()
        .filter((label) => !/^(Vissza|Másik fajta|Más a gondom)/.test(label));
      expect(more.length, step).toBeGreaterThanOrEqual(2);
      expect((await app.after(anna, anna.press(first))).text).toContain(headed(road, index + 1));
      await app.after(anna, anna.press("Vissza a lépéshez"));
      if (stepOf(step).portal !== true) continue;
      expect((await app.after(anna, anna.press("Mást látok"))).text).toContain("1818-at");
      await app.after(anna, anna.press("Elakadtam"));
      expect((await app.after(anna, anna.press("Más a gondom"))).text).toContain("Írd le");
      await app.after(anna, anna.press("Vissza a lépéshez"));
    }
  },
);

test("what people do not see on the page is counted by step, and nothing else is", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await goOnTo(app, anna, "apply");
  await app.after(anna, anna.press("Mást látok"));
  await app.after(anna, anna.press("Vissza a lépéshez"));
  await app.after(anna, anna.press("Mást látok"));
  const page = await fetch(`http://127.0.0.1:${app.port}/metrics`);
  const text = await page.text();
  expect(text).toContain('kapuseged_guide_unseen_total{step="apply"} 2');
  expect(text).not.toContain(String(anna.chatId));
});

test("on the road with an app of one's own a picture gives the key to be copied, and it is not kept", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna, "app");
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
  const { text, rawButtons } = anna.last ?? { text: "", rawButtons: [] };
  expect(text).toContain(keys.anna);
  expect(rawButtons.flat()).toContainEqual(expect.objectContaining({ copy_text: { text: keys.anna } }));
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  await app.restart();
  app.clock.forward(601_000);
  await anna.until((screen) => screen.every((message) => !message.text.includes(keys.anna)));
  expect((await app.after(anna, anna.say("/utmutato"))).text).toContain("NISZ Hitelesítő");
});

test("a key in two halves is shown for the app once the user has said that it is one", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna, "app");
  await app.after(anna, anna.say(`${keys.anna}\n${keys.new}`));
  await app.after(anna, anna.press("Egy kulcs, két sorban"));
  expect(anna.sees(`${keys.anna}${keys.new}`)).toBe(true);
  expect(anna.sees("A képet kitöröltem")).toBe(false);
  expect(anna.screen.flatMap(({ buttons }) => buttons.flat())).not.toContain("Két külön kulcs");
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  app.clock.forward(601_000);
  await anna.until((screen) => screen.every((message) => !message.text.includes(keys.anna)));
});

test("who would rather have that key kept says so with one press", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna, "app");
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.press("Inkább őrizd meg te"));
  expect(anna.last?.text).toMatch(/🔑 \d{3} \d{3}/);
  app.clock.forward(601_000);
  expect((await app.after(anna, anna.say("/kod"))).text).toMatch(/🔑 \d{3} \d{3}/);
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
});

test("the side roads are reached from the beginning", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  await app.after(anna, anna.press("Új telefon, elveszett"));
  await app.after(anna, anna.press("Elveszett vagy ellopták"));
  expect(anna.last?.text).toContain("Az Ügyfélkapud megvan, nem veszett el.");
  expect((await app.after(anna, anna.press("A kulcsom nálad van"))).text).toContain("eszközök listáján");
  await app.after(anna, anna.press("Új QR-kódot kérek"));
  expect((await app.after(anna, anna.press("Androidos"))).text).toContain(headed("reset", 1));
});

test("data handling and help lead back", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  expect((await app.after(anna, anna.press("Kezdjük"))).text).toContain("e-mailes kóddal");
  await app.after(anna, anna.press("Vissza az elejére"));
  expect((await app.after(anna, anna.press("Mit tárolsz rólam?"))).text).toContain("Bármikor kitörölhetsz");
  await app.after(anna, anna.press("Vissza az elejére"));
  expect((await app.after(anna, anna.pressOld("have-key"))).text).toContain("képernyőképet");
  await app.after(anna, anna.press("Vissza az elejére"));
  expect(anna.screen.filter(({ from }) => from === "bot")).toHaveLength(1);
  for (const command of ["/sugo", "/help", "segítség"]) {
    expect((await app.after(anna, anna.say(command))).text).toContain("Ebben tudok segíteni");
  }
  for (const command of ["/adatkezeles", "/privacy", "/adatkezelés"]) {
    expect((await app.after(anna, anna.say(command))).text).toContain("Mit tárolok rólad?");
  }
  expect((await app.after(anna, anna.say("/megse"))).text).toContain("megálltunk");
  await app.after(anna, anna.say(keys.anna));
  expect((await app.after(anna, anna.start())).buttons[0]).toEqual(["🔑 Kérek kódot"]);
});
