import { describe, expect, test } from "vitest";
import { forkOf, forks, roadOf, roads, type ForkId, type RoadId } from "../../../src/guide/roads.ts";
import { isPortal, needsCode, stepOf } from "../../../src/guide/steps.ts";
import { devices, type Device } from "../../../src/guide/device.ts";
import { troublesFor, placeOf, type Place } from "../../../src/guide/walk.ts";
import { createTranslator } from "../../../src/i18n.ts";
import { Key } from "../../../src/totp/key.ts";
import { codeAt } from "../../../src/totp/code.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../../src/chat/callback-data.ts";
import { forkScreen } from "../../../src/features/guide/fork-screen.ts";
import {
  deviceQuestion,
  guideStep,
  lookAtStep,
  notYetScreen,
  stepChoice,
} from "../../../src/features/guide/step-screen.ts";
import type { Screen } from "../../../src/chat/screen.ts";
import {
  describeScreen,
  refusedScreen,
  stuckScreen,
  troubleScreen,
  unseenScreen,
} from "../../../src/features/guide/trouble-screens.ts";
import forkTexts from "../../../locales/hu/forks.json" with { type: "json" };
import { parseHtml } from "../../support/bot-api-server/index.ts";

const t = createTranslator();
const roadIds = Object.keys(roads) as RoadId[];
const places = [
  ...roadIds.flatMap((road) => roadOf(road).steps.map((step) => placeOf(road, step))),
  placeOf("bot", "characters"),
  placeOf("reset", "characters"),
  placeOf("bot", "keepCopy"),
];
const code = codeAt(new Key({ secret: new Uint8Array(20) }), 1_795_348_800_000);

/** All screens a place has. */
const screensOf = (place: Place, device: Device): Screen[] => {
  const { step } = place;
  const troubles = troublesFor([...stepOf(step).troubles, ...(stepOf(step).refusals ?? [])], device);
  return [
    guideStep(t, place, { device, resumed: true, keys: ["N".repeat(64), "Minta Anna"] }),
    deviceQuestion(t, place),
    stuckScreen(t, place, device),
    describeScreen(t, place, device),
    lookAtStep(t, place, { device, stands: placeOf("bot", "code") }),
    notYetScreen(t, place, device),
    ...troubles.map((id) => troubleScreen(t, place, device, id)),
    ...(stepOf(step).refusals === undefined ? [] : [refusedScreen(t, place, device)]),
    ...(isPortal(step) ? [unseenScreen(t, { ...place, step }, device)] : []),
    ...(needsCode(step)
      ? [
          guideStep(t, place, { device, code: { is: "shown", code, name: "N".repeat(64), doubtful: true } }),
          guideStep(t, place, { device, code: { is: "waiting", seconds: 15 } }),
          guideStep(t, place, { device, code: { is: "expired" } }),
          stepChoice(t, place, device, [{ id: "abcdefghijkl", name: "N".repeat(64) }]),
        ]
      : []),
  ];
};

const buttonsOf = ({ keyboard }: Screen) => keyboard?.inline_keyboard.flat() ?? [];
const dataOf = (screen: Screen) =>
  buttonsOf(screen).flatMap((button) => ("callback_data" in button ? [button.callback_data] : []));

describe.each(devices.flatMap((device) => places.map((place) => ({ ...place, device, place }))))(
  "$road/$step on $device",
  ({ place, device }) => {
    test("fits under its picture, leads on, and its buttons into Telegram's limits", () => {
      for (const screen of screensOf(place, device)) {
        const { text } = parseHtml(screen.text);
        expect(text.length, text).toBeLessThanOrEqual(screen.picture === undefined ? 4096 : 1024);
        expect(text).not.toMatch(/\n{3}|^\s|\s$/);
        expect(buttonsOf(screen).length).toBeGreaterThan(0);
        expect(dataOf(screen).length).toBeGreaterThan(0);
        for (const data of dataOf(screen)) expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
      }
    });

    test("says its number and length on every one of its screens but the question about the phone", () => {
      const heading = new RegExp(`${place.number}/${place.total} · `);
      const [, , ...rest] = screensOf(place, device);
      for (const screen of rest) expect(parseHtml(screen.text).text).toMatch(heading);
    });

    test("every button is one some handler knows", () => {
      const patterns = Object.values(callbacksWithArgs).map(({ pattern }) => pattern);
      const plain: readonly string[] = [
        fixedCallbacks.home,
        fixedCallbacks.cancellationBelow,
        fixedCallbacks.code,
      ];
      for (const data of screensOf(place, device).flatMap(dataOf))
        expect(plain.includes(data) || patterns.some((pattern) => pattern.test(data)), data).toBe(true);
    });
  },
);

test.each(Object.keys(forks) as ForkId[])("the fork %s has a text for every way and no other", (fork) => {
  expect(Object.keys(forkTexts[fork].ways)).toEqual(Object.keys(forkOf(fork).ways));
  const screen = forkScreen(t, fork, "kapuseged_bot");
  expect(buttonsOf(screen).length).toBeGreaterThan(1);
  expect(parseHtml(screen.text).text.length).toBeLessThanOrEqual(1024);
});

test("all texts of a step differ by the phone where they say so", () => {
  for (const place of places) {
    const [android, iphone] = devices.map((device) => guideStep(t, place, { device }).text);
    expect(android !== iphone, place.step).toBe(stepOf(place.step).differs === true);
  }
});
