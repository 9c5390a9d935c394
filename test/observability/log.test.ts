import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { Bot, BotError, GrammyError, HttpError } from "grammy";
import type { Update } from "grammy/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog, reportOf, scrub } from "../../src/observability/log.ts";
import { startTelegram, type Telegram } from "../support/bot-api-server/index.ts";

const base32 = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
/** None of these may be written; all are invented. */
const secrets = {
  token: "7000000001:AAEmulatorOfTelegramForTestsOnly-_0",
  link: `otpauth://totp/Minta:anna?secret=${base32}&issuer=Minta`,
  key: base32,
  grouped: "jbswy3dpehpk3pxp jbswy3dpehpk3pxp",
  code: "493 817",
  chat: "5100000001",
  words: "Minta Anna jelszava",
};
const all = Object.values(secrets).join(" | ");
/** Parts that give a secret away even if the rest was cut off. */
const traces = [
  "AAEmulator",
  "JBSWY3DP",
  "jbswy3dp",
  "otpauth:",
  "493817",
  "493 817",
  "5100000001",
  "Minta Anna",
  "jelszava",
];

const expectNone = (shown: unknown) => {
  const text = typeof shown === "string" ? shown : JSON.stringify(shown);
  expect(traces.filter((trace) => text.includes(trace))).toEqual([]);
};

/** Runs `work` with a log. @returns what it wrote */
const written = (work: (log: ReturnType<typeof createLog>) => void): string => {
  const lines: string[] = [];
  work(createLog("trace", { write: (line) => lines.push(line) }));
  expect(lines).not.toEqual([]);
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  return lines.join("");
};

/** Errors made by grammY itself. */
const genuine = {} as { refusal: GrammyError; network: HttpError; update: BotError };
let tg: Telegram;

beforeAll(async () => {
  tg = await startTelegram({ token: secrets.token });
  const caught = async (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  const bot = new Bot(secrets.token, { client: { apiRoot: tg.apiRoot } });
  genuine.refusal = (await caught(bot.api.sendMessage(5_100_000_001, all))) as GrammyError;

  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  closed.close();
  const client = { apiRoot: `http://127.0.0.1:${port}`, sensitiveLogs: true };
  genuine.network = (await caught(new Bot(secrets.token, { client }).api.getMe())) as HttpError;

  bot.botInfo = { id: 1, is_bot: true, first_name: "x", username: "x_bot" } as typeof bot.botInfo;
  bot.use(() => {
    throw new Error(all);
  });
  const message = {
    message_id: 1,
    date: 1,
    chat: { id: 5_100_000_001, type: "private", first_name: "Minta Anna" },
    text: all,
  };
  genuine.update = (await caught(bot.handleUpdate({ update_id: 1, message } as Update))) as BotError;
});
afterAll(() => tg.close());

/** An error that holds the secrets wherever an error can hold anything. */
const stuffed = () => {
  class Stuffed extends Error {
    readonly payload = { text: all };
    readonly request = { url: secrets.token, headers: [all] };
    readonly response = all;
    readonly [all] = all;
  }
  const inner = Object.assign(new Error(all), { payload: all, errno: all });
  return new Stuffed(all, { cause: inner });
};

describe("reportOf", () => {
  test("grammY's own errors hold the secrets, so these tests can fail", () => {
    expect(genuine.refusal).toBeInstanceOf(GrammyError);
    expect(JSON.stringify(genuine.refusal)).toContain("JBSWY3DP");
    expect(genuine.network).toBeInstanceOf(HttpError);
    expect(genuine.network.message + String(genuine.network.error)).toContain("AAEmulator");
    expect(genuine.update).toBeInstanceOf(BotError);
    expect(JSON.stringify(genuine.update.ctx.update)).toContain("Minta Anna");
  });

  test("reports the method, code and description of a refusal, not what was sent", () => {
    const report = reportOf(genuine.refusal);
    expect(report).toMatchObject({ type: "GrammyError", code: 400, method: "sendMessage" });
    expect(report.description).toContain("chat not found");
    expectNone(report);
  });

  test("reports the code of a network error, not the URL with the token", () => {
    const report = reportOf(genuine.network);
    expect(report).toMatchObject({ type: "HttpError", cause: { code: "ECONNREFUSED" } });
    expectNone(report);
  });

  test("reports where a handler failed, not what it was handling", () => {
    const report = reportOf(genuine.update);
    expect(report).toMatchObject({ type: "BotError", cause: { type: "Error" } });
    expect(report.cause?.at?.join()).toContain("log.test.ts");
    expectNone(report);
  });

  test("leaves out messages, causes and fields that are not allow-listed", () => {
    const report = reportOf(stuffed());
    expect(Object.keys(report).sort()).toEqual(["at", "cause", "type"]);
    expect(Object.keys(report.cause ?? {}).sort()).toEqual(["at", "type"]);
    expectNone(report);
  });

  test("leaves out an error's name", () => {
    expectNone(reportOf(Object.assign(new Error("x"), { name: all })));
  });

  test.each([
    all,
    5_100_000_001,
    493817n,
    Symbol(all),
    { message: all, stack: all },
    [all],
    null,
    undefined,
    () => all,
  ])("tells only the type of a thrown thing that is no error (%#)", (thrown) => {
    expect(Object.keys(reportOf(thrown))).toEqual(["type"]);
    expectNone(reportOf(thrown));
  });

  test("removes quotations from Telegram's description", () => {
    const error = Object.assign(new Error("x"), {
      description: `Bad Request: "${secrets.words}" ${secrets.link} ${secrets.token} ${base32} ${secrets.code} in ${secrets.chat}`,
    });
    const { description } = reportOf(error);
    expect(description).toBe('Bad Request: "…" [link] [token] [key] [number] in [number]');
  });

  test("shortens a description without leaving half a secret at the cut", () => {
    for (let pad = 150; pad <= 210; pad += 1) {
      const { description } = reportOf(
        Object.assign(new Error("x"), { description: `${"x ".repeat(pad / 2)}${secrets.token} ${base32}` }),
      );
      expect(description?.length).toBeLessThanOrEqual(200);
      expectNone(description);
    }
  });

  test("ends when causes form a cycle", () => {
    const [one, other] = [new Error(all), new Error(all)];
    one.cause = other;
    other.cause = one;
    expectNone(reportOf(one));
  });
});

describe("the stack", () => {
  const frame = (text: string) => `    at ${text} (/srv/${text}.ts:1:1)`;
  const looksLikeFrames = `első sor\n${frame(base32)}\n${frame("jelszava")}\nutolsó`;

  test("is reported as locations in our code", () => {
    const at = reportOf(new Error(all)).at ?? [];
    expect(at[0]).toMatch(/log\.test\.ts:\d+:\d+\)?$/);
    expect(at.length).toBeLessThanOrEqual(8);
  });

  test("leaves out lines of a message that look like frames", () => {
    expectNone(reportOf(new Error(looksLikeFrames)));
    expectNone(reportOf(new TypeError(`\n${looksLikeFrames}`)));
    expect(reportOf(new Error(looksLikeFrames)).at?.[0]).toContain("log.test.ts");
  });

  test("leaves them out when the message was changed after the error was created", () => {
    for (const words of ["something else", "", "első sor"]) {
      const error = new Error(looksLikeFrames);
      // Reading a stack fixes the message that it contains.
      expect(error.stack).toContain("utolsó");
      error.message = words;
      expectNone(reportOf(error));
    }
  });

  test("leaves them out when the stack contains another message, as with a converted error", () => {
    const error = new Error("short");
    error.stack = `Error: short and ${looksLikeFrames}\n    at real (/srv/real.ts:1:1)`;
    expectNone(reportOf(error));
  });

  test("leaves them out when the message is part of the name", () => {
    class Or extends Error {}
    const error = new Or("r");
    error.name = "Error";
    expectNone(reportOf(error));
    const long = new Error(`Error\n${frame(base32)}`);
    expectNone(reportOf(long));
  });

  test("may be missing", () => {
    const error = new Error(all);
    delete error.stack;
    expect(reportOf(error)).toMatchObject({ at: [] });
  });
});

