import { describe, expect, test } from "vitest";
import { FairQueue } from "../../src/jobs/fair-queue.ts";
import { seededRandom } from "../support/seeded-random.ts";

/** Enters for a chat and writes down who is admitted, and who is refused. */
const recording = (queue: FairQueue) => {
  const outcomes: string[] = [];
  const enter = (chatId: number, name = String(chatId)): void => {
    void queue.enter(chatId).then((admitted) => outcomes.push(admitted ? name : `${name} refused`));
  };
  /** Lets what was admitted be written down. @returns all outcomes so far */
  const told = async () => {
    await new Promise(setImmediate);
    return outcomes;
  };
  return { enter, told };
};

const heavyFromTen = (chatId: number) => (chatId >= 10 ? 1_000 : 0);

describe("a fair queue", () => {
  test("admits up to its capacity", async () => {
    const queue = new FairQueue({ capacity: 1 });
    const { enter, told } = recording(queue);
    for (const chatId of [1, 2, 2, 3]) enter(chatId);
    expect(await told()).toEqual(["1"]);
    expect(queue.waitingChats).toBe(2);
    queue.leave(1);
    expect(await told()).toEqual(["1", "2"]);
  });

  test("lets chats take turns, however much one of them sends", async () => {
    const queue = new FairQueue({ capacity: 1 });
    const { enter, told } = recording(queue);
    for (const name of ["a", "b", "c", "d"]) enter(1, name);
    enter(2, "honest");
    enter(3, "other");
    for (const chatId of [1, 2, 3, 1, 1, 1]) {
      await told();
      queue.leave(chatId);
    }
    expect(await told()).toEqual(["a", "honest", "other", "b", "c", "d"]);
  });

  test("gives a chat one place, also when others are free", async () => {
    const queue = new FairQueue({ capacity: 3 });
    const { enter, told } = recording(queue);
    for (const name of ["a", "b"]) enter(1, name);
    enter(2, "honest");
    expect(await told()).toEqual(["a", "honest"]);
  });

  test("admits first who has used least, and those who have used the same in turn", async () => {
    const use = new Map([
      [1, 500],
      [2, 90],
      [3, 0],
      [4, 0],
    ]);
    const queue = new FairQueue({ capacity: 1, use: { of: (chatId) => use.get(chatId) ?? 0 } });
    const { enter, told } = recording(queue);
    for (const chatId of [9, 1, 2, 3, 4]) enter(chatId);
    for (const chatId of [9, 3, 4, 2]) queue.leave(chatId);
    expect(await told()).toEqual(["9", "3", "4", "2", "1"]);
  });

  test("lets chats with much use share one place, after everybody else", async () => {
    const queue = new FairQueue({ capacity: 2, use: { of: heavyFromTen }, heavyFromMs: 1_000 });
    const { enter, told } = recording(queue);
    for (const chatId of [10, 11, 12]) enter(chatId);
    expect(await told()).toEqual(["10"]);
    for (const chatId of [1, 2]) enter(chatId);
    queue.leave(10);
    expect(await told()).toEqual(["10", "1", "2"]);
    queue.leave(1);
    expect(await told()).toEqual(["10", "1", "2", "11"]);
    queue.leave(2);
    expect(await told()).toHaveLength(4);
  });

  test("refuses what waits of the chat with the most use when too much waits", async () => {
    const use = new Map([
      [1, 10],
      [2, 30],
      [3, 20],
    ]);
    const queue = new FairQueue({
      ...{ capacity: 1, maxWaiting: 6, minUseToDropMs: 20 },
      use: { of: (chatId) => use.get(chatId) ?? 0 },
    });
    const { enter, told } = recording(queue);
    for (const chatId of [9, 2, 2, 3, 1, 4, 5]) enter(chatId);
    expect(await told()).toEqual(["9"]);
    enter(1, "1 again");
    expect((await told()).slice(1)).toEqual(["2 refused", "2 refused"]);
    enter(6);
    enter(7);
    expect((await told()).slice(3)).toEqual(["3 refused"]);
  });

  test("refuses nothing when only a few chats wait", async () => {
    const queue = new FairQueue({ capacity: 1, maxWaiting: 2, use: { of: (chatId) => chatId } });
    const { enter, told } = recording(queue);
    for (const chatId of [9, 1, 2, 3, 4, 4, 4, 4]) enter(chatId);
    expect(await told()).toEqual(["9"]);
  });

  test("refuses nothing of chats that have used little, however much waits", async () => {
    const queue = new FairQueue({
      ...{ capacity: 1, maxWaiting: 2, minUseToDropMs: 20 },
      use: { of: () => 19 },
    });
    const { enter, told } = recording(queue);
    for (let chatId = 0; chatId < 50; chatId += 1) enter(chatId);
    expect(await told()).toEqual(["0"]);
  });

  test("keeps every promise for random visits", async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = seededRandom(seed);
      const below = (n: number) => Math.floor(random() * n);
      const capacity = 1 + below(4);
      const isHeavy = (chatId: number) => chatId % 5 === 4;
      const use = { of: (chatId: number) => (isHeavy(chatId) ? 1_000 : chatId % 3) };
      const queue = new FairQueue({ capacity, use, heavyFromMs: 1_000 });
      const inside: number[] = [];
      const waiting: { readonly chatId: number; readonly nr: number }[] = [];
      let nr = 0;
      const admitted = (entry: (typeof waiting)[number]) => {
        waiting.splice(waiting.indexOf(entry), 1);
        expect(inside, `seed ${seed}: one place for each chat`).not.toContain(entry.chatId);
        inside.push(entry.chatId);
        const earlier = waiting.find((one) => one.chatId === entry.chatId && one.nr < entry.nr);
        expect(earlier, `seed ${seed}: in order in a chat`).toBeUndefined();
      };
      for (let step = 0; step < 300; step += 1) {
        if (inside.length === 0 || random() < 0.5) {
          const entry = { chatId: below(12), nr: (nr += 1) };
          waiting.push(entry);
          void queue.enter(entry.chatId).then(() => admitted(entry));
        } else queue.leave(inside.splice(below(inside.length), 1)[0]!);
        await new Promise(setImmediate);
        const free = waiting.filter(({ chatId }) => !inside.includes(chatId));
        const hasSlow = inside.some(isHeavy);
        expect(inside.length, `seed ${seed}: capacity`).toBeLessThanOrEqual(capacity);
        expect(inside.filter(isHeavy).length, `seed ${seed}: one slow chat`).toBeLessThanOrEqual(1);
        if (inside.length < capacity)
          expect(
            free.filter(({ chatId }) => !isHeavy(chatId) || !hasSlow),
            `seed ${seed}: no free place while one waits for it`,
          ).toEqual([]);
      }
    }
  });
});
