import { existsSync } from "node:fs";
import forkTexts from "../../locales/hu/forks.json" with { type: "json" };
import guideTexts from "../../locales/hu/guide.json" with { type: "json" };
import troubleTexts from "../../locales/hu/troubles.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  forkOf,
  forks,
  isFork,
  replacedSteps,
  roadOf,
  roads,
  type ForkId,
  type RoadId,
} from "../../src/guide/roads.ts";
import { isStep, needsCode, stepOf, steps, type StepId } from "../../src/guide/steps.ts";
import { devices, type Device } from "../../src/guide/device.ts";
import { isTrouble, troubleOf, troubles, type TroubleId } from "../../src/guide/troubles.ts";
import {
  placeAfterKey,
  asksDevice,
  captureStep,
  codeStepOf,
  hasStep,
  isBehindKey,
  isInPassage,
  keyStepOf,
  packJourney,
  pictureOf,
  placeOf,
  troublesFor,
  unpackJourney,
} from "../../src/guide/walk.ts";

const roadIds = Object.keys(roads) as RoadId[];
const stepIds = Object.keys(steps) as StepId[];
const forkIds = Object.keys(forks) as ForkId[];
const troubleIds = Object.keys(troubles) as TroubleId[];
const places = roadIds.flatMap((road) => roadOf(road).steps.map((step) => placeOf(road, step)));

/** Every step id in the buttons of earlier versions. */
const released = [
  "open",
  "login",
  "apply",
  "continue",
  "screenshot",
  "send",
  "password",
  "code",
  "save",
  "cancellationCode",
  "finish",
  "firstLogin",
  "tidyUp",
];

const anyId = fc.oneof(
  fc.string(),
  fc.constantFrom(undefined, "", "toString", "constructor", "__proto__", "length", "0", "-1", ...stepIds),
);

describe("the steps, roads and forks", () => {
  test("have ids that fit into callback data and are unique", () => {
    const all = [...stepIds, ...forkIds];
    expect(new Set(all).size).toBe(all.length);
    for (const id of [...all, ...roadIds]) expect(id).toMatch(/^\w{1,20}$/);
    for (const id of troubleIds) expect(id).toMatch(/^\w{1,20}$/);
  });

  test("have no step twice on a road, and no step that is on no road", () => {
    for (const road of roadIds) expect(new Set(roadOf(road).steps).size).toBe(roadOf(road).steps.length);
    const used = new Set(places.flatMap(({ step, instead }) => [step, instead]));
    expect(
      stepIds.filter((step) => !used.has(step)),
      "src/guide/roads.ts: every step has a place on a road",
    ).toEqual([]);
  });

  test("have no problem that no step names, and none that leads to an unknown id", () => {
    const named = new Set<string>(
      stepIds.flatMap((step) => [...stepOf(step).troubles, ...(stepOf(step).refusals ?? [])]),
    );
    for (const id of [...named]) if (isTrouble(id)) named.add(troubleOf(id).also ?? id);
    expect(
      troubleIds.filter((id) => !named.has(id)),
      "src/guide/steps.ts: every trouble is named by a step",
    ).toEqual([]);
    for (const id of troubleIds) {
      const { to, fork } = troubleOf(id);
      if (to !== undefined) expect(isStep(to)).toBe(true);
      if (fork !== undefined) expect(isFork(fork)).toBe(true);
    }
  });

  test.each(devices)("have three to five problems for every step on %s", (device) => {
    const wrong = stepIds.filter((step) => {
      const { length } = troublesFor(stepOf(step).troubles, device);
      return length < 3 || length > 5;
    });
    expect(wrong, `src/guide/steps.ts: every step names three to five troubles on ${device}`).toEqual([]);
  });

  test("have a file for every picture that a step names, for every phone", () => {
    for (const step of stepIds)
      for (const device of devices) {
        const picture = pictureOf(step, device);
        if (picture === undefined) continue;
        const file = new URL(`../../locales/hu/pictures/${picture}.png`, import.meta.url);
        expect(existsSync(file), `draw it with: npm run pictures -- ${picture}`).toBe(true);
      }
  });

  test("have a picture for every step that describes what the portal shows", () => {
    const bare = stepIds.filter((step) => stepOf(step).portal && pictureOf(step, undefined) === undefined);
    expect(bare, "src/guide/steps.ts: every step with `portal` has a `picture`").toEqual([]);
  });

  test("have a title and a text in locales/hu, and words for each of their parts", () => {
    const partOf = (texts: object, name: string): unknown =>
      (texts as Readonly<Record<string, unknown>>)[name];
    const has = (part: unknown, names: readonly string[]) =>
      names.every((name) => typeof partOf(part ?? {}, name) === "string");
    const missing = [
      ...stepIds.flatMap((step) => [
        has(partOf(guideTexts.steps, step), ["title", "text"]) ||
          `guide.json: steps.${step} needs "title" and "text"`,
        !stepOf(step).differs ||
          has(partOf(guideTexts.devices, step), devices) ||
          `guide.json: devices.${step} needs "android" and "iphone"`,
        !stepOf(step).portal || has(guideTexts.unseen, [step]) || `guide.json: unseen.${step}`,
        !needsCode(step) || has(guideTexts.typing, [step]) || `guide.json: typing.${step}`,
      ]),
      ...troubleIds.map(
        (id) =>
          has(partOf(troubleTexts, id), ["label", "text"]) || `troubles.json: ${id} needs "label" and "text"`,
      ),
      ...forkIds.map((id) => has(partOf(forkTexts, id), ["text"]) || `forks.json: ${id} needs "text"`),
    ].filter((problem) => problem !== true);
    expect(missing).toEqual([]);
  });
});

