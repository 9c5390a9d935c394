import { type Bot, InlineKeyboard } from "grammy";
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

describe("people", () => {
  it("who block the bot get nothing until they let it back", async () => {
    await anna.block();
    expect(fixture.lastUpdate().my_chat_member).toMatchObject({
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

  it("can be watched: every change is told until the watching ends", async () => {
    const seen: number[] = [];
    const stop = tg.watch(() => seen.push(anna.screen.length));
    await bot.api.sendMessage(anna.chatId, "egy");
    expect(seen.at(-1)).toBe(2);
    stop();
    const told = seen.length;
    await bot.api.sendMessage(anna.chatId, "kettő");
    expect(seen).toHaveLength(told);
  });

  it("read a transcript of all that happened", async () => {
    const { api } = bot;
    const reply_markup = new InlineKeyboard().text("Tovább", "t").text("Vissza", "v");
    const { message_id: id } = await api.sendMessage(anna.chatId, "Üdv!", { reply_markup });
    await anna.press("Tovább");
    await api.answerCallbackQuery(fixture.lastUpdate().callback_query!.id, { text: "Megvan" });
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

  it("reply, and write words with accents that are no commands", async () => {
    const sent = await bot.api.sendMessage(anna.chatId, "Mi a neve?");
    await anna.say("/törlés, /kod és https://ex.hu", { replyTo: { id: sent.message_id } });
    const { reply_to_message, entities, text = "" } = fixture.lastUpdate().message!;
    expect(reply_to_message?.text).toBe("Mi a neve?");
    const found = entities?.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]);
    expect(found).toEqual([
      ["bot_command", "/kod"],
      ["url", "https://ex.hu"],
    ]);
    await anna.say("x".repeat(5000));
    expect(anna.screen.slice(-2).map((message) => message.text.length)).toEqual([4096, 904]);
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
    fixture.startPolling();
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
