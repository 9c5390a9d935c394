import { expect, test } from "vitest";
import { ownLoopTurn } from "../../src/jobs/loop-turn.ts";

test("lets at most one caller go on in a turn of the event loop, in the order of the calls", async () => {
  let turn = 0;
  const isDone = { value: false };
  const countTurns = () => {
    turn += 1;
    if (!isDone.value) setImmediate(countTurns);
  };
  countTurns();
  const wentOn: { readonly caller: number; readonly turn: number }[] = [];
  const call = (caller: number) => ownLoopTurn().then(() => wentOn.push({ caller, turn }));
  await Promise.all(Array.from({ length: 20 }, (_, caller) => call(caller)));
  isDone.value = true;
  expect(wentOn.map(({ caller }) => caller)).toEqual(wentOn.map((_, i) => i));
  expect(new Set(wentOn.map((one) => one.turn)).size).toBe(wentOn.length);
});