/** Everything that one button press leads to, from a step or a fork. */
const ways = (node: string, road: RoadId): { node: string; road: RoadId }[] => {
  if (isFork(node))
    return [
      ...Object.values(forkOf(node).ways).map((to) =>
        "fork" in to
          ? { node: to.fork, road }
          : "look" in to
            ? { node: roadOf(to.look).steps[0] ?? "", road: to.look }
            : { node: to.step ?? roadOf(to.road).steps[0] ?? "", road: to.road },
      ),
      ...(forkOf(node).back === undefined ? [] : [{ node: forkOf(node).back ?? "", road }]),
    ];
  const { back, next, instead } = placeOf(road, node);
  const reserve = stepOf(node as StepId).offersReserve === true;
  return [
    ...[back, next, instead].filter((to) => to !== undefined).map((to) => ({ node: to, road })),
    ...(reserve ? [{ node: roadOf("reserve").steps[0] ?? "", road: "reserve" as const }] : []),
  ];
};

const reachable = (from: { node: string; road: RoadId }): Set<string> => {
  const seen = new Set<string>();
  const todo = [from];
  for (let here = todo.pop(); here !== undefined; here = todo.pop()) {
    const name = isFork(here.node) ? here.node : `${here.road}/${here.node}`;
    if (seen.has(name)) continue;
    seen.add(name);
    todo.push(...ways(here.node, here.road));
  }
  return seen;
};

