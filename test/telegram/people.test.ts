import { Bot, InlineKeyboard, InputFile, InputMediaBuilder, Keyboard } from "grammy";
import type { Message, Update } from "grammy/types";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Person, type Telegram, startTelegram } from "./index.ts";

let tg: Telegram;
let anna: Person;
let bot: Bot;
let running: Promise<void> | undefined;
let time: number;

beforeEach(async () => {
  time = Date.UTC(2026, 10, 22, 12);
  tg = await startTelegram({ now: () => time });
  anna = tg.person("Minta Anna");
  bot = new Bot(tg.token, { client: { apiRoot: tg.apiRoot } });
  bot.catch(() => undefined);
  await anna.start();
});
afterEach(async () => {
  await bot.stop();
  await running;
  running = undefined;
  await tg.close();
});

const run = (): unknown => (running = bot.start());
const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: "#c03060" } })
    .png()
    .toBuffer();

/** What the bot would be told by the newest update. */
const told = (): Update => tg.deliveries.at(-1)!.body as unknown as Update;

async function download(fileId: string): Promise<Buffer> {
  const { file_path } = await bot.api.getFile(fileId);
  const response = await fetch(`${tg.apiRoot}/file/bot${tg.token}/${file_path ?? ""}`);
  return Buffer.from(await response.arrayBuffer());
}

describe("pictures and files", () => {
  it("a photo comes as JPEG in growing sizes", async () => {
    await anna.sendPhoto(await picture(2000, 1000), { caption: "itt", forwarded: true });
    const { photo = [], caption, forward_origin } = told().message!;
    expect(photo.map(({ width, height }) => [width, height])).toEqual([
      [90, 45],
      [320, 160],
      [800, 400],
      [1280, 640],
    ]);
    expect({ caption, from: forward_origin?.type }).toEqual({ caption: "itt", from: "hidden_user" });
    const bytes = await download(photo.at(-1)!.file_id);
    expect(bytes.length).toBe(photo.at(-1)?.file_size);
    expect(await sharp(bytes).metadata()).toMatchObject({
      format: "jpeg",
      chromaSubsampling: "4:2:0",
      width: 1280,
    });
  });

  it("a small photo has no sizes above its own", async () => {
    await anna.sendPhoto(await picture(300, 500));
    expect(told().message?.photo?.map(({ height }) => height)).toEqual([90, 320, 500]);
  });

  it("what is no picture cannot be sent as one", async () => {
    await expect(anna.sendPhoto(Buffer.from("%PDF"))).rejects.toThrow(
      "a phone could not send them as a photo",
    );
  });

  it("a file comes byte for byte; over 20 MB it cannot be fetched", async () => {
    const bytes = await picture(50, 50);
    await anna.sendFile(bytes, { fileName: "kep.png", mimeType: "image/png" });
    const { document } = told().message!;
    expect(document).toMatchObject({
      file_name: "kep.png",
      mime_type: "image/png",
      thumbnail: { width: 50 },
    });
    expect(await download(document!.file_id)).toEqual(bytes);
    const big = { fileName: "nagy.pdf", mimeType: "application/pdf", reportedSize: 25 * 1024 * 1024 };
    await anna.sendFile(Buffer.from("x"), big);
    await expect(bot.api.getFile(told().message!.document!.file_id)).rejects.toThrow("file is too big");
  });

  it("an album is several messages with one media_group_id", async () => {
    await anna.sendAlbum([await picture(10, 10), await picture(20, 20)]);
    await anna.sendAlbum([await picture(10, 10)], { asFiles: true });
    await anna.sendPhoto(await picture(10, 10), { asAlbum: true });
    const groups = tg.deliveries.slice(1).map((one) => (one.body["message"] as Message).media_group_id);
    expect(groups[0]).toBeDefined();
    expect(groups[1]).toBe(groups[0]);
    expect(new Set(groups).size).toBe(3);
  });

  it("the bot sends a photo, sends it again by its id, and puts another in its place", async () => {
    const sent = await bot.api.sendPhoto(anna.chatId, new InputFile(await picture(40, 40), "a.png"), {
      caption: "x",
    });
    await bot.api.sendPhoto(anna.chatId, sent.photo.at(-1)!.file_id);
    await bot.api.editMessageCaption(anna.chatId, sent.message_id, { caption: "y" });
    const other = InputMediaBuilder.photo(new InputFile(await picture(60, 30), "b.png"), { caption: "z" });
    await bot.api.editMessageMedia(anna.chatId, sent.message_id, other);
    const [, first, second] = anna.screen;
    expect(first).toMatchObject({ text: "z", edited: true, photo: { width: 60, height: 30 } });
    expect(second?.photo?.width).toBe(40);
    expect(tg.refused).toEqual([]);
  });

  it.each([
    "voice",
    "video",
    "sticker",
    "location",
    "contact",
    "audio",
    "animation",
    "video_note",
    "poll",
    "dice",
    "venue",
    "document",
  ] as const)("%s can be sent", async (kind) => {
    expect((await anna.send(kind)).kind).toBe(kind);
    expect(told().message).toHaveProperty(kind);
  });
});

