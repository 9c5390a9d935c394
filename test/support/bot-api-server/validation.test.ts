import { type Api, Api as BotApi, GrammyError, InputFile } from "grammy";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Person, type Telegram, startTelegram } from "./index.ts";

let tg: Telegram;
let anna: Person;
let api: Api;
let counted = 0;

beforeAll(async () => {
  tg = await startTelegram();
  api = new BotApi(tg.token, { apiRoot: tg.apiRoot });
  anna = tg.person("Minta Anna");
  await anna.start();
});
afterAll(() => tg.close());
afterEach(() => (counted = tg.refused.length));

/** One call as it is, past the types of grammY. */
const raw = async (method: string, params: unknown): Promise<{ ok: boolean; description?: string }> => {
  const response = await fetch(`${tg.apiRoot}/bot${tg.token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(params),
  });
  return (await response.json()) as { ok: boolean; description?: string };
};

const withButton = (button: unknown) => ({ text: "x", reply_markup: { inline_keyboard: [[button]] } });

describe("a call that breaks the rules is refused and listed", () => {
  it.each<[what: string, method: string, params: object, words: string]>([
    ["4,097 characters", "sendMessage", { text: "x".repeat(4097) }, "message is too long"],
    ["no text", "sendMessage", {}, 'parameter "text" is required'],
    ["blank text", "sendMessage", { text: " \n " }, "message text is empty"],
    ["an unknown parameter", "sendMessage", { text: "x", reply_to: 1 }, 'unknown parameter "reply_to"'],
    ["a number for a text", "sendMessage", { text: 5 }, 'parameter "text" must be String'],
    ["unclosed HTML", "sendMessage", { text: "<b>x", parse_mode: "HTML" }, "can't parse entities"],
    ["an unknown parse mode", "sendMessage", { text: "x", parse_mode: "BBCode" }, "unsupported parse_mode"],
    [
      "66 bytes of data",
      "sendMessage",
      withButton({ text: "a", callback_data: "é".repeat(33) }),
      "BUTTON_DATA_INVALID",
    ],
    ["empty data", "sendMessage", withButton({ text: "a", callback_data: "" }), "BUTTON_DATA_INVALID"],
    [
      "300 characters to copy",
      "sendMessage",
      withButton({ text: "a", copy_text: { text: "x".repeat(300) } }),
      "BUTTON_COPY_TEXT_INVALID",
    ],
    [
      "two actions",
      "sendMessage",
      withButton({ text: "a", callback_data: "a", url: "https://ex.hu" }),
      "has 2 actions",
    ],
    ["no action", "sendMessage", withButton({ text: "a" }), "text buttons are unallowed"],
    ["no label", "sendMessage", withButton({ text: "", callback_data: "a" }), "must be non-empty"],
    ["a wrong address", "sendMessage", withButton({ text: "a", url: "otpauth://totp/x" }), "is invalid"],
    [
      "an unknown style",
      "sendMessage",
      withButton({ text: "a", callback_data: "a", style: "pink" }),
      "unknown style",
    ],
    [
      "an unknown field in a button",
      "sendMessage",
      withButton({ text: "a", callback_data: "a", colour: "x" }),
      "inline_keyboard[0][0].colour",
    ],
    ["a lost chat", "sendMessage", { text: "x", chat_id: 12 }, "chat not found"],
    [
      "a lost reply",
      "sendMessage",
      { text: "x", reply_parameters: { message_id: 999 } },
      "message to be replied not found",
    ],
    ["an unknown file", "sendPhoto", { photo: "AgAC" }, "wrong remote file identifier"],
    [
      "1,025 characters under a photo",
      "sendPhoto",
      { photo: "AgAC", caption: "x".repeat(1025) },
      "message caption is too long",
    ],
    ["an unknown action", "sendChatAction", { action: "thinking" }, "wrong parameter action"],
    ["no identifier", "editMessageText", { text: "x" }, "message identifier is not specified"],
  ])("%s", async (_what, method, params, words) => {
    const answer = await raw(method, { chat_id: anna.chatId, ...params });
    expect(answer).toMatchObject({ ok: false, error_code: 400 });
    expect(answer.description).toMatch(/^Bad Request: /);
    expect(answer.description).toContain(words);
    expect(tg.refused).toHaveLength(counted + 1);
    expect(tg.refused.at(-1)?.problems?.join()).toContain(words.replace(/^Bad Request: /, ""));
  });

  it.each<[what: string, method: string, params: object, words: string]>([
    [
      "a missing description",
      "setMyCommands",
      { commands: [{ command: "kod" }] },
      'commands[0].description" is required',
    ],
    [
      "a capital in a command",
      "setMyCommands",
      { commands: [{ command: "Kod", description: "x" }] },
      "BOT_COMMAND_INVALID",
    ],
    [
      "a long description",
      "setMyCommands",
      { commands: [{ command: "kod", description: "x".repeat(257) }] },
      "BOT_COMMAND_DESCRIPTION_INVALID",
    ],
    [
      "a long bot description",
      "setMyDescription",
      { description: "x".repeat(513) },
      "BOT_DESCRIPTION_INVALID",
    ],
    [
      "a long short description",
      "setMyShortDescription",
      { short_description: "x".repeat(121) },
      "BOT_ABOUT_INVALID",
    ],
    [
      "201 characters in a popup",
      "answerCallbackQuery",
      { callback_query_id: "1", text: "x".repeat(201) },
      "MESSAGE_TOO_LONG",
    ],
    ["a webhook without TLS", "setWebhook", { url: "http://ex.hu/" }, "An HTTPS URL must be provided"],
    ["a bad secret", "setWebhook", { url: "https://ex.hu/", secret_token: "á" }, "illegal characters"],
    ["101 updates", "getUpdates", { limit: 101 }, "limit"],
  ])("%s", async (_what, method, params, words) => {
    expect((await raw(method, params)).description).toContain(words);
    expect(tg.refused).toHaveLength(counted + 1);
  });

  it("an unknown method and a wrong token", async () => {
    expect(await raw("sendTelegram", {})).toMatchObject({ ok: false, error_code: 404 });
    const stranger = new BotApi("1:x", { apiRoot: tg.apiRoot });
    await expect(stranger.getMe()).rejects.toMatchObject({ error_code: 401, description: "Unauthorized" });
    expect(tg.refused).toHaveLength(counted + 2);
  });
});

describe("a call that keeps the rules passes", () => {
  it("at every limit", async () => {
    await api.sendMessage(anna.chatId, `<b>${"x".repeat(4096)}</b>`, { parse_mode: "HTML" });
    await api.sendMessage(anna.chatId, "x", {
      reply_markup: {
        inline_keyboard: [
          [{ text: "a", callback_data: "x".repeat(64), style: "danger" }],
          [{ text: "b", copy_text: { text: "x".repeat(256) } }],
          [{ text: "c", url: "tg://user?id=1" }],
        ],
      },
    });
    expect(tg.refused).toHaveLength(counted);
  });

  it("in each of the four kinds of body, under any case of the name", async () => {
    const root = `${tg.apiRoot}/bot${tg.token}`;
    const markup = JSON.stringify({ inline_keyboard: [[{ text: "a", callback_data: "a" }]] });
    const form = new URLSearchParams({ chat_id: String(anna.chatId), text: "űrlap", reply_markup: markup });
    await fetch(`${root}/SENDMESSAGE`, { method: "POST", body: form });
    await fetch(`${root}/sendmessage?chat_id=${anna.chatId}&text=cím&disable_notification=true`);
    const parts = new FormData();
    parts.set("chat_id", String(anna.chatId));
    parts.set("document", new Blob(["x"]), "x.txt");
    await fetch(`${root}/sendDocument`, { method: "POST", body: parts });
    expect(anna.screen.slice(-3).map(({ kind, text }) => [kind, text])).toEqual([
      ["text", "űrlap"],
      ["text", "cím"],
      ["document", ""],
    ]);
    expect(tg.refused).toHaveLength(counted);
  });

  it("keeps the profile and counts its setters", async () => {
    await api.setMyCommands([{ command: "kod", description: "A kód" }]);
    await api.setMyCommands([{ command: "code", description: "The code" }], { language_code: "en" });
    await api.setMyDescription("Hosszú");
    await api.setMyShortDescription("Rövid");
    await api.setMyName("Kapusegéd");
    expect(await api.getMyCommands({ language_code: "en" })).toEqual([
      { command: "code", description: "The code" },
    ]);
    expect((await api.getMyDescription()).description).toBe("Hosszú");
    expect(tg.profile).toMatchObject({ description: "Hosszú", shortDescription: "Rövid", name: "Kapusegéd" });
    expect(tg.profile.commands).toEqual([{ command: "kod", description: "A kód" }]);
    expect(tg.profile.sets).toMatchObject({ setMyCommands: 2, setMyDescription: 1 });
    await api.deleteMyCommands();
    expect(tg.profile.commands).toEqual([]);
  });

  it("trims texts and finds links and commands in them", async () => {
    const sent = await api.sendMessage(anna.chatId, "\n Lásd: https://ex.hu/a?b=1. vagy /kod \n");
    expect(sent.text).toBe("Lásd: https://ex.hu/a?b=1. vagy /kod");
    expect(sent.entities).toEqual([
      { type: "url", offset: 6, length: 19 },
      { type: "bot_command", offset: 32, length: 4 },
    ]);
  });

  it("refuses bytes that are no picture as a photo", async () => {
    const bad = api.sendPhoto(anna.chatId, new InputFile(Buffer.from("not a picture"), "x.jpg"));
    await expect(bad).rejects.toBeInstanceOf(GrammyError);
    expect(tg.refused.at(-1)?.description).toBe("Bad Request: IMAGE_PROCESS_FAILED");
  });
});
