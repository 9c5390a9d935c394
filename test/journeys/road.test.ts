import { expect, test } from "vitest";
import { roadOf, type RoadId } from "../../src/guide/roads.ts";
import { stepOf } from "../../src/guide/steps.ts";
import { devices, type Device } from "../../src/guide/device.ts";
import { placeOf } from "../../src/guide/walk.ts";
import type { Person } from "../support/bot-api-server/index.ts";
import { link, screenshot } from "../support/drawings.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

const headed = (road: RoadId, number: number) => `${number}/${roadOf(road).steps.length} · `;
const phone: Record<Device, string> = { android: "Androidos", iphone: "iPhone" };

/** What is pressed, after the beginning of the guide, to stand at the first step of a road. */
const questions: Record<RoadId, readonly string[]> = {
  bot: ["Igen, tudom a jelszavamat", "Velem, a Kapusegéddel"],
  app: ["Igen, tudom a jelszavamat", "Saját alkalmazással"],
  email: ["Igen, tudom a jelszavamat", "E-mailes kóddal"],
  card: ["Nincs, vagy nem tudom", "Otthonról, a személyimmel"],
  office: ["Nincs, vagy nem tudom", "Személyesen"],
  reset: ["Már Ügyfélkapu+-om van", "Új telefonom lett", "Nincs meg, de be tudok lépni"],
};
const asksPhone = (road: RoadId) => road !== "card" && road !== "office";

const begin = async (app: AppFixture, person: Person, road: RoadId = "bot", device: Device = "android") => {
  await app.after(person, person.say("/sugo"));
  await app.after(person, person.pressOld("fork:account"));
  for (const answer of questions[road]) await app.after(person, person.press(answer));
  if (person.last?.text.includes("Milyen telefonod van?") === true)
    await app.after(person, person.press(phone[device]));
  expect(person.last?.text).toContain(headed(road, 1));
};

/** Presses whatever leads on until the step is reached. */
const goOnTo = async (app: AppFixture, person: Person, step: string) => {
  const { road, number } = placeOf("bot", step);
  while (person.last?.text.includes(headed(road, number)) !== true) await pressOn(app, person);
};

const pressOn = async (app: AppFixture, person: Person) => {
  const asks = person.last?.buttons.flat().includes("Igen, elfogadta") === true;
  return app.after(person, person.press(asks ? "Igen, elfogadta" : "Kész, tovább"));
};

test("the first words are four lines and the ways to go", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const { text, buttons } = await app.after(anna, anna.start());
  expect(text.split("\n")).toHaveLength(4);
  expect(text).toContain("Nem vagyok hivatalos");
  expect(text).toContain("/torles");
  expect(buttons.flat()).toHaveLength(5);
});

test("the guide asks for the Ügyfélkapu, the way and the phone before its first step", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  expect((await app.after(anna, anna.press("Kezdjük az útmutatót"))).text).toContain("Van már Ügyfélkapud?");
  const { text } = await app.after(anna, anna.press("Igen, tudom a jelszavamat"));
  for (const way of ["Velem:", "Saját alkalmazással:", "E-mailes kóddal:", "DÁP-pal:"])
    expect(text).toContain(way);
  expect((await app.after(anna, anna.press("DÁP-pal"))).text).toContain("dap.gov.hu");
  await app.after(anna, anna.press("Vissza"));
  expect((await app.after(anna, anna.press("Velem"))).text).toContain("Milyen telefonod van?");
  expect((await app.after(anna, anna.press("iPhone"))).text).toContain("Safari");
});

for (const road of Object.keys(questions) as RoadId[])
  for (const device of asksPhone(road) ? devices : (["android"] as const))
    test(`the road ${road} on ${device} goes to its end and back in one message`, async () => {
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
      expect(anna.screen.filter(({ from }) => from === "bot")).toHaveLength(1);
      if (then !== undefined) {
        await begin(app, anna, road, device);
        for (let number = 1; number <= total; number += 1) await pressOn(app, anna);
        expect(anna.last?.text).toContain("Hogyan szeretnél belépni?");
      }
    });

test("the phone is asked once, and one can change one's mind", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna, "bot", "iphone");
  await app.after(anna, anna.press("Elakadtam"));
  await app.after(anna, anna.press("Másik fajta telefonom van"));
  expect((await app.after(anna, anna.press("Androidos"))).text).toContain("Chrome");
  await app.after(anna, anna.press("Vissza"));
  expect((await app.after(anna, anna.press("E-mailes kóddal"))).text).toContain("Chrome");
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
  for (const [data, expected] of [
    ["guide:firstLogin", "hitelesítő alkalmazással"],
    ["go:password", "ÜGYFÉLKAPUS JELSZÓ"],
    ["guide:gone", headed("bot", 1)],
    ["plan-b", "Hogyan szeretnél belépni?"],
    ["guide:noroad:code", "AZONOSÍTÓ MEGADÁSA"],
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

test("at the code step the code comes into the step's own message, with fifteen seconds or more", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await app.after(anna, anna.say(keys.anna));
  await pressOn(app, anna);
  const step = anna.last;
  app.clock.forwardTo(14);
  const waiting = await app.after(anna, anna.press("Kérem a kódot"));
  expect(waiting.id).toBe(step?.id);
  expect(waiting.text).toMatch(/még? csak 1[34] másodpercig|csak 1[34] másodpercig/);
  app.clock.forward(14_000);
  const shown = await anna.until(/🔑 \d{3} \d{3}/);
  expect(shown.id).toBe(step?.id);
  expect(shown.text).toContain("AZONOSÍTÓ MEGADÁSA");
  expect(shown.text.replaceAll(" ", "")).toContain(totp(keys.anna, app.clock.now()));
  app.clock.forward(30_000);
  await anna.until("Ez a kód lejárt");
  expect(anna.last?.buttons.flat()).toContain("🔑 Kérek új kódot");
  expect((await app.after(anna, anna.press("Kérek új kódot"))).text).toMatch(
    /🔑 \d{3} \d{3}|csak \d+ másodpercig/,
  );
});

test("a code that runs out does not come between somebody and the next step", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await app.after(anna, anna.say(keys.anna));
  await pressOn(app, anna);
  await app.after(anna, anna.press("Kérem a kódot"));
  expect((await app.after(anna, anna.press("Kész, tovább"))).text).toContain("Mentés");
  app.clock.forward(31_000);
  await app.after(anna, anna.say("/kod"));
  expect(anna.screen.find(({ text }) => text.includes("Mentés"))).toBeDefined();
  expect(anna.sees("Ez a kód lejárt")).toBe(false);
});

