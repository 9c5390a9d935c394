import { expect, test } from "vitest";
import troubles from "../../locales/hu/troubles.json" with { type: "json" };
import { roadOf } from "../../src/guide/roads.ts";
import { stepOf } from "../../src/guide/steps.ts";
import { link, screenshot } from "../support/drawings.ts";
import { StillClock } from "../support/clock.ts";
import { TranscriptWriter } from "../support/transcript-writer.ts";
import { keys, startAppFixtureWith } from "../support/app-fixture.ts";

/*
 * Twenty people who ask in their own words, with follow-ups, feelings and detours, in docs/transcripts. `npm run transcripts`
 * writes them again; here they are compared with what the bot says now.
 */

/** Ten o'clock and two seconds: a code has 28 seconds left. */
const time = Date.parse("2026-11-23T09:00:02Z");

/** What goes wrong most often in the first step of the bot's road, whichever that is. */
const firstTrouble = troubles[stepOf(roadOf("bot").steps[0] ?? "open").troubles[0] ?? "pageDown"].label;

/** A conversation: what a person says, and the buttons they press, `[in brackets]`. */
interface Spoken {
  readonly who: string;
  readonly title: string;
  /** They have sent their key before. */
  readonly hasKey?: true;
  readonly deeds: readonly string[];
  /** How many of the questions the bot cannot answer. */
  readonly refused?: number;
}

