import { type RequestListener, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Bot, webhookCallback } from "grammy";
import type { Update } from "grammy/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Person, type Telegram, startTelegram } from "./index.ts";

let tg: Telegram;
let anna: Person;
const stops: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  tg = await startTelegram();
  anna = tg.person("Minta Anna");
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await tg.close();
});

interface Answer {
  readonly ok: boolean;
  readonly result?: Update[];
  readonly description?: string;
}

const poll = async (params: object, signal?: AbortSignal): Promise<Answer> => {
  const response = await fetch(`${tg.apiRoot}/bot${tg.token}/getUpdates`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(params),
    ...(signal ? { signal } : {}),
  });
  return (await response.json()) as Answer;
};
const ids = (answer: Answer): number[] => answer.result?.map((update) => update.update_id) ?? [];

const makeBot = (): Bot => {
  const bot = new Bot(tg.token, { client: { apiRoot: tg.apiRoot } });
  bot.command("start", (ctx) => ctx.reply(`Szia! ${ctx.match}`.trim()));
  bot.on("message:text", (ctx) => ctx.reply(`Ezt írtad: ${ctx.message.text}`));
  bot.catch(() => undefined);
  return bot;
};

const startPolling = (bot: Bot): void => {
  const running = bot.start({ timeout: 5 });
  stops.push(async () => {
    await bot.stop();
    await running;
  });
};

