import { describe, expect, test } from "vitest";
import { screenshot, link } from "../support/drawings.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixture } from "../support/app-fixture.ts";

/** Four keys, as a decoder in Rust is tested with them. */
const four =
  "otpauth-migration://offline?data=CikKCkhlbGxvId6tvu8SCHRlc3R1c2VyGgtleGFtcGxlLmNvbSABKAEwAgo8CgpXb3JsZCEgICAgEhx0ZXN0LWdpdGh1Yi51c2VyQGV4YW1wbGUuY29tGgpnaXRodWIuY29tIAEoATACCjcKCldvcmxkISAgICESD2Fub3RoZXJ0ZXN0dXNlchoSc29tZWV4YW1wbGVzZXJ2aWNlIAEoATACCjIKCldvcmxkISAgICISCmZvdXJ0aHVzZXIaEnNvbWVleGFtcGxlc2VydmljZSABKAEwAhACGAEgAA%3D%3D";
/** A key by the clock, and one that counts. */
const counting =
  "otpauth-migration://offline?data=ChkKCpklNznImSU3OcgSBVRlc3QxIAEoATACChsKCpklNznamSU3OdoSBVRlc3QyIAEoATABOAAQARgBIAAo8enF1vr%2F%2F%2F%2F%2FAQ%3D%3D";

const varint = (value: number): Buffer =>
  value < 128 ? Buffer.of(value) : Buffer.concat([Buffer.of((value & 127) | 128), varint(value >> 7)]);
const bytes = (text: string | Buffer, field: number) => {
  const content = Buffer.from(text as string);
  return Buffer.concat([Buffer.of((field << 3) | 2), varint(content.length), content]);
};
const number = (value: number, field: number) => Buffer.of(field << 3, value);
const raw = { anna: Buffer.from("48656c6c6f21deadbeef", "hex"), bela: Buffer.from("TestTestTestTest") };

/** One picture of an export in several. */
const part = (index: number, of: number, ...named: readonly [string, Buffer][]) => {
  const entries = named.map(([name, secret]) =>
    bytes(Buffer.concat([bytes(secret, 1), bytes(name, 2), number(2, 6)]), 1),
  );
  const payload = Buffer.concat([...entries, number(2, 2), number(of, 3), number(index, 4)]);
  return `otpauth-migration://offline?data=${encodeURIComponent(payload.toString("base64"))}`;
};

test("Google's export is read from a screenshot, deleted, and the person says which key to keep", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const question = await app.after(anna, anna.sendPhoto(await screenshot(four)));
  expect(question.text).toContain("Több kulcsot is találtam");
  expect(question.buttons.flat()).toEqual([
    "testuser",
    "test-github.user@example.com",
    "anothertestuser",
    "fourthuser",
    "Mindegyiket",
  ]);
  expect(anna.screen.some(({ from, kind }) => from === "me" && kind === "photo")).toBe(false);
  await app.after(anna, anna.press("testuser"));
  const code = totp(keys.anna, app.clock.now());
  expect((await app.after(anna, anna.say("/kod"))).text).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
});

test("its link is understood too, and all its keys can be kept", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(`Ezt kaptam: ${four}`));
  expect(anna.sees("otpauth-migration")).toBe(false);
  await app.after(anna, anna.press("Mindegyiket"));
  expect((await app.after(anna, anna.say("/kulcsok"))).text).toContain("4 kulcsot őrzök neked");
});

test("what counts instead of reading the clock is named, and the rest is kept", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.sendPhoto(await screenshot(counting)));
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
  expect(anna.last?.text).toContain("mert számláló szerint ad kódot, nem az idő szerint: Test2.");
});

test("names in what is sent put no link, mention, line or direction into the bot's messages", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const lure = "Segítség: @kapuseged_segit https://rossz.example/belepes";
  const hostile = [`${lure}\u202e\n/torles ${"x".repeat(1_500)}`, `rossz.example ${lure}`];
  const entries = hostile.map((name): [string, Buffer] => [name, Buffer.from("abc")]);
  await app.after(anna, anna.say(part(0, 1, ...entries)));
  const remark = anna.last!;
  expect(remark.text).toContain("rossz");
  expect(remark.text.length).toBeLessThan(600);
  await app.after(anna, anna.say(link(keys.anna, lure)));
  await app.after(anna, anna.say("/kulcsok"));
  const links = ["url", "mention", "bot_command", "text_link", "hashtag", "email"];
  for (const { from, text, marks } of anna.screen.filter(
    (one) => one.from === "bot" && /segit|rossz/u.test(one.text),
  ))
    expect({ from, text, links: marks.filter(({ type }) => links.includes(type)) }).toEqual({
      from,
      text,
      links: [],
    });
  expect(remark.text).not.toContain("\u202e");
  expect(remark.text.split("\n").some((line) => line.startsWith("/torles"))).toBe(false);
});

