import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Bot, InlineKeyboard } from "grammy";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { edit, respond, reply, send, type Chat } from "../../src/chat/reply.ts";
import { createLog } from "../../src/observability/log.ts";
import type { Screen } from "../../src/chat/screen.ts";
import { DatabaseError } from "../../src/storage/database-error.ts";
import { Store } from "../../src/storage/store.ts";
import type { Context } from "../../src/telegram/context.ts";
import { PictureUploads } from "../../src/telegram/uploads.ts";
import { retryTransientErrors } from "../../src/telegram/retry.ts";
import { startTelegram, type Person, type Telegram } from "../support/bot-api-server/index.ts";

let folder: string;
let time: number;
let tg: Telegram;
let anna: Person;
let log: string[];
let ends: (() => Promise<unknown>)[];

beforeEach(async () => {
  time = Date.UTC(2026, 10, 22, 12);
  tg = await startTelegram({ now: () => time });
  anna = tg.person("Minta Anna");
  await anna.start();
  log = [];
  ends = [];
  folder = await mkdtemp(join(tmpdir(), "kapuseged-show-"));
  await mkdir(join(folder, "pictures"));
  await draws("one", "#c03060");
  await draws("two", "#3060c0");
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await tg.close();
  await rm(folder, { recursive: true, force: true });
});

const file = (name: string) => join(folder, "pictures", `${name}.png`);
const draws = async (name: string, background: string) => {
  await sharp({ create: { width: 108, height: 60, channels: 3, background } })
    .png()
    .toFile(file(name));
};

const buttons = () =>
  new InlineKeyboard().text("Egy", "one").text("Kettő", "two").text("Szöveg", "words").text("Nincs", "lost");
const screens: Readonly<Record<string, Screen>> = {
  one: { text: "<b>Első</b> lépés", picture: "one", keyboard: buttons() },
  two: { text: "Második lépés", picture: "two", keyboard: buttons() },
  words: { text: "Csak szöveg", keyboard: buttons() },
  lost: { text: "Kép híján", picture: "lost", keyboard: buttons() },
};
const { one, two, words, lost } = screens as Record<"one" | "two" | "words" | "lost", Screen>;

const picturesIn = (store: ConstructorParameters<typeof PictureUploads>[0]["store"], token = tg.token) =>
  new PictureUploads({
    store,
    botId: token.split(":")[0]!,
    log: createLog("trace", { write: (line) => log.push(line) }),
    folder: pathToFileURL(`${join(folder, "pictures")}/`),
  });

/** A bot that answers every button with its screen and every word with the first; each call starts it again, as after a restart. */
const start = async (token = tg.token): Promise<{ chat: Chat; stop: () => Promise<void> }> => {
  const store = await Store.open({ url: `file:${join(folder, "test.db")}` });
  const pictures = picturesIn(store, token);
  const bot = new Bot<Context>(tg.token, { client: { apiRoot: tg.apiRoot } });
  bot.use((ctx, next) => {
    ctx.pictures = pictures;
    return next();
  });
  bot.on("callback_query:data", async (ctx) => {
    await ctx.answerCallbackQuery();
    await respond(ctx, screens[ctx.callbackQuery.data]!);
  });
  bot.hears("Egy", (ctx) => reply(ctx, one));
  bot.catch(() => undefined);
  const running = bot.start();
  await tg.ready();
  await tg.settled();
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await bot.stop();
    await running;
    await store.close();
  };
  ends.push(stop);
  return { chat: { api: bot.api, chatId: anna.chatId, pictures }, stop };
};

const press = async (label: string) => {
  await anna.press(label);
  await tg.settled();
};

/** The calls that showed something, and whether they carried a file. */
const shown = () =>
  tg.calls
    .filter(({ method }) => /^(send|edit|deleteMessage)/.test(method))
    .map(({ method, params }) => `${method}${JSON.stringify(params).includes("attach://") ? " (file)" : ""}`);
const ofBot = () => anna.screen.filter(({ from }) => from === "bot");

