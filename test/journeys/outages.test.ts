import { describe, expect, test } from "vitest";
import type { Person } from "../support/bot-api-server/index.ts";
import { link, screenshot } from "../support/drawings.ts";
import type { QrReader } from "../../src/qr/reader.ts";
import { MovableClock } from "../support/clock.ts";
import { keys, startAppFixture, startAppFixtureWith, type AppFixture } from "../support/app-fixture.ts";

const digits = "48151623";
const minuteMs = 60_000;

/** What ends one attempt at a call, and how many calls that takes. */
const outages = {
  "server errors": [{ kind: "500" }, 4],
  "a broken connection": [{ kind: "drop-before" }, 1],
  "a lost answer": [{ kind: "drop-after" }, 1],
  "a refusal": [{ kind: "refuse", code: 400, description: "Bad Request: CONTENT_INVALID" }, 1],
} as const;

const mine = (anna: Person) => anna.screen.filter(({ from }) => from === "me");

const copies = (anna: Person, words: string) =>
  anna.screen.filter(({ from, text }) => from === "bot" && text.includes(words)).length;

const breakSending = ({ telegram }: AppFixture, name: keyof typeof outages): void => {
  const [fault, calls] = outages[name];
  telegram.faults.next("sendMessage", fault, calls);
};

const start = async () => {
  const app = await startAppFixture();
  app.secrets.push(digits);
  return { app, anna: app.person() };
};

/** The first retry. */
const later = async (app: AppFixture): Promise<void> => {
  app.clock.forward(30_000);
  await app.settled();
};

describe.each(Object.keys(outages) as (keyof typeof outages)[])("when sending fails by %s", (name) => {
  const expected = name === "a lost answer" ? 2 : 1;

  test("eight digits leave the chat, and the question about them comes later", async () => {
    const { app, anna } = await start();
    breakSending(app, name);
    await anna.say(digits);
    await app.settled();
    expect(mine(anna)).toEqual([]);
    app.clock.forward(30_000);
    await app.settled();
    expect(copies(anna, "Ez nyolc számjegy")).toBe(expected);
    expect(anna.last?.text).toContain("Az üzenetedet kitöröltem");
    await app.after(anna, anna.press("Igen"));
    await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
    expect((await app.after(anna, anna.say("/torlokod"))).buttons.flat()).toContain("Mutasd meg");
  });

  test("two keys leave the chat, and which to keep is asked later", async () => {
    const { app, anna } = await start();
    breakSending(app, name);
    await anna.say(`${link(keys.anna, "ANNA")}\n${link(keys.bela, "BELA")}`);
    await app.settled();
    expect(mine(anna)).toEqual([]);
    await later(app);
    expect(copies(anna, "Több kulcsot is találtam")).toBe(expected);
    await app.after(anna, anna.press("Mindegyiket"));
    expect((await app.after(anna, anna.say("/kulcsok"))).buttons.flat().join()).toContain("ANNA");
  });
});

test("digits whose question comes after an hour can still be kept, and go ten minutes after it", async () => {
  const { app, anna } = await start();
  app.telegram.faults.next("sendMessage", outages["a refusal"][0], 4);
  await anna.say(`Törlőkódom: ${digits}`);
  await app.settled();
  await app.restart();
  await later(app);
  for (let i = 0; i < 3; i += 1) {
    app.clock.forward(20 * minuteMs);
    await app.settled();
  }
  expect(copies(anna, "Hova kerüljön a törlőkódod?")).toBe(1);
  app.clock.forward(10 * minuteMs);
  await app.settled();
  expect(anna.last?.text).not.toContain("Hova kerüljön");
  expect((await app.after(anna, anna.say("/torles"))).text).toContain("Nálam nincs rólad semmi");
});

test("a question that cannot be asked for more than a day is given up, and what it is about is erased", async () => {
  const { app, anna } = await start();
  app.telegram.faults.next("sendMessage", outages["a refusal"][0], 36);
  await anna.say(digits);
  await app.settled();
  for (let i = 0; i < 36; i += 1) {
    app.clock.forward(60 * minuteMs);
    await app.settled();
  }
  app.telegram.faults.clear();
  expect((await app.after(anna, anna.say("/torles"))).text).toContain("Nálam nincs rólad semmi");
});

test("a key for the user's own app leaves the chat, and is offered again when Telegram is back", async () => {
  const { app, anna } = await start();
  await app.after(anna, anna.say("/sugo"));
  await app.after(anna, anna.pressOld("fork:account"));
  for (const answer of ["Igen, tudom a jelszavamat", "Saját alkalmazásból", "Androidos"])
    await app.after(anna, anna.press(answer));
  app.telegram.faults.next("sendMessage", outages["a refusal"][0], 1);
  await anna.say(keys.anna);
  await app.settled();
  expect(mine(anna).map(({ text }) => text)).toEqual(["/sugo"]);
  await later(app);
  expect(anna.last?.text).toContain("A kulcsot most nem tudtam megmutatni");
  await app.after(anna, anna.press("Mutasd meg újra"));
  expect(anna.sees(keys.anna) || anna.sees("JBSW")).toBe(true);
  app.clock.forward(10 * minuteMs);
  await app.settled();
  expect(anna.sees("JBSW")).toBe(false);
});

test("a question whose message cannot be deleted either says so, and the message goes later", async () => {
  const { app, anna } = await start();
  app.telegram.faults.next("deleteMessage", outages["a refusal"][0], 2);
  await anna.say(digits);
  await app.settled();
  expect(mine(anna)).toHaveLength(1);
  expect(anna.last?.text).toContain("Az üzenetedet nem tudtam kitörölni");
  await later(app);
  app.clock.forward(minuteMs);
  await app.settled();
  expect(mine(anna)).toEqual([]);
});

