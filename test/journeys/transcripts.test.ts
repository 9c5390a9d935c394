import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { forkOf, roadOf, type ForkId, type RoadId } from "../../src/guide/roads.ts";
import { devices, needsCode, type Device } from "../../src/guide/steps.ts";
import { asksDevice } from "../../src/guide/walk.ts";
import forks from "../../locales/hu/forks.json" with { type: "json" };
import guide from "../../locales/hu/guide.json" with { type: "json" };
import start from "../../locales/hu/start.json" with { type: "json" };
import type { Person } from "../telegram/index.ts";
import { StillClock } from "./clock.ts";
import { setStageWith, type Stage } from "./stage.ts";

/*
 * The roads as conversations to be read aloud, in docs/transcripts. `npm run transcripts` writes them anew; here they
 * are compared with what the bot says now.
 */

/** Ten o'clock and two seconds: a code has 28 seconds left. */
const time = Date.parse("2026-11-23T09:00:02Z");

/** Writes down what a person does and what the bot says to it. */
class Scribe {
  readonly #stage: Stage<StillClock>;
  readonly #anna: Person;
  readonly #lines: string[];
  readonly #shown = new Map<number, string>();
  readonly #written = new Set<string>();
  taps = 0;

  constructor(stage: Stage<StillClock>, anna: Person, title: string) {
    this.#stage = stage;
    this.#anna = anna;
    this.#lines = [`# ${title}`];
  }

  /** @param deed in words @param done what it is */
  async #note(deed: string, done: Promise<unknown>): Promise<void> {
    this.#lines.push(`**Anna:** ${deed}`);
    await this.#stage.after(this.#anna, done);
    const said = this.#anna.screen.filter(({ from }) => from === "bot");
    for (const { id, text, buttons, photo } of said) {
      const picture = photo === undefined ? [] : [`🖼 \`${photo.name ?? ""}\``, ""];
      const rows = buttons.map((row) => row.map((label) => `\`[ ${label} ]\``).join(" "));
      const body = [...picture, ...text.split("\n"), ...(rows.length > 0 ? ["", ...rows] : [])];
      // Two blanks end a line in Markdown.
      const written = body.map((line) => (line === "" ? ">" : `> ${line}  `)).join("\n");
      if (this.#shown.get(id) !== written) this.#write(written);
      this.#shown.set(id, written);
    }
    const mine = this.#anna.screen.filter(({ from }) => from === "me").map(({ id }) => id);
    if (deed.includes("képernyőkép") && mine.length === 1) this.remark("A kép eltűnt a beszélgetésből.");
  }

  #write(said: string): void {
    const again = `> ${said.split("\n")[0]?.slice(2).trim() ?? ""} _(mint följebb)_`;
    this.#lines.push(`**Kapusegéd:**\n\n${this.#written.has(said) ? again : said}`);
    this.#written.add(said);
  }

  async press(label: string): Promise<void> {
    this.taps += 1;
    await this.#note(`megnyomja: „${label}”`, this.#anna.press(label));
  }

  remark(text: string): void {
    this.#lines.push(`_${text}_`);
  }

  say(text: string): Promise<void> {
    return this.#note(text, this.#anna.say(text));
  }

  send(picture: Buffer): Promise<void> {
    return this.#note("elküldi a képernyőképet", this.#anna.sendPhoto(picture));
  }

  /** Whether the newest message of the bot has this button. */
  offers(label: string): boolean {
    return this.#anna.last?.buttons.flat().includes(label) === true;
  }

  get text(): string {
    return `${this.#lines.join("\n\n")}\n`;
  }
}

const open = async (title: string) => {
  const stage = await setStageWith(new StillClock(time));
  const scribe = new Scribe(stage, stage.person(), title);
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
