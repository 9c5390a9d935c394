import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { forkOf, roadOf, type ForkId, type RoadId } from "../../src/guide/roads.ts";
import { needsCode } from "../../src/guide/steps.ts";
import { devices, type Device } from "../../src/guide/device.ts";
import { asksDevice, keyStepOf } from "../../src/guide/walk.ts";
import forks from "../../locales/hu/forks.json" with { type: "json" };
import guide from "../../locales/hu/guide.json" with { type: "json" };
import start from "../../locales/hu/start.json" with { type: "json" };
import type { CharactersReading } from "../../src/key-characters/reading.ts";
import { found, scriptedReader } from "../support/scripted-reader.ts";
import { StillClock } from "../support/clock.ts";
import { link, screenshot } from "../support/drawings.ts";
import { aegis, aegisEncrypted, aegisEntry, unread, unreadTexts } from "../key-files/exports.ts";
import { TranscriptWriter } from "../support/transcript-writer.ts";
import { keys, startAppFixtureWith } from "../support/app-fixture.ts";

/*
 * The roads, and what one does with one's own, as conversations to be read aloud, in docs/transcripts. `npm run transcripts` writes them again; here they
 * are compared with what the bot says now.
 */

/** Ten o'clock and two seconds: a code has 28 seconds left. */
const time = Date.parse("2026-11-23T09:00:02Z");

const begin = async (title: string, ...characters: readonly CharactersReading[]) => {
  const app = await startAppFixtureWith(new StillClock(time), { characters: scriptedReader(...characters) });
  return new TranscriptWriter(app, app.person(), title);
};

const open = async (title: string) => {
  const writer = await begin(title);
  await writer.say("/start");
  return writer;
};

/** The forks on the way to each road: fork and way; what is not under the first question is under "Más gondom van". */
const ways = {
  bot: ["way.bot"],
  app: ["way.app"],
  email: ["way.email"],
  reserve: ["side.plus", "plus.second", "secondWay.email"],
  card: ["side.account", "account.none", "noAccount.card"],
  office: ["side.account", "account.none", "noAccount.office"],
  reset: ["side.newPhone", "newPhone.none", "codeFrom.bot"],
  resetApp: ["side.newPhone", "newPhone.none", "codeFrom.app"],
} as const satisfies Record<RoadId, readonly string[]>;

const labelOf = (path: string): string => {
  const [fork = "", way = ""] = path.split(".");
  const texts: Readonly<Record<string, { readonly ways: Readonly<Record<string, string>> }>> = forks;
  return texts[fork]?.ways[way] ?? path;
};

/** The buttons that lead on. */
const onwards = [guide.accepted, guide.reserve.later, guide.next];

const codeIn = /🔑 \d{3} \d{3}/;

const walk = async (road: RoadId, device: Device, title: string): Promise<TranscriptWriter> => {
  const writer = await begin(title);
  // A user who asks for a new QR code has a key here already.
  if (road === "reset") await writer.send(await screenshot(link(keys.anna)));
  await writer.say("/start");
  await writer.press(ways[road][0].startsWith("side.") ? start.side : start.guide);
  for (const way of ways[road]) await writer.press(labelOf(way));
  if (asksDevice(road)) await writer.press(guide.device[device]);
  const newQrCode = await readFile(new URL("../qr/pictures/light.jpg", import.meta.url));
  const { steps, then } = roadOf(road);
  for (const [index, step] of steps.entries()) {
    if (step === "send") {
      await writer.send(newQrCode);
      continue;
    }
    if (needsCode(step) && keyStepOf(road) !== undefined) {
      const first = !codeIn.test(writer.text);
      await writer.press(guide.code);
      expect(writer.text).toMatch(codeIn);
      if (first) writer.remark(`Az első kódig ${writer.taps} koppintás és egy kép kellett.`);
    }
    if (index + 1 < steps.length || then !== undefined)
      await writer.press(onwards.find((label) => writer.offers(label)) ?? guide.next);
  }
  return writer;
};

