import { expect, test } from "vitest";
import type { Screen } from "../../src/chat/screen.ts";
import { isTalk } from "../../src/faq/entries.ts";
import { readTopics, topicFolder } from "../../src/faq/load-topics.ts";
import { guideStep, type StepCodeState } from "../../src/features/guide/step-screen.ts";
import { answerScreen } from "../../src/features/questions/screens.ts";
import { devices } from "../../src/guide/device.ts";
import { roadOf, roads, type RoadId } from "../../src/guide/roads.ts";
import { needsCode } from "../../src/guide/steps.ts";
import { isBehindKey, placeOf } from "../../src/guide/walk.ts";
import { createTranslator } from "../../src/i18n.ts";
import { codeAt } from "../../src/totp/code.ts";
import { Key } from "../../src/totp/key.ts";
import { entryOf } from "../support/scripted-answers.ts";
import { DrawnScreens } from "./drawn-screens.ts";

/** Phones in CSS pixels: a current one, and a small one. */
const phones = { current: { width: 390, height: 844 }, small: { width: 360, height: 740 } };

/** How much of a message may be above the list, in px: less than the padding of a text or the margin in a picture. */
const maxAbovePx = 6;

const t = createTranslator();
const code = codeAt(new Key({ secret: new Uint8Array(20) }), 1_795_348_800_000);
const codeStates: readonly (StepCodeState | undefined)[] = [
  undefined,
  { is: "shown", code, name: undefined, doubtful: false },
  { is: "waiting", seconds: 15 },
  { is: "expired" },
];

const places = (Object.keys(roads) as RoadId[]).flatMap((road) => [
  ...roadOf(road).steps.map((step) => placeOf(road, step)),
]);

/** Every screen of a step with a picture, by its name. Screens that look the same are left out. */
const stepScreens = new Map<string, { name: string; screen: Screen }>();
for (const place of places) {
  for (const device of devices) {
    for (const state of needsCode(place.step) ? codeStates : [undefined]) {
      const keys = isBehindKey(place) ? ["Minta Anna"] : [];
      const screen = guideStep(t, place, { device, keys, code: state });
      const looks = JSON.stringify([screen.text.replace(/\d+\/\d+/, ""), screen.picture, screen.keyboard]);
      const name = `${place.road}/${place.step} on ${device}${state === undefined ? "" : `, code ${state.is}`}`;
      if (screen.picture !== undefined) stepScreens.set(looks, { name, screen });
    }
  }
}

test("a step is seen whole on a current phone, with its picture, text and buttons", async () => {
  const drawn = await DrawnScreens.open(phones.current);
  const cut: string[] = [];
  for (const { name, screen } of stepScreens.values()) {
    const { above } = await drawn.show(screen);
    if (above < -maxAbovePx)
      cut.push(`${name}: ${Math.ceil(-above)} px of the picture ${screen.picture ?? ""} are above`);
  }
  expect(stepScreens.size).toBeGreaterThan(40);
  expect(cut, "shorten the text, or make the picture lower (pictures/drawings)").toEqual([]);
});

test("an answer is seen whole on a small phone, with its title and buttons", async () => {
  const drawn = await DrawnScreens.open(phones.small);
  const near = ["trouble:noQr", "cost"].map(entryOf);
  const topics = readTopics(topicFolder).filter(({ id }) => !isTalk(id));
  const longest = topics.toSorted((a, b) => b.text.length - a.text.length).slice(0, 30);
  const cut: string[] = [];
  for (const topic of longest) {
    const { above } = await drawn.show(answerScreen(t, topic, { journey: undefined, near }));
    if (above < -maxAbovePx) cut.push(`${topic.id}: ${Math.ceil(-above)} px are above`);
  }
  expect(cut, "shorten the answer (locales/hu/answers)").toEqual([]);
});
