import { Api, GrammyError } from "grammy";
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

/** A way to Telegram that counts the questions for updates, and can be cut for ever. */
const watchedApi = (token = tg.token) => {
  const api = new Api(token, { apiRoot: tg.apiRoot });
  let cut = false;
  const isCut = () => cut;
  let answers = 0;
  let tell: () => void = () => undefined;
  api.config.use(async (prev, method, payload, signal) => {
    if (isCut()) return never;
    const result = await prev(method, payload, signal);
    answers += 1;
    tell();
    return isCut() ? never : result;
  });
  /** Waits for so many more answers. */
  const asked = async (more: number) => {
    const wanted = answers + more;
    while (answers < wanted) await new Promise<void>((resolve) => (tell = resolve));
  };
  return { api, asked, cut: () => (cut = true) };
};

/** Starts a poller; unless the test ends it itself, it is stopped afterwards. */
const start = (handle: HandleUpdate, watched = watchedApi()) => {
  const polling = new Polling(watched.api, handle, createLog("trace", { write: (line) => lines.push(line) }));
  const ended = polling.run();
  const stop = async () => {
    await polling.stop();
    await ended;
  };
  return { ...watched, polling, ended, stop };
};
const running = (handle: HandleUpdate) => {
  const started = start(handle);
  stops.push(started.stop);
  return started;
};

const textOf = (update: Update) => update.message?.text ?? "";

/** A handler that notes what it was given, and stays with the texts it is told to until it is let go. */
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
  test("is confirmed only when it has been handled, and others are handled meanwhile", async () => {
    const { handle, begun, ended, until, release } = recorder("lassú");
    const { asked } = running(handle);
    await anna.say("gyors");
    await until(() => ended.includes("gyors"));
    await anna.say("lassú");
    await anna.say("közben");
    await until(() => begun.includes("lassú") && ended.includes("közben"));
    await asked(2);
    await anna.say("később");
    await until(() => ended.includes("később"));
    await asked(2);
    // What came after the slow one cannot be confirmed without it.
    expect(tg.unconfirmed).toHaveLength(3);
    expect(tg.deliveries.map(({ state }) => state)).toEqual(["confirmed", "pending", "pending", "pending"]);

    release();
    await tg.settled();
    expect(begun).toEqual(["gyors", "lassú", "közben", "később"]);
    expect(ended).toEqual(["gyors", "közben", "később", "lassú"]);
  });

  test("is not waited for by those that came with it", async () => {
    const names = ["egy", "kettő", "három", "négy"];
    for (const name of names) await anna.say(name);
    const { handle, begun, ended, until, release } = recorder(...names);
    running(handle);
    await until(() => begun.length === 4);
    expect(ended).toEqual([]);
    release();
    await tg.settled();
    expect(begun).toEqual(names);
  });

  test("whose handling fails is confirmed like any other: it has been dealt with", async () => {
    const { handle, ended, until } = recorder();
    running(async (update) => {
      await handle(update);
      if (textOf(update) === "rossz") throw new Error("failed on purpose");
    });
    await anna.say("rossz");
    await anna.say("jó");
    await until(() => ended.includes("jó"));
    await tg.settled();
    expect(ended).toEqual(["rossz", "jó"]);
  });

  test("that the database failed is not confirmed, and comes again until it has its effect", async () => {
    const { handle, ended, until } = recorder();
    let failures = 2;
    running(async (update) => {
      await handle(update);
      if (textOf(update) === "rossz" && failures-- > 0) throw new DatabaseError("SQLITE_FULL");
    });
    await anna.say("rossz");
    await anna.say("jó");
    await until(() => ended.filter((text) => text === "rossz").length === 3);
    await tg.settled();
    expect(ended.filter((text) => text === "jó")).toEqual(["jó"]);
    expect(tg.deliveries.map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
  });

  test("that the database failed waits for the next run when the program stops meanwhile", async () => {
    const { handle, begun, until } = recorder();
    const first = start(async (update) => {
      await handle(update);
      if (textOf(update) === "rossz") throw new DatabaseError("SQLITE_FULL");
    });
    await anna.say("rossz");
    await until(() => begun.includes("rossz"));
    await first.stop();
    expect(tg.unconfirmed).toHaveLength(1);
    const next = recorder();
    running(next.handle);
    await next.until(() => next.ended.includes("rossz"));
    await tg.settled();
  });

  test("is handled once, in the order they came, when there are more than one question brings", async () => {
    const names = Array.from({ length: 130 }, (_, i) => `üzenet ${i}`);
    for (const name of names) await anna.say(name);
    const { handle, begun } = recorder();
    running(async (update) => {
      await handle(update);
      await new Promise(setImmediate);
    });
    await tg.settled();
    expect(begun).toEqual(names);
  });

  test("that a crash interrupted comes again to the next run, and what was confirmed does not", async () => {
    const before = recorder("lassú");
    const crashing = start(before.handle);
    await anna.say("kész");
    await before.until(() => before.ended.includes("kész"));
    await tg.settled();
    await anna.say("lassú");
    await anna.say("közben");
    await before.until(() => before.begun.includes("lassú") && before.ended.includes("közben"));
    await crashing.asked(2);
    crashing.cut();

    const after = recorder();
    running(after.handle);
    await after.until(() => after.ended.includes("lassú"));
    await tg.settled();
    expect(before.ended).toEqual(["kész", "közben"]);
    expect(after.begun).toEqual(["lassú", "közben"]);
  });
});

