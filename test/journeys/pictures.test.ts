import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { drawnKey } from "../../src/guide/drawn-key.ts";
import { link, screenshot } from "../support/drawings.ts";
import type { Pixels } from "../../src/qr/image/image.ts";
import { drawParts, pixelsOf, sideBySide } from "../qr/codes.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";

const asFile = (fileName: string, mimeType: string) => ({ fileName, mimeType });

const expectTaken = (app: AppFixture, anna: Person) => {
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
  expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
  const code = totp(keys.anna, app.clock.now());
  expect(anna.last!.text).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
};

describe("a QR code is read from whatever a phone sends", () => {
  const ways: Record<string, (anna: Person, picture: Buffer) => Promise<unknown>> = {
    "a photo": (anna, picture) => anna.sendPhoto(picture),
    "a forwarded photo": (anna, picture) => anna.sendPhoto(picture, { forwarded: true }),
    "an album of one": (anna, picture) => anna.sendPhoto(picture, { asAlbum: true }),
    "a PNG file": (anna, picture) => anna.sendFile(picture, asFile("Screenshot_1.png", "image/png")),
    "a JPEG file": async (anna, picture) =>
      anna.sendFile(await sharp(picture).jpeg().toBuffer(), asFile("IMG.jpg", "image/jpeg")),
    "a WebP file without a type": async (anna, picture) =>
      anna.sendFile(await sharp(picture).webp().toBuffer(), asFile("kep", "application/octet-stream")),
  };
  test.each(Object.entries(ways))("%s", async (_way, deed) => {
    const app = await startAppFixture();
    const anna = app.person();
    await deed(anna, await screenshot(link(keys.anna)));
    await anna.until("🔑");
    expectTaken(app, anna);
  });

  test.each([false, true])("an album, as files: %s; the answer is one", async (asFiles) => {
    const app = await startAppFixture();
    const anna = app.person();
    const album = [await screenshot(), await screenshot(link(keys.anna)), await screenshot(link(keys.anna))];
    await anna.sendAlbum(album, { asFiles });
    await anna.until("🔑");
    await app.settled();
    expectTaken(app, anna);
    expect(anna.screen).toHaveLength(2);
  });
});

