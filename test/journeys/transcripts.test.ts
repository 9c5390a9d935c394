import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { forkOf, roadOf, type ForkId, type RoadId } from "../../src/guide/roads.ts";
import { needsCode } from "../../src/guide/steps.ts";
import { devices, type Device } from "../../src/guide/device.ts";
import { asksDevice } from "../../src/guide/walk.ts";
import forks from "../../locales/hu/forks.json" with { type: "json" };
import guide from "../../locales/hu/guide.json" with { type: "json" };
import start from "../../locales/hu/start.json" with { type: "json" };
import { StillClock } from "../support/clock.ts";
import { link, screenshot } from "../support/drawings.ts";
import { Scribe } from "../support/transcript-writer.ts";
import { keys, setStageWith } from "../support/app-fixture.ts";

/*
 * The roads, and what one does with one's own, as conversations to be read aloud, in docs/transcripts. `npm run transcripts` writes them anew; here they
 * are compared with what the bot says now.
 */

/** Ten o'clock and two seconds: a code has 28 seconds left. */
const time = Date.parse("2026-11-23T09:00:02Z");

const begin = async (title: string) => {
  const stage = await setStageWith(new StillClock(time));
  return new Scribe(stage, stage.person(), title);
};

const open = async (title: string) => {
  const scribe = await begin(title);
  await scribe.say("/start");
  return scribe;
};

/** The forks on the way to each road: fork and way. */
const ways = {
  bot: ["account.yes", "way.bot"],
  app: ["account.yes", "way.app"],
  email: ["account.yes", "way.email"],
  card: ["account.none", "noAccount.card"],
  office: ["account.none", "noAccount.office"],
  reset: ["account.plus", "side.newPhone", "newPhone.none"],
} as const satisfies Record<RoadId, readonly string[]>;

const labelOf = (path: string): string => {
  const [fork = "", way = ""] = path.split(".");
  const texts: Readonly<Record<string, { readonly ways: Readonly<Record<string, string>> }>> = forks;
  return texts[fork]?.ways[way] ?? path;
};

const codeIn = /🔑 \d{3} \d{3}/;

const walk = async (road: RoadId, device: Device, title: string): Promise<Scribe> => {
  const scribe = await open(title);
  await scribe.press(start.guide);
  for (const way of ways[road]) await scribe.press(labelOf(way));
  if (asksDevice(road)) await scribe.press(guide.device[device]);
  const screenshot = await readFile(new URL("../qr/pictures/light.jpg", import.meta.url));
  const { steps, then } = roadOf(road);
  for (const [index, step] of steps.entries()) {
    if (step === "send") {
      await scribe.send(screenshot);
      continue;
    }
    if (needsCode(step)) {
      const first = !codeIn.test(scribe.text);
      await scribe.press(guide.code);
      expect(scribe.text).toMatch(codeIn);
      if (first) scribe.remark(`Az első kódig ${scribe.taps} koppintás és egy kép kellett.`);
    }
    if (index + 1 < steps.length || then !== undefined)
      await scribe.press(scribe.offers(guide.accepted) ? guide.accepted : guide.next);
  }
  return scribe;
};

const walks = (Object.keys(ways) as RoadId[]).flatMap((road) =>
  asksDevice(road)
    ? devices.map((device) => ({ road, device, name: `${road}-${device}` }))
    : [{ road, device: devices[0], name: road }],
);

test.each(walks)("the road $name reads as it is written down", async ({ road, device, name }) => {
  const scribe = await walk(road, device, `${guide.device[device].split(" ")[0] ?? ""}: ${road}`);
  await expect(scribe.text).toMatchFileSnapshot(`../../docs/transcripts/${name}.md`);
});