describe("editing and deleting", () => {
  it("refuses as Telegram does", async () => {
    const { api } = bot;
    const { message_id: id } = await api.sendMessage(anna.chatId, "a");
    await expect(api.editMessageText(anna.chatId, id, "a")).rejects.toThrow("message is not modified");
    await expect(api.editMessageText(anna.chatId, 999, "b")).rejects.toThrow("message to edit not found");
    await expect(api.editMessageText(anna.chatId, anna.screen[0]!.id, "b")).rejects.toThrow(
      "message can't be edited",
    );
    await expect(api.editMessageCaption(anna.chatId, id, { caption: "b" })).rejects.toThrow(
      "there is no caption",
    );
    await expect(api.deleteMessage(anna.chatId, 999)).rejects.toThrow("message to delete not found");
    const below = await api.sendMessage(anna.chatId, "k", { reply_markup: new Keyboard().text("k") });
    await expect(api.editMessageText(anna.chatId, below.message_id, "b")).rejects.toThrow("can't be edited");
    time += 48 * 3600 * 1000 + 1000;
    await expect(api.deleteMessage(anna.chatId, id)).rejects.toThrow("message can't be deleted");
    expect(tg.refused).toHaveLength(7);
  });

  it("an edit without buttons takes the buttons away", async () => {
    const { api } = bot;
    const keyboard = new InlineKeyboard().text("Igen", "i");
    const { message_id: id } = await api.sendMessage(anna.chatId, "a", { reply_markup: keyboard });
    await expect(api.editMessageReplyMarkup(anna.chatId, id, { reply_markup: keyboard })).rejects.toThrow(
      "not modified",
    );
    await api.editMessageText(anna.chatId, id, "a");
    expect(anna.last).toMatchObject({ text: "a", buttons: [], edited: true });
  });

  it("the bot may delete what a person wrote; deleting many skips the lost ones", async () => {
    const secret = await anna.say("titok");
    await bot.api.deleteMessages(anna.chatId, [secret.id, 999]);
    expect(anna.sees("titok")).toBe(false);
    expect(anna.transcript()).toBe("Anna: /start\nAnna: titok\nAnna: (törölve) titok");
    expect(tg.refused).toEqual([]);
  });

  it("a person edits and deletes too", async () => {
    const mine = await anna.say("elírás");
    await anna.edit(mine, "javítva");
    expect(told().edited_message).toMatchObject({ text: "javítva", message_id: mine.id });
    anna.deleteMessage(mine);
    expect(anna.sees("javítva")).toBe(false);
    await expect(bot.api.deleteMessage(anna.chatId, mine.id)).rejects.toThrow("message to delete not found");
  });
});

