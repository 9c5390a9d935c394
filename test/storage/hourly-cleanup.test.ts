import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { expect, onTestFinished, test, vi } from "vitest";
import { isContactHour } from "../../src/clock/local-time.ts";
import { createLog } from "../../src/observability/log.ts";
import { scheduleHourlyCleanup } from "../../src/storage/hourly-cleanup.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { Store } from "../../src/storage/store.ts";
import { MovableClock } from "../support/clock.ts";

const log = createLog("silent");

test("forgets after 48 hours that an update came, and never knew from whom", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-cleanup-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const url = `file:${join(folder, "test.db")}`;
  const store = await Store.open({ url });
  const clock = new MovableClock();
  await store.markProcessed(newClaim(7));
  clock.forward(46 * 3_600_000);
  scheduleHourlyCleanup(store, clock, log)();
  await store.wipeDeleted();
  expect(await store.isProcessed(7)).toBe(true);
  clock.forward(4 * 3_600_000);
  scheduleHourlyCleanup(store, clock, log)();
  await expect.poll(() => store.isProcessed(7)).toBe(false);
  await store.close();

  const database = createClient({ url });
  const { columns } = await database.execute("SELECT * FROM seen_updates");
  database.close();
  expect(columns).toEqual(["update_id", "token", "seen_at", "answered"]);
});

test("rewrites a file of any size once a day, at night", async () => {
  vi.useFakeTimers({ now: Date.parse("2026-11-23T11:30:00Z") });
  onTestFinished(() => void vi.useRealTimers());
  const wipes: { readonly at: number; readonly isFull: boolean }[] = [];
  const store = {
    deleteOldUpdates: () => Promise.resolve(),
    locks: { deleteExpired: () => Promise.resolve() },
    removeMigrationCopies: () => undefined,
    wipeDeleted: (isFull: boolean) => {
      wipes.push({ at: Date.now(), isFull });
      return Promise.resolve(true);
    },
  };
  const clock = { now: () => Date.now(), at: () => () => undefined };
  const stop = scheduleHourlyCleanup(store as unknown as Store, clock, log);
  await vi.advanceTimersByTimeAsync(47 * 3_600_000);
  stop();
  expect(wipes).toHaveLength(48);
  const full = wipes.filter(({ isFull }) => isFull);
  expect(full.filter(({ at }) => isContactHour(at))).toEqual([]);
  // From noon to noon twice: each of the three days has a part of a night.
  expect(full.map(({ at }) => new Date(at).getUTCDate())).toEqual([23, 23, 24]);
});