test("with two keys the step asks which, and without one it says how to get there", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await goOnTo(app, anna, "code");
  expect((await app.after(anna, anna.press("Kérem a kódot"))).text).toContain("Még nincs nálam kulcsod");
  await app.after(anna, anna.say(link(keys.anna, "anna")));
  await app.after(anna, anna.say(link(keys.bela, "bela")));
  await app.after(anna, anna.say("/utmutato"));
  await app.after(anna, anna.press("Kérem a kódot"));
  const { text } = await app.after(anna, anna.press("bela"));
  expect(text.replaceAll(" ", "")).toContain(totp(keys.bela, app.clock.now()));
  expect(text).toContain("bela");
});

test("when the page says no, the cause is found in place, and the way leads on again", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await begin(app, anna);
  await app.after(anna, anna.say(keys.anna));
  await goOnTo(app, anna, "save");
  const step = anna.last?.id;
  expect((await app.after(anna, anna.press("Nem fogadta el"))).text).toContain("Melyik történhetett?");
  await app.after(anna, anna.press("Talán rossz mezőbe írtam"));
  await app.after(anna, anna.press("Vissza a lépéshez"));
  await app.after(anna, anna.press("Nem fogadta el"));
  await app.after(anna, anna.press("Lassan írtam be"));
  const { text, id } = await app.after(anna, anna.press("Kérek új kódot"));
  expect(text).toMatch(/🔑 \d{3} \d{3}/);
  expect(id).toBe(step);
  await app.after(anna, anna.press("Kész, tovább"));
  await app.after(anna, anna.press("Nem fogadta el"));
  await app.after(anna, anna.press("Közben új QR-kódot kértem"));
  expect((await app.after(anna, anna.press("Állj meg a QR-kódnál"))).text).toContain("képernyőképet");
});

test.each(Object.keys(questions) as RoadId[])(
  "every step of the road %s says what goes wrong there, answers in place, and leads back",
  async (road) => {
    const app = await startAppFixture();
    const anna = app.person();
    await begin(app, anna, road);
    for (const [index, step] of roadOf(road).steps.entries()) {
      if (index > 0) await app.after(anna, anna.pressOld(`guide:${road}:${step}`));
      const { buttons } = await app.after(anna, anna.press("Elakadtam"));
      const [first = "", ...more] = buttons
        .flat()
        .filter((label) => !/^(Vissza|Másik fajta|Más a gondom)/.test(label));
      expect(more.length, step).toBeGreaterThanOrEqual(2);
      expect((await app.after(anna, anna.press(first))).text).toContain(headed(road, index + 1));
      await app.after(anna, anna.press("Vissza a lépéshez"));
      if (stepOf(step).portal !== true) continue;
      expect((await app.after(anna, anna.press("Ezt nem látom"))).text).toContain("1818-at");
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
  await app.after(anna, anna.press("Ezt nem látom"));
  await app.after(anna, anna.press("Vissza a lépéshez"));
  await app.after(anna, anna.press("Ezt nem látom"));
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
  await app.after(anna, anna.press("Elveszett, új telefon"));
  await app.after(anna, anna.press("Elveszett vagy ellopták"));
  expect(anna.last?.text).toContain("Az Ügyfélkapud megvan, nem veszett el.");
  expect((await app.after(anna, anna.press("A kulcsom nálad van"))).text).toContain("Eszközök");
  await app.after(anna, anna.press("Új QR-kódot kérek"));
  expect((await app.after(anna, anna.press("Androidos"))).text).toContain(headed("reset", 1));
});

test("data handling and help lead back", async () => {
  const app = await startAppFixture({ OPERATOR_CONTACT: "Minta Egyesület <minta@example.hu>" });
  const anna = app.person();
  await app.after(anna, anna.start());
  expect((await app.after(anna, anna.press("Van egyszerűbb út is?"))).text).toContain("E-mailes kóddal");
  await app.after(anna, anna.press("Vissza"));
  await app.after(anna, anna.press("Vissza az elejére"));
  expect((await app.after(anna, anna.press("Mit tárolsz rólam?"))).text).toContain(
    "Minta Egyesület <minta@example.hu>",
  );
  await app.after(anna, anna.press("Vissza az elejére"));
  expect((await app.after(anna, anna.press("Már van QR-kódom"))).text).toContain("képernyőképet");
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
