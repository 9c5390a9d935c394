import { describe, expect, test } from "vitest";
import { link, screenshot } from "../support/drawings.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";

const question = "Hol találom a QR-kódot?";

/** Everything that can have a caption, and holds nothing that can be read. */
const media: Record<string, (anna: Person, caption: string) => Promise<{ id: number }>> = {
  "a photo": async (anna, caption) => anna.sendPhoto(await screenshot(), { caption }),
  "a forwarded photo": async (anna, caption) =>
    anna.sendPhoto(await screenshot(), { caption, forwarded: true }),
  "a picture as a file": async (anna, caption) =>
    anna.sendFile(await screenshot(), { fileName: "kep.png", mimeType: "image/png", caption }),
  "a PDF": (anna, caption) => anna.send("document", { caption }),
  "a video": (anna, caption) => anna.send("video", { caption }),
  "a voice message": (anna, caption) => anna.send("voice", { caption }),
  music: (anna, caption) => anna.send("audio", { caption }),
  "an animation": (anna, caption) => anna.send("animation", { caption }),
  "paid media": (anna, caption) =>
    anna.sendContent({
      paid_media: { star_count: 1, paid_media: [{ type: "preview", width: 9, height: 9 }] },
      caption,
    }),
  "a live photo": (anna, caption) =>
    anna.sendContent({
      live_photo: { file_id: "x", file_unique_id: "x", width: 9, height: 9, duration: 1 },
      caption,
    }),
};

const expectCode = (app: AppFixture, anna: Person) => {
  const code = totp(keys.anna, app.clock.now());
  expect(anna.last?.text).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
};

describe.each(Object.entries(media))("the caption of %s", (_kind, send) => {
  test.each([keys.anna, link(keys.anna)])("is read when it is a key: %#", async (caption) => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, send(anna, caption));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
    expectCode(app, anna);
  });

  test("is answered when it is a question or a command", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, send(anna, question));
    expect(anna.last?.text).toMatch(/igénylés|1\. QR/i);
    expect((await app.after(anna, send(anna, "/Sugo"))).text).toContain("Ebben tudok segíteni");
  });

  test("is passed over when it says nothing: the answer is about the rest", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const { text } = await app.after(anna, send(anna, "Lili a kertben"));
    expect(text).not.toContain("Erre nem tudok válaszolni");
    expect(anna.screen.filter(({ from }) => from === "bot")).toHaveLength(1);
  });

  test("is read when it is edited in", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const sent = await send(anna, "kép");
    await app.after(anna, Promise.resolve());
    await app.after(anna, anna.edit(sent, link(keys.anna)));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
  });
});

test("a picture whose caption says kód is read before the caption", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna)), { caption: "kód" }));
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
  expect(anna.sees("Még nincs")).toBe(false);
});

test("a replaced picture is read, and so is the picture of an edited album", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const photo = await anna.sendPhoto(await screenshot());
  await app.after(anna, Promise.resolve());
  await app.after(anna, anna.editPhoto(photo, await screenshot(link(keys.anna))));
  expectCode(app, anna);
  const album = await anna.sendAlbum([await screenshot(), await screenshot()]);
  await anna.until("nem látok QR-kódot");
  await app.after(anna, anna.editPhoto(album, await screenshot(link(keys.bela))));
  await anna.until((screen) => screen.filter(({ text }) => text.includes("Megvan a kulcsod")).length === 2);
});

describe("keys in a caption and in its picture", () => {
  test("are asked about in one question, once all is deleted", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(
      anna,
      anna.sendPhoto(await screenshot(link(keys.anna)), { caption: link(keys.bela, "Bank:bela") }),
    );
    expect(anna.last?.text).toContain("Melyik");
    expect(anna.screen).toHaveLength(1);
    expect(anna.last?.buttons).toHaveLength(3);
  });

  test("are one key if they are the same", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna)), { caption: link(keys.anna) }));
    expectCode(app, anna);
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
  });

  test("in an album are asked about in one question", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const pictures = [await screenshot(link(keys.anna)), await screenshot()];
    await anna.sendAlbum(pictures, { caption: link(keys.bela, "Bank:bela") });
    await anna.until((screen) => screen.length === 1 && screen[0]?.text.includes("Melyik") === true);
  });
});

test("keys in a caption and in its text file are asked about in one question", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const file = { fileName: "kulcs.txt", mimeType: "text/plain", caption: link(keys.bela, "Bank:bela") };
  await app.after(anna, anna.sendFile(Buffer.from(link(keys.anna)), file));
  expect(anna.last?.text).toContain("Melyik");
  expect(anna.screen).toHaveLength(1);
});

describe("the caption of an album without a code", () => {
  test("is read when it is a key", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await anna.sendAlbum([await screenshot(), await screenshot()], { caption: keys.anna });
    await anna.until("🔑");
    await app.settled();
    expectCode(app, anna);
    expect(anna.sees(keys.anna)).toBe(false);
    expect(anna.sees("nem látok QR-kódot")).toBe(false);
  });

  test.each([
    [question, /igénylés|1\. QR/i],
    ["/SUGO", /Ebben tudok segíteni/],
    ["Lili a kertben", /nem látok QR-kódot/],
  ])("%s is answered once", async (caption, answer) => {
    const app = await startAppFixture();
    const anna = app.person();
    await anna.sendAlbum([await screenshot(), await screenshot()], { caption });
    await anna.until(answer);
    await app.settled();
    expect(anna.screen.filter(({ from }) => from === "bot")).toHaveLength(1);
  });
});
