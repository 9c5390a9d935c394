import { once } from "node:events";
import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { connect } from "node:net";
import type { Update } from "grammy/types";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLog } from "../../src/observability/log.ts";
import { HttpServer } from "../../src/observability/http-server.ts";

const secret = "titok_a-teszthez";
const header = "x-telegram-bot-api-secret-token";
const mebibyte = 1024 * 1024;

let server: HttpServer;
let port: number;
let handled: Update[];
let handle: (update: Update) => Promise<void>;
let obstacles: () => Promise<string[]>;
let lines: string[];
let closed: boolean;

beforeEach(async () => {
  handled = [];
  lines = [];
  closed = false;
  handle = () => Promise.resolve();
  obstacles = () => Promise.resolve([]);
  server = new HttpServer({
    notReadyReasons: () => obstacles(),
    webhook: {
      path: "/telegram",
      secret,
      handle: async (update) => {
        handled.push(update);
        await handle(update);
      },
    },
    log: createLog("trace", { write: (line) => lines.push(line) }),
  });
  port = await server.listen(0, "127.0.0.1");
});

afterEach(async () => {
  if (!closed) await server.close();
});

interface Asking {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly agent?: Agent;
}

const begin = ({ method = "POST", path = "/telegram", headers = {}, agent }: Asking) =>
  // Without an agent of its own, each request has its own connection.
  request({ host: "127.0.0.1", port, method, path, headers, agent: agent ?? false });

const answerTo = async (asking: ReturnType<typeof begin>) => {
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  let body = "";
  for await (const chunk of response.setEncoding("utf8")) body += String(chunk);
  return { status: response.statusCode, body };
};

const post = (body: string, headers: OutgoingHttpHeaders = { [header]: secret }, rest: Asking = {}) => {
  const asking = begin({ ...rest, headers });
  asking.end(body);
  return answerTo(asking);
};
const get = (path: string, method = "GET") => {
  const asking = begin({ method, path });
  asking.end();
  return answerTo(asking);
};

const update = JSON.stringify({ update_id: 7, message: { text: "Minta Anna" } });

describe("the webhook", () => {
  test("acknowledges an update when it has been handled, and not before", async () => {
    let release: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      handle = () => {
        resolve();
        return new Promise((end) => (release = end));
      };
    });
    let answered = false;
    const answer = post(update).then((result) => {
      answered = true;
      return result;
    });
    await begun;
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    release();
    expect((await answer).status).toBe(200);
    expect(handled).toEqual([{ update_id: 7, message: { text: "Minta Anna" } }]);
  });

  test.each([
    ["missing", undefined],
    ["wrong", "titok_a-teszthex"],
    ["empty", ""],
    ["shorter", secret.slice(0, -1)],
    ["longer", `${secret}x`],
    ["in other letters", secret.toUpperCase()],
    ["very long", "x".repeat(5_000)],
  ])("turns away who has a secret that is %s, without waiting for what they send", async (_, given) => {
    const headers = { "content-length": 100, ...(given === undefined ? {} : { [header]: given }) };
    const asking = begin({ headers });
    asking.on("error", () => undefined);
    // Nothing of the body is ever sent.
    asking.flushHeaders();
    expect((await answerTo(asking)).status).toBe(401);
    asking.destroy();
    expect(handled).toEqual([]);
  });

  test("turns away a body that says it is too large, without waiting for it", async () => {
    const asking = begin({ headers: { [header]: secret, "content-length": mebibyte + 1 } });
    asking.on("error", () => undefined);
    asking.flushHeaders();
    expect((await answerTo(asking)).status).toBe(413);
    asking.destroy();
    expect(handled).toEqual([]);
  });

  test("turns away a body that grows too large, and says so", async () => {
    const asking = begin({ headers: { [header]: secret, "transfer-encoding": "chunked" } });
    const failed = new Promise<Error>((resolve) => asking.on("error", resolve));
    const answer = answerTo(asking).catch((thrown: unknown) => thrown);
    for (let i = 0; i < 17; i += 1) asking.write(Buffer.alloc(mebibyte / 16, 32));
    expect(await Promise.race([answer, failed])).toMatchObject({ status: 413 });
    asking.destroy();
    expect(handled).toEqual([]);
  });

  test("takes a body of exactly the most it takes", async () => {
    const padded = update + " ".repeat(mebibyte - Buffer.byteLength(update));
    expect((await post(padded)).status).toBe(200);
    expect(handled).toHaveLength(1);
  });

  test.each(["", "szia", "{", "null", "7", "[]", "{}", `{"update_id":"7"}`, `{"update_id":1.5}`])(
    "turns away what is no update: %j",
    async (body) => {
      expect((await post(body)).status).toBe(400);
      expect(handled).toEqual([]);
    },
  );

  test("answers 500 when handling fails, so that the update comes again, and tells nobody why", async () => {
    handle = () => Promise.reject(new Error("JBSWY3DPEHPK3PXP"));
    const answer = await post(update);
    expect(answer).toEqual({ status: 500, body: "" });
    expect(lines.join("")).toContain("a request failed");
    expect(lines.join("")).not.toContain("JBSWY3DP");
    handle = () => Promise.resolve();
    expect((await post(update)).status).toBe(200);
  });

  test("is found at its path only, whatever follows the question mark", async () => {
    expect((await post(update, { [header]: secret }, { path: "/telegram?x=1" })).status).toBe(200);
    for (const path of ["/", "/telegram/", "/Telegram", "/healthz", "/readyz", "//telegram"]) {
      expect((await post(update, { [header]: secret }, { path })).status).toBe(405);
    }
    expect((await get("/telegram")).status).toBe(404);
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
      expect((await get("/telegram", method)).status).toBe(405);
    }
    expect(handled).toHaveLength(1);
  });

  test("does not fall over a path that is no path", async () => {
    const socket = connect(port, "127.0.0.1");
    socket.write("GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let text = "";
    for await (const chunk of socket.setEncoding("utf8")) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await get("/healthz")).status).toBe(200);
  });

  test("may be missing", async () => {
    const plain = new HttpServer({ notReadyReasons: obstacles, log: createLog("silent") });
    const other = await plain.listen(0, "127.0.0.1");
    const response = await fetch(`http://127.0.0.1:${other}/telegram`, { method: "POST", body: update });
    expect(response.status).toBe(405);
    await plain.close();
  });
});

