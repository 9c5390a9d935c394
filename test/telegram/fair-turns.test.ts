import { expect, test } from "vitest";
import { RecentUse } from "../../src/jobs/recent-use.ts";
import type { Context } from "../../src/telegram/context.ts";
import { takeTurns } from "../../src/telegram/fair-turns.ts";

const clock = { now: () => 1_000_000 };

test("drops the update of a chat that floods, and not that of one whose picture took long", async () => {
  const recentUse = new RecentUse(clock);
  const handle = takeTurns({ clock, recentUse }, () => Promise.resolve());
  const dropped: number[] = [];
  /** Sends an update that is handled for as long as the test runs. */
  const send = (chatId: number) => {
    const sent: unknown = { chatId };
    const ctx = sent as Context;
    void Promise.resolve(handle(ctx, () => new Promise(() => undefined))).then(() => {
      if (ctx.outcome === "flood") dropped.push(chatId);
    });
  };
  const [flooding, withPicture] = [1, 2];
  recentUse.add(withPicture, 5_000);
  for (let chatId = 100; chatId < 124; chatId += 1) send(chatId);
  send(withPicture);
  for (let count = 0; count < 45; count += 1) send(flooding);
  for (let chatId = 200; chatId < 220; chatId += 1) send(chatId);
  await new Promise(setImmediate);
  expect(new Set(dropped)).toEqual(new Set([flooding]));
});
