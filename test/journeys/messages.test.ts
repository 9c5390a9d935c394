import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { link, screenshot } from "../support/drawings.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";

const expectTaken = (app: AppFixture, anna: Person) => {
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
  expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
  const code = totp(keys.anna, app.clock.now());
  expect(anna.last!.text).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
};

const rich = (...blocks: unknown[]) => ({ rich_message: { blocks } });
const paragraph = (text: unknown) => ({ type: "paragraph", text });
const bold = (text: unknown) => ({ type: "bold", text });

describe("a key is found", () => {
  const groups = keys.anna.match(/.{4}/g) ?? [];
  const messages: Record<string, Record<string, unknown>> = {
    "in a formatted paragraph": rich(paragraph(["Kulcs: ", bold(keys.anna)])),
    "in a key whose groups are formatted one by one": rich(paragraph(groups.map(bold))),
    "in a preformatted block below a heading": rich(
      { type: "heading", text: "Beállítás", size: 1 },
      { type: "pre", text: groups.join(" ") },
    ),
    "in a list": rich({ type: "list", items: [{ label: "1.", blocks: [paragraph(keys.anna)] }] }),
    "in a table": rich({
      type: "table",
      cells: [
        [{ text: "Fiók" }, { text: "minta.anna" }],
        [{ text: "Kulcs" }, { text: keys.anna }],
      ],
    }),
    "in closed details": rich({ type: "details", summary: "Kulcs", blocks: [paragraph(keys.anna)] }),
    "behind a formatted link": rich(
      paragraph(["Nyisd meg ", { type: "url", text: "ezt", url: link(keys.anna) }]),
    ),
    "behind a word of a text": {
      text: "Nyisd meg ezt",
      entities: [{ type: "text_link", offset: 10, length: 3, url: link(keys.anna) }],
    },
    "in a quote of another message": {
      text: "ez az",
      quote: { text: `A kulcsod: ${keys.anna}`, position: 0, is_manual: true },
    },
    "in a forwarded message": {
      text: keys.anna,
      forward_origin: { type: "hidden_user", sender_user_name: "Unoka Zsolt", date: 1 },
    },
  };
  test.each(Object.entries(messages))("%s", async (_where, message) => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.sendContent(message));
    expectTaken(app, anna);
  });
});

test("a question and a command in formatted text are answered, also once edited", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const asked = await anna.sendContent(rich(paragraph(["Hol találom a ", bold("QR-kódot"), "?"])));
  expect((await app.after(anna, Promise.resolve())).text).toMatch(/igénylés|1\. QR/i);
  const command = rich(paragraph({ type: "bot_command", text: "/Kulcsok", bot_command: "/Kulcsok" }));
  expect((await app.after(anna, anna.sendContent(command))).text).toContain("Még nincs nálam kulcsod");
  expect((await app.after(anna, anna.editContent(asked, rich(paragraph("/sugo"))))).text).toContain(
    "Ebben tudok segíteni",
  );
});

test.each([
  ["a message of this chat", {}],
  [
    "a message of another chat",
    { external_reply: { origin: { type: "hidden_user", sender_user_name: "Unoka Zsolt", date: 1 } } },
  ],
])("a password in a quote of %s is deleted and answered", async (_whose, reply) => {
  const app = await startAppFixture();
  const anna = app.person();
  const quote = { text: "a jelszavam: Kutya123456", position: 0, is_manual: true };
  const { text } = await app.after(anna, anna.sendContent({ text: "ez az?", quote, ...reply }));
  expect(text).toContain("jelszónak látszik");
  expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
});

test("a question that quotes the bot is answered as a question", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const { id } = await app.after(anna, anna.start());
  const quote = { text: "Kapusegéd vagyok", position: 0, is_manual: true };
  const asked = { text: "Hol találom a QR-kódot?", quote, reply_to_message: { message_id: id } };
  expect((await app.after(anna, anna.sendContent(asked))).text).toMatch(/igénylés|1\. QR/i);
});