describe("buttons", () => {
  const keyboard = new InlineKeyboard()
    .text("✅ Igen", "yes")
    .text("Nem", "no")
    .row()
    .url("Oldal", "https://ex.hu")
    .copyText("Másolás", "123456");

  it("are pressed by label; the query carries the message as it is now", async () => {
    const updates: Update[] = [];
    bot.on("callback_query", async (ctx) => {
      updates.push(ctx.update);
      await ctx.answerCallbackQuery("Rendben");
      await ctx.editMessageText("Kész");
    });
    run();
    await bot.api.sendMessage(anna.chatId, "Jó?", {
      reply_markup: keyboard,
      reply_parameters: { message_id: anna.screen[0]!.id },
    });
    await anna.press("Igen");
    await anna.until("Kész");
    expect(updates[0]?.callback_query).toMatchObject({
      data: "yes",
      from: { id: anna.chatId },
      message: {
        text: "Jó?",
        reply_to_message: { text: "/start" },
        reply_markup: { inline_keyboard: keyboard.inline_keyboard },
      },
    });
    expect([anna.popup, anna.spinning]).toEqual(["Rendben", 0]);
    expect(tg.refused).toEqual([]);
  });

  it("copy a text and open an address without an update", async () => {
    await bot.api.sendMessage(anna.chatId, "x", { reply_markup: keyboard });
    const before = tg.deliveries.length;
    expect(await anna.press("Másolás")).toBe("123456");
    expect(await anna.press("Oldal")).toBe("https://ex.hu");
    expect([anna.clipboard, anna.opened, tg.deliveries.length]).toEqual(["123456", "https://ex.hu", before]);
    await expect(anna.press("Talán")).rejects.toThrow("[✅ Igen] [Nem] [Oldal] [Másolás]");
    await expect(anna.press("e")).rejects.toThrow("Several buttons");
  });

  it("are answered once, in time", async () => {
    const { api } = bot;
    await api.sendMessage(anna.chatId, "x", { reply_markup: keyboard });
    await anna.press("Nem");
    const id = told().callback_query!.id;
    expect(anna.spinning).toBe(1);
    await api.answerCallbackQuery(id);
    await expect(api.answerCallbackQuery(id)).rejects.toThrow("query is too old");
    await anna.press("Nem");
    time += 61_000;
    await expect(api.answerCallbackQuery(told().callback_query!.id)).rejects.toThrow("query is too old");
    await anna.press("Nem", { expired: true });
    await expect(api.answerCallbackQuery(told().callback_query!.id)).rejects.toThrow("query is too old");
    expect(tg.refused).toHaveLength(3);
  });

  it("under the input field write their label", async () => {
    await bot.api.sendMessage(anna.chatId, "x", {
      reply_markup: new Keyboard().text("Kód kérése").resized(),
    });
    await anna.press("Kód kérése");
    expect(told().message?.text).toBe("Kód kérése");
    await bot.api.sendMessage(anna.chatId, "y", { reply_markup: { remove_keyboard: true } });
    expect(anna.keyboard).toBeUndefined();
  });
});

