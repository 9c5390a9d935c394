import type { OutgoingHttpHeaders } from "node:http";
import type { Update } from "grammy/types";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HttpServer } from "../../src/observability/http-server.ts";
import { createLog } from "../../src/observability/log.ts";
import { webhookEndpoint } from "../../src/telegram/webhook.ts";
import { responseTo, send, startRequest } from "../support/http-requests.ts";

const secret = "titok_a-teszthez";
const header = "x-telegram-bot-api-secret-token";
const mebibyte = 1024 * 1024;

let server: HttpServer;
let port: number;
let handled: Update[];
let handle: () => Promise<void>;
let lines: string[];

beforeEach(async () => {
  handled = [];
  lines = [];
  handle = () => Promise.resolve();
  server = new HttpServer({
    notReadyReasons: () => Promise.resolve([]),
    webhook: webhookEndpoint("/telegram", secret, async (update) => {
      handled.push(update);
      await handle();
    }),
    log: createLog("trace", { write: (line) => lines.push(line) }),
    version: "1.2.3",
  });
  port = await server.listen(0, "127.0.0.1");
});

afterEach(() => server.close());

const deliver = (body: string, headers: OutgoingHttpHeaders = { [header]: secret }) =>
  send(port, { headers }, body);
/** Sends only the headers. */
const startDelivery = (headers: OutgoingHttpHeaders) => {
  const started = startRequest(port, { headers });
  // The server closes the connection before the body has been sent.
  started.on("error", () => undefined);
  started.flushHeaders();
  return started;
};

const update = JSON.stringify({ update_id: 7, message: { text: "Minta Anna" } });

test("acknowledges an update only after it has been handled", async () => {
  let release: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    handle = () => {
      resolve();
      return new Promise((end) => (release = end));
    };
  });
  let isAnswered = false;
  const response = deliver(update).finally(() => (isAnswered = true));
  await started;
  await new Promise(setImmediate);
  expect(isAnswered).toBe(false);
  release();
  expect((await response).status).toBe(200);
  expect(handled).toEqual([{ update_id: 7, message: { text: "Minta Anna" } }]);
});

test.each([
  ["is missing", undefined],
  ["is wrong", "titok_a-teszthex"],
  ["is empty", ""],
  ["is too short", secret.slice(0, -1)],
  ["is too long", `${secret}x`],
  ["differs in case", secret.toUpperCase()],
  ["is very long", "x".repeat(5_000)],
])("rejects a delivery whose secret %s without reading its body", async (_, given) => {
  const started = startDelivery({
    "content-length": 100,
    ...(given === undefined ? {} : { [header]: given }),
  });
  expect((await responseTo(started)).status).toBe(401);
  started.destroy();
  expect(handled).toEqual([]);
});

test("rejects a body that is declared too large without reading it", async () => {
  const started = startDelivery({ [header]: secret, "content-length": mebibyte + 1 });
  expect((await responseTo(started)).status).toBe(413);
  started.destroy();
  expect(handled).toEqual([]);
});

test("rejects a chunked body as soon as it grows too large", async () => {
  const started = startRequest(port, { headers: { [header]: secret, "transfer-encoding": "chunked" } });
  const failed = new Promise<Error>((resolve) => started.on("error", resolve));
  const response = responseTo(started).catch((thrown: unknown) => thrown);
  for (let i = 0; i < 17; i += 1) started.write(Buffer.alloc(mebibyte / 16, 32));
  expect(await Promise.race([response, failed])).toMatchObject({ status: 413 });
  started.destroy();
  expect(handled).toEqual([]);
});

test("accepts a body of exactly the largest size", async () => {
  const padded = update + " ".repeat(mebibyte - Buffer.byteLength(update));
  expect((await deliver(padded)).status).toBe(200);
  expect(handled).toHaveLength(1);
});

test.each(["", "szia", "{", "null", "7", "[]", "{}", `{"update_id":"7"}`, `{"update_id":1.5}`])(
  "rejects a body that is not an update: %j",
  async (body) => {
    expect((await deliver(body)).status).toBe(400);
    expect(handled).toEqual([]);
  },
);

test("answers 500 without details when handling fails, so that Telegram delivers the update again", async () => {
  handle = () => Promise.reject(new Error("JBSWY3DPEHPK3PXP"));
  expect(await deliver(update)).toEqual({ status: 500, body: "" });
  expect(lines.join("")).toContain("request failed");
  expect(lines.join("")).not.toContain("JBSWY3DP");
  handle = () => Promise.resolve();
  expect((await deliver(update)).status).toBe(200);
});

test("serves POST at exactly its path, whatever the query", async () => {
  const headers = { [header]: secret };
  expect((await send(port, { headers, path: "/telegram?x=1" }, update)).status).toBe(200);
  for (const path of ["/", "/telegram/", "/Telegram", "/healthz", "/readyz", "//telegram"])
    expect((await send(port, { headers, path }, update)).status).toBe(405);
  expect((await send(port, { method: "GET" })).status).toBe(404);
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"])
    expect((await send(port, { method, headers })).status).toBe(405);
  expect(handled).toHaveLength(1);
});
