import { type Bot, InputFile, InputMediaBuilder } from "grammy";
import type { Message } from "grammy/types";
import sharp from "sharp";
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

const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: "#c03060" } })
    .png()
    .toBuffer();

const download = async (fileId: string): Promise<Buffer> => {
  const { file_path } = await bot.api.getFile(fileId);
  const response = await fetch(`${tg.apiRoot}/file/bot${tg.token}/${file_path ?? ""}`);
  return Buffer.from(await response.arrayBuffer());
};

describe("pictures and files", () => {
  it("a photo comes as JPEG in growing sizes", async () => {
    await anna.sendPhoto(await picture(2000, 1000), { caption: "itt", forwarded: true });
    const { photo = [], caption, forward_origin } = fixture.lastUpdate().message!;
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
    expect(fixture.lastUpdate().message?.photo?.map(({ height }) => height)).toEqual([90, 320, 500]);
  });

  it("what is no picture cannot be sent as one", async () => {
    await expect(anna.sendPhoto(Buffer.from("%PDF"))).rejects.toThrow(
      "a phone could not send them as a photo",
    );
  });

  it("a file comes byte for byte; over 20 MB it cannot be fetched", async () => {
    const bytes = await picture(50, 50);
    await anna.sendFile(bytes, { fileName: "kep.png", mimeType: "image/png" });
    const { document } = fixture.lastUpdate().message!;
    expect(document).toMatchObject({
      file_name: "kep.png",
      mime_type: "image/png",
      thumbnail: { width: 50 },
    });
    expect(await download(document!.file_id)).toEqual(bytes);
    expect(anna.screen.at(-1)).toMatchObject({ kind: "document", file: { name: "kep.png", bytes } });
    const big = { fileName: "nagy.pdf", mimeType: "application/pdf", reportedSize: 25 * 1024 * 1024 };
    await anna.sendFile(Buffer.from("x"), big);
    await expect(bot.api.getFile(fixture.lastUpdate().message!.document!.file_id)).rejects.toThrow(
      "file is too big",
    );
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

  it("a picture takes the place of a text; in a transcript it has the name it was uploaded under", async () => {
    const { message_id: id } = await bot.api.sendMessage(anna.chatId, "x");
    const { photo } = await bot.api.sendPhoto(anna.chatId, new InputFile(await picture(40, 40), "a.png"));
    await bot.api.editMessageMedia(anna.chatId, id, {
      type: "photo",
      media: photo[0]!.file_id,
      caption: "y",
    });
    expect(anna.screen.find((message) => message.id === id)).toMatchObject({
      kind: "photo",
      text: "y",
      photo: { width: 40, name: "a.png" },
    });
    expect(anna.transcript()).toContain("Bot: [kép: a.png]\nBot: (átírva: [kép: a.png] y)");
    expect(tg.refused).toEqual([]);
  });

  it("refuses as Telegram does what a photo cannot have", async () => {
    const { api } = bot;
    const { message_id: id, photo } = await api.sendPhoto(
      anna.chatId,
      new InputFile(await picture(40, 40), "a.png"),
      { caption: `<b>${"é".repeat(1024)}</b>`, parse_mode: "HTML" },
    );
    await expect(api.editMessageText(anna.chatId, id, "x")).rejects.toThrow(
      "Bad Request: there is no text in the message to edit",
    );
    await expect(api.editMessageCaption(anna.chatId, id, { caption: "é".repeat(1025) })).rejects.toThrow(
      "caption is too long",
    );
    await expect(api.sendPhoto(anna.chatId, "AgACAgQAAxkBAAI")).rejects.toThrow(
      "wrong remote file identifier",
    );
    await expect(
      api.editMessageMedia(anna.chatId, id, { type: "photo", media: "AgACAgQAAxkBAAI" }),
    ).rejects.toThrow("wrong remote file identifier");
    await expect(api.sendPhoto(anna.chatId, new InputFile(Buffer.from("%PDF"), "a.png"))).rejects.toThrow(
      "IMAGE_PROCESS_FAILED",
    );
    const same = { type: "photo", media: photo.at(-1)!.file_id, caption: "é".repeat(1024) } as const;
    await api.editMessageMedia(anna.chatId, id, same);
    await expect(api.editMessageMedia(anna.chatId, id, same)).rejects.toThrow("message is not modified");
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
    expect(fixture.lastUpdate().message).toHaveProperty(kind);
  });
});
