import { beforeEach, expect, it } from "vitest";
import { createHold, expireHold, takeHold, undisturbed, type Hold } from "../../src/qr/hold.ts";

let hold: Hold;
beforeEach(() => {
  hold = createHold();
  takeHold(hold);
});

it("lets the thread be ended before, between and after what must not be disturbed", async () => {
  expect(await undisturbed(() => Promise.resolve(1))).toBe(1);
  expect(await undisturbed(() => Promise.resolve(2))).toBe(2);
  expect(expireHold(hold)).toBe(true);
});

it("keeps the thread alive during it, and ends the read after it", async () => {
  let mayEnd: boolean | undefined;
  const work = undisturbed(() => {
    mayEnd = expireHold(hold);
    return Promise.resolve(1);
  });
  await expect(work).rejects.toThrow("past the deadline");
  expect(mayEnd).toBe(false);
});

it("begins nothing past the deadline", async () => {
  expireHold(hold);
  let begun = false;
  const work = undisturbed(() => {
    begun = true;
    return Promise.resolve();
  });
  await expect(work).rejects.toThrow("past the deadline");
  expect(begun).toBe(false);
});

it("is free again after work that failed", async () => {
  await expect(undisturbed(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(expireHold(hold)).toBe(true);
});
