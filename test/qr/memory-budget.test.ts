import { expect, test } from "vitest";
import { memoryBudget, memoryLimitMb } from "../../src/qr/pool/memory-budget.ts";

test.each([
  [128, { processes: 1, perProcessMb: 150, totalMb: 150 }],
  [384, { processes: 1, perProcessMb: 150, totalMb: 150 }],
  [512, { processes: 1, perProcessMb: 272, totalMb: 272 }],
  [639, { processes: 1, perProcessMb: 300, totalMb: 300 }],
  [640, { processes: 2, perProcessMb: 300, totalMb: 370 }],
  [1024, { processes: 2, perProcessMb: 300, totalMb: 370 }],
  [64 * 1024, { processes: 2, perProcessMb: 300, totalMb: 370 }],
])("of %d MB a budget is taken", (limitMb, budget) => {
  expect(memoryBudget(limitMb, 2)).toEqual(budget);
});

test("one processor reads one picture at a time, however much memory there is", () => {
  expect(memoryBudget(4096, 1)).toEqual({ processes: 1, perProcessMb: 300, totalMb: 300 });
});

test("the limit is a finite part of the machine's memory, also when no limit is set", () => {
  expect(memoryLimitMb()).toBeGreaterThan(64);
  expect(memoryLimitMb()).toBeLessThan(2 ** 30);
});
