import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { Database } from "../../src/storage/database.ts";
import { rowsLeft } from "../support/rows.ts";
import { MovableClock } from "../support/clock.ts";
import { screenshot } from "../support/drawings.ts";
import { found, scriptedReader } from "../support/scripted-reader.ts";
import { keys, startAppFixture, startAppFixtureWith, type AppFixture } from "../support/app-fixture.ts";

/** Counts what a message costs: statements read, transactions written, and rewrites of the file among the reads. */
const countCalls = (app: AppFixture) => {
  const reads = vi.spyOn(Database.prototype, "read");
  const writes = vi.spyOn(Database.prototype, "write");
  onTestFinished(() => {
    reads.mockRestore();
    writes.mockRestore();
  });
  return async (deed: Promise<unknown>) => {
    reads.mockClear();
    writes.mockClear();
    await deed;
    await app.telegram.settled();
    const sqlOf = ([statement]: Parameters<Database["read"]>) =>
      typeof statement === "string" ? statement : statement.sql;
    const vacuums = reads.mock.calls.filter((call) => sqlOf(call) === "VACUUM").length;
    return { reads: reads.mock.calls.length, writes: writes.mock.calls.length, vacuums };
  };
};

test("a message opens the chat once, and commits its effects together", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const cost = countCalls(app);
  // The first message of the day also records that the chat is used.
  await cost(anna.say("/sugo"));
  const key = await cost(anna.say(keys.anna));
  const code = await cost(anna.say("/kod"));
  const data = await cost(anna.say("/adataim"));
  const question = await cost(anna.say("/torles"));
  const erasure = await cost(anna.press("Igen, törölj mindent"));
  expect(anna.last?.text).toContain("Mindent kitöröltem");

  // Whether the update was handled before; the chat.
  expect(code).toEqual({ reads: 2, writes: 1, vacuums: 0 });
  expect(data).toEqual({ reads: 2, writes: 1, vacuums: 0 });
  expect(question).toEqual({ reads: 2, writes: 1, vacuums: 0 });
  // The key, and then the code's end together with "processed".
  expect(key).toEqual({ reads: 2, writes: 2, vacuums: 0 });
  expect(erasure.vacuums).toBe(1);
  expect(erasure.reads).toBeLessThanOrEqual(8);
  expect(erasure.writes).toBe(3);
});

test("a code costs one commit when it is sent and one when it expires", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const noJobs = () =>
    expect.poll(() => rowsLeft(join(app.folder, "kapuseged.db"), "jobs"), { timeout: 10_000 }).toBe(0);
  const expire = async () => {
    app.clock.forwardTo(29);
    await anna.until("Ez a kód lejárt");
    await noJobs();
  };
  await app.after(anna, anna.say(keys.anna));
  await expire();
  const cost = countCalls(app);
  expect((await cost(anna.say("/kod"))).writes).toBe(1);
  expect((await cost(expire())).writes).toBe(1);
});

test("characters in a picture are stored with their end in one commit, and cost two more than a key when they are confirmed", async () => {
  const clock = new MovableClock();
  clock.forwardTo(29);
  const characters = scriptedReader(found("JBSW Y3DP EHPX 3PXP"));
  const app = await startAppFixtureWith(clock, { characters });
  const anna = app.person();
  const cost = countCalls(app);
  await cost(anna.say("/sugo"));
  const picture = await screenshot();
  const shown = await cost(anna.sendPhoto(picture).then(() => app.settled()));
  const corrected = await cost(anna.say("3: EHPK"));
  const confirmed = await cost(anna.press("Egyezik"));
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
  // The plan with "processed", the attempt, the reading with its end, and the end of the plan.
  expect(shown).toMatchObject({ writes: 4, vacuums: 0 });
  // What was typed is planned to be deleted first. What was read wrong is overwritten on the disk.
  expect(corrected).toMatchObject({ writes: 3, vacuums: 1 });
  expect(confirmed).toMatchObject({ writes: 4, vacuums: 1 });
});
