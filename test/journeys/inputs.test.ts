import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { startAppFixture, type AppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";
import { totp } from "../support/totp-oracle.ts";

/** What the bot is to do with an input (test/fixtures/inputs/README.md). */
interface Expectation {
  readonly code?: { secret: string; digits?: number; period?: number; algorithm?: string };
  readonly mayRefuse?: boolean;
  readonly noKey?: boolean;
  /** False: the message stays. */
  readonly gone?: boolean;
  readonly says?: string;
  readonly notSays?: string;
  readonly answers?: number;
  readonly threadId?: number;
}

interface InputCase {
  readonly id: string;
  readonly kind: string;
  readonly how: string;
  readonly text?: string;
  readonly file?: string;
  readonly files?: readonly string[];
  readonly mime?: string;
  readonly caption?: string;
  readonly before?: string;
  readonly steps?: readonly string[];
  readonly message?: Record<string, unknown>;
  readonly extra?: Record<string, unknown>;
  readonly expect: Expectation;
}

/** A case of one of the sets, with the folder of its files. */
interface Case extends InputCase {
  readonly folder: URL;
}

const bytesOf = ({ folder }: Case, name: string) => readFile(new URL(name, folder));
const root = new URL("../fixtures/inputs/", import.meta.url);
const captioned = (caption: string | undefined) => (caption === undefined ? {} : { caption });

const sendFile = async (person: Person, input: Case) => {
  const { file = "", mime = "application/octet-stream", caption } = input;
  return person.sendFile(await bytesOf(input, file), {
    fileName: file,
    mimeType: mime,
    ...captioned(caption),
  });
};

/** Sends one key, shows its link as the bot exports it, and pastes that link as another person would. */
const exportedLink = async (app: AppFixture, text: string): Promise<string> => {
  const first = app.person("Minta Béla");
  await app.after(first, first.say(text));
  await app.after(first, first.say("/kulcsok"));
  await app.after(first, first.press("Átviszem másik alkalmazásba"));
  await app.after(first, first.press("Más nem látja, mutasd"));
  return first.screen.map((one) => /otpauth:\S+/.exec(one.text)?.[0]).find((one) => one !== undefined) ?? "";
};

/** Sends the input. @returns the ids of the user's messages that it consists of */
const send = async (app: AppFixture, person: Person, input: Case): Promise<readonly number[]> => {
  const { how, text = "", file = "", files = [], caption, message = {}, extra = {} } = input;
  switch (how) {
    case "text":
      return [(await person.sendContent({ text, ...extra })).id];
    case "photo":
      return [
        (
          await person.sendContent({
            ...(await person.photoContent(await bytesOf(input, file))),
            ...captioned(caption),
            ...extra,
          })
        ).id,
      ];
    case "document":
      return [(await sendFile(person, input)).id];
    case "sticker":
      return [(await person.sendSticker(await bytesOf(input, file))).id];
    case "message":
      return [(await person.sendContent(message)).id];
    case "album": {
      await person.sendAlbum(await Promise.all(files.map((name) => bytesOf(input, name))));
      return person.screen.filter(({ from }) => from === "me").map(({ id }) => id);
    }
    case "edit-caption": {
      const photo = await person.sendPhoto(await bytesOf(input, "no-code.jpg"), {
        caption: input.before ?? "kép",
      });
      await app.after(person, Promise.resolve());
      return [(await person.edit(photo, caption ?? "")).id];
    }
    case "export-round-trip":
      return [(await person.say(await exportedLink(app, text))).id];
    case "flow": {
      const ids: number[] = [];
      for (const step of input.steps ?? []) {
        ids.push((await person.say(step)).id);
        await app.settled();
      }
      return ids;
    }
    default:
      throw new Error(`there is no way to send ${how}`);
  }
};

const withoutSpaces = (text: string) => text.replace(/\s/g, "");

/** Asks for the code. @returns whether the expected one comes, and whether any does */
const askForCode = async (app: AppFixture, person: Person, { code }: Expectation) => {
  app.clock.forwardTo(29.9, code?.period);
  const before = person.last?.id ?? 0;
  await app.after(person, person.say("/kod"));
  const shown = person.screen.filter((one) => one.from === "bot" && (one.id > before || one.edited));
  const wanted =
    code === undefined
      ? undefined
      : totp(code.secret, app.clock.now(), { ...code, algorithm: (code.algorithm ?? "sha1").toLowerCase() });
  return {
    expected: wanted !== undefined && shown.some(({ text }) => withoutSpaces(text).includes(wanted)),
    any: shown.some(({ text }) => /🔑 \d/u.test(text)),
  };
};

/** Sends an input to the bot as a new person. @returns what it did differently from what is expected */
const differences = async (app: AppFixture, input: Case): Promise<string[]> => {
  const wanted = input.expect;
  const person = app.person();
  if (wanted.code !== undefined) app.secrets.push(wanted.code.secret);
  app.clock.forwardTo(29.9);
  const ids = await send(app, person, input);
  await app.settled();
  const answers = person.screen.filter(({ from }) => from === "bot");
  const said = answers.map(({ text }) => text).join("\n");
  const left = person.screen.some(({ id }) => ids.includes(id));
  const threads = app.telegram.calls
    .filter(({ method, params }) => method === "sendMessage" && Number(params["chat_id"]) === person.chatId)
    .map(({ params }) => Number(params["message_thread_id"]));
  const code = await askForCode(app, person, wanted);
  const isRefused = !code.any;
  const faults = [
    wanted.code !== undefined &&
      !code.expected &&
      !(wanted.mayRefuse && isRefused) &&
      "its code does not come",
    code.any &&
      !code.expected &&
      (wanted.code !== undefined || wanted.noKey) &&
      "the code of another key comes",
    wanted.noKey && code.any && "a key is taken",
    wanted.gone === true && left && "the secret stays in the chat",
    wanted.gone === false && !left && "the message is deleted",
    wanted.says !== undefined &&
      !code.expected &&
      !new RegExp(wanted.says, "iu").test(said) &&
      `it does not say /${wanted.says}/`,
    wanted.notSays !== undefined &&
      new RegExp(wanted.notSays, "iu").test(said) &&
      `it says /${wanted.notSays}/`,
    wanted.answers !== undefined && answers.length !== wanted.answers && `it gives ${answers.length} answers`,
    wanted.threadId !== undefined &&
      threads.some((id) => id !== wanted.threadId) &&
      "an answer is outside the topic",
  ];
  return faults
    .filter((one) => typeof one === "string")
    .map((fault) => `${input.id}: ${fault}. It said: ${said}`);
};

const casesOf = (set: string): Case[] => {
  const folder = new URL(`${set}/`, root);
  const { cases } = JSON.parse(readFileSync(new URL("cases.json", folder), "utf8")) as { cases: InputCase[] };
  return cases.map((one) => ({ ...one, folder }));
};

describe.each(["reported", "independent", "later"])("%s", (set) => {
  const cases = casesOf(set);
  test.each([...new Set(cases.map(({ kind }) => kind))])("%s", async (kind) => {
    const app = await startAppFixture();
    const found: string[] = [];
    for (const input of cases) if (input.kind === kind) found.push(...(await differences(app, input)));
    expect(found).toEqual([]);
  });
});