describe("the guide", () => {
  test("reaches every fork and every step of every road from its two first questions", () => {
    const begun = new Set([
      ...reachable({ node: "way", road: "bot" }),
      ...reachable({ node: "side", road: "bot" }),
    ]);
    expect(forkIds.filter((fork) => !begun.has(fork))).toEqual([]);
    const missing = places.filter(({ road, step }) => !begun.has(`${road}/${step}`));
    expect(missing.map(({ road, step }) => `${road}/${step}`)).toEqual([]);
  });

  test("has no dead end: the first step of some road can be reached from everywhere", () => {
    const ends = ["way", "side"];
    for (const { road, step } of places)
      expect(
        ends.some((end) => reachable({ node: step, road }).has(end)),
        `${road}/${step}`,
      ).toBe(true);
    for (const fork of forkIds)
      expect(
        ends.some((end) => reachable({ node: fork, road: "bot" }).has(end)),
        fork,
      ).toBe(true);
  });

  test.each(roadIds)("leads through all steps of the road %s, numbered from 1, and back", (road) => {
    const { steps: all, from, then } = roadOf(road);
    for (const [index, step] of all.entries()) {
      const place = placeOf(road, step);
      expect(place).toMatchObject({ road, step, number: index + 1, total: all.length });
      expect(place.next).toBe(all[index + 1] ?? then);
      expect(place.back).toBe(all[index - 1] ?? from);
    }
  });

  test("gives a step that replaces another one the same number, next step and previous step", () => {
    const [send, characters] = [placeOf("bot", "send"), placeOf("bot", "characters")];
    expect(characters).toEqual({ ...send, step: "characters", instead: "send" });
    expect(send.instead).toBe("characters");
    expect(hasStep("app", "characters")).toBe(false);
  });

  test("finds a place for any road and step, known or not", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom(undefined, "__proto__", ...roadIds)),
        anyId,
        (road, step) => {
          const place = placeOf(road, step);
          expect(roadIds).toContain(place.road);
          expect(hasStep(place.road, place.step)).toBe(true);
          expect(place.number).toBeGreaterThanOrEqual(1);
          expect(place.number).toBeLessThanOrEqual(place.total);
          expect(placeOf(place.road, place.step)).toEqual(place);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("leads from old buttons to the same step or to its replacement", () => {
    for (const id of released) expect(placeOf(undefined, id).step).toBe(replacedSteps.get(id)?.[0] ?? id);
    expect(placeOf("app", "appSave").step).toBe("appCode");
    expect(placeOf("app", "password").step).toBe("appCode");
    expect(placeOf("bot", "firstLogin").step).toBe("newLogin");
    expect(placeOf("bot", "no such step").step).toBe(roadOf("bot").steps[0]);
    for (const step of [...replacedSteps.values()].flat()) expect(isStep(step)).toBe(true);
  });

  test("a key leads to the password as long as the QR code is on the page, and never back from behind it", () => {
    for (const place of places) {
      const [send, end] = [
        keyStepOf(place.road),
        roadOf(place.road).steps.findIndex((step) => stepOf(step).cancellation),
      ];
      const next = placeAfterKey(place);
      if (send === undefined || place.number > end) expect(next).toBe(place);
      else expect(next.number).toBe(send.number + 1);
    }
  });

  test("only the roads on which the bot gives the codes take a key over, and its hand-over guards what follows", () => {
    expect(roadIds.filter((road) => keyStepOf(road) !== undefined)).toEqual(["bot", "reset"]);
    for (const place of places) {
      const send = keyStepOf(place.road);
      expect(isBehindKey(place)).toBe(send !== undefined && place.number > send.number);
      if (isInPassage(place)) expect(place.step).not.toMatch(/^(finish|newLogin|loginCode|tidyUp)$/);
    }
    expect(isInPassage(placeOf("bot", "code"))).toBe(true);
    expect(isInPassage(placeOf("bot", "cancellationCode"))).toBe(false);
  });

  test("offers a code wherever the page asks for one or may have rejected one", () => {
    for (const place of places) {
      if (needsCode(place.step)) expect(codeStepOf(place)).toBe(place.step);
      const offersCode = [...stepOf(place.step).troubles, ...(stepOf(place.step).refusals ?? [])].some(
        (id) => troubleOf(id).code === true,
      );
      const givesCodes = roadOf(place.road).steps.some((step) => needsCode(step));
      if (offersCode && givesCodes) expect(codeStepOf(place), `${place.road}/${place.step}`).toBeDefined();
    }
    expect(codeStepOf(placeOf("bot", "open"))).toBeUndefined();
  });

  test("shows how to capture the QR code on the user's road", () => {
    expect(captureStep(undefined)).toEqual({ road: "bot", step: "screenshot" });
    expect(captureStep("reset/open/iphone")).toEqual({ road: "reset", step: "screenshot" });
    expect(captureStep("app/fillIn/iphone")).toEqual({ road: "app", step: "appScreenshot" });
    expect(captureStep("email/open")).toEqual({ road: "bot", step: "screenshot" });
  });

  test("asks for the kind of phone only on roads that depend on it", () => {
    expect(roadIds.filter((road) => !asksDevice(road))).toEqual(["reserve", "card", "office"]);
  });
});

describe("a stored position", () => {
  test("parses to what was serialized", () => {
    for (const { road, step } of places)
      for (const device of [undefined, ...devices] as (Device | undefined)[])
        for (const keyId of [undefined, "abcdefghijkl"])
          expect(unpackJourney(packJourney({ road, step, device, keyId }))).toEqual({
            ...{ road, step, device },
            ...(keyId === undefined ? {} : { keyId }),
          });
  });

  test("parses in the format of earlier versions, and never throws", () => {
    expect(unpackJourney("password")).toEqual({ road: "bot", step: "code", device: undefined });
    expect(unpackJourney("bot/save/iphone")).toEqual({ road: "bot", step: "code", device: "iphone" });
    expect(unpackJourney("firstLogin")).toEqual({ road: "bot", step: "newLogin", device: undefined });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(anyId).map((parts) => parts.join("/")),
        ),
        (stored) => {
          const { road, step } = unpackJourney(stored);
          expect(hasStep(road, step)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** The words of a trouble or a step, by what they name. */
const texts = { ...troubleTexts, ...guideTexts.steps } as Readonly<Record<string, { readonly text: string }>>;

describe("what the texts may say", () => {
  test("nothing speaks of a QR code where the road shows none", () => {
    const without = places.filter(
      ({ road, step }) => ["email", "reserve"].includes(road) && !["open", "enter", "login"].includes(step),
    );
    const logins = places.filter(({ step }) =>
      ["finish", "resetFinish", "newLogin", "loginCode", "appLoginCode"].includes(step),
    );
    for (const { step } of [...without, ...logins])
      for (const id of stepOf(step).refusals ?? [])
        expect(texts[id]?.text, `${step}: ${id}`).not.toMatch(/QR-kódról, amelyet most látsz|Új kódot kérek/);
  });

  test("the first cause in the passage is a page that was loaded again, and a fresh picture mends it", () => {
    for (const place of places.filter((one) => isInPassage(one) && stepOf(one.step).refusals)) {
      const [first] = stepOf(place.step).refusals ?? [];
      expect(first).toBe("pageLost");
      expect(texts["pageLost"]?.text).toContain("Küldj képet arról a QR-kódról, amelyet most látsz");
      expect(hasStep(place.road, troubleOf("pageLost").to ?? "")).toBe(true);
    }
  });

  test("an office is the answer only where every other way was asked for", () => {
    const toOffice = forkIds.filter((fork) =>
      Object.values(forkOf(fork).ways).some((to) => "fork" in to && to.fork === "lostPhoneNothing"),
    );
    expect(toOffice).toEqual(["lostPhone"]);
    expect(Object.keys(forkOf("lostPhone").ways)).toEqual([
      ...["here", "saved", "email", "open", "code", "forgotten", "nothing"],
    ]);
  });

  test("no fixed text says what the bot keeps", () => {
    for (const [id, { text }] of Object.entries(texts))
      expect(text, id).not.toMatch(/nálam (nem maradt|megvan|nincs)|(A kulcsod|kulcsod van) nálam/i);
  });

  test("between the code and the button that sends it, nothing asks the user to come back", () => {
    for (const text of Object.values(guideTexts.typing)) {
      const back = text.indexOf("gyere vissza");
      const press = text.search(/TOVÁBB|Bejelentkezés<|tovább vagy a mentés/);
      expect(press, text).toBeGreaterThan(0);
      if (back >= 0) expect(back, text).toBeGreaterThan(press);
    }
  });

  test("what speaks of e-mail does not call it a letter", () => {
    for (const [id, { text }] of Object.entries({ ...texts, ...forkTexts }))
      expect(text, id).not.toMatch(/levélben|leveleidet|a levelet|Több levelem/i);
  });
});
