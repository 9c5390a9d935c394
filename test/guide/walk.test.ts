import fc from "fast-check";
import { expect, test } from "vitest";
import { steps } from "../../src/guide/steps.ts";
import { afterHandOver, placeOf } from "../../src/guide/walk.ts";

const ids = steps.map(({ id }) => id);
const anyId = fc.oneof(
  fc.string(),
  fc.constantFrom<string | undefined>(
    undefined,
    "",
    "toString",
    "constructor",
    "__proto__",
    "length",
    "0",
    "-1",
  ),
);

test("every step has an id of its own that fits into a button", () => {
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^\w{1,40}$/);
});

test("every step has its place, numbered from 1", () => {
  for (const [index, id] of ids.entries()) {
    expect(placeOf(id)).toMatchObject({ step: id, number: index + 1, total: ids.length });
  }
});

test("going on from the beginning leads through every step to the end, once", () => {
  const seen: string[] = [];
  for (let place = placeOf(undefined); ; place = placeOf(place.next)) {
    expect(seen).not.toContain(place.step);
    seen.push(place.step);
    if (place.next === undefined) break;
  }
  expect(seen).toEqual(ids);
});

test("only the first step has no way back, and only the last no way on", () => {
  const places = ids.map(placeOf);
  expect(places.filter(({ back }) => back === undefined).map(({ number }) => number)).toEqual([1]);
  expect(places.filter(({ next }) => next === undefined).map(({ number }) => number)).toEqual([ids.length]);
});

test("forward and back are each other's inverse", () => {
  for (const id of ids) {
    const { back, next } = placeOf(id);
    if (next !== undefined) expect(placeOf(next).back).toBe(id);
    if (back !== undefined) expect(placeOf(back).next).toBe(id);
  }
});

test("an id that is no step leads to the beginning", () => {
  fc.assert(
    fc.property(anyId, (id) => {
      fc.pre(!ids.some((known) => known === id));
      expect(placeOf(id)).toEqual(placeOf(ids[0]));
    }),
    { numRuns: 200 },
  );
});

test("a code is offered where the page asks for one, and nowhere before the key is there", () => {
  const asking = ids.map(placeOf).filter(({ needsCode }) => needsCode);
  expect(asking.map(({ step }) => step)).toEqual(["code", "firstLogin"]);
  for (const { number } of asking) expect(number).toBeGreaterThan(placeOf("send").number);
});

test("who has handed the key over goes on after that step, and nobody goes back", () => {
  for (const id of ids) {
    const [here, there] = [placeOf(id), placeOf(afterHandOver(id))];
    expect(there.number).toBe(Math.max(here.number, placeOf("send").number + 1));
  }
});

test("who hands the key over from a step that is no more goes on after the hand-over", () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      fc.pre(!ids.some((known) => known === id));
      expect(afterHandOver(id)).toBe(placeOf("send").next);
    }),
    { numRuns: 100 },
  );
});