const walks = (Object.keys(ways) as RoadId[]).flatMap((road) =>
  asksDevice(road)
    ? devices.map((device) => ({ road, device, name: `${road}-${device}` }))
    : [{ road, device: devices[0], name: road }],
);

test.each(walks)("the road $name reads as it is written down", async ({ road, device, name }) => {
  const writer = await walk(road, device, `${guide.device[device].split(" ")[0] ?? ""}: ${road}`);
  await expect(writer.text).toMatchFileSnapshot(`../../docs/transcripts/${name}.md`);
});

/** All ways through a fork's side roads, without the roads they end in. */
const pathsFrom = (fork: ForkId, before: readonly ForkId[] = []): string[][] =>
  Object.entries(forkOf(fork).ways).flatMap(([way, to]) => {
    const here = `${fork}.${way}`;
    if (!("fork" in to) || ["way", "account", fork, ...before].includes(to.fork)) return [];
    const further = pathsFrom(to.fork, [...before, fork]);
    return further.length === 0 ? [[here]] : further.map((path) => [here, ...path]);
  });

test("the side roads read as they are written down", async () => {
  const writer = await open("Mellékutak");
  await writer.press(start.side);
  for (const path of pathsFrom("side")) {
    for (const way of path) await writer.press(labelOf(way));
    while (writer.offers(guide.back)) await writer.press(guide.back);
  }
  await expect(writer.text).toMatchFileSnapshot("../../docs/transcripts/side-roads.md");
});

/** What users do with what is stored, told by a user whose key is there already. */
const own: Readonly<Record<string, { title: string; tell: (writer: TranscriptWriter) => Promise<void> }>> = {
  keys: {
    title: "A kulcsaim: /kulcsok",
    async tell(writer) {
      await writer.secretly("beilleszti édesanyja kulcsát", link(keys.bela, "EDESANYA"));
      await writer.say("/kulcsok");
      await writer.press("EDESANYA");
      await writer.press("Átnevezem");
      await writer.say("Anyu");
      await writer.press("Előrébb teszem");
      await writer.press("Törlöm ezt a kulcsot");
      await writer.press("Visszavonom a törlést");
    },
  },
  moving: {
    title: "Kulcs másik alkalmazásba: /kulcsok",
    async tell(writer) {
      await writer.say("/kulcsok");
      await writer.press("Átviszem másik alkalmazásba");
      await writer.press("Más nem látja, mutasd");
      for (const app of ["NISZ Hitelesítő", "Google Hitelesítő", "Microsoft Authenticator", "Aegis"])
        await writer.press(app);
      await writer.press("Kész, átvittem");
      await writer.press("Igen, töröld innen");
    },
  },
  cancellation: {
    title: "A törlőkódom: /torlokod",
    async tell(writer) {
      await writer.say("/torlokod");
      await writer.press("Igen, mentsd el titkosítva");
      await writer.secretly("beírja a törlőkódját", "23421614");
      await writer.say("/torlokod");
      await writer.press("Mutasd meg");
      await writer.press("Vissza");
      await writer.press("Töröld ki a törlőkódomat");
      await writer.press("Igen, töröld ki");
      await writer.secretly("kérdés nélkül beírja a törlőkódját", "23421614");
      await writer.press("Igen, a törlőkódom");
      await writer.press("Papírra írom, mutasd meg");
      await writer.press("Felírtam");
    },
  },
  "my-data": {
    title: "Az adataim: /adataim",
    async tell(writer) {
      await writer.say("/adatkezeles");
      await writer.press("Mit tárolsz, és meddig?");
      await writer.press("Ki látja, és ki felel érte?");
      await writer.press("Milyen jogaim vannak?");
      await writer.press("Vissza az összefoglalóhoz");
      await writer.press("Mutasd, mit őrzöl rólam");
      await writer.press("Küldd el fájlban");
      await writer.say("/adataim");
      await writer.press("Küldd el a titkokkal együtt");
      await writer.press("Igen, a titkokkal együtt");
    },
  },
  erasing: {
    title: "Mindent törlök: /torles",
    async tell(writer) {
      await writer.say("/torles");
      await writer.press("Mégse");
      await writer.say("törölj mindent");
      await writer.press("Igen, törölj mindent");
      await writer.say("/torles");
    },
  },
};