describe("a picture", () => {
  test("is uploaded once, and then sent by its id, also to others", async () => {
    const { chat } = await start();
    await send(chat, one);
    const bela = tg.person("Próba Béla");
    await bela.start();
    await send({ ...chat, chatId: bela.chatId }, one);
    expect(shown()).toEqual(["sendPhoto (file)", "sendPhoto"]);
    for (const person of [anna, bela]) {
      expect(person.last).toMatchObject({ text: "Első lépés", photo: { name: "one.png", width: 108 } });
      expect(person.last?.buttons[0]).toContain("Egy");
      expect(person.last?.marks).toMatchObject([{ type: "bold" }]);
    }
    expect(tg.refused).toEqual([]);
  });

  test("answers a message, with what it answers above it", async () => {
    const { chat } = await start();
    const asked = await anna.say("Egy");
    await tg.settled();
    expect(anna.last?.photo).toBeDefined();
    await send(chat, two, { inReplyTo: asked.id });
    expect(anna.last?.replyTo).toBe(asked.id);
  });

  test("is not uploaded again after a restart", async () => {
    const first = await start();
    await send(first.chat, one);
    await first.stop();
    await send((await start()).chat, one);
    expect(shown()).toEqual(["sendPhoto (file)", "sendPhoto"]);
  });

  test("is uploaded again when the file is another, or the bot is", async () => {
    const first = await start();
    await send(first.chat, one);
    await first.stop();
    await draws("one", "#60c030");
    const second = await start();
    await send(second.chat, one);
    await second.stop();
    const third = await start("7000000002:another");
    await send(third.chat, one);
    expect(shown()).toEqual(["sendPhoto (file)", "sendPhoto (file)", "sendPhoto (file)"]);
  });

  test("uploaded while editing is known from then on", async () => {
    const { chat } = await start();
    const id = await send(chat, words);
    expect(await edit(chat, id, one)).toBe(true);
    await send(chat, one);
    expect(shown()).toEqual(["sendMessage", "editMessageMedia (file)", "sendPhoto"]);
  });

  test.each([
    "Bad Request: wrong file identifier/HTTP URL specified",
    "Bad Request: wrong remote file identifier specified: Wrong string length",
    "Bad Request: FILE_REFERENCE_EXPIRED",
  ])("whose id is refused is uploaded once more: %s", async (description) => {
    const { chat } = await start();
    await send(chat, one);
    tg.faults.next("sendPhoto", { kind: "refuse", code: 400, description });
    await send(chat, one);
    await send(chat, one);
    expect(shown()).toEqual(["sendPhoto (file)", "sendPhoto", "sendPhoto (file)", "sendPhoto"]);
    expect(ofBot().map(({ kind }) => kind)).toEqual(["photo", "photo", "photo"]);
  });

  test("whose id is refused and that cannot be uploaded is not tried by that id again", async () => {
    const first = await start();
    await send(first.chat, one);
    const refusal = { kind: "refuse", code: 400, description: "Bad Request: PHOTO_INVALID" } as const;
    tg.faults.next("sendPhoto", refusal, 2);
    await send(first.chat, one);
    await first.stop();
    await send((await start()).chat, one);
    expect(shown().slice(1)).toEqual(["sendPhoto", "sendPhoto (file)", "sendMessage", "sendPhoto (file)"]);
  });
});