describe("a picture without a usable key gets a reason and a next step", () => {
  const pictures: Record<string, { texts: string[]; says: string; cleared: boolean }> = {
    "no code": { texts: [], says: "nem látok QR-kódot", cleared: false },
    "a web link": { texts: ["https://csalo.example/belepes"], says: "egy weboldalra visz", cleared: false },
    "an app store": {
      texts: ["https://play.google.com/store/apps/details?id=x"],
      says: "alkalmazás letöltéséhez",
      cleared: false,
    },
    DÁP: { texts: ["https://dap.gov.hu/x"], says: "a DÁP-hoz tartozik", cleared: false },
    "a wifi password": { texts: ["WIFI:S:Otthon;P:titkos123;;"], says: "wifihez", cleared: true },
    "anything else": { texts: ["csalo.example"], says: "valami más van", cleared: false },
    "a counter-based key": {
      texts: [`otpauth://hotp/x?secret=${keys.anna}&counter=0`],
      says: "számláló szerint",
      cleared: true,
    },
    "a key of Steam": {
      texts: [`otpauth://steam/Steam:anna?secret=${keys.anna}&issuer=Steam`],
      says: "Steam",
      cleared: true,
    },
    "a web link with a secret": {
      texts: [`https://minta.hu/2fa?secret=${keys.anna}`],
      says: "talán egy kulcs van",
      cleared: true,
    },
    "a web link beside another app's link with a secret": {
      texts: ["https://minta.hu", `minta://add?secret=${keys.anna}`],
      says: "talán egy kulcs van",
      cleared: true,
    },
    "an export of Google's": {
      texts: ["otpauth-migration://offline?data=CgkKBWhlbGxvIAE"],
      says: "nincs olyan kulcs",
      cleared: true,
    },
    "a key with a wrong character": {
      texts: ["otpauth://totp/x?secret=JBSWY3DPEHPK3PX1"],
      says: "a 16. helyen egy 1-es van",
      cleared: true,
    },
  };
  test.each(Object.entries(pictures))("%s", async (_name, { texts, says, cleared }) => {
    const app = await startAppFixture();
    const anna = app.person();
    const { text } = await app.after(anna, anna.sendPhoto(await screenshot(...texts)));
    expect(text).toContain(says);
    expect(text).not.toMatch(/csalo|titkos|example/);
    expect(anna.screen.some(({ from }) => from === "me")).toBe(!cleared);
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  });

  test("one code that is a key, beside one that is not, is taken", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.sendPhoto(await screenshot("https://example.hu", link(keys.anna))));
    expectTaken(app, anna);
  });

  test("a code that cannot be read, beside one that is no key, may be a key and is deleted", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const both = await screenshot("https://play.google.com/store/apps/details?id=x", link(keys.anna));
    const glare = { create: { width: 270, height: 270, channels: 3, background: "#ddd" } } as const;
    const picture = await sharp(both)
      .composite([{ input: glare, left: 490, top: 1120 }])
      .png()
      .toBuffer();
    const { text } = await app.after(anna, anna.sendPhoto(picture));
    expect(text).toContain("elmosódott");
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
  });

  test.each([
    ["a bare key", keys.anna],
    ["text before the link", `TOTP: ${link(keys.anna)}`],
    ["a link to a chart", `https://minta.hu/chart?chl=${encodeURIComponent(link(keys.anna))}`],
    ["JSON", JSON.stringify({ type: "totp", secret: keys.anna })],
  ])("%s is a key and is taken", async (_, text) => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.sendPhoto(await screenshot(text)));
    expectTaken(app, anna);
  });

  const files: Record<
    string,
    { bytes: Buffer; fileName: string; mimeType: string; says: string; reportedSize?: number }
  > = {
    "a PDF": {
      bytes: Buffer.from("%PDF-1.7"),
      fileName: "a.pdf",
      mimeType: "application/pdf",
      says: "készíts képernyőképet",
    },
    "an SVG": {
      bytes: Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
      fileName: "kod.svg",
      mimeType: "image/svg+xml",
      says: "készíts róla képernyőképet",
    },
    "a JPEG 2000": {
      bytes: Buffer.from("0000000c6a5020200d0a870a", "hex"),
      fileName: "kod.jp2",
      mimeType: "image/jp2",
      says: "készíts róla képernyőképet",
    },
    "a JPEG XL": {
      bytes: Buffer.from("0000000c4a584c200d0a870a", "hex"),
      fileName: "kod.jxl",
      mimeType: "image/jxl",
      says: "ha a kulcsod van benne, töröld ki te",
    },
    "text named as a picture": {
      bytes: Buffer.from("nem kép"),
      fileName: "a.png",
      mimeType: "image/png",
      says: "nem tudom megnyitni",
    },
    "a broken picture": {
      bytes: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2000, 7)]),
      fileName: "a.jpg",
      mimeType: "image/jpeg",
      says: "megsérült",
    },
    "a file of 25 MB": {
      bytes: Buffer.alloc(100),
      fileName: "a.png",
      mimeType: "image/png",
      says: "túl nagy",
      reportedSize: 25 * 1024 * 1024,
    },
  };
  test.each(Object.entries(files))("%s", async (_name, { bytes, says, ...options }) => {
    const app = await startAppFixture();
    const anna = app.person();
    expect((await app.after(anna, anna.sendFile(bytes, options))).text).toContain(says);
  });

  test("a picture that Telegram does not hand over is asked for again", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    app.telegram.faults.next("file", { kind: "drop-after" }, 2);
    const answer = await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
    expect(answer.text).toContain("A képet nem kaptam meg");
    await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
  });
});

describe("a key that is split over two QR codes", () => {
  const parts = drawParts(link(keys.anna), 60);
  const pictureOf = ({ data, width, height }: Pixels) =>
    sharp(data, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();

  test("is taken from one picture with both", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.sendPhoto(await pictureOf(sideBySide(...parts))));
    expectTaken(app, anna);
  });

  test("is taken from an album with one in each picture", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await anna.sendAlbum(await Promise.all(parts.map((part) => pictureOf(pixelsOf(part)))));
    await anna.until("🔑");
    expectTaken(app, anna);
  });

  test.each([0, 1])("is asked for in one picture if only part %d is there", async (index) => {
    const app = await startAppFixture();
    const anna = app.person();
    const answer = await app.after(anna, anna.sendPhoto(await pictureOf(pixelsOf(parts[index]!))));
    expect(answer.text).toContain("az összes részét egyszerre");
    expect(answer.text).toContain("A képet kitöröltem");
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  });
});

describe("two different keys in one picture", () => {
  const found = async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const picture = await screenshot(link(keys.anna, "ANNA"), link(keys.bela, "BELA"));
    const question = await app.after(anna, anna.sendPhoto(picture));
    expect(question.text).toContain("Több kulcsot is találtam. Melyiket őrizzem meg?");
    expect(question.buttons.flat().toSorted()).toEqual(["ANNA", "BELA", "Mindegyiket"]);
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
    return { app, anna };
  };

  test("the one that is chosen by name is kept, the other is not", async () => {
    const { app, anna } = await found();
    const { text } = await app.after(anna, anna.press("BELA"));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect(/\d{3} \d{3}/.exec(text)?.[0].replace(" ", "")).toBe(totp(keys.bela, app.clock.now()));
    expect((await app.after(anna, anna.say("/torles"))).text).toContain("1 kulcs (BELA)");
  });

  test("both are kept if that is wanted", async () => {
    const { app, anna } = await found();
    const choice = await app.after(anna, anna.press("Mindegyiket"));
    expect(choice.buttons.flat().toSorted()).toEqual(["ANNA", "BELA"]);
    const { text } = await app.after(anna, anna.press("ANNA"));
    expect(/\d{3} \d{3}/.exec(text)?.[0].replace(" ", "")).toBe(totp(keys.anna, app.clock.now()));
  });

  test("none is kept if nothing is chosen in ten minutes, also across a restart", async () => {
    const { app, anna } = await found();
    await app.stop();
    app.clock.forward(601_000);
    await app.start();
    await anna.until("Nem választottál");
    expect((await app.after(anna, anna.say("/torles"))).text).toContain("nincs mit törölni");
  });

  test("an erasure takes them along", async () => {
    const { app, anna } = await found();
    expect((await app.after(anna, anna.say("/torles"))).text).toContain(
      "2 kulcs, amelyről még nem döntöttél",
    );
    await app.after(anna, anna.press("Igen, törölj mindent"));
    expect(anna.sees("Melyiket őrizzem meg?")).toBe(false);
  });
});