/** Keys as a text or in a file, before the first one is there. */
const sent: typeof own = {
  "key-files": {
    title: "Kulcs fájlban",
    async tell(writer) {
      const entries = [
        aegisEntry("anna@pelda.hu", keys.anna, { issuer: "Ügyfélkapu+" }),
        aegisEntry("anna@pelda.hu", keys.bela, { issuer: "Minta Bank" }),
        aegisEntry("régi fiók", keys.new, { type: "hotp", issuer: "Minta Bolt" }),
      ];
      await writer.sendFile("elküldi az Aegis mentését", JSON.stringify(aegis(entries)), "aegis-export.json");
      await writer.press("Ügyfélkapu+: anna@pelda.hu");
      await writer.sendFile(
        "elküldi az Aegis jelszóval védett mentését",
        JSON.stringify(aegisEncrypted),
        "aegis-export.json",
      );
      await writer.sendFile("elküldi az andOTP mentését", JSON.stringify(unread.andOTP), "andotp.json");
      await writer.sendFile(
        "elküldi a jelszókezelője mentését",
        unreadTexts["Bitwarden, a table"],
        "bitwarden_export.csv",
      );
      await writer.sendFile("elküldi ugyanazt a kulcsot szövegfájlban", keys.anna, "kulcs.txt");
      await writer.sendFile("elküldi a bevásárlólistáját", "tej, kenyér, alma", "lista.txt");
      await writer.sendFile("elküld egy PDF-et", "%PDF-1.4", "igazolas.pdf");
    },
  },
  halves: {
    title: "Kulcs két sorban",
    async tell(writer) {
      await writer.secretly("beilleszti a kulcsát, két sorban", `${keys.anna}\n${keys.new}`);
      await writer.press("Egy kulcs, két sorban");
    },
  },
};

test.each(Object.keys(sent))("keys that are sent read as it is written down: %s", async (name) => {
  const { title, tell } = sent[name]!;
  const writer = await begin(title);
  await tell(writer);
  for (const secret of Object.values(keys)) expect(writer.text).not.toContain(secret);
  await expect(writer.text).toMatchFileSnapshot(`../../docs/transcripts/${name}.md`);
});

test.each(Object.keys(own))("what one does with one's own reads as it is written down: %s", async (name) => {
  const { title, tell } = own[name]!;
  const writer = await begin(title);
  await writer.send(await screenshot(link(keys.anna)));
  await tell(writer);
  for (const secret of [...Object.values(keys), "23421614", "2342 1614"]) {
    expect(writer.text.replaceAll(" ", "")).not.toContain(secret.replaceAll(" ", ""));
  }
  await expect(writer.text).toMatchFileSnapshot(`../../docs/transcripts/${name}.md`);
});

test("the characters in a picture without a QR code read as they are written down", async () => {
  const writer = await begin(
    "A karaktersor képe",
    found("JBSW Y3DP EHPX 3PXP", { doubtful: [11] }),
    found("MFRG GZDF MZTW Q2L"),
    found("48151623", { kind: "cancellation-code" }),
  );
  const picture = await screenshot();
  const sends = async (what: string) => {
    await writer.send(picture);
    writer.remark(`${what} A kép a beszélgetésben marad.`);
  };
  await sends("A képen a karaktersor van, QR-kód nincs.");
  await writer.press("Nem egyezik");
  await writer.press("3. EHPX");
  await writer.secretly("beírja a képről", "EHPK");
  await writer.press("Egyezik");
  writer.remark("A kép eltűnt a beszélgetésből.");
  await sends("Egy másik képről egy karakter hiányzik.");
  await writer.press("Megkeresem a hibát");
  await writer.press("Inkább bemásolom");
  await sends("A képen a törlőkód van.");
  await writer.press("Egyezik");
  await writer.press("Papírra írom, mutasd meg");
  await expect(writer.text).toMatchFileSnapshot("../../docs/transcripts/characters.md");
});
