import { expect, it } from "vitest";
import { BoundedQueue } from "../../src/qr/bounded-queue.ts";

it("lets in as many as it has places, lines up the next in order, turns away the rest", async () => {
  const gate = new BoundedQueue(1, 2);
  const came: string[] = [];
  const come = async (name: string): Promise<void> => {
    came.push(`${name} ${(await gate.enter()) ? "in" : "away"}`);
  };
  await come("first");
  const waiting = [come("second"), come("third")];
  await come("fourth");
  expect(came).toEqual(["first in", "fourth away"]);
  gate.leave();
  await waiting[0];
  gate.leave();
  await waiting[1];
  expect(came.slice(2)).toEqual(["second in", "third in"]);
});

it("has its place free again when nobody waited", async () => {
  const gate = new BoundedQueue(1, 0);
  expect(await gate.enter()).toBe(true);
  expect(await gate.enter()).toBe(false);
  gate.leave();
  expect(await gate.enter()).toBe(true);
});

it("closes when the last inside has left", async () => {
  const gate = new BoundedQueue(2, 1);
  await gate.enter();
  await gate.enter();
  const waiting = gate.enter();
  let closed = false;
  const closing = gate.close().then(() => (closed = true));
  expect(await waiting).toBe(false);
  gate.leave();
  await Promise.resolve();
  expect(closed).toBe(false);
  gate.leave();
  await closing;
  expect(await gate.enter()).toBe(false);
});
