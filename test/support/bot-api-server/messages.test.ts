import { type Bot, InlineKeyboard, Keyboard } from "grammy";
import type { Update } from "grammy/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Person, Telegram } from "./index.ts";
import { type BotFixture, startBotFixture } from "./bot-fixture.ts";

let fixture: BotFixture;
let tg: Telegram;
let anna: Person;
let bot: Bot;

beforeEach(async () => {
  fixture = await startBotFixture();
  ({ tg, anna, bot } = fixture);
});
afterEach(() => fixture.close());

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
    fixture.advance(48 * 3600 * 1000 + 1000);
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
    expect(fixture.lastUpdate().edited_message).toMatchObject({ text: "javítva", message_id: mine.id });
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
    fixture.startPolling();
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
    const id = fixture.lastUpdate().callback_query!.id;
    expect(anna.spinning).toBe(1);
    await api.answerCallbackQuery(id);
    await expect(api.answerCallbackQuery(id)).rejects.toThrow("query is too old");
    await anna.press("Nem");
    fixture.advance(61_000);
    await expect(api.answerCallbackQuery(fixture.lastUpdate().callback_query!.id)).rejects.toThrow(
      "query is too old",
    );
    await anna.press("Nem", { expired: true });
    await expect(api.answerCallbackQuery(fixture.lastUpdate().callback_query!.id)).rejects.toThrow(
      "query is too old",
    );
    expect(tg.refused).toHaveLength(3);
  });

  it("under the input field write their label", async () => {
    await bot.api.sendMessage(anna.chatId, "x", {
      reply_markup: new Keyboard().text("Kód kérése").resized(),
    });
    await anna.press("Kód kérése");
    expect(fixture.lastUpdate().message?.text).toBe("Kód kérése");
    await bot.api.sendMessage(anna.chatId, "y", { reply_markup: { remove_keyboard: true } });
    expect(anna.keyboard).toBeUndefined();
  });
});
