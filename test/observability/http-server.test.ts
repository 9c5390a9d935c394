import { once } from "node:events";
import { Agent } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HttpServer, sendResponse } from "../../src/observability/http-server.ts";
import { createLog } from "../../src/observability/log.ts";
import { send } from "../support/http-requests.ts";

let server: HttpServer;
let port: number;
let respond: () => Promise<void>;
let notReadyReasons: () => Promise<string[]>;
let isClosed: boolean;

beforeEach(async () => {
  isClosed = false;
  respond = () => Promise.resolve();
  notReadyReasons = () => Promise.resolve([]);
  server = new HttpServer({
    notReadyReasons: () => notReadyReasons(),
    webhook: {
      path: "/telegram",
      handle: async (_, response) => {
        await respond();
        sendResponse(response, 200);
      },
    },
    log: createLog("silent"),
    version: "1.2.3",
  });
  port = await server.listen(0, "127.0.0.1");
});

afterEach(async () => {
  vi.useRealTimers();
  if (!isClosed) await server.close();
});

const get = (path: string, method = "GET") => send(port, { method, path });
const post = (agent?: Agent) => send(port, agent === undefined ? {} : { agent });
const close = () => {
  isClosed = true;
  return server.close();
};

/** Makes the next POST wait. @returns when it has arrived, and what lets it go on */
const holdRequest = () => {
  let release: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    respond = () => {
      resolve();
      return new Promise((end) => (release = end));
    };
  });
  return { arrived, release: () => release() };
};

describe("the endpoints", () => {
  test("/healthz answers 200 and the version even when the bot is not ready", async () => {
    notReadyReasons = () => Promise.resolve(["the database takes no writes"]);
    expect(await get("/healthz")).toEqual({ status: 200, body: "ok 1.2.3\n" });
    expect(await get("/healthz", "HEAD")).toEqual({ status: 200, body: "" });
  });

  test("/readyz answers 503 with the reasons when the bot is not ready", async () => {
    expect(await get("/readyz")).toEqual({ status: 200, body: "ready\n" });
    notReadyReasons = () => Promise.resolve(["stopping", "the database takes no writes"]);
    expect(await get("/readyz")).toEqual({
      status: 503,
      body: "not ready: stopping; the database takes no writes\n",
    });
  });

  test("/readyz does not repeat the message of an error", async () => {
    notReadyReasons = () => Promise.reject(new Error("123:token"));
    expect(await get("/readyz")).toEqual({ status: 503, body: "not ready: a check failed\n" });
    notReadyReasons = () => {
      throw new Error("123:token");
    };
    expect(await get("/readyz")).toEqual({ status: 500, body: "" });
  });

  test("/readyz answers 503 after a second when a check never ends", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const asked = new Promise<void>((resolve) => {
      notReadyReasons = () => {
        resolve();
        return new Promise(() => undefined);
      };
    });
    const response = get("/readyz");
    await asked;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await response).toEqual({ status: 503, body: "not ready: no answer in time\n" });
  });

  test("everything else is answered with 404", async () => {
    for (const path of ["/", "/healthz/", "/metrics", "/readyz/x"])
      expect(await get(path)).toEqual({ status: 404, body: "" });
  });

  test("the webhook's path answers 405 to POST when the bot polls", async () => {
    const polling = new HttpServer({ notReadyReasons, log: createLog("silent"), version: "1.2.3" });
    const otherPort = await polling.listen(0, "127.0.0.1");
    expect((await send(otherPort, {}, "{}")).status).toBe(405);
    await polling.close();
  });

  test("a malformed path does not stop the server", async () => {
    const socket = connect(port, "127.0.0.1");
    socket.write("GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let text = "";
    for await (const chunk of socket.setEncoding("utf8")) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await get("/healthz")).status).toBe(200);
  });
});

describe("listening and closing", () => {
  test("listening rejects when the address is taken", async () => {
    const second = new HttpServer({ notReadyReasons, log: createLog("silent"), version: "1.2.3" });
    await expect(second.listen(port, "127.0.0.1")).rejects.toThrow("EADDRINUSE");
  });

  test("closing waits for requests in progress and accepts no new ones", async () => {
    const { arrived, release } = holdRequest();
    const response = post();
    await arrived;
    let isDone = false;
    const closing = close().then(() => (isDone = true));
    await expect(get("/healthz")).rejects.toThrow("ECONNREFUSED");
    expect(isDone).toBe(false);
    release();
    expect((await response).status).toBe(200);
    await closing;
  });

  test("closing does not wait for idle connections", async () => {
    // The timer that ends all connections never fires, so closing ends only if it does not need it.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const agent = new Agent({ keepAlive: true });
    const { arrived, release } = holdRequest();
    const response = post(agent);
    await arrived;
    const closing = close();
    release();
    await response;
    await closing;
    agent.destroy();
  });

  test("closing does not wait for a connection that never sent a request", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    await once(socket, "connect");
    expect((await get("/healthz")).status).toBe(200);
    await close();
    socket.destroy();
  });
});

test("computes one text of metrics for requests that come at once", async () => {
  let texts = 0;
  const text = () => Promise.resolve(`texts ${(texts += 1)}\n`);
  const withMetrics = new HttpServer({
    notReadyReasons: () => notReadyReasons(),
    metrics: { contentType: "text/plain", text },
    log: createLog("silent"),
    version: "1.2.3",
  });
  const itsPort = await withMetrics.listen(0, "127.0.0.1");
  const requests = Array.from({ length: 50 }, (_, i) => {
    const last = i === 49 ? "connection: close\r\n" : "";
    return `GET /metrics HTTP/1.1\r\nhost: x\r\n${last}\r\n`;
  });
  const socket = connect(itsPort, "127.0.0.1");
  let answers = "";
  socket.on("data", (chunk) => (answers += chunk.toString()));
  socket.write(requests.join(""));
  await once(socket, "close");
  await withMetrics.close();
  expect(answers.match(/^texts \d+$/gm)).toHaveLength(50);
  // A second one, if the requests came in two pieces.
  expect(texts).toBeLessThanOrEqual(2);
});
