import { expect, test } from "vitest";
import { BoundedQueue } from "../../src/qr/bounded-queue.ts";

test("admits up to its capacity, queues the next ones in order and refuses the rest", async () => {
  const queue = new BoundedQueue(1, 2);
  const outcomes: string[] = [];
  const enter = async (name: string): Promise<void> => {
    outcomes.push(`${name} ${(await queue.enter()) ? "admitted" : "refused"}`);
  };
  await enter("first");
  const waiting = [enter("second"), enter("third")];
  expect(queue.waiting).toBe(2);
  await enter("fourth");
  expect(outcomes).toEqual(["first admitted", "fourth refused"]);
  queue.leave();
  await waiting[0];
  queue.leave();
  await waiting[1];
  expect(outcomes.slice(2)).toEqual(["second admitted", "third admitted"]);
  expect(queue.waiting).toBe(0);
});

test("frees a place that nothing waited for", async () => {
  const queue = new BoundedQueue(1, 0);
  expect(await queue.enter()).toBe(true);
  expect(await queue.enter()).toBe(false);
  queue.leave();
  expect(await queue.enter()).toBe(true);
});
