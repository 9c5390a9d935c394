import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { ChatSession } from "../../src/vault/chat-session.ts";
import type { Person } from "../support/bot-api-server/index.ts";
import { link, screenshot } from "../support/drawings.ts";
import { keys, startAppFixture } from "../support/app-fixture.ts";
import { Lock } from "../support/database-lock.ts";

describe("Telegram's faults", () => {
  const faults = {
    "429": { kind: "429", retryAfter: 1 },
    "500": { kind: "500" },
    "a connection that breaks before": { kind: "drop-before" },
    "a connection that breaks after": { kind: "drop-after" },
  } as const;
  test.each(Object.entries(faults))("%s is got over, and the person is answered", async (_name, fault) => {
    const app = await startAppFixture();
    const anna = app.person();
    app.telegram.faults.next("sendMessage", fault);
    app.telegram.faults.next("deleteMessage", fault);
    app.telegram.faults.next("getUpdates", fault);
    await anna.say(keys.anna);
    await anna.until(/🔑 \d{3} \d{3}/, 15_000);
    // After a lost answer the second deletion finds nothing; who cannot know must ask.
    if (fault.kind === "drop-after") app.allowRefused("deleteMessage");
    expect(anna.sees(keys.anna)).toBe(false);
  });

  test("a download that breaks once is tried again", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    app.telegram.faults.next("file", { kind: "drop-after" });
    await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
  });

  test("a person who blocks the bot is left alone, and finds everything when they come back", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    await anna.block();
    app.clock.forward(60_000);
    await app.restart();
    await anna.unblock();
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("🔑");
    expect(app.log.join("")).not.toContain('"level":50');
  });
});

describe("a secret that could not be taken away while the bot was blocked", () => {
  const blockedForHours = async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    await app.after(anna, anna.say("/adataim"));
    await app.after(anna, anna.press("Küldd el a titkokkal együtt"));
    await app.after(anna, anna.press("Igen, a titkokkal együtt"));
    await anna.block();
    app.allowRefused("deleteMessage");
    const failures = () => app.log.filter((line) => line.includes('"job":"delete-message"')).length;
    for (let hour = 1; hour <= 8; hour += 1) {
      app.clock.forward(3_600_000);
      await expect.poll(failures, { timeout: 10_000 }).toBe(hour);
    }
    return { app, anna };
  };
  const hasFile = (anna: Person) => anna.screen.some(({ kind }) => kind === "document");

  test("goes as soon as the user lets the bot back, and nothing is said", async () => {
    const { app, anna } = await blockedForHours();
    const calls = app.telegram.calls.length;
    await anna.unblock();
    await expect.poll(() => hasFile(anna), { timeout: 10_000 }).toBe(false);
    const made = app.telegram.calls.slice(calls).map(({ method }) => method);
    expect(new Set(made.filter((method) => method !== "getUpdates"))).toEqual(new Set(["deleteMessage"]));
    expect(app.log.join("")).not.toContain('"level":50');
  });

  test("is not tried again because of another block", async () => {
    const { app, anna } = await blockedForHours();
    const calls = app.telegram.calls.length;
    await anna.block();
    await app.telegram.settled();
    const made = app.telegram.calls.slice(calls).filter(({ method }) => method !== "getUpdates");
    expect(made).toEqual([]);
    expect(hasFile(anna)).toBe(true);
  });
});

describe("what is repeated takes effect once", () => {
  test("five copies of one key message", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    const { updateId } = app.telegram.deliveries[0]!;
    await Promise.all(Array.from({ length: 4 }, () => app.telegram.redeliver(updateId)));
    await app.telegram.settled();
    expect((await app.after(anna, anna.say("/torles"))).text).toContain("1 kulcs");
    expect(anna.screen.filter(({ text }) => text.includes("Megvan a kulcsod"))).toHaveLength(1);
  });
});

describe("when the database fails", () => {
  test("nothing is said to be kept that is not, and the message stays to be sent again", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say("/kod"));
    const lock = await Lock.take(`file:${join(app.folder, "kapuseged.db")}`);
    await anna.say(keys.anna);
    await anna.until("Most nem sikerült", 15_000);
    expect(anna.sees("Megvan a kulcsod")).toBe(false);
    expect(anna.sees(keys.anna)).toBe(true);
    await lock.release();
    await app.after(anna, anna.say(keys.anna.toLowerCase()));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
  });

  test("what came meanwhile is handled by itself afterwards, over long polling", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const bela = app.person("Minta Béla");
    const lock = await Lock.take(`file:${join(app.folder, "kapuseged.db")}`);
    await anna.say(keys.anna);
    await bela.sendPhoto(await screenshot(link(keys.bela)));
    await anna.until("Most nem sikerült", 15_000);
    await bela.until("Most nem sikerült", 15_000);
    expect(app.telegram.deliveries.map(({ state }) => state)).toEqual(["pending", "pending"]);
    await lock.release();
    await app.telegram.settled(15_000);
    for (const person of [anna, bela]) {
      await person.until("Megvan a kulcsod", 15_000);
      expect(person.screen.some(({ from }) => from === "me")).toBe(false);
      expect(person.screen.filter(({ text }) => text.includes("Most nem sikerült"))).toHaveLength(1);
    }
  }, 60_000);
});

test("a handler that fails with secrets in its error is answered with an excuse, and logged without them", async () => {
  const marked = "TITKOSJELSZO234";
  const fails = vi.spyOn(ChatSession.prototype, "contents").mockImplementation(() =>
    Promise.reject(
      Object.assign(new Error(`${marked} ${keys.anna} 123456`, { cause: new Error(marked) }), {
        payload: { text: marked },
        code: "E_MARKED",
      }),
    ),
  );
  try {
    const app = await startAppFixture();
    const anna = app.person();
    app.secrets.push(marked, "123456", keys.anna.toLowerCase());
    expect((await app.after(anna, anna.say(keys.anna))).text).toContain("Most nem sikerült");
    expect((await app.after(anna, anna.say(`/kod ${marked}`))).text).toContain("Most nem sikerült");
    expect(app.log.join("")).toContain("E_MARKED");
  } finally {
    fails.mockRestore();
  }
});

test("a call that Telegram refuses is logged without what was to be sent", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  app.telegram.faults.next("sendMessage", { kind: "429", retryAfter: 60 }, 1);
  await app.after(anna, anna.say("/kod"));
  expect(anna.last?.text).toContain("Most nem sikerült");
  expect(app.log.join("")).toContain('"method":"sendMessage"');
  expect(app.log.join("")).not.toMatch(/\d{3} \d{3}/);
});
