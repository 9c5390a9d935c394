import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { expect, test } from "vitest";
import data from "../../locales/hu/data.json" with { type: "json" };
import faults from "../../locales/hu/faults.json" with { type: "json" };
import guide from "../../locales/hu/guide.json" with { type: "json" };
import other from "../../locales/hu/other.json" with { type: "json" };
import { Store } from "../../src/storage/store.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { Vault } from "../../src/vault/vault.ts";
import { contentsOf } from "../support/chat-session.ts";
import type { AppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";
import { MovableClock, StillClock } from "../support/clock.ts";
import { runTool } from "../support/command.ts";
import {
  copyEarlierDatabase,
  earlierButtons,
  expected,
  startOnEarlierDatabase,
  type EarlierKey,
} from "../support/earlier-database.ts";
import { rowsLeft } from "../support/rows.ts";
import { totp } from "../support/totp-oracle.ts";

/** The time stands still where version 0.1.0 stopped: no code, question or job expires. */
const standingStill = () => startOnEarlierDatabase(new StillClock(expected.madeAt));

const codeAtThatTime = ({ secret, algorithm, digits, period }: EarlierKey) =>
  totp(secret, expected.madeAt, { algorithm: algorithm.toLowerCase(), digits, period });

const withoutSpaces = (text: string) => text.replace(/\s/g, "");

const press = async (app: AppFixture<StillClock>, person: Person, data: string) =>
  app.after(person, person.pressOld(data));

const rowsIn = async ({ folder }: { readonly folder: string }, sql: string) => {
  const client = createClient({ url: `file:${join(folder, "kapuseged.db")}` });
  try {
    return (await client.execute(sql)).rows;
  } finally {
    client.close();
  }
};

/** What the log holds at level warn or above, other than that this run's emulator does not know an earlier file id. */
const warningsIn = (log: readonly string[]) =>
  log.filter(
    (line) => /"level":[456]0/.test(line) && !/wrong remote file identifier|DownloadFailed/.test(line),
  );

test("opens an earlier database and answers no update twice", async () => {
  const { app, people } = await standingStill();
  for (const [index, person] of people.entries()) {
    const before = expected.messages.filter((entry) => entry.startsWith(`${index} bot `));
    expect(person.screen.filter(({ from }) => from === "bot")).toHaveLength(before.length);
  }
  expect(await rowsIn(app, "SELECT name FROM pictures")).toHaveLength(expected.pictures);
  expect(warningsIn(app.log)).toEqual([]);
});

test("makes the right code from every key, under its name and in the person's own order", async () => {
  const { app, people } = await standingStill();
  for (const [index, person] of people.entries()) {
    const { keys, deleted, offers } = expected.people[index]!;
    const list = await app.after(person, person.say("/kulcsok"));
    if (keys.length === 1) expect(list.text).toContain(keys[0]!.name);
    if (keys.length > 1)
      expect(list.buttons.flat().slice(0, keys.length)).toEqual(keys.map(({ name }) => name));
    for (const key of keys) {
      const { text } = await press(app, person, `code:${key.id}`);
      expect(withoutSpaces(text)).toContain(codeAtThatTime(key));
      if (keys.length > 1) expect(text).toContain(key.name);
    }
    for (const key of deleted) {
      expect(list.buttons.flat()).not.toContain(key.name);
      await press(app, person, `key-restore:${key.id}`);
      expect((await app.after(person, person.say("/kulcsok"))).buttons.flat()).toContain(key.name);
      expect(withoutSpaces((await press(app, person, `code:${key.id}`)).text)).toContain(codeAtThatTime(key));
    }
    const [offer] = offers;
    if (offer === undefined) continue;
    await press(app, person, `pick:${offer.id}`);
    expect(withoutSpaces((await app.after(person, person.say("/kod"))).text)).toContain(
      codeAtThatTime(offer),
    );
  }
  expect(warningsIn(app.log)).toEqual([]);
});

test("shows the guide's step, the törlőkód and the waiting digits of every person", async () => {
  const { app, people } = await standingStill();
  const titles: Readonly<Record<string, { readonly title: string }>> = guide.steps;
  for (const [index, person] of people.entries()) {
    const { step, cancellation, waitingDigits } = expected.people[index]!;
    if (step !== null) {
      expect((await app.after(person, person.say("/adataim"))).text).toContain(titles[step]!.title);
      await app.after(person, person.say("/utmutato"));
    }
    if (cancellation !== null) {
      app.secrets.push(cancellation);
      await app.after(person, person.say("/torlokod"));
      expect(withoutSpaces((await press(app, person, "cancel-code:show")).text)).toContain(cancellation);
    }
    if (waitingDigits !== null) {
      app.secrets.push(waitingDigits.digits);
      const { text } = await press(app, person, `eight:show:${waitingDigits.id}`);
      expect(withoutSpaces(text)).toContain(waitingDigits.digits);
    }
  }
  const [anna] = people;
  await app.after(anna!, anna!.say("/utmutato"));
  expect(anna!.last?.text).toContain(guide.devices.screenshot.android);
  expect(warningsIn(app.log)).toEqual([]);
});

test("puts everything a person has stored into their data file", async () => {
  const { app, people } = await standingStill();
  for (const [index, person] of people.entries()) {
    const { keys, deleted, offers, cancellation } = expected.people[index]!;
    const shown = await app.after(person, person.say("/adataim"));
    for (const { name } of keys) expect(shown.text).toContain(name);
    if (keys.length === 0 && cancellation === null) continue;
    await press(app, person, "my-data:secrets:yes");
    const file = Buffer.from(person.last?.file?.bytes ?? []).toString("utf8");
    for (const { name, secret } of keys) {
      expect(file).toContain(name);
      expect(file).toContain(secret);
    }
    expect(JSON.parse(file)).toMatchObject({
      [data.file.deleted]: deleted.length,
      [data.file.offers]: offers.length,
    });
    if (cancellation !== null) expect(file).toContain(cancellation);
  }
  expect(warningsIn(app.log)).toEqual([]);
});

test("runs every planned job to its end", async () => {
  const clock = new MovableClock();
  clock.forward(expected.madeAt - clock.now());
  const { app, people } = await startOnEarlierDatabase(clock);
  // The emulator of this run does not know the pictures that were sent at that time.
  app.allowRefused("getFile");
  const file = join(app.folder, "kapuseged.db");
  const jobsLeft = () => rowsLeft(file, "jobs");
  const pastJobs = async (afterMs: number) => {
    clock.forward(expected.madeAt + afterMs - clock.now());
    const left = new Set(expected.jobs.filter((job) => job.afterMs > afterMs));
    await expect.poll(jobsLeft, { timeout: 10_000 }).toBeLessThanOrEqual(left.size);
    await app.telegram.settled();
  };
  await pastJobs(1_000);
  // Two fresh codes are delivered, and their end is planned.
  clock.forward(expected.madeAt + 29_000 - clock.now());
  const endre = people[4]!;
  const endresKey = expected.people[4]!.keys[0]!;
  await endre.until((screen) => {
    const code = totp(endresKey.secret, expected.madeAt + 29_000);
    return screen.filter(({ text }) => withoutSpaces(text).includes(code)).length === 2;
  });
  await pastJobs(120_000);
  await pastJobs(700_000);
  await expect.poll(jobsLeft, { timeout: 10_000 }).toBe(0);

  for (const { person, kind, messageId } of expected.jobs) {
    if (messageId === undefined || kind === "read-picture") continue;
    const message = people[person]!.screen.find(({ id }) => id === messageId);
    expect(message?.edited ?? true, `${kind} in message ${messageId}`).toBe(true);
  }
  expect(people[6]!.screen.filter(({ from }) => from === "bot").at(-1)?.text).not.toContain("korábbi üzenet");
  expect(people[8]!.sees("Rég nem jártál itt")).toBe(true);
  expect(people[9]!.sees("1 kulcs")).toBe(true);
  const ring = KeyRing.parse((await readFile(join(app.folder, "master.key"), "utf8")).trim());
  const store = await Store.open({ url: `file:${join(app.folder, "kapuseged.db")}` });
  const vault = await Vault.open(store, ring);
  const left = await Promise.all(expected.people.map(({ chatId }) => contentsOf(vault, chatId)));
  await store.close();
  for (const { deletedKeys, undecidedKeys, undecidedDigits } of left)
    expect([...deletedKeys, ...undecidedKeys, ...undecidedDigits]).toEqual([]);
  expect(left.flatMap(({ keys }) => keys)).toHaveLength(expected.people.flatMap(({ keys }) => keys).length);
  expect(warningsIn(app.log)).toEqual([]);
});

test("erases every row of every person on request", async () => {
  const { app, people } = await standingStill();
  const rows = () => rowsIn(app, "SELECT chat FROM chats UNION SELECT chat FROM records");
  for (const [index, person] of people.entries()) {
    const { keys, step, offers } = expected.people[index]!;
    if (keys.length + offers.length === 0 && step === null) continue;
    const before = (await rows()).length;
    await app.after(person, person.say("/torles"));
    await press(app, person, "erase:yes");
    expect((await rows()).length).toBe(before - 1);
  }
  expect(await rows()).toEqual([]);
  // The erasure that version 0.1.0 had begun is all that is left, and no rows of a chat.
  expect(await rowsLeft(join(app.folder, "kapuseged.db"), "jobs")).toBe(1);
  expect(warningsIn(app.log)).toEqual([]);
});

test("answers every button of an earlier version with a screen", { timeout: 60_000 }, async () => {
  const { app, people } = await standingStill();
  // The message above a button is another here than in version 0.1.0: of another kind, or deleted meanwhile.
  for (const method of ["editMessageText", "deleteMessage"]) app.allowRefused(method);
  const { calls } = app.telegram;
  const queues = people.map((_, index) => earlierButtons.filter((button) => button.person === index));
  while (queues.some(({ length }) => length > 0)) {
    const round = queues.flatMap((queue) => queue.splice(0, 1));
    const before = calls.length;
    await Promise.all(round.map(({ person, data }) => people[person]!.pressOld(data)));
    await app.telegram.settled();
    for (const { person, data, fallback = false, quiet = false } of round) {
      const { chatId, spinning } = people[person]!;
      const answers = calls
        .slice(before)
        .filter(
          ({ method, params }) => /^(send|edit|delete)/.test(method) && Number(params["chat_id"]) === chatId,
        );
      const said = JSON.stringify(answers.map(({ params }) => params));
      expect(said.includes(other.oldButton), `${data} is answered as an old button`).toBe(fallback);
      expect(answers.length === 0, `${data} changes nothing in the chat`).toBe(quiet);
      expect(said).not.toContain(faults.sorry);
      expect(said).not.toContain(faults.damaged);
      expect(spinning, `${data} is still spinning`).toBe(0);
    }
  }
  expect(warningsIn(app.log)).toEqual([]);
});

test("opens an earlier database that the program was started on in the operator's tools", async () => {
  const folder = await copyEarlierDatabase();
  const url = `file:${join(folder, "kapuseged.db")}`;
  await (await Store.open({ url })).close();
  const backup = join(folder, "backup.db");
  const status = await runTool("keys", ["status"], { DATABASE_URL: url });
  expect(await runTool("backup", [backup], { DATABASE_URL: url })).toMatchObject({ code: 0 });
  const verified = await runTool("backup", ["verify", backup], { DATABASE_URL: url });
  const chats = await rowsLeft(join(folder, "kapuseged.db"), "chats");
  for (const { code, stdout, stderr } of [status, verified]) {
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain(`${chats} chats`);
  }
});
