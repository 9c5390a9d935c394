import { describe, expect, test } from "vitest";
import { screenshot, link } from "../support/drawings.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";

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
    await app.after(anna, anna.press("Az első 50 kulcsot"));
    expect(anna.sees("50 kulcsot eltettem, a többi nem fért el")).toBe(true);
    expect((await app.after(anna, anna.say("/kulcsok"))).text).toContain("50 kulcsot őrzök neked");

    const { text } = await app.after(anna, anna.say(keys.anna));
    expect(text).toContain("Ezt már nem tudom eltenni: legfeljebb 50 kulcsot őrzök neked.");
    expect(text).toContain("Amit most küldtél, azt nem töröltem ki");
    expect(anna.sees(keys.anna)).toBe(true);

    await app.after(anna, anna.press("A kulcsaim"));
    await app.after(anna, anna.press("k0"));
    await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    await app.after(anna, anna.say(keys.anna));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    // The only copy of a key that does not fit is never deleted.
    const more = many(2, 70);
    expect((await app.after(anna, anna.say(more))).text).toContain("Ezt már nem tudom eltenni");
    expect(anna.sees(more)).toBe(true);
  });

  test("of more keys than can be asked about, none is taken, and their message stays", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(many(49)));
    const second = await app.after(anna, anna.say(many(52, 49)));
    expect(second.text).toContain("Egyszerre legfeljebb 100 kulcsról tudlak megkérdezni");
    expect(anna.sees("otpauth-migration")).toBe(true);
    await app.after(anna, anna.say(many(51, 49)));
    expect(anna.last?.text).toContain("Több kulcsot is találtam");
    await app.after(anna, anna.say("/torles"));
    expect(anna.last?.text).toContain("100 kulcs, amelyről még nem döntöttél");
  });

  /** A text file with a link per key; the keys differ from those of {@link many}. */
  const sendList = (anna: Person, count: number) => {
    const letters = "ABCDEFGHIJKLMNOP";
    const secretOf = (i: number) =>
      `${letters.repeat(2).slice(2)}${letters.charAt(i >> 4)}${letters.charAt(i & 15)}`;
    const links = Array.from({ length: count }, (_, i) => link(secretOf(i), `lista${i}`));
    return anna.sendFile(Buffer.from(links.join("\n")), { fileName: "kulcsok.txt", mimeType: "text/plain" });
  };
  const hasFile = (anna: Person) =>
    anna.screen.some(({ from, kind }) => from === "me" && kind === "document");

  test.each([51, 100, 101])(
    "of %s keys sent at once none is lost: what they came in stays, and the user is told before the choice",
    async (count) => {
      const app = await startAppFixture();
      const anna = app.person();
      const question = await app.after(anna, sendList(anna, count));
      expect(question.buttons.flat().at(-1)).toBe("Az első 50 kulcsot");
      expect(anna.sees("legfeljebb 50 kulcsot őrzök neked, most még 50 fér el")).toBe(true);
      expect(anna.sees("Amit küldtél, azt nem töröltem ki a beszélgetésből")).toBe(true);
      expect(anna.sees("csak az elejét olvastam el")).toBe(count > 100);
      expect(question.text).not.toContain("kitöröltem");
      await app.after(anna, anna.press("Az első 50 kulcsot"));
      expect(anna.sees("50 kulcsot eltettem, a többi nem fért el")).toBe(true);
      expect(hasFile(anna)).toBe(true);
      expect((await app.after(anna, anna.say("/kulcsok"))).text).toContain("50 kulcsot őrzök neked");
    },
  );

  test("beside 40 keys, 20 more stay in the chat with how many of them fit, and what is left can be chosen later", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(many(40)));
    await app.after(anna, anna.press("Mindegyiket"));
    await app.after(anna, sendList(anna, 20));
    expect(anna.sees("most még 10 fér el")).toBe(true);
    await app.after(anna, anna.press("Az első 10 kulcsot"));
    expect(anna.sees("10 kulcsot eltettem, a többi nem fért el")).toBe(true);
    expect(hasFile(anna)).toBe(true);
    await app.after(anna, anna.press("A kulcsaim"));
    await app.after(anna, anna.press("k0"));
    await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    const rest = await app.after(anna, sendList(anna, 20));
    expect(rest.buttons.flat()[0]).toBe("lista10");
    expect(rest.buttons.flat()).toHaveLength(11);
    await app.after(anna, anna.press("lista15"));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
  });

  test("keys that no longer fit when they are chosen wait until the user has deleted others", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(many(40)));
    await app.after(anna, anna.press("Mindegyiket"));
    await app.after(anna, sendList(anna, 10));
    expect(hasFile(anna)).toBe(false);
    await app.after(anna, anna.say(keys.anna));
    await app.after(anna, anna.press("Mindegyiket"));
    expect(anna.last?.text).toContain("Ez most nem fér el");
    await app.after(anna, anna.say(many(2, 80)));
    expect(anna.last?.text).toContain("Előbb válassz azok közül, amelyeket eddig küldtél");
    await app.after(anna, anna.press("A kulcsaim"));
    await app.after(anna, anna.press("k0"));
    await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    await app.after(anna, anna.press("Mindegyiket"));
    expect(anna.sees("Mindegyik kulcsot eltettem")).toBe(true);
    expect((await app.after(anna, anna.say("/kulcsok"))).text).toContain("50 kulcsot őrzök neked");
  });

  test("a file of which only the beginning is read stays, though it gives one key", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const lines = [
      link(keys.anna, "elso"),
      ...Array.from({ length: 600 }, () => "otpauth://totp/x?secret=0"),
    ];
    await anna.sendFile(Buffer.from(lines.join("\n")), { fileName: "kulcsok.txt", mimeType: "text/plain" });
    await anna.until("csak az elejét olvastam el");
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect(hasFile(anna)).toBe(true);
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