/** A text without the word joiners in names. */
const plainName = (text: string) => text.replaceAll("\u2060", "");

test.each([
  "+36 90 123 4567",
  "06901234567",
  "06-90/123-45-67",
  "$EVIL",
  "4111 1111 1111 1111",
  "4111111111111111",
  "@rossz_bot",
  "#rossz",
  "/rossz",
  "rossz.hu",
  "anna@rossz.hu",
  "www.rossz.hu/a",
])("Telegram makes nothing of the name „%s”", async (name) => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(`otpauth://totp/${encodeURIComponent(name)}?secret=${keys.anna}`));
  await app.after(anna, anna.say("/kulcsok"));
  await app.after(anna, anna.say("/adataim"));
  const shown = anna.screen.filter(({ from, text }) => from === "bot" && plainName(text).includes(name));
  expect(shown.length).toBeGreaterThan(1);
  const linked = ["url", "mention", "text_link", "hashtag", "email", "cashtag", "phone_number", "bank_card"];
  for (const { text, marks } of shown) {
    const found = marks.map(({ type, offset, length }) => ({
      type,
      marked: text.slice(offset, offset + length),
    }));
    expect(found.filter(({ type, marked }) => linked.includes(type) || marked === name)).toEqual(
      found.filter(({ type, marked }) => ["bold", "italic"].includes(type) && marked === name),
    );
  }
});

test.each(["\u3164\u3164", "\u2800", "\u200b\u2060", "\u115f", "\u0301"])(
  "a key whose name is %j, which is not seen, gets our own name",
  async (name) => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(`otpauth://totp/${encodeURIComponent(name)}?secret=${keys.anna}`));
    expect((await app.after(anna, anna.say("/kulcsok"))).text).toContain("Ügyfélkapu+");
  },
);

test("more than two marks on a letter of a name are cut", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const name = encodeURIComponent(`Z${"\u0335\u0301".repeat(40)}`);
  await app.after(anna, anna.say(`otpauth://totp/${name}?secret=${keys.anna}`));
  const { text } = await app.after(anna, anna.say("/kulcsok"));
  expect(text).toMatch(/Z|Ź/u);
  expect(text).not.toMatch(/\p{M}{3}/u);
});

test("one with nothing for us says so", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const { text } = await app.after(
    anna,
    anna.sendPhoto(await screenshot(part(0, 1, ["RÖVID", Buffer.from("abc")]))),
  );
  expect(text).toContain("nincs olyan kulcs, amelyet használni tudok");
  expect(text).toContain("mert hibás vagy szokatlan: RÖVID.");
  expect(text).toContain("A képet kitöröltem a beszélgetésből.");
});

test("a torn one is refused", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const { text } = await app.after(anna, anna.say("otpauth-migration://offline?data=CikKCkhlbGxv"));
  expect(text).toContain("hibás vagy csonka");
  expect(anna.sees("otpauth")).toBe(false);
});

test("of several pictures, the next is asked for, and one question is about all of them", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(
    anna,
    anna.sendPhoto(await screenshot(part(0, 2, ["ANNA", raw.anna], ["POSTA", Buffer.alloc(20, 3)]))),
  );
  expect(anna.last?.text).toContain("A Google 2 képre osztotta a kulcsaidat, ebből most 1 jött meg");
  app.clock.forward(9 * 60_000);
  const all = await app.after(anna, anna.sendPhoto(await screenshot(part(1, 2, ["BÉLA", raw.bela]))));
  expect(all.buttons.flat()).toEqual(["ANNA", "POSTA", "BÉLA", "Mindegyiket"]);
  expect(anna.screen.filter(({ text }) => text.includes("Több kulcsot"))).toHaveLength(1);
  // The first question's ten minutes are over, this one's are not.
  app.clock.forward(2 * 60_000);
  await app.after(anna, anna.press("Mindegyiket"));
  expect((await app.after(anna, anna.say("/kulcsok"))).buttons.flat()).toEqual(["ANNA", "POSTA", "BÉLA"]);
});