describe("createLog", () => {
  const errors = () => [genuine.refusal, genuine.network, genuine.update, stuffed()];

  test("writes no secret of an error, however it is passed", () => {
    for (const error of errors()) {
      expectNone(written((log) => log.error(error)));
      expectNone(written((log) => log.error(error, "words of ours")));
      expectNone(written((log) => log.error({ err: error })));
      expectNone(written((log) => log.fatal({ err: error }, "words of ours")));
      expectNone(written((log) => log.info({ err: error, update: "message" }, "words of ours")));
      expectNone(written((log) => log.child({ part: "jobs" }).warn({ err: error })));
      expectNone(written((log) => log.child({ err: error }).warn("words of ours")));
      const loose = (log: unknown) => log as { error: (...given: unknown[]) => void };
      expectNone(written((log) => loose(log).error("words of ours", error)));
      expectNone(written((log) => loose(log).error("words of ours: %s %o", error, error)));
    }
  });

  test("writes no secret of an error in a field other than err", () => {
    for (const error of errors()) {
      expectNone(written((log) => log.info({ error }, "words of ours")));
      expectNone(written((log) => log.info({ thrown: error })));
      expectNone(written((log) => log.info({ job: { error } }, "words of ours")));
    }
  });

  test("writes no secret that is thrown as a string", () => {
    expectNone(written((log) => log.error({ err: all }, "words of ours")));
    expectNone(written((log) => log.error({ err: { message: all, stack: all } }, "words of ours")));
  });

  test("writes our own message, fields and the time", () => {
    const line = JSON.parse(
      written((log) => log.warn({ err: genuine.refusal, attempts: 3 }, "a job failed")),
    ) as object;
    expect(line).toMatchObject({
      level: 40,
      msg: "a job failed",
      attempts: 3,
      err: { type: "GrammyError", code: 400, method: "sendMessage" },
    });
    expect(line).not.toHaveProperty("hostname");
    expect(Object.entries(line).find(([name]) => name === "time")?.[1]).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test("writes no line below its level", () => {
    const lines: string[] = [];
    const log = createLog("warn", { write: (line) => lines.push(line) });
    log.info("one");
    log.warn("two");
    expect(lines).toHaveLength(1);
  });
});

test("scrub leaves ordinary text unchanged", () => {
  const words = "Bad Request: message to edit not found (400), retry after 35";
  expect(scrub(words)).toBe(words);
  for (let i = 0; i < 50; i += 1) {
    const token = `${7_000_000_000 + i}:${randomBytes(26).toString("base64url")}`;
    expect(scrub(`Call to https://example.org/bot${token}/getMe`)).not.toContain(token.slice(11, 24));
  }
});