describe("a picture comes all the same", () => {
  test("when the way to Telegram breaks while it is uploaded", async () => {
    const { chat } = await start();
    chat.api.config.use(retryTransientErrors);
    tg.faults.next("sendPhoto", { kind: "drop-before" });
    await send(chat, one);
    expect(ofBot()).toMatchObject([{ kind: "photo", text: "Első lépés" }]);
    expect(shown()).toEqual(["sendPhoto (file)", "sendPhoto (file)"]);
  });

  test("when the database fails", async () => {
    const { chat: sound } = await start();
    const fails = () => Promise.reject(new DatabaseError("unavailable", "SQLITE_FULL"));
    const chat: Chat = {
      ...sound,
      pictures: picturesIn({ pictureId: fails, keepPictureId: fails, dropPictureId: fails }),
    };
    tg.faults.next("sendPhoto", { kind: "refuse", code: 400, description: "Bad Request: PHOTO_INVALID" });
    await send(chat, one);
    await send(chat, one);
    await send(chat, one);
    expect(ofBot().map(({ kind }) => kind)).toEqual(["text", "photo", "photo"]);
    expect(shown().at(-1)).toBe("sendPhoto");
    expect(log.join("")).toContain("could not access the pictures' file ids");
  });
});

describe("without its picture the text goes alone", () => {
  test("when there is no such file", async () => {
    const { chat } = await start();
    const id = await send(chat, lost);
    expect(anna.last).toMatchObject({ kind: "text", text: "Kép híján" });
    expect(await edit(chat, id, { ...lost, text: "Még mindig" })).toBe(true);
    expect(ofBot()).toMatchObject([{ kind: "text", text: "Még mindig" }]);
    expect(log.join("")).toContain('"picture":"lost"');
    expect(tg.refused).toEqual([]);
  });

  test("when the file is no picture, in a new message and in an old one", async () => {
    const { chat } = await start();
    await writeFile(file("one"), "%PDF");
    const id = await send(chat, one);
    expect(anna.last).toMatchObject({ kind: "text", text: "Első lépés" });
    await edit(chat, id, two);
    await press("Egy");
    expect(ofBot()).toMatchObject([{ kind: "text", text: "Első lépés" }]);
  });

  test.each([
    [400, "Bad Request: not enough rights to send photos to the chat"],
    [413, "Request Entity Too Large"],
  ])("when it is refused with %i", async (code, description) => {
    const { chat } = await start();
    tg.faults.next("sendPhoto", { kind: "refuse", code, description });
    await send(chat, one);
    expect(anna.last).toMatchObject({ kind: "text", text: "Első lépés" });
    expect(anna.last?.buttons[0]).toContain("Kettő");
    await send(chat, one);
    expect(anna.last?.kind).toBe("photo");
  });

  test("when the text is too long for a caption", async () => {
    const { chat } = await start();
    await send(chat, { ...one, text: "é".repeat(1024) });
    expect(anna.last?.kind).toBe("photo");
    await send(chat, { ...one, text: "é".repeat(1025) });
    expect(anna.last?.kind).toBe("text");
  });

  test("but not when the person has blocked the bot, or Telegram is out of order", async () => {
    const { chat } = await start();
    tg.faults.next("sendPhoto", { kind: "500" });
    await expect(send(chat, one)).rejects.toMatchObject({ error_code: 500 });
    await anna.block();
    await expect(send(chat, one)).rejects.toMatchObject({ error_code: 403 });
    expect(shown()).toEqual(["sendPhoto (file)", "sendPhoto (file)"]);
  });

  test("not the old picture, when the new one cannot be had in its place", async () => {
    const { chat } = await start();
    await send(chat, one);
    await press("Nincs");
    expect(ofBot()).toMatchObject([{ kind: "text", text: "Kép híján" }]);
  });
});

