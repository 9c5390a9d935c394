import { Api, Bot, GrammyError } from "grammy";
import type { Update } from "grammy/types";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLog } from "../../src/observability/log.ts";
import { DatabaseError } from "../../src/storage/database-error.ts";
import { Polling, type HandleUpdate } from "../../src/telegram/polling.ts";
import { startTelegram, type Person, type Telegram } from "../support/bot-api-server/index.ts";

let tg: Telegram;
let anna: Person;
let lines: string[];
const releases: (() => void)[] = [];
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  tg = await startTelegram();
  anna = tg.person("Minta Anna");
  lines = [];
});

afterEach(async () => {
  for (const release of releases.splice(0)) release();
  for (const stop of stops.splice(0)) await stop();
  await tg.close();
});

const never = new Promise<never>(() => undefined);

/** An API that counts its responses and can be disconnected for good. */
const watchedApi = (token = tg.token) => {
  const api = new Api(token, { apiRoot: tg.apiRoot });
  let disconnected = false;
  const isDisconnected = () => disconnected;
  let responses = 0;
  let tell: () => void = () => undefined;
  api.config.use(async (prev, method, payload, signal) => {
    if (isDisconnected()) return never;
    const result = await prev(method, payload, signal);
    responses += 1;
    tell();
    return isDisconnected() ? never : result;
  });
  /** Waits for `more` further responses. */
  const responded = async (more: number) => {
    const wanted = responses + more;
    while (responses < wanted) await new Promise<void>((resolve) => (tell = resolve));
  };
  return { api, responded, disconnect: () => (disconnected = true) };
};

/** Starts polling; the test must stop it. */
const start = (
  handle: HandleUpdate,
  watched = watchedApi(),
  givingWay?: ConstructorParameters<typeof Polling>[3],
) => {
  const log = createLog("trace", { write: (line) => lines.push(line) });
  const polling = new Polling(watched.api, handle, log, givingWay);
  const ended = polling.run();
  const stop = async () => {
    await polling.stop();
    await ended;
  };
  return { ...watched, polling, ended, stop };
};
/** Starts polling until the test has ended. */
const startUntilEnd = (handle: HandleUpdate, givingWay?: Parameters<typeof start>[2]) => {
  const started = start(handle, watchedApi(), givingWay);
  stops.push(started.stop);
  return started;
};

/** Lets every update give way at once. */
const impatient = { patienceMs: 0, progressMs: Infinity };

const textOf = (update: Update) => update.message?.text ?? "";

/** A handler that records the texts it gets, and holds those in `slow` until it is released. */
const recorder = (...slow: string[]) => {
  const begun: string[] = [];
  const ended: string[] = [];
  let tell: () => void = () => undefined;
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  releases.push(release);
  const handle: HandleUpdate = async (update) => {
    const text = textOf(update);
    begun.push(text);
    tell();
    if (slow.includes(text)) await gate;
    ended.push(text);
    tell();
  };
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise<void>((resolve) => (tell = resolve));
  };
  return { handle, begun, ended, until, release };
};

