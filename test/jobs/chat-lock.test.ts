import fc from "fast-check";
import { expect, test } from "vitest";
import { InProcessChatLock } from "../../src/jobs/chat-lock.ts";
import { open } from "../support/gate.ts";

/** Lets everything that can go on go on. */
const idle = () => new Promise(setImmediate);

test("work in one chat goes one after the other, in the order it was asked for", async () => {
  const chatLock = new InProcessChatLock();
  const [first, second] = [open(), open()];
  const story: string[] = [];
  const work = (name: string, gate: Promise<void>) => async () => {
    story.push(`${name} begins`);
    await gate;
    story.push(`${name} ends`);
  };
  const one = chatLock.run(1, work("one", first.gate));
  const two = chatLock.run(1, work("two", second.gate));
  second.release();
  await idle();
  expect(story).toEqual(["one begins"]);
  first.release();
  await Promise.all([one, two]);
  expect(story).toEqual(["one begins", "one ends", "two begins", "two ends"]);
});

test("different chats go side by side", async () => {
  const chatLock = new InProcessChatLock();
  const blocked = open();
  const one = chatLock.run(1, () => blocked.gate);
  await expect(chatLock.run(2, () => Promise.resolve("two"))).resolves.toBe("two");
  blocked.release();
  await one;
});

test("work that fails tells its caller, and the next goes on", async () => {
  const chatLock = new InProcessChatLock();
  const first = open();
  const one = chatLock.run(1, () => first.gate);
  const two = chatLock.run(1, () => Promise.resolve("two"));
  first.fail();
  await expect(one).rejects.toThrow("failed on purpose");
  await expect(two).resolves.toBe("two");
});

test("work that throws before it promises anything fails like any other", async () => {
  const chatLock = new InProcessChatLock();
  const thrower = () => {
    throw new Error("at once");
  };
  await expect(chatLock.run(1, thrower)).rejects.toThrow("at once");
  await expect(chatLock.run(1, () => Promise.resolve(1))).resolves.toBe(1);
});

test("a chat where nothing is waiting begins at once", () => {
  let begun = false;
  void new InProcessChatLock().run(1, () => {
    begun = true;
    return Promise.resolve();
  });
  expect(begun).toBe(true);
});

test("whatever fails and however long it takes, no two works of a chat overlap and none is lost", async () => {
  const job = fc.record({
    chat: fc.integer({ min: 1, max: 3 }),
    ticks: fc.nat({ max: 3 }),
    fails: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(job, { maxLength: 20 }), async (jobs) => {
      const chatLock = new InProcessChatLock();
      const busy = new Set<number>();
      const order: number[] = [];
      const results = await Promise.allSettled(
        jobs.map(({ chat, ticks, fails }, index) =>
          chatLock.run(chat, async () => {
            expect(busy.has(chat)).toBe(false);
            busy.add(chat);
            order.push(index);
            for (let i = 0; i < ticks; i += 1) await Promise.resolve();
            busy.delete(chat);
            if (fails) throw new Error("failed on purpose");
            return index;
          }),
        ),
      );
      for (const [index, result] of results.entries()) {
        if (jobs[index]?.fails)
          expect(String((result as PromiseRejectedResult).reason)).toContain("on purpose");
        else expect(result).toEqual({ status: "fulfilled", value: index });
      }
      for (const chat of [1, 2, 3]) {
        const mine = order.filter((index) => jobs[index]?.chat === chat);
        expect(mine).toEqual(mine.toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 60 },
  );
});