describe("a code that is there but cannot be read gets advice on what was seen", () => {
  const long = link(keys.bela, "MINTAANNA", `&issuer=${"Minta".repeat(12)}`);
  const views: Record<string, { view: () => Promise<Buffer>; says: string }> = {
    "too small": {
      view: async () =>
        sharp(await screenshot(long))
          .resize(136)
          .jpeg({ quality: 20 })
          .toBuffer(),
      says: "túl apró",
    },
    blurred: {
      view: async () =>
        sharp(await screenshot(long))
          .resize(320)
          .blur(2)
          .jpeg({ quality: 60 })
          .toBuffer(),
      says: "elmosódott",
    },
    "cut off": {
      view: async () =>
        sharp(await screenshot(long))
          .extract({ left: 0, top: 0, width: 1080, height: 560 })
          .png()
          .toBuffer(),
      says: "csak egy része látszik",
    },
  };
  test.each(Object.entries(views))("%s", async (_name, { view, says }) => {
    const app = await startAppFixture();
    const anna = app.person();
    const answer = await app.after(anna, anna.sendFile(await view(), asFile("kep.png", "image/png")));
    expect(answer.text).toContain(says);
    // The code may be the key's.
    expect(answer.text).toContain("A képet kitöröltem");
    expect(anna.screen.some(({ from }) => from === "me")).toBe(false);
    await app.after(anna, anna.press("Mutasd, hogyan készítsek képet"));
    const step = await app.after(anna, anna.press("iPhone"));
    expect(step.text).toContain("képernyőképet");
  });
});

test("an iPhone's HEIC file is read", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const heic = await readFile(new URL("../qr/pictures/heic.heic", import.meta.url));
  await app.after(anna, anna.sendFile(heic, asFile("IMG_0001.HEIC", "image/heic")));
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
});

test("a picture too old to be deleted is to be deleted by hand", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.stop();
  await anna.sendPhoto(await screenshot(link(keys.anna)));
  app.clock.forward(49 * 3_600_000);
  await app.start();
  await anna.until("Töröld ki te is");
  await app.settled();
  // There is no way to know it beforehand but to try.
  app.allowRefused("deleteMessage");
});

test("a picture that cannot be deleted at once is deleted later, also after a restart", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  app.telegram.faults.next("deleteMessage", { kind: "429", retryAfter: 30 });
  await anna.sendPhoto(await screenshot(link(keys.anna)));
  await anna.until("A képet nem tudtam kitörölni");
  await app.restart();
  app.clock.forward(31_000);
  await anna.until((screen) => !screen.some(({ from }) => from === "me"));
});

test("when many users send pictures at once, all are served", async () => {
  const app = await startAppFixture();
  const people = Array.from({ length: 66 }, (_, i) => app.person(`Minta ${i}`));
  const picture = await sharp(await screenshot(link(keys.anna)))
    .jpeg()
    .toBuffer();
  await Promise.all(people.map((person) => person.sendFile(picture, asFile("kep.jpg", "image/jpeg"))));
  await Promise.all(people.map((person) => person.until("Megvan a kulcsod", 15_000)));
});

test("while pictures are read, others get their codes", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const bela = app.person("Próba Béla");
  app.clock.forwardTo(29.9);
  await app.after(bela, bela.say(keys.bela));
  const hard = await readFile(new URL("../qr/pictures/no-code.jpg", import.meta.url));
  const reading = anna.sendPhoto(hard);
  await bela.say("/kod");
  await bela.until((screen) => screen.filter(({ text }) => text.includes("🔑")).length === 2);
  await reading;
  await anna.until("nem látok QR-kódot");
});

test("our own drawing, sent back, is not taken for a key", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const drawing = await readFile(new URL("../../locales/hu/pictures/screenshot.iphone.png", import.meta.url));
  expect((await app.after(anna, anna.sendPhoto(drawing))).text).toContain("az én rajzom");
  expect((await app.after(anna, anna.say(link(drawnKey)))).text).toContain("az én rajzom");
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
});