describe("a pressed button changes its message", () => {
  test("from a text to a picture", async () => {
    const { chat } = await start();
    const id = await send(chat, words);
    await press("Egy");
    expect(ofBot()).toMatchObject([{ id, kind: "photo", text: "Első lépés", photo: { name: "one.png" } }]);
    expect(tg.refused).toEqual([]);
  });

  test("from a picture to another and back, uploading each once", async () => {
    const { chat } = await start();
    const id = await send(chat, one);
    for (const label of ["Kettő", "Egy", "Kettő"]) await press(label);
    expect(ofBot()).toMatchObject([{ id, text: "Második lépés", photo: { name: "two.png" } }]);
    expect(shown()).toEqual([
      "sendPhoto (file)",
      "editMessageMedia (file)",
      "editMessageMedia",
      "editMessageMedia",
    ]);
    expect(anna.transcript()).toContain("Bot: (átírva: [kép: two.png] Második lépés");
    expect(tg.refused).toEqual([]);
  });

  test("keeping the picture, with other words", async () => {
    const { chat } = await start();
    const id = await send(chat, { ...one, text: "Régi" });
    const before = anna.last?.photo;
    await press("Egy");
    expect(ofBot()).toMatchObject([{ id, text: "Első lépés" }]);
    expect(anna.last?.photo).toEqual(before);
    // A double tap: what is so already is no fault.
    await press("Egy");
    expect(ofBot()).toHaveLength(1);
  });

  test("from a picture to a text, which comes before the picture goes", async () => {
    const { chat } = await start();
    await send(chat, one);
    await press("Szöveg");
    expect(ofBot()).toMatchObject([{ kind: "text", text: "Csak szöveg" }]);
    expect(shown()).toEqual(["sendPhoto (file)", "sendMessage", "deleteMessage"]);
    expect(tg.refused).toEqual([]);
  });

  test("from a picture that is too old to be deleted: its buttons and words go", async () => {
    const { chat } = await start();
    await send(chat, one);
    time += 49 * 3_600_000;
    await press("Szöveg");
    expect(ofBot()).toMatchObject([
      { kind: "photo", text: "", buttons: [] },
      { kind: "text", text: "Csak szöveg" },
    ]);
    expect(tg.refused.map(({ method }) => method)).toEqual(["deleteMessage"]);
    expect(log.join("")).not.toContain("could not delete an outdated picture");
  });

  test("pressed twice before the first answer came, both times to its end", async () => {
    const { chat, stop } = await start();
    await send(chat, one);
    await stop();
    await anna.press("Szöveg");
    await anna.press("Szöveg");
    await start();
    expect(ofBot().map(({ kind }) => kind)).toEqual(["text", "text"]);
    expect(tg.refused.map(({ description }) => description)).toEqual([
      "Bad Request: message to delete not found",
    ]);
  });

  test("that has become a picture since the button was pressed", async () => {
    const { chat, stop } = await start();
    await send(chat, words);
    await stop();
    await anna.press("Egy");
    await anna.press("Szöveg");
    await start();
    expect(ofBot()).toMatchObject([{ kind: "text", text: "Csak szöveg" }]);
  });

  test("and a deletion that fails spoils nothing", async () => {
    const { chat } = await start();
    await send(chat, one);
    tg.faults.next("deleteMessage", { kind: "500" });
    await press("Szöveg");
    expect(anna.last).toMatchObject({ kind: "text", text: "Csak szöveg" });
    expect(log.join("")).toContain("could not delete an outdated picture");
  });
});

describe("a planned job draws", () => {
  test("other words under the same picture", async () => {
    const { chat } = await start();
    const id = await send(chat, one);
    expect(await edit(chat, id, { ...one, text: "Lejárt" })).toBe(true);
    expect(ofBot()).toMatchObject([{ id, text: "Lejárt", photo: { name: "one.png" } }]);
    expect(shown()).toEqual(["sendPhoto (file)", "editMessageMedia"]);
    expect(tg.refused).toEqual([]);
  });

  test("a text under a picture it does not know of, so that nothing that must go stays", async () => {
    const { chat } = await start();
    const id = await send(chat, { ...one, text: "🔑 123 456" });
    expect(await edit(chat, id, { text: "Lejárt" })).toBe(true);
    expect(ofBot()).toMatchObject([{ id, text: "Lejárt", kind: "photo", buttons: [] }]);
  });

  test("nothing into a message that is gone", async () => {
    const { chat } = await start();
    const id = await send(chat, one);
    await chat.api.deleteMessage(anna.chatId, id);
    expect(await edit(chat, id, two)).toBe(false);
    expect(await edit(chat, id, words)).toBe(false);
    expect(ofBot()).toEqual([]);
  });
});
