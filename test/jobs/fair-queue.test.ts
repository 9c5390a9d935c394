import { describe, expect, test } from "vitest";
import { FairQueue } from "../../src/jobs/fair-queue.ts";
import { SlowChats } from "../../src/jobs/slow-chats.ts";
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

describe("a fair queue", () => {
  test("admits up to its capacity and refuses the chats that it has no room for", async () => {
    const queue = new FairQueue({ capacity: 1, maxWaitingChats: 1 });
    const { enter, told } = recording(queue);
    enter(1);
    enter(2);
    enter(2, "2 again");
    enter(3);
    expect(await told()).toEqual(["3 refused", "1"]);
    expect(queue.waitingChats).toBe(1);
    queue.leave(1);
    expect((await told()).slice(2)).toEqual(["2"]);
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

  test("lets slow chats share one place, after everybody else", async () => {
    const queue = new FairQueue({ capacity: 2, isLast: (chatId) => chatId >= 10 });
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

  test("keeps every promise for random visits", async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = seededRandom(seed);
      const below = (n: number) => Math.floor(random() * n);
      const capacity = 1 + below(4);
      const isLast = (chatId: number) => chatId % 5 === 4;
      const queue = new FairQueue({ capacity, isLast });
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
        const hasSlow = inside.some(isLast);
        expect(inside.length, `seed ${seed}: capacity`).toBeLessThanOrEqual(capacity);
        expect(inside.filter(isLast).length, `seed ${seed}: one slow chat`).toBeLessThanOrEqual(1);
        if (inside.length < capacity)
          expect(
            free.filter(({ chatId }) => !isLast(chatId) || !hasSlow),
            `seed ${seed}: no free place while one waits for it`,
          ).toEqual([]);
      }
    }
  });
});

describe("slow chats", () => {
  test("are those with two pictures given up within an hour", () => {
    let now = 0;
    const chats = new SlowChats({ now: () => now });
    chats.note(1);
    expect(chats.has(1)).toBe(false);
    now += 3_500_000;
    chats.note(1);
    expect([chats.has(1), chats.has(2)]).toEqual([true, false]);
    now += 200_000;
    expect(chats.has(1)).toBe(false);
    chats.note(1);
    expect(chats.has(1)).toBe(true);
  });
});
