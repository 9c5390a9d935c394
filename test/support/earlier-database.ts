import { readFileSync } from "node:fs";
import { chmod, copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { expect, onTestFinished } from "vitest";
import type { Clock } from "../../src/clock/clock.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { AppFixture } from "./app-fixture.ts";
import { type Person, type Telegram, startTelegram } from "./bot-api-server/index.ts";

/** A key as expected.json describes it. */
export interface EarlierKey {
  readonly id: string;
  readonly name: string;
  /** In base32. */
  readonly secret: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number;
}

/** What one person has stored. */
export interface EarlierPerson {
  readonly name: string;
  readonly chatId: number;
  /** In the person's own order. */
  readonly keys: readonly EarlierKey[];
  readonly deleted: readonly EarlierKey[];
  readonly offers: readonly EarlierKey[];
  /** The guide step that is shown. */
  readonly step: string | null;
  readonly cancellation: string | null;
  readonly waitingDigits: { readonly id: string; readonly digits: string } | null;
}

/** A planned job; `person` is an index into the people. */
export interface EarlierJob {
  readonly person: number;
  readonly afterMs: number;
  readonly kind: string;
  readonly messageId?: number;
}

interface Expected {
  readonly madeAt: number;
  readonly lastUpdateId: number;
  readonly rootSha256: string;
  readonly pictures: number;
  readonly people: readonly EarlierPerson[];
  readonly jobs: readonly EarlierJob[];
  readonly messages: readonly string[];
}

/** A press of a button of version 0.1.0; see the fixture's README. */
interface EarlierButton {
  readonly person: number;
  readonly data: string;
  readonly fallback?: true;
  readonly quiet?: true;
}

const folder = fileURLToPath(new URL("../fixtures/database-0.1.0/", import.meta.url));
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));

export const expected = read("expected.json") as Expected;
export const earlierButtons = read("buttons.json") as readonly EarlierButton[];

/**
 * Copies the database and its key ring into a new folder, which is removed after the test. The ring gets a new first
 * key, because the bot no longer runs with one that is text, as the fixture's is. @returns the folder
 */
export const copyEarlierDatabase = async (): Promise<string> => {
  const copy = await mkdtemp(join(tmpdir(), "kapuseged-earlier-"));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  await copyFile(join(folder, "kapuseged.db"), join(copy, "kapuseged.db"));
  await chmod(join(copy, "kapuseged.db"), 0o600);
  const ring = `${KeyRing.fresh(2)},${readFileSync(join(folder, "master.key"), "utf8")}`;
  await writeFile(join(copy, "master.key"), ring, { mode: 0o600 });
  return copy;
};

/** Sends a message as the bot, past the program. */
const sendAsBot = async (telegram: Telegram, person: Person, kind: string, picture: Buffer) => {
  const method = { text: "sendMessage", photo: "sendPhoto", document: "sendDocument" }[kind] ?? "";
  const form = new FormData();
  form.set("chat_id", String(person.chatId));
  if (kind === "text") form.set("text", "korábbi üzenet");
  else form.set(kind, new Blob([new Uint8Array(picture)]), kind === "photo" ? "kep.png" : "adatok.txt");
  const { ok } = await fetch(`${telegram.apiRoot}/bot${telegram.token}/${method}`, {
    method: "POST",
    body: form,
  });
  expect(ok).toBe(true);
};

/** Puts the messages of that time into the chats again, with their ids and kinds but without their texts. */
const restoreMessages = async (telegram: Telegram, people: readonly Person[]) => {
  const picture = await sharp({ create: { width: 90, height: 60, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();
  for (const entry of expected.messages) {
    const [index, from, kind = ""] = entry.split(" ");
    const person = people[Number(index)]!;
    if (from === "bot") await sendAsBot(telegram, person, kind, picture);
    else if (kind === "photo") await person.sendPhoto(picture);
    else if (kind === "document")
      await person.sendFile(picture, { fileName: "a.pdf", mimeType: "application/pdf" });
    else await person.say("korábbi üzenet");
  }
  // The ids of all updates that version 0.1.0 handled are used up, as they are at Telegram.
  for (let i = 0; (telegram.deliveries.at(-1)?.updateId ?? 0) < expected.lastUpdateId; i += 1)
    await people[i % people.length]!.say("korábbi üzenet");
};

/**
 * Starts the app on a copy of the database of version 0.1.0, with its people and their messages.
 * @param clock should begin at `expected.madeAt`
 */
export const startOnEarlierDatabase = async <C extends Clock>(
  clock: C,
): Promise<{ app: AppFixture<C>; people: readonly Person[] }> => {
  const telegram = await startTelegram({ now: () => clock.now() });
  const app = new AppFixture(telegram, clock, await copyEarlierDatabase(), {});
  onTestFinished(() => app.close());
  // The emulator does not know the stored ids of the bot's own pictures; the app forgets them and uploads again.
  for (const method of ["sendPhoto", "editMessageMedia"]) app.allowRefused(method);
  const people = expected.people.map(({ name }) => app.person(name));
  expect(people.map(({ chatId }) => chatId)).toEqual(expected.people.map(({ chatId }) => chatId));
  await restoreMessages(telegram, people);
  await app.start();
  await telegram.settled();
  return { app, people };
};
