import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  forkOf,
  forks,
  isFork,
  moved,
  roadOf,
  roads,
  type ForkId,
  type RoadId,
} from "../../src/guide/roads.ts";
import { isStep, needsCode, stepOf, steps, type StepId } from "../../src/guide/steps.ts";
import { devices, type Device } from "../../src/guide/device.ts";
import { troubleOf, troubles, type TroubleId } from "../../src/guide/troubles.ts";
import {
  placeAfterKey,
  asksDevice,
  captureStep,
  codeStepOf,
  hasStep,
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

/** Every id a button of an earlier version may carry. */
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

describe("the map", () => {
  test("has ids that fit into buttons and mean one thing only", () => {
    const all = [...stepIds, ...forkIds];
    expect(new Set(all).size).toBe(all.length);
    for (const id of [...all, ...roadIds]) expect(id).toMatch(/^\w{1,20}$/);
    for (const id of troubleIds) expect(id).toMatch(/^\w{1,20}$/);
  });

  test("has no step twice in a road, and no step that no road has", () => {
    for (const road of roadIds) expect(new Set(roadOf(road).steps).size).toBe(roadOf(road).steps.length);
    const used = new Set(places.flatMap(({ step, instead }) => [step, instead]));
    expect(stepIds.filter((step) => !used.has(step))).toEqual([]);
  });

  test("has no trouble that no step names, and none that leads nowhere", () => {
    const named = new Set<string>(
      stepIds.flatMap((step) => [...stepOf(step).troubles, ...(stepOf(step).refusals ?? [])]),
    );
    expect(troubleIds.filter((id) => !named.has(id))).toEqual([]);
    for (const id of troubleIds) {
      const { to, fork } = troubleOf(id);
      if (to !== undefined) expect(isStep(to)).toBe(true);
      if (fork !== undefined) expect(isFork(fork)).toBe(true);
    }
  });

  test.each(devices.flatMap((device) => stepIds.map((step) => [step, device] as const)))(
    "names three to five things that go wrong at %s on %s",
    (step, device) => {
      const { length } = troublesFor(stepOf(step).troubles, device);
      expect(length).toBeGreaterThanOrEqual(3);
      expect(length).toBeLessThanOrEqual(5);
    },
  );

  test("has a picture for every step that names one, for every phone", () => {
    for (const step of stepIds)
      for (const device of devices) {
        const picture = pictureOf(step, device);
        if (picture === undefined) continue;
        const file = new URL(`../../locales/hu/pictures/${picture}.png`, import.meta.url);
        expect(existsSync(file), picture).toBe(true);
      }
  });

  test("has a picture for every step that speaks of what the portal shows", () => {
    for (const step of stepIds) if (stepOf(step).portal) expect(pictureOf(step, undefined)).toBeDefined();
  });
});

/** Everything one press leads to, from a step or a fork. */
const ways = (node: string, road: RoadId): { node: string; road: RoadId }[] => {
  if (isFork(node))
    return [
      ...Object.values(forkOf(node).ways).map((to) =>
        "fork" in to ? { node: to.fork, road } : { node: roadOf(to.road).steps[0] ?? "", road: to.road },
      ),
      ...(forkOf(node).back === undefined ? [] : [{ node: forkOf(node).back ?? "", road }]),
    ];
  const { back, next, instead } = placeOf(road, node);
  return [back, next, instead].filter((to) => to !== undefined).map((to) => ({ node: to, road }));
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

describe("walking", () => {
  test("from the two questions one begins with, every fork and every step of every road is reached", () => {
    const begun = new Set([
      ...reachable({ node: "account", road: "bot" }),
      ...reachable({ node: "side", road: "bot" }),
    ]);
    expect(forkIds.filter((fork) => !begun.has(fork))).toEqual([]);
    const missing = places.filter(({ road, step }) => !begun.has(`${road}/${step}`));
    expect(missing.map(({ road, step }) => `${road}/${step}`)).toEqual([]);
  });

  test("nothing is a dead end: from everywhere the beginning of some road is reached again", () => {
    const ends = ["account", "side"];
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

  test.each(roadIds)("the road %s leads through all its steps, numbered from 1, and back again", (road) => {
    const { steps: all, from, then } = roadOf(road);
    for (const [index, step] of all.entries()) {
      const place = placeOf(road, step);
      expect(place).toMatchObject({ road, step, number: index + 1, total: all.length });
      expect(place.next).toBe(all[index + 1] ?? then);
      expect(place.back).toBe(all[index - 1] ?? from);
    }
  });

  test("what stands in for a step has its number, its way on and its way back", () => {
    const [send, characters] = [placeOf("bot", "send"), placeOf("bot", "characters")];
    expect(characters).toEqual({ ...send, step: "characters", instead: "send" });
    expect(send.instead).toBe("characters");
    expect(hasStep("app", "characters")).toBe(false);
  });

  test("any road and step, known or not, has a place on a road", () => {
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

  test("old buttons lead to the step they meant, or to what became of it", () => {
    for (const id of released) expect(placeOf(undefined, id).step).toBe(moved.get(id) ?? id);
    expect(placeOf("bot", "firstLogin").step).toBe("newLogin");
    expect(placeOf("bot", "no such step").step).toBe("open");
    for (const step of moved.values()) expect(isStep(step)).toBe(true);
  });

  test("who has handed the key over goes on after that step, and nobody goes back", () => {
    for (const place of places) {
      const there = placeOf(place.road, "send");
      const next = placeAfterKey(place);
      if (there.step === "send") expect(next.number).toBe(Math.max(place.number, there.number + 1));
      else expect(next).toBe(place);
    }
  });

  test("where the page asks for a code, and wherever it may have refused one, a code can be had on the road", () => {
    for (const place of places) {
      if (needsCode(place.step)) expect(codeStepOf(place)).toBe(place.step);
      const offersCode = [...stepOf(place.step).troubles, ...(stepOf(place.step).refusals ?? [])].some(
        (id) => troubleOf(id).code === true,
      );
      if (offersCode) expect(codeStepOf(place), `${place.road}/${place.step}`).toBeDefined();
    }
    expect(codeStepOf(placeOf("bot", "open"))).toBeUndefined();
  });

  test("shows how the QR code is captured on the road one is on", () => {
    expect(captureStep(undefined)).toEqual({ road: "bot", step: "screenshot" });
    expect(captureStep("reset/open/iphone")).toEqual({ road: "reset", step: "screenshot" });
    expect(captureStep("app/fillIn/iphone")).toEqual({ road: "app", step: "copyKey" });
    expect(captureStep("email/open")).toEqual({ road: "bot", step: "screenshot" });
  });

  test("only roads that differ by the phone ask for it", () => {
    expect(roadIds.filter((road) => !asksDevice(road))).toEqual(["card", "office"]);
  });
});

describe("where a person stands", () => {
  test("is read as it was kept", () => {
    for (const { road, step } of places)
      for (const device of [undefined, ...devices] as (Device | undefined)[])
        expect(unpackJourney(packJourney({ road, step, device }))).toEqual({ road, step, device });
  });

  test("is read as an earlier version kept it, and never fails", () => {
    expect(unpackJourney("password")).toEqual({ road: "bot", step: "password", device: undefined });
    expect(unpackJourney("firstLogin")).toEqual({ road: "bot", step: "newLogin", device: undefined });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(anyId).map((parts) => parts.join("/")),
        ),
        (kept) => {
          const { road, step } = unpackJourney(kept);
          expect(hasStep(road, step)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