const startWebhook = async (serve: RequestListener): Promise<string> => {
  const server: Server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/titok`;
};

/** A bot behind a web server, as grammY wants it; what its handlers throw becomes a 500. */
const served = (bot: Bot, secretToken?: string): RequestListener => {
  const serve = webhookCallback(bot, "http", secretToken ? { secretToken } : {});
  return (request, response) => {
    serve(request, response).catch(() => response.writeHead(500).end());
  };
};

describe("polling", () => {
  it("brings updates again until a later offset confirms them", async () => {
    await Promise.all([anna.say("egy"), anna.say("kettő"), anna.say("három")]);
    const [first = 0, second = 0, third = 0] = tg.unconfirmed;
    expect(ids(await poll({}))).toEqual([first, second, third]);
    expect(ids(await poll({ limit: 2 }))).toEqual([first, second]);
    expect(ids(await poll({ offset: second }))).toEqual([second, third]);
    expect(ids(await poll({}))).toEqual([second, third]);
    expect(ids(await poll({ offset: third + 1 }))).toEqual([]);
    expect(tg.unconfirmed).toEqual([]);
    expect(tg.deliveries.map((one) => one.attempts.length)).toEqual([2, 4, 3]);
  });

  it("forgets all before a negative offset", async () => {
    await Promise.all([anna.say("egy"), anna.say("kettő"), anna.say("három")]);
    const answer = await poll({ offset: -1 });
    expect(answer.result?.map((update) => update.message?.text)).toEqual(["három"]);
    expect(tg.unconfirmed).toHaveLength(1);
    expect(tg.deliveries[0]?.state).toBe("dropped");
  });

  it("ends a long poll with a new update", async () => {
    const waiting = poll({ timeout: 30 });
    await anna.say("szia");
    expect((await waiting).result?.[0]?.message?.text).toBe("szia");
  });

  it("loses nothing when the poller hangs up", async () => {
    const controller = new AbortController();
    const waiting = poll({ timeout: 30 }, controller.signal);
    await tg.ready();
    controller.abort();
    await expect(waiting).rejects.toThrow();
    await anna.say("szia");
    expect(ids(await poll({}))).toHaveLength(1);
  });

  it("ends the first of two pollers with 409", async () => {
    const first = poll({ timeout: 30 });
    await tg.ready();
    const second = poll({ timeout: 30 });
    expect((await first).description).toMatch(/^Conflict: terminated by other getUpdates request/);
    await anna.say("szia");
    expect(ids(await second)).toHaveLength(1);
    expect(tg.refused).toEqual([]);
  });

  it("is ended by setting a webhook", async () => {
    const waiting = poll({ timeout: 30 });
    await tg.ready();
    await makeBot().api.setWebhook("https://ex.hu/titok");
    expect((await waiting).description).toBe("Conflict: terminated by setWebhook request");
    await makeBot().api.deleteWebhook();
  });

  it("honours and remembers allowed_updates", async () => {
    await poll({ allowed_updates: ["callback_query"] });
    await anna.say("nem kell");
    await poll({});
    await anna.say("ez sem");
    await poll({ allowed_updates: [] });
    await anna.say("ez igen");
    expect(tg.deliveries.map((one) => one.state)).toEqual(["not-wanted", "not-wanted", "pending"]);
  });

  it("carries a grammY bot, and an update put back comes again", async () => {
    startPolling(makeBot());
    await anna.start("abc");
    await anna.until("Szia! abc");
    await anna.redeliver();
    await anna.until((screen) => screen.filter((message) => message.text === "Szia! abc").length === 2);
    await anna.say("/start");
    await tg.settled();
    expect(anna.last?.text).toBe("Szia!");
    expect(tg.unconfirmed).toEqual([]);
    expect(tg.refused).toEqual([]);
  });
});

describe("webhook", () => {
  it("carries a grammY bot, with the secret", async () => {
    const url = await startWebhook(served(makeBot(), "s3cret"));
    const bot = makeBot();
    await bot.api.setWebhook(url, { secret_token: "s3cret", max_connections: 3 });
    expect(tg.webhook).toMatchObject({ url, secret_token: "s3cret" });
    await anna.start();
    expect(anna.last?.text).toBe("Szia!");
    expect(tg.unconfirmed).toEqual([]);
    expect((await poll({})).description).toMatch(
      /^Conflict: can't use getUpdates method while webhook is active/,
    );
    await tg.redeliver(tg.deliveries[0]!.updateId);
    expect(anna.screen.filter((message) => message.text === "Szia!")).toHaveLength(2);
    expect(await bot.api.getWebhookInfo()).toMatchObject({
      url,
      pending_update_count: 0,
      max_connections: 3,
    });
    await bot.api.deleteWebhook();
    expect(tg.webhook).toBeUndefined();
  });

  it("refused by a wrong secret, sends again, and gives up in the end", { timeout: 10_000 }, async () => {
    const url = await startWebhook(served(makeBot(), "s3cret"));
    await makeBot().api.setWebhook(url, { secret_token: "other" });
    await anna.start();
    expect(tg.deliveries[0]).toMatchObject({ state: "given-up" });
    expect(new Set(tg.deliveries[0]?.attempts.map((one) => one.status))).toEqual(new Set([401]));
  });

  it("sends an update again after 500, and keeps the order within a chat", async () => {
    const seen: string[] = [];
    let fail = 2;
    const bot = new Bot(tg.token, { client: { apiRoot: tg.apiRoot } });
    bot.on("message:text", (ctx) => {
      if (fail-- > 0) throw new Error("not now");
      seen.push(ctx.message.text);
    });
    const url = await startWebhook(served(bot));
    await bot.api.setWebhook(url);
    await Promise.all([anna.say("egy"), anna.say("kettő"), anna.say("három")]);
    expect(seen).toEqual(["egy", "kettő", "három"]);
    expect(tg.deliveries[0]?.attempts.map((one) => one.status)).toEqual([500, 500, 200]);
  });

  it("waits for a bot that is starting again", async () => {
    const bot = makeBot();
    const url = new URL(await startWebhook(() => undefined));
    await stops.pop()?.();
    await bot.api.setWebhook(url.href);
    const said = anna.start();
    const server = createServer(served(bot));
    await new Promise<void>((resolve) => server.listen(Number(url.port), "127.0.0.1", resolve));
    stops.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    await said;
    expect(anna.last?.text).toBe("Szia!");
    expect(tg.deliveries[0]?.state).toBe("confirmed");
  });

  it("takes a call from the body of the answer", async () => {
    const url = await startWebhook((request, response) => {
      request.resume();
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ method: "sendMessage", chat_id: anna.chatId, text: "válaszban" }));
    });
    await makeBot().api.setWebhook(url);
    await anna.start();
    expect(anna.last?.text).toBe("válaszban");
    expect(tg.calls.at(-1)).toMatchObject({ method: "sendMessage", via: "webhook", ok: true });
  });
});

describe("faults", () => {
  it("429 and 500 refuse without effect, and are not the bot's fault", async () => {
    await anna.start();
    const { api } = makeBot();
    tg.faults.next("sendMessage", { kind: "429", retryAfter: 7 });
    tg.faults.next("sendMessage", { kind: "500" }, 2);
    await expect(api.sendMessage(anna.chatId, "a")).rejects.toMatchObject({ parameters: { retry_after: 7 } });
    await expect(api.sendMessage(anna.chatId, "a")).rejects.toMatchObject({ error_code: 500 });
    await expect(api.sendMessage(anna.chatId, "a")).rejects.toMatchObject({ error_code: 500 });
    await api.sendMessage(anna.chatId, "b");
    expect(anna.screen.map((message) => message.text)).toEqual(["/start", "b"]);
    expect(tg.refused).toEqual([]);
    expect(tg.calls.map((call) => call.fault)).toEqual(["429", "500", "500", undefined]);
  });

  it("a connection dropped before leaves nothing, dropped after leaves the effect", async () => {
    await anna.start();
    const { api } = makeBot();
    tg.faults.next("sendMessage", { kind: "drop-before" });
    await expect(api.sendMessage(anna.chatId, "előtte")).rejects.toThrow();
    tg.faults.next("sendMessage", { kind: "drop-after" });
    await expect(api.sendMessage(anna.chatId, "utána")).rejects.toThrow();
    expect(anna.screen.map((message) => message.text)).toEqual(["/start", "utána"]);
    tg.faults.next("*", { kind: "delay", ms: 20 });
    await api.sendMessage(anna.chatId, "később");
    tg.faults.next("sendMessage", { kind: "500" });
    tg.faults.clear();
    await api.sendMessage(anna.chatId, "tisztán");
    expect(tg.refused).toEqual([]);
  });

  it("a lost answer to getUpdates brings the updates again", async () => {
    await anna.say("szia");
    tg.faults.next("getUpdates", { kind: "drop-after" });
    await expect(poll({})).rejects.toThrow();
    expect(ids(await poll({}))).toHaveLength(1);
  });

  it("reach downloads too", async () => {
    const { message } = (await anna
      .sendFile(Buffer.alloc(1000), { fileName: "a.bin", mimeType: "x/y" })
      .then(async () => (await poll({})).result?.[0]))!;
    const file = await makeBot().api.getFile(message?.document?.file_id ?? "");
    const url = `${tg.apiRoot}/file/bot${tg.token}/${file.file_path ?? ""}`;
    tg.faults.next("file", { kind: "500" });
    tg.faults.next("file", { kind: "drop-before" });
    tg.faults.next("file", { kind: "drop-after" });
    expect((await fetch(url)).status).toBe(500);
    await expect(fetch(url)).rejects.toThrow();
    await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow();
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(1000);
  });
});