describe("people", () => {
  it("who block the bot get nothing until they let it back", async () => {
    await anna.block();
    expect(told().my_chat_member).toMatchObject({
      old_chat_member: { status: "member" },
      new_chat_member: { status: "kicked" },
    });
    const blocked = { error_code: 403, description: "Forbidden: bot was blocked by the user" };
    await expect(bot.api.sendMessage(anna.chatId, "x")).rejects.toMatchObject(blocked);
    await expect(anna.say("x")).rejects.toThrow("unblock() first");
    await anna.unblock();
    await bot.api.sendMessage(anna.chatId, "újra");
    expect(anna.last?.text).toBe("újra");
    expect(tg.refused).toEqual([]);
  });

  it("never see each other's chats, and strangers cannot be written to", async () => {
    const bela = tg.person("Próba Béla");
    await expect(bot.api.sendMessage(bela.chatId, "x")).rejects.toThrow("chat not found");
    await bot.api.sendMessage(anna.chatId, "csak Annának");
    await bela.start();
    expect([anna.sees("csak"), bela.sees("csak")]).toEqual([true, false]);
  });

  it("read a transcript of all that happened", async () => {
    const { api } = bot;
    const reply_markup = new InlineKeyboard().text("Tovább", "t").text("Vissza", "v");
    const { message_id: id } = await api.sendMessage(anna.chatId, "Üdv!", { reply_markup });
    await anna.press("Tovább");
    await api.answerCallbackQuery(told().callback_query!.id, { text: "Megvan" });
    await api.editMessageText(anna.chatId, id, "Kész");
    await api.deleteMessage(anna.chatId, id);
    expect(anna.transcript().split("\n")).toEqual([
      "Anna: /start",
      "Bot: Üdv! [buttons: Tovább | Vissza]",
      "Anna: (megnyomta: Tovább)",
      "Bot: (felugró: Megvan)",
      "Bot: (átírva: Kész)",
      "Bot: (törölve) Kész",
    ]);
    await expect(anna.until("soha", 20)).rejects.toThrow(/Waited 20 ms for soha[^]*Bot: Üdv!/);
    await expect(tg.settled(20)).rejects.toThrow(/Not settled in 20 ms: updates \d+ \(message, 0 tries\)/);
  });
});

describe("groups", () => {
  it("tell the bot only what concerns it", async () => {
    const bela = tg.person("Próba Béla");
    const family = tg.group("Család", [anna, bela]);
    const heard: string[] = [];
    bot.on("my_chat_member", (ctx) => void heard.push(ctx.myChatMember.new_chat_member.status));
    bot.on("message", async (ctx) => {
      heard.push(ctx.message.text ?? Object.keys(ctx.message).at(-1)!);
      if (ctx.message.text === "/kod")
        await ctx.reply("Nem itt", { reply_markup: new InlineKeyboard().text("Értem", "ok") });
    });
    bot.on("callback_query", (ctx) => void heard.push(ctx.callbackQuery.data ?? ""));
    run();
    await family.addBot(anna);
    await family.say(bela, "ki ez?");
    await family.say(bela, "/kod@masik_bot");
    await family.say(bela, "/kod");
    const answer = await family.until("Nem itt");
    await family.say(anna, `@${tg.botUsername} hallod?`);
    await family.say(anna, "válasz", { replyTo: answer });
    await family.press(anna, "Értem");
    await tg.settled();
    expect(heard).toEqual([
      "/start",
      "member",
      "new_chat_members",
      "/kod",
      `@${tg.botUsername} hallod?`,
      "válasz",
      "ok",
    ]);
    expect(family.screen.map((message) => message.from)).toEqual([
      "Anna",
      "Béla",
      "Béla",
      "Béla",
      "bot",
      "Anna",
      "Anna",
    ]);
    const foreign = family.screen.find((message) => message.text === "ki ez?")!;
    await expect(bot.api.deleteMessage(family.chatId, foreign.id)).rejects.toThrow(
      "message can't be deleted",
    );
  });

  it("can be left, and can send the bot away", async () => {
    const family = tg.group("Család", [anna]);
    await expect(bot.api.sendMessage(family.chatId, "x")).rejects.toThrow("chat not found");
    await family.addBot(anna);
    await bot.api.leaveChat(family.chatId);
    await expect(bot.api.sendMessage(family.chatId, "x")).rejects.toThrow(
      "bot is not a member of the supergroup chat",
    );
    await family.addBot(anna);
    await family.removeBot(anna);
    await expect(bot.api.sendMessage(family.chatId, "x")).rejects.toThrow(
      "bot was kicked from the supergroup chat",
    );
    expect(await bot.api.getChat(family.chatId)).toMatchObject({ title: "Család", type: "supergroup" });
  });
});