/** All ways through a fork's side roads, without the roads they end in. */
const pathsFrom = (fork: ForkId): string[][] =>
  Object.entries(forkOf(fork).ways).flatMap(([way, to]) => {
    const here = `${fork}.${way}`;
    if (!("fork" in to) || ["way", "account"].includes(to.fork)) return [];
    const further = pathsFrom(to.fork);
    return further.length === 0 ? [[here]] : further.map((path) => [here, ...path]);
  });

test("the side roads read as they are written down", async () => {
  const scribe = await open("Mellékutak");
  await scribe.press(start.side);
  for (const path of pathsFrom("side")) {
    for (const way of path) await scribe.press(labelOf(way));
    while (scribe.offers(guide.back)) await scribe.press(guide.back);
  }
  await expect(scribe.text).toMatchFileSnapshot("../../docs/transcripts/side-roads.md");
});

/** What one does with one's own: told by somebody whose key is there already. */
const own: Readonly<Record<string, { title: string; tell: (scribe: Scribe) => Promise<void> }>> = {
  keys: {
    title: "A kulcsaim: /kulcsok",
    async tell(scribe) {
      await scribe.secretly("beilleszti édesanyja kulcsát", link(keys.bela, "EDESANYA"));
      await scribe.say("/kulcsok");
      await scribe.press("EDESANYA");
      await scribe.press("Átnevezem");
      await scribe.say("Anyu");
      await scribe.press("Előrébb teszem");
      await scribe.press("Törlöm ezt a kulcsot");
      await scribe.press("Visszavonom a törlést");
    },
  },
  moving: {
    title: "Kulcs másik alkalmazásba: /kulcsok",
    async tell(scribe) {
      await scribe.say("/kulcsok");
      await scribe.press("Átviszem másik alkalmazásba");
      await scribe.press("Más nem látja, mutasd");
      for (const app of ["NISZ Hitelesítő", "Google Hitelesítő", "Microsoft Authenticator", "Aegis"])
        await scribe.press(app);
      await scribe.press("Kész, átvittem");
      await scribe.press("Igen, töröld innen");
    },
  },
  cancellation: {
    title: "A törlőkódom: /torlokod",
    async tell(scribe) {
      await scribe.say("/torlokod");
      await scribe.press("Igen, mentsd el titkosítva");
      await scribe.secretly("beírja a törlőkódját", "23421614");
      await scribe.say("/torlokod");
      await scribe.press("Mutasd meg");
      await scribe.press("Vissza");
      await scribe.press("Töröld ki a törlőkódomat");
      await scribe.press("Igen, töröld ki");
      await scribe.secretly("kérdés nélkül beírja a törlőkódját", "23421614");
      await scribe.press("Igen, a törlőkódom");
      await scribe.press("Papírra írom, mutasd meg");
      await scribe.press("Felírtam");
    },
  },
  "my-data": {
    title: "Az adataim: /adataim",
    async tell(scribe) {
      await scribe.say("/adatkezeles");
      await scribe.press("Mutasd, mit őrzöl rólam");
      await scribe.press("Küldd el fájlban");
      await scribe.say("/adataim");
      await scribe.press("Küldd el a titkokkal együtt");
      await scribe.press("Igen, a titkokkal együtt");
    },
  },
  erasing: {
    title: "Mindent törlök: /torles",
    async tell(scribe) {
      await scribe.say("/torles");
      await scribe.press("Mégse");
      await scribe.say("törölj mindent");
      await scribe.press("Igen, törölj mindent");
      await scribe.say("/torles");
    },
  },
};

test.each(Object.keys(own))("what one does with one's own reads as it is written down: %s", async (name) => {
  const { title, tell } = own[name]!;
  const scribe = await begin(title);
  await scribe.send(await screenshot(link(keys.anna)));
  await tell(scribe);
  for (const secret of [...Object.values(keys), "23421614", "2342 1614"]) {
    expect(scribe.text.replaceAll(" ", "")).not.toContain(secret.replaceAll(" ", ""));
  }
  await expect(scribe.text).toMatchFileSnapshot(`../../docs/transcripts/${name}.md`);
});