test("of several pictures at once nothing is missing", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await anna.sendAlbum([
    await screenshot(part(0, 2, ["ANNA", raw.anna])),
    await screenshot(part(1, 2, ["BÉLA", raw.bela])),
  ]);
  const question = await anna.until("Több kulcsot is találtam", 20_000);
  expect(question.text).not.toContain("képre osztotta");
  expect(question.buttons.flat()).toEqual(["ANNA", "BÉLA", "Mindegyiket"]);
});

test("on the road with an app the only key of an export is passed on like any other", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say("/sugo"));
  await app.after(anna, anna.pressOld("guide:app:copyKey"));
  await app.after(anna, anna.sendPhoto(await screenshot(part(0, 1, ["ANNA", raw.anna]))));
  expect(anna.sees(keys.anna) || anna.sees("Milyen telefonod van?")).toBe(true);
});

describe("bounds", () => {
  const many = (count: number, from = 0) =>
    part(
      0,
      1,
      ...Array.from({ length: count }, (_, i): [string, Buffer] => [
        `k${from + i}`,
        Buffer.from(`kulcs-${String(from + i).padStart(4, "0")}`),
      ]),
    );

  test("of more keys than a chat can keep, the first are kept, and the user is told", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(many(60)));
    await app.after(anna, anna.press("Mindegyiket"));
    expect(anna.sees("50 kulcsot eltettem, a többi nem fért el")).toBe(true);
    expect((await app.after(anna, anna.say("/kulcsok"))).text).toContain("50 kulcsot őrzök neked");

    const { text } = await app.after(anna, anna.say(keys.anna));
    expect(text).toContain("Ezt a kulcsot már nem tudom eltenni: legfeljebb 50 kulcsot őrzök neked.");
    expect(text).toContain("Amit most küldtél, azt nem töröltem ki");
    expect(anna.sees(keys.anna)).toBe(true);

    await app.after(anna, anna.press("A kulcsaim"));
    await app.after(anna, anna.press("k0"));
    await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    await app.after(anna, anna.say(keys.anna));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    // The only copy of a key that does not fit is never deleted.
    expect((await app.after(anna, anna.say(many(2, 70)))).text).toContain("Több kulcsot is találtam");
    await app.after(anna, anna.press("k70"));
    expect(anna.last?.text).toContain("legfeljebb 50 kulcsot őrzök neked");
    expect(anna.sees("Több kulcsot is találtam")).toBe(true);
  });

  test("of more keys than can be asked about, none is taken, and their message stays", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(many(60)));
    const second = await app.after(anna, anna.say(many(41, 60)));
    expect(second.text).toContain("Egyszerre legfeljebb 100 kulcsról tudlak megkérdezni");
    expect(anna.sees("otpauth-migration")).toBe(true);
    await app.after(anna, anna.say(many(40, 60)));
    expect(anna.last?.text).toContain("Több kulcsot is találtam");
    await app.after(anna, anna.say("/torles"));
    expect(anna.last?.text).toContain("100 kulcs, amelyről még nem döntöttél");
  });

  test("the question before an erasure fits into a message, however long the names are", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const names = Array.from({ length: 50 }, (_, i): [string, Buffer] => [
      `${i}:${"hosszú név ".repeat(5)}`,
      Buffer.from(`kulcs-${String(i).padStart(4, "0")}`),
    ]);
    for (const start of [0, 10, 20, 30, 40])
      await app.after(anna, anna.say(part(0, 1, ...names.slice(start, start + 10))));
    await app.after(anna, anna.press("Mindegyiket"));
    const question = await app.after(anna, anna.say("/torles"));
    expect(question.text).toContain("50 kulcs (");
    expect(question.text).toContain("és még 30)");
    await app.after(anna, anna.press("Igen, törölj mindent"));
    expect(anna.last?.text).toContain("Mindent kitöröltem");
  });
});

test("a key that is held already is found again in an export", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(link(keys.anna, "SAJÁT")));
  await app.after(anna, anna.sendPhoto(await screenshot(four)));
  await app.after(anna, anna.press("Mindegyiket"));
  expect((await app.after(anna, anna.say("/kulcsok"))).buttons.flat()).toEqual([
    "SAJÁT",
    "test-github.user@example.com",
    "anothertestuser",
    "fourthuser",
  ]);
});