describe("an update", () => {
  test("is confirmed only after it has been handled, while others are handled concurrently", async () => {
    const { handle, begun, ended, until, release } = recorder("lassú");
    const { responded } = startUntilEnd(handle);
    await anna.say("gyors");
    await until(() => ended.includes("gyors"));
    await anna.say("lassú");
    await anna.say("közben");
    await until(() => begun.includes("lassú") && ended.includes("közben"));
    await responded(2);
    await anna.say("később");
    await until(() => ended.includes("később"));
    await responded(2);
    // Later updates cannot be confirmed without the slow one.
    expect(tg.unconfirmed).toHaveLength(3);
    expect(tg.deliveries.map(({ state }) => state)).toEqual(["confirmed", "pending", "pending", "pending"]);

    release();
    await tg.settled();
    expect(begun).toEqual(["gyors", "lassú", "közben", "később"]);
    expect(ended).toEqual(["gyors", "közben", "később", "lassú"]);
  });

  test("does not hold up others of the same batch", async () => {
    const names = ["egy", "kettő", "három", "négy"];
    for (const name of names) await anna.say(name);
    const { handle, begun, ended, until, release } = recorder(...names);
    startUntilEnd(handle);
    await until(() => begun.length === 4);
    expect(ended).toEqual([]);
    release();
    await tg.settled();
    expect(begun).toEqual(names);
  });

  test("gives way when it takes long and half of what Telegram returns at once has come after it", async () => {
    const { handle, begun, ended, until, release } = recorder("lassú");
    const { responded } = startUntilEnd(handle, impatient);
    await anna.say("lassú");
    for (let i = 0; i < 49; i += 1) await anna.say(`közben ${i}`);
    await until(() => ended.length === 49);
    await responded(3);
    // As long as Telegram returns enough, nothing is lost if the program ends now.
    expect(tg.unconfirmed).toHaveLength(50);
    for (let i = 0; i < 109; i += 1) await anna.say(`később ${i}`);
    await until(() => ended.length === 158);
    await tg.settled();
    expect(ended).not.toContain("lassú");
    release();
    await until(() => ended.includes("lassú"));
    expect(begun.filter((text) => text === "lassú")).toHaveLength(1);
    expect(lines.join("")).toContain("hold up the others");
  });

  test("gives way only while at most a hundred others have: a crash loses no more", async () => {
    const { handle, begun, until, release } = recorder("lassú");
    const { responded } = startUntilEnd(handle, impatient);
    for (let i = 0; i < 260; i += 1) await anna.say("lassú");
    await until(() => begun.length === 200);
    await responded(3);
    expect(begun).toHaveLength(200);
    expect(tg.unconfirmed).toHaveLength(160);
    release();
    await until(() => begun.length === 260);
    await tg.settled();
  });

  test("does not give way while none is handled: Telegram keeps them until the database or Telegram answers", async () => {
    const { handle, begun, until, release } = recorder("lassú");
    const { responded } = startUntilEnd(handle, { patienceMs: 0 });
    for (let i = 0; i < 150; i += 1) await anna.say("lassú");
    await until(() => begun.length === 100);
    await responded(3);
    expect(begun).toHaveLength(100);
    expect(tg.unconfirmed).toHaveLength(150);
    release();
    await until(() => begun.length === 150);
    await tg.settled();
  });

  test("that gave way is handled again when the database fails over it", async () => {
    const { handle, ended, until, release } = recorder("lassú");
    let failures = 1;
    startUntilEnd(async (update) => {
      await handle(update);
      if (textOf(update) === "lassú" && failures-- > 0) throw new DatabaseError("unavailable", "SQLITE_FULL");
    }, impatient);
    await anna.say("lassú");
    for (let i = 0; i < 120; i += 1) await anna.say(`közben ${i}`);
    await tg.settled();
    release();
    await until(() => ended.filter((text) => text === "lassú").length === 2);
  });

  test("is waited for by stop, also when it gave way", async () => {
    const { handle, begun, ended, until, release } = recorder("lassú");
    const { stop } = start(handle, watchedApi(), impatient);
    await anna.say("lassú");
    for (let i = 0; i < 120; i += 1) await anna.say(`közben ${i}`);
    await until(() => begun.length === 121);
    await tg.settled();
    const stopping = stop();
    expect(ended).not.toContain("lassú");
    release();
    await stopping;
    expect(ended).toContain("lassú");
  });

  test("is confirmed when its handler fails", async () => {
    const { handle, ended, until } = recorder();
    startUntilEnd(async (update) => {
      await handle(update);
      if (textOf(update) === "rossz") throw new Error("failed on purpose");
    });
    await anna.say("rossz");
    await anna.say("jó");
    await until(() => ended.includes("jó"));
    await tg.settled();
    expect(ended).toEqual(["rossz", "jó"]);
  });

  test("over which the database always fails gives way when others are handled", async () => {
    const { handle, begun, ended, until } = recorder();
    startUntilEnd(async (update) => {
      await handle(update);
      if (textOf(update) === "rossz") throw new DatabaseError("unavailable", "SQLITE_FULL");
    });
    await anna.say("rossz");
    for (let i = 0; i < 99; i += 1) await anna.say(`közben ${i}`);
    await until(() => begun.filter((text) => text === "rossz").length === 3);
    await anna.say("jó");
    await until(() => ended.includes("jó"));
    await tg.settled();
  });

  test("is delivered again until it succeeds when the database fails", async () => {
    const { handle, ended, until } = recorder();
    let failures = 2;
    startUntilEnd(async (update) => {
      await handle(update);
      if (textOf(update) === "rossz" && failures-- > 0) throw new DatabaseError("unavailable", "SQLITE_FULL");
    });
    await anna.say("rossz");
    await anna.say("jó");
    await until(() => ended.filter((text) => text === "rossz").length === 3);
    await tg.settled();
    expect(ended.filter((text) => text === "jó")).toEqual(["jó"]);
    expect(tg.deliveries.map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
  });

  test("is delivered again when grammY has wrapped the database's error, also at an error boundary", async () => {
    const bot = new Bot(tg.token, { client: { apiRoot: tg.apiRoot } });
    await bot.init();
    const begun: string[] = [];
    const failures = new Map([
      ["egyszer", 1],
      ["kétszer", 1],
    ]);
    let tell: () => void = () => undefined;
    const fail = (text: string) => {
      const left = failures.get(text) ?? 0;
      failures.set(text, left - 1);
      if (left > 0) throw new DatabaseError("busy", "SQLITE_BUSY");
    };
    bot.use((ctx, next) => {
      begun.push(ctx.message?.text ?? "");
      tell();
      return next();
    });
    bot.hears("egyszer", () => fail("egyszer"));
    bot
      .errorBoundary((wrapped) => {
        throw wrapped;
      })
      .hears("kétszer", () => fail("kétszer"));
    startUntilEnd((update) => bot.handleUpdate(update));
    await anna.say("egyszer");
    await anna.say("kétszer");
    while (begun.length < 4) await new Promise<void>((resolve) => (tell = resolve));
    await tg.settled();
    expect(begun.toSorted()).toEqual(["egyszer", "egyszer", "kétszer", "kétszer"]);
    expect(tg.deliveries.map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
  });

  test("is left to the next run when the database fails and polling stops", async () => {
    const { handle, begun, until } = recorder();
    const first = start(async (update) => {
      await handle(update);
      if (textOf(update) === "rossz") throw new DatabaseError("unavailable", "SQLITE_FULL");
    });
    await anna.say("rossz");
    await until(() => begun.includes("rossz"));
    await first.stop();
    expect(tg.unconfirmed).toHaveLength(1);
    const next = recorder();
    startUntilEnd(next.handle);
    await next.until(() => next.ended.includes("rossz"));
    await tg.settled();
  });

  test("is handled once and in order when there are more than one call returns", async () => {
    const names = Array.from({ length: 130 }, (_, i) => `üzenet ${i}`);
    for (const name of names) await anna.say(name);
    const { handle, begun } = recorder();
    startUntilEnd(async (update) => {
      await handle(update);
      await new Promise(setImmediate);
    });
    await tg.settled();
    expect(begun).toEqual(names);
  });

  test("is delivered to the next run after a crash, unless it was confirmed", async () => {
    const before = recorder("lassú");
    const crashing = start(before.handle);
    await anna.say("kész");
    await before.until(() => before.ended.includes("kész"));
    await tg.settled();
    await anna.say("lassú");
    await anna.say("közben");
    await before.until(() => before.begun.includes("lassú") && before.ended.includes("közben"));
    await crashing.responded(2);
    crashing.disconnect();

    const after = recorder();
    startUntilEnd(after.handle);
    await after.until(() => after.ended.includes("lassú"));
    await tg.settled();
    expect(before.ended).toEqual(["kész", "közben"]);
    expect(after.begun).toEqual(["lassú", "közben"]);
  });
});

describe("an error of Telegram", () => {
  test("ends polling if the token is refused", async () => {
    const { ended } = start(() => Promise.resolve(), watchedApi("7000000002:AANotTheTokenOfThisBotAtAll_0"));
    const thrown = await ended.catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(GrammyError);
    expect((thrown as GrammyError).error_code).toBe(401);
  });

  test.each([
    ["a server error", { kind: "500" }],
    ["a dropped connection", { kind: "drop-before" }],
    ["a lost response", { kind: "drop-after" }],
  ] as const)("%s neither ends polling nor loses or repeats an update", async (_, fault) => {
    const { handle, begun, ended, until } = recorder();
    await anna.say("egy");
    tg.faults.next("getUpdates", fault);
    startUntilEnd(handle);
    await until(() => ended.includes("egy"));
    await anna.say("kettő");
    await until(() => ended.includes("kettő"));
    await tg.settled();
    expect(begun).toEqual(["egy", "kettő"]);
    expect(lines.filter((line) => line.includes("could not fetch updates"))).toHaveLength(1);
    expect(lines.join("")).not.toContain(tg.token.slice(11));
  });

  test("another getUpdates call in between does not end polling", async () => {
    const { handle, begun, ended, until } = recorder();
    startUntilEnd(handle);
    await tg.ready();
    await fetch(`${tg.apiRoot}/bot${tg.token}/getUpdates?timeout=0`);
    await anna.say("egy");
    await until(() => ended.includes("egy"));
    await tg.settled();
    expect(tg.calls.some(({ error_code }) => error_code === 409)).toBe(true);
    expect(begun).toEqual(["egy"]);
  });

  test("retry_after is respected", async () => {
    const { handle, ended, until } = recorder();
    await anna.say("egy");
    tg.faults.next("getUpdates", { kind: "429", retryAfter: 1 });
    startUntilEnd(handle);
    await until(() => ended.includes("egy"));
    const [first, second] = tg.calls.filter(({ method }) => method === "getUpdates").map(({ at }) => at);
    // Timers may be a millisecond early.
    expect(second! - first!).toBeGreaterThanOrEqual(990);
  });
});

describe("stop", () => {
  test("ends a long poll at once", async () => {
    const { stop } = start(() => Promise.resolve());
    await tg.ready();
    // The call would be held open for 30 s, longer than a test may take.
    await stop();
    expect(tg.calls.filter(({ method }) => method === "getUpdates").length).toBeGreaterThan(0);
  });

  test("waits for updates in progress, confirms them, and leaves the rest to the next run", async () => {
    const { handle, ended, until, begun, release } = recorder("lassú");
    const { polling, ended: run } = start(handle);
    await anna.say("lassú");
    await until(() => begun.includes("lassú"));
    let stopped = false;
    const stopping = polling.stop().then(() => (stopped = true));
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    release();
    await Promise.all([stopping, run]);
    expect(ended).toEqual(["lassú"]);
    expect(tg.unconfirmed).toEqual([]);

    await anna.say("később");
    expect(begun).toEqual(["lassú"]);
    const next = recorder();
    startUntilEnd(next.handle);
    await next.until(() => next.ended.length > 0);
    await tg.settled();
    expect(next.begun).toEqual(["később"]);
  });

  test("ends the wait after an error", async () => {
    tg.faults.next("getUpdates", { kind: "429", retryAfter: 60 });
    const { stop, responded } = start(() => Promise.resolve());
    await responded(1);
    await stop();
  });

  test("does not reject when Telegram cannot be reached", async () => {
    const { stop } = start(() => Promise.resolve());
    await tg.ready();
    tg.faults.next("getUpdates", { kind: "drop-before" }, 5);
    await stop();
  });
});