describe("a message that Telegram does not let the bot delete", () => {
  const tooLate = {
    kind: "refuse",
    code: 400,
    description: "Bad Request: message can't be deleted",
  } as const;
  const sent = {
    "a key": keys.anna,
    "a törlőkód": `törlőkódom: ${digits}`,
    "a password": "jelszavam: Kutya1234!",
  };

  test.each(Object.entries(sent))("with %s goes when Telegram lets it", async (_name, text) => {
    const { app, anna } = await start();
    app.telegram.faults.next("deleteMessage", tooLate);
    await app.after(anna, anna.say(text));
    expect(anna.sees("Az üzenetedet nem tudtam kitörölni")).toBe(true);
    expect(mine(anna)).toHaveLength(1);
    await later(app);
    expect(mine(anna)).toEqual([]);
  });

  test.each(Object.entries(sent))("with %s is tried again by an erasure", async (_name, text) => {
    const { app, anna } = await start();
    app.telegram.faults.next("deleteMessage", tooLate);
    await app.after(anna, anna.say(text));
    await app.after(anna, anna.say("/torles"));
    const receipt = await app.after(anna, anna.press("Igen, törölj mindent"));
    expect(receipt.text).not.toContain("nem tudtam kitörölni");
    expect(anna.screen.some(({ text: shown }) => shown === text)).toBe(false);
  });

  test("is counted in the receipt of an erasure that cannot delete it either", async () => {
    const { app, anna } = await start();
    app.allowRefused("editMessageMedia");
    app.telegram.faults.next("deleteMessage", tooLate, 2);
    await app.after(anna, anna.say(sent["a password"]));
    await app.after(anna, anna.say("/torles"));
    const receipt = await app.after(anna, anna.press("Igen, törölj mindent"));
    expect(receipt.text).toContain("Van 1 üzenet, amelyet nem tudtam kitörölni");
  });

  test("is given up after two days", async () => {
    const { app, anna } = await start();
    app.allowRefused("editMessageMedia");
    app.telegram.faults.next("deleteMessage", tooLate, 99);
    await app.after(anna, anna.say(sent["a password"]));
    for (let i = 0; i < 65; i += 1) {
      app.clock.forward(60 * minuteMs);
      await app.settled();
    }
    expect((await app.after(anna, anna.say("/torles"))).text).toContain("Nálam nincs rólad semmi");
  });
});

describe("a caption with a password is deleted", () => {
  const caption = "jelszó: Kutya1234!";
  const startWithCaption = async () => {
    const started = await start();
    // The picture's answer has deleted the message when the caption is read.
    started.app.allowRefused("deleteMessage");
    return started;
  };

  test("under a file that is too large", async () => {
    const { app, anna } = await startWithCaption();
    await anna.sendFile(await screenshot(), {
      ...{ fileName: "a.png", mimeType: "image/png", caption },
      reportedSize: 30_000_000,
    });
    await app.settled();
    expect(mine(anna)).toEqual([]);
    expect(copies(anna, "túl nagy")).toBe(1);
    expect(anna.sees("A képet nem töröltem") || anna.sees("A fájlt nem töröltem")).toBe(false);
    expect(copies(anna, "jelszónak látszik")).toBe(1);
  });

  test("under a picture that Telegram no longer has", async () => {
    const { app, anna } = await startWithCaption();
    const gone = { kind: "refuse", code: 400, description: "Bad Request: invalid file_id" } as const;
    app.telegram.faults.next("getFile", gone);
    await anna.sendPhoto(await screenshot(), { caption });
    await app.settled();
    expect(mine(anna)).toEqual([]);
    expect(copies(anna, "jelszónak látszik")).toBe(1);
  });

  test("under a text file that is too large", async () => {
    const { app, anna } = await startWithCaption();
    await anna.sendFile(Buffer.from("Minta"), {
      ...{ fileName: "a.txt", mimeType: "text/plain", caption },
      reportedSize: 30_000_000,
    });
    await app.settled();
    expect(mine(anna)).toEqual([]);
    expect(copies(anna, "jelszónak látszik")).toBe(1);
  });

  test("under the file of a key", async () => {
    const { app, anna } = await startWithCaption();
    await anna.sendFile(Buffer.from(link(keys.anna)), {
      ...{ fileName: "a.txt", mimeType: "text/plain", caption: `törlőkódom: ${digits}` },
    });
    await app.settled();
    expect(mine(anna)).toEqual([]);
    expect(copies(anna, "Megvan a kulcsod")).toBe(1);
    expect(copies(anna, "Hova kerüljön a törlőkódod?")).toBe(1);
  });
});

test("a picture that arrives incomplete without a sign of a code is called that, and deleted", async () => {
  const reader: QrReader = {
    read: () => Promise.resolve({ ok: false, why: "no-qr", diagnosis: "truncated" }),
    prepare: () => undefined,
    endIdle: () => undefined,
    close: () => Promise.resolve(),
  };
  const app = await startAppFixtureWith(new MovableClock(), { qr: reader });
  const anna = app.person();
  const answer = await app.after(anna, anna.sendPhoto(await screenshot()));
  expect(answer.text).toBe(
    "A kép hiányosan érkezett meg. Küldd el újra! A képet kitöröltem a beszélgetésből.",
  );
  expect(mine(anna)).toEqual([]);
});