describe("trouble with Telegram", () => {
  test("a refused token ends the run", async () => {
    const { ended } = start(() => Promise.resolve(), watchedApi("7000000002:AANotTheTokenOfThisBotAtAll_0"));
    const thrown = await ended.catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(GrammyError);
    expect((thrown as GrammyError).error_code).toBe(401);
  });

  test.each([
    ["an error of its own", { kind: "500" }],
    ["a connection that drops", { kind: "drop-before" }],
    ["an answer that is lost", { kind: "drop-after" }],
  ] as const)("%s does not end it, and nothing is lost or handled twice", async (_, fault) => {
    const { handle, begun, ended, until } = recorder();
    await anna.say("egy");
    tg.faults.next("getUpdates", fault);
    running(handle);
    await until(() => ended.includes("egy"));
    await anna.say("kettő");
    await until(() => ended.includes("kettő"));
    await tg.settled();
    expect(begun).toEqual(["egy", "kettő"]);
    expect(lines.filter((line) => line.includes("could not fetch updates"))).toHaveLength(1);
    expect(lines.join("")).not.toContain(tg.token.slice(11));
  });

  test("another poller in between does not end it", async () => {
    const { handle, begun, ended, until } = recorder();
    running(handle);
    await tg.ready();
    await fetch(`${tg.apiRoot}/bot${tg.token}/getUpdates?timeout=0`);
    await anna.say("egy");
    await until(() => ended.includes("egy"));
    await tg.settled();
    expect(tg.calls.some(({ error_code }) => error_code === 409)).toBe(true);
    expect(begun).toEqual(["egy"]);
  });

  test("a wish to wait is heeded to the second", async () => {
    const { handle, ended, until } = recorder();
    await anna.say("egy");
    tg.faults.next("getUpdates", { kind: "429", retryAfter: 1 });
    running(handle);
    await until(() => ended.includes("egy"));
    const [first, second] = tg.calls.filter(({ method }) => method === "getUpdates").map(({ at }) => at);
    // Timers may be a millisecond early.
    expect(second! - first!).toBeGreaterThanOrEqual(990);
  });
});

describe("stop", () => {
  test("ends a question that waits for updates, at once", async () => {
    const { stop } = start(() => Promise.resolve());
    await tg.ready();
    // The question would be held open for 30 s, which is more than a test may take.
    await stop();
    expect(tg.calls.filter(({ method }) => method === "getUpdates").length).toBeGreaterThan(0);
  });

  test("waits for what is under way, confirms it, and leaves the rest to the next run", async () => {
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
    running(next.handle);
    await next.until(() => next.ended.length > 0);
    await tg.settled();
    expect(next.begun).toEqual(["később"]);
  });

  test("ends the wait after a failure, too", async () => {
    tg.faults.next("getUpdates", { kind: "429", retryAfter: 60 });
    const { stop, asked } = start(() => Promise.resolve());
    await asked(1);
    await stop();
  });

  test("does not fail when Telegram is gone", async () => {
    const { stop } = start(() => Promise.resolve());
    await tg.ready();
    tg.faults.next("getUpdates", { kind: "drop-before" }, 5);
    await stop();
  });
});