test("a picture in formatted text, of a live photo, in paid media, and in an answered message is read", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const { id } = await anna.sendPhoto(await screenshot(link(keys.anna)));
  await app.after(anna, Promise.resolve());
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
  const update = app.telegram.deliveries.find(({ kind }) => kind === "message")?.body["message"];
  const { photo } = update as { photo: unknown };
  expect(id).toBeGreaterThan(0);
  const video = { file_id: "v", file_unique_id: "v", width: 9, height: 9, duration: 1 };
  for (const content of [
    rich(paragraph("nézd"), { type: "collage", blocks: [{ type: "photo", photo }] }),
    { live_photo: { ...video, photo } },
    { paid_media: { star_count: 1, paid_media: [{ type: "photo", photo }] } },
    {
      text: "ez az",
      external_reply: { origin: { type: "hidden_user", sender_user_name: "x", date: 1 }, photo },
    },
  ]) {
    const before = anna.screen.length;
    await app.after(anna, anna.sendContent(content));
    const said = anna.screen.slice(before).map(({ text }) => text);
    expect(said[0], JSON.stringify(Object.keys(content))).toContain("Ez a kulcs már megvan nálam");
  }
});

describe("a WebP file that arrives as a sticker", () => {
  const webp = async (...texts: string[]) =>
    sharp(await screenshot(...texts))
      .webp()
      .toBuffer();

  test("is read as a picture", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.sendSticker(await webp(link(keys.anna))));
    expectTaken(app, anna);
  });

  test("gets a picture's answer without a code, and a sticker's if it has an emoji or a set", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    expect((await app.after(anna, anna.sendSticker(await webp()))).text).toContain("nem látok QR-kódot");
    expect((await app.after(anna, anna.sendSticker(await webp(), { emoji: "👍" }))).text).toContain(
      "Köszönöm!",
    );
    const ofSet = await webp(link(keys.anna));
    expect((await app.after(anna, anna.sendSticker(ofSet, { set_name: "Macskak" }))).text).toContain(
      "Köszönöm!",
    );
    const moving = { is_animated: true };
    expect((await app.after(anna, anna.sendSticker(ofSet, moving))).text).toContain("Köszönöm!");
  });
});

describe("in a topic of a private chat", () => {
  const topic = { message_thread_id: 777, is_topic_message: true };
  const topicsOf = (anna: Person) =>
    new Set(anna.screen.filter(({ from }) => from === "bot").map((message) => message.topic));

  test("every answer stays in the topic, also what comes later and files", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.sendContent({ text: keys.anna, ...topic }));
    app.clock.forwardTo(29);
    await anna.until("Ez a kód lejárt");
    app.clock.forwardTo(5);
    await app.after(anna, anna.sendContent({ text: "/kod", ...topic }));
    await anna.until("mindjárt");
    app.clock.forwardTo(29.9);
    await anna.until(/🔑 \d{3} \d{3}/);
    await app.after(anna, anna.sendContent({ text: "/adataim", ...topic }));
    await app.after(anna, anna.press("fájl"));
    await app.after(anna, anna.sendContent({ text: "/utmutato", ...topic }));
    await app.after(anna, anna.sendContent({ text: "/kulcsok", ...topic }));
    expect(topicsOf(anna)).toEqual(new Set([777]));
    await anna.sendContent({ text: "/kod" });
    await app.settled();
    expect(anna.last?.topic).toBeUndefined();
  });

  test("what a job sends stays in the topic, after a restart too", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.sendContent({ text: keys.anna, ...topic }));
    await app.after(anna, anna.sendContent({ text: "/kulcsok", ...topic }));
    await app.after(anna, anna.press("Átviszem másik alkalmazásba"));
    await app.after(anna, anna.press("Más nem látja, mutasd"));
    await app.restart();
    app.clock.forward(600_000);
    await anna.until("A kulcsot eltüntettem a beszélgetésből", 10_000);
    await app.settled();
    expect(topicsOf(anna)).toEqual(new Set([777]));
  });

  test("an album is answered in its topic", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await anna.sendContent({
      ...(await anna.photoContent(await screenshot(link(keys.anna)))),
      ...topic,
      media_group_id: "9",
    });
    await anna.until("🔑");
    await app.settled();
    expect(topicsOf(anna)).toEqual(new Set([777]));
  });

  test("an answer to a topic that has been deleted comes outside it", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const gone = { kind: "refuse", code: 400, description: "Bad Request: message thread not found" } as const;
    app.telegram.faults.next("sendMessage", gone);
    app.telegram.faults.next("sendPhoto", gone);
    const { text, topic: place } = await app.after(anna, anna.sendContent({ text: "/start", ...topic }));
    expect(text).toContain("Kapusegéd vagyok");
    expect(place).toBeUndefined();
  });
});