const spoken: Readonly<Record<string, Spoken>> = {
  jelszo: {
    who: "Teréz",
    title: "Teréz elfelejtette a jelszavát",
    deeds: [
      "Jó napot kívánok! Elfelejtettem a jelszavamat, és nem tudok belépni.",
      "és ha nem jön meg az e-mail?",
      "Köszönöm szépen, nagyon kedves",
    ],
  },
  torlokod: {
    who: "Jani",
    title: "Jani röviden kérdez",
    deeds: ["mi az a torlokod", "es ha nincs meg a torlokodom?", "ok"],
  },
  anyukam: {
    who: "Kata",
    title: "Kata az anyukájának segít",
    deeds: [
      "Anyukámnak segítek, hogyan csináljuk?",
      "[Másnak segítek]",
      "[Az ő telefonján]",
      "kösz, mindjárt jövök, szólok neki",
    ],
  },
  csalo: {
    who: "Ilona",
    title: "Ilonát felhívták",
    deeds: [
      "Felhívtak telefonon, és kérik a kódomat",
      "Megadtam másnak a jelszavamat, most mi lesz?",
      "elegem van, feladom",
    ],
  },
  feladom: {
    who: "Béla",
    title: "Béla majdnem feladja",
    deeds: [
      "/start",
      "[Kezdjük]",
      "[Tőled, itt a Telegramban]",
      "[Androidos]",
      "[Kész, tovább]",
      "ez nekem nem megy, feladom",
      "[Folytatom az útmutatót]",
      "tovább",
    ],
  },
  szemuveg: {
    who: "Marika",
    title: "Marika a szemüvegét keresi",
    deeds: [
      "/start",
      "[Kezdjük]",
      "[Tőled, itt a Telegramban]",
      "[iPhone]",
      "mindjárt jövök, csak megkeresem a szemüvegem",
      "hol tartottunk?",
      "elakadtam",
      `[${firstTrouble}]`,
    ],
  },
  mergesen: {
    who: "Gyula",
    title: "Gyula mérges",
    hasKey: true,
    deeds: ["a francba az egésszel", "nem fogadja el az oldal a kódot", "[🔑 Kérek kódot]"],
  },
  ember: {
    who: "Erzsi",
    title: "Erzsi emberrel beszélne",
    deeds: ["robot vagy te vagy ember?", "hívj fel légyszi", "Jó, akkor viszontlátásra"],
  },
  bizalom: {
    who: "László",
    title: "László óvatos",
    deeds: [
      "nem bízom benned, biztos csaló vagy",
      "Ki üzemeltet téged?",
      "Látod a jelszavamat?",
      "[Mit tárolsz rólam?]",
    ],
  },
  angolul: {
    who: "Peter",
    title: "Peter angolul kérdez",
    hasKey: true,
    deeds: ["Can you help me?", "/kod", "kösz"],
    refused: 1,
  },
  ellopott: {
    who: "Zsuzsa",
    title: "Zsuzsától ellopták a telefont",
    deeds: ["Ellopták a telefonomat!", "és ha a törlőkód sincs meg?", "köszönöm"],
  },
  "uj-szam": {
    who: "Ferenc",
    title: "Ferenc új telefonszámot kap",
    hasKey: true,
    deeds: ["új telefonszámom lesz, baj?", "értem", "/kod"],
  },
  "egy-kulcs": {
    who: "Judit",
    title: "Judit nem töröl mindent",
    hasKey: true,
    deeds: ["töröld az adataimat", "nem", "Csak egy kulcsot törölnék, hogyan?", "[🔑 Kérek kódot]"],
  },
  kod: {
    who: "Pista",
    title: "Pista a kóddal siet",
    hasKey: true,
    deeds: ["kérek kódot", "Mire beírom a kódot, lejár", "sikerült, bent vagyok!"],
  },
  "ket-kerdes": {
    who: "Magdi",
    title: "Magdi egyszerre kettőt kérdez",
    deeds: ["Mennyibe kerül az Ügyfélkapu+? És mennyi ideig tart az egész?", "rendben"],
  },
  kulfold: {
    who: "Anikó",
    title: "Anikó külföldről lépne be",
    deeds: ["Spanyolországból is be tudok lépni?", "és internet kell hozzá?", "Köszi, szép napot!"],
  },
  konyvtar: {
    who: "Sándor",
    title: "Sándor a könyvtárban ül",
    deeds: ["Könyvtári gépen beléphetek?", "nem értem", "Hogyan kérek tőled kódot?", "viszlát"],
  },
  vallalkozo: {
    who: "Csaba",
    title: "Csaba vállalkozó",
    deeds: [
      "Egyéni vállalkozóként is kell cégkapu?",
      "[Vállalkozó vagyok, kell cégkapu?]",
      "És az ÁNYK-ban hogyan lépek be?",
      "ok köszi",
    ],
  },
  "mas-ugy": {
    who: "Rózsi",
    title: "Rózsi mást kérdez",
    deeds: ["milyen idő lesz holnap?", "Bocsánat a zavarásért", "Hogyan állok át az Ügyfélkapu+-ra?"],
    refused: 1,
  },
  kepernyokep: {
    who: "Irén",
    title: "Irén képet küldene",
    deeds: [
      "Hogyan készítek képernyőképet?",
      "és hogyan küldöm el neked?",
      "Kitörlöd a képet, amit küldök?",
      "rendben, értem",
    ],
  },
};

test("there are twenty conversations", () => {
  expect(Object.keys(spoken)).toHaveLength(20);
});

test.each(Object.entries(spoken))(
  "the conversation %s reads as it is written down",
  async (name, conversation) => {
    const { who, title, deeds, hasKey, refused = 0 } = conversation;
    const app = await startAppFixtureWith(new StillClock(time));
    const person = app.person(who);
    const writer = new TranscriptWriter(app, person, title, who);
    if (hasKey === true) await writer.send(await screenshot(link(keys.anna)));
    for (const deed of deeds) {
      const [, label] = /^\[(.+)\]$/.exec(deed) ?? [];
      await (label === undefined ? writer.say(deed) : writer.press(label));
      expect(person.last?.buttons.flat().length, deed).toBeGreaterThan(0);
    }
    expect(writer.text.split("Erre nem tudok válaszolni").length - 1).toBe(refused);
    await expect(writer.text).toMatchFileSnapshot(`../../docs/transcripts/spoken-${name}.md`);
  },
);
