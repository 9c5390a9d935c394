import { describe, expect, test } from "vitest";
import codeTexts from "../../locales/hu/code.json" with { type: "json" };
import guide from "../../locales/hu/guide.json" with { type: "json" };
import { minValidityMs as stepValidityMs } from "../../src/features/guide/step-code.ts";
import { minValidityMs as commandValidityMs } from "../../src/features/login-code/handler.ts";
import { devices, type Device } from "../../src/guide/device.ts";
import { roadIds, roadOf, type RoadId } from "../../src/guide/roads.ts";
import { isDiffering, needsCode, type CodeStep, type StepId } from "../../src/guide/steps.ts";

/*
 * A code must not expire between the moment it appears and the press that sends it, for a user who does exactly what
 * the texts say, in the order in which they say it, at an unhurried pace.
 */

/** How long a slow user needs for what the texts ask for, in seconds. */
const paceSeconds: readonly (readonly [words: RegExp, seconds: number])[] = [
  [
    /menj (vissza |rögtön )?a böngészőbe|illeszd be az oldalon|gyere (vissza|ide)|nyisd meg az alkalmazást/giu,
    6,
  ],
  [/beillesztés|illeszd be/giu, 5],
  [/koppints|rögtön utána|kimásold|másold ki/giu, 2],
  // Six digits that the user remembers.
  [/írd be/giu, 8],
];
/** For a card that is new when the code appears on it. */
const readingSeconds = 10;

/** TOTP codes change every 30 seconds (RFC 6238); an app shows a new one for that long. */
const appValiditySeconds = 30;

const plain = (text: string): string => text.replace(/<[^>]*>/g, "");

/** The instruction whose press sends the code. */
const sending =
  /(rögtön utána|koppints (erre|ide)): (TOVÁBB|Bejelentkezés)|koppints a tovább vagy a mentés gombra/iu;

/** The instructions up to the press that sends the code. @throws Error if there is no such press */
const untilSent = (text: string): string => {
  const found = sending.exec(text);
  if (found === null) throw new Error(`No press sends the code: ${text}`);
  return text.slice(0, found.index + found[0].length);
};

/** The time that the instructions in a text take. */
const secondsFor = (instructions: string): number =>
  paceSeconds.reduce((sum, [words, seconds]) => sum + seconds * [...instructions.matchAll(words)].length, 0);

/** The steps at which the code comes from the user's own app. */
const appSteps = ["appCode", "appLoginCode", "resetAppEnter", "resetAppCode"] as const satisfies StepId[];
const isAppStep = (step: StepId): step is (typeof appSteps)[number] => appSteps.some((one) => one === step);

const textOf = (step: StepId, device: Device): string => {
  const here = isDiffering(step) ? guide.devices[step][device] : "";
  return plain(guide.steps[step].text).replace("{{- here}}", here);
};

/** Every road and device with the steps at which a code is typed. */
const walks = roadIds.flatMap((road) =>
  devices.flatMap((device) =>
    roadOf(road)
      .steps.filter((step) => needsCode(step) || isAppStep(step))
      .map((step): { road: RoadId; device: Device; step: StepId } => ({ road, device, step })),
  ),
);
const botWalks = walks.flatMap(({ step, ...rest }) => (needsCode(step) ? [{ ...rest, step }] : []));
const appWalks = walks.flatMap(({ step, ...rest }) => (isAppStep(step) ? [{ ...rest, step }] : []));

const typingOf = (step: CodeStep): string => untilSent(plain(guide.typing[step]));

describe.each(botWalks)("a code of the bot at $step on the road $road on $device", ({ step }) => {
  test("outlives its instructions when they are new to the user", () => {
    expect(secondsFor(typingOf(step)) + readingSeconds).toBeLessThan(stepValidityMs.asked / 1000);
  });

  test("outlives its instructions when they were there while the user waited for it", () => {
    expect(secondsFor(typingOf(step))).toBeLessThan(stepValidityMs.promised / 1000);
  });

  test("is copied, taken to the browser and pasted, in this order, before the press that sends it", () => {
    const order = ["Kód másolása", "Menj a böngészőbe", "Beillesztés"];
    const places = order.map((words) => typingOf(step).lastIndexOf(words));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

test.each(botWalks)("a code of /kod lives long enough for $step on the road $road on $device", ({ step }) => {
  // Its message holds nothing to read but the digits.
  for (const text of [codeTexts.digits, codeTexts.valid]) expect(secondsFor(plain(text))).toBe(0);
  expect(secondsFor(typingOf(step))).toBeLessThan(commandValidityMs.asked / 1000);
});

test.each(appWalks)(
  "an app's code at $step on the road $road on $device outlives its instructions",
  (walk) => {
    const text = textOf(walk.step, walk.device);
    const start = text.toLowerCase().indexOf("várd meg");
    expect(start, text).toBeGreaterThanOrEqual(0);
    const instructions = untilSent(text.slice(start));
    for (const words of [/másol/iu, /(illeszd|írd) be/iu]) expect(instructions).toMatch(words);
    expect(secondsFor(instructions)).toBeLessThan(appValiditySeconds);
  },
);

test("a text that sends the user back to Telegram before the press does not fit into a code's life", () => {
  const text =
    "Koppints lent erre: Kód másolása. Menj a böngészőbe, illeszd be, és gyere vissza ide. Utána menj vissza a böngészőbe, és rögtön koppints erre: TOVÁBB";
  expect(secondsFor(untilSent(text)) + readingSeconds).toBeGreaterThan(stepValidityMs.asked / 1000);
});