describe("health", () => {
  test("is told at /healthz whatever the rest does", async () => {
    obstacles = () => Promise.resolve(["the database takes no writes"]);
    expect(await get("/healthz")).toEqual({ status: 200, body: "ok\n" });
    expect(await get("/healthz", "HEAD")).toEqual({ status: 200, body: "" });
  });

  test("/readyz says whether the bot can do its work", async () => {
    expect(await get("/readyz")).toEqual({ status: 200, body: "ready\n" });
    obstacles = () => Promise.resolve(["stopping", "the database takes no writes"]);
    expect(await get("/readyz")).toEqual({
      status: 503,
      body: "not ready: stopping; the database takes no writes\n",
    });
    obstacles = () => Promise.reject(new Error("123:token"));
    expect(await get("/readyz")).toEqual({ status: 503, body: "not ready: a check failed\n" });
    obstacles = () => {
      throw new Error("at once");
    };
    expect((await get("/readyz")).status).toBeGreaterThanOrEqual(500);
  });

  test("/readyz answers within a second or so, also when nothing else does", async () => {
    obstacles = () => new Promise(() => undefined);
    const before = Date.now();
    expect((await get("/readyz")).status).toBe(503);
    expect(Date.now() - before).toBeLessThan(1_900);
  });

  test("there is nothing else to be seen", async () => {
    for (const path of ["/", "/healthz/", "/metrics", "/readyz/x"]) {
      expect(await get(path)).toEqual({ status: 404, body: "" });
    }
  });
});

describe("listening and closing", () => {
  test("an address that is taken is an error", async () => {
    const second = new HttpServer({ notReadyReasons: obstacles, log: createLog("silent") });
    await expect(second.listen(port, "127.0.0.1")).rejects.toThrow("EADDRINUSE");
  });

  test("close waits for what is under way and takes nothing new", async () => {
    let release: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      handle = () => {
        resolve();
        return new Promise((end) => (release = end));
      };
    });
    const answer = post(update);
    await begun;
    let done = false;
    closed = true;
    const closing = server.close().then(() => (done = true));
    await expect(get("/healthz")).rejects.toThrow("ECONNREFUSED");
    expect(done).toBe(false);
    release();
    expect((await answer).status).toBe(200);
    await closing;
  });

  test("close does not wait for connections that are kept for later", async () => {
    const agent = new Agent({ keepAlive: true });
    let release: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      handle = () => {
        resolve();
        return new Promise((end) => (release = end));
      };
    });
    const answer = post(update, { [header]: secret }, { agent });
    await begun;
    closed = true;
    const closing = server.close();
    release();
    await answer;
    const before = Date.now();
    await closing;
    expect(Date.now() - before).toBeLessThan(1_500);
    agent.destroy();
  });

  test("close does not wait for a connection that never asked for anything", async () => {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    expect((await get("/healthz")).status).toBe(200);
    socket.on("error", () => undefined);
    closed = true;
    const closing = server.close();
    const gone = once(socket, "close").then(() => "cut by the server");
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => (timer = setTimeout(resolve, 1_500, "still there")));
    const outcome = await Promise.race([closing.then(() => "closed"), gone, late]);
    clearTimeout(timer);
    socket.destroy();
    await closing;
    expect(outcome).not.toBe("still there");
  });
});
