import { expect, test } from "vitest";
import { FairTurns } from "../../src/telegram/fair-turns.ts";

/** As many chats as have a place at once. */
const places = 12;
/** As many updates as may wait before some are dropped. */
const room = 80;

const fixture = () => {
  const clock = { time: 1_000_000, now: () => clock.time };
  const turns = new FairTurns(clock);
  const outcomes: string[] = [];
  const enter = (chatId: number, name = String(chatId)): void => {
    void turns.enter(chatId).then((isAdmitted) => outcomes.push(isAdmitted ? name : `${name} dropped`));
  };
  /** Lets what was decided be written down. @returns all outcomes so far */
  const told = async () => {
    await new Promise(setImmediate);
    return outcomes;
  };
  /** Takes every place, with chats that have sent nothing else. */
  const fill = async () => {
    for (let place = 0; place < places; place += 1) enter(-place);
    await told();
    outcomes.length = 0;
  };
  return { clock, turns, enter, told, fill };
};

test("admits updates at once while there are places, one of each chat", async () => {
  const { turns, enter, told } = fixture();
  for (const name of ["a", "b"]) enter(1, name);
  enter(2);
  expect(await told()).toEqual(["a", "2"]);
  turns.leave(1);
  expect(await told()).toEqual(["a", "2", "b"]);
});

test("lets the chats that wait take turns, however much one of them sends", async () => {
  const { turns, enter, told, fill } = fixture();
  await fill();
  for (const name of ["a", "b", "c"]) enter(1, name);
  enter(2, "honest");
  for (const chatId of [0, -1, 1]) turns.leave(chatId);
  expect(await told()).toEqual(["a", "honest", "b"]);
});

test("forgets in time how much a chat has sent", async () => {
  const { clock, enter, told, fill } = fixture();
  await fill();
  for (let sent = 0; sent < 15; sent += 1) enter(1, "calm by now");
  clock.time += 600_000;
  for (let sent = 15; sent < room - 10; sent += 1) enter(sent);
  for (let sent = 0; sent < 12; sent += 1) enter(2, "busy");
  expect(new Set(await told())).toEqual(new Set(["busy dropped"]));
});

test("drops what waits of the busiest chat, and of no quiet one, when too much waits", async () => {
  const { enter, told, fill } = fixture();
  await fill();
  for (let sent = 0; sent < 15; sent += 1) enter(1, "busy");
  for (let sent = 15; sent < room; sent += 1) enter(sent);
  expect(await told()).toEqual([]);
  enter(room);
  expect(await told()).toEqual(Array.from({ length: 15 }, () => "busy dropped"));
  for (let chatId = 100; chatId < 200; chatId += 1) enter(chatId);
  expect((await told()).length).toBe(15);
});

test("drops nothing of a chat that floods when hardly another one waits", async () => {
  const { enter, told, fill } = fixture();
  await fill();
  for (let sent = 0; sent < 100; sent += 1) enter(1);
  for (const chatId of [2, 3, 4]) enter(chatId);
  expect(await told()).toEqual([]);
});
