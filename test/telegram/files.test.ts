import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { Api } from "grammy";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDownload, DownloadFailed, maxFileBytes } from "../../src/telegram/files.ts";
import { startTelegram, type Person, type Telegram } from "../support/bot-api-server/index.ts";

let tg: Telegram;
let anna: Person;
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  tg = await startTelegram();
  anna = tg.person("Minta Anna");
});

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await tg.close();
});

const token = "7000000001:AAEmulatorOfTelegramForTestsOnly-_0";
const downloader = (apiRoot = tg.apiRoot, timeoutMs?: number) =>
  createDownload(new Api(token, { apiRoot }), token, apiRoot, timeoutMs);

/** Sends a file. @returns the id that the bot gets */
const sent = async (bytes: Uint8Array, reportedSize?: number) => {
  await anna.sendFile(bytes, {
    fileName: "minta.bin",
    mimeType: "application/octet-stream",
    ...(reportedSize === undefined ? {} : { reportedSize }),
  });
  const { message } = tg.deliveries.at(-1)?.body as { message: { document: { file_id: string } } };
  return message.document.file_id;
};

/** A Bot API whose files are served by `serveFile`. */
const fileServer = async (serveFile: RequestListener) => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? "");
    if (request.url?.startsWith("/file/")) {
      serveFile(request, response);
      return;
    }
    const result = request.url?.endsWith("/getFile")
      ? { file_id: "x", file_unique_id: "x", file_path: "documents/file_1.bin" }
      : true;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ok: true, result }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
};

/** Awaits the error of a download. */
const failure = async (download: Promise<unknown>): Promise<DownloadFailed> => {
  const thrown = await download.catch((error: unknown) => error);
  if (thrown instanceof DownloadFailed) return thrown;
  throw new Error("the download did not fail with DownloadFailed");
};
const expectNoToken = (thrown: Error) => {
  const shown =
    inspect(thrown, { showHidden: true, depth: 9 }) + String(thrown.stack) + JSON.stringify(thrown);
  expect(shown).not.toContain("AAEmulator");
  expect(thrown.cause).toBeUndefined();
  expect(Object.keys(thrown)).toEqual(["name"]);
};

test("downloads a file byte for byte", async () => {
  for (const size of [1, 1_000, 300_000]) {
    const bytes = new Uint8Array(randomBytes(size));
    const got = await downloader()(await sent(bytes));
    expect(got.ok && Buffer.from(got.bytes).equals(bytes)).toBe(true);
  }
});

test("reports a file that Telegram refuses as too large, without a retry", async () => {
  const id = await sent(randomBytes(10), maxFileBytes + 1);
  expect(await downloader()(id)).toEqual({ ok: false, why: "too-large" });
  expect(tg.calls.filter(({ method }) => method === "getFile")).toHaveLength(1);
});

test("stops reading a file that turns out to be too large", async () => {
  const chunk = Buffer.alloc(1024 * 1024);
  let written = 0;
  const { apiRoot, seen } = await fileServer((_, response) => {
    const more = () => {
      while (!response.destroyed && written < 200) {
        written += 1;
        if (!response.write(chunk)) {
          response.once("drain", more);
          return;
        }
      }
      response.end();
    };
    more();
  });
  expect(await downloader(apiRoot)("x")).toEqual({ ok: false, why: "too-large" });
  expect(written).toBeLessThan(60);
  expect(seen.filter((url) => url.startsWith("/file/"))).toHaveLength(1);
});

test("downloads a file of exactly the largest size", async () => {
  const got = await downloader()(await sent(new Uint8Array(maxFileBytes)));
  expect(got.ok && got.bytes.length).toBe(maxFileBytes);
});

test.each([
  ["the connection of the file drops", "file", { kind: "drop-before" }],
  ["the file is cut off in the middle", "file", { kind: "drop-after" }],
  ["the file server fails", "file", { kind: "500" }],
  ["the getFile call drops", "getFile", { kind: "drop-before" }],
  ["the getFile call fails", "getFile", { kind: "500" }],
] as const)("retries exactly once when %s", async (_, method, fault) => {
  const bytes = new Uint8Array(randomBytes(5_000));
  const id = await sent(bytes);
  tg.faults.next(method, fault);
  const got = await downloader()(id);
  expect(got.ok && Buffer.from(got.bytes).equals(bytes)).toBe(true);

  tg.faults.next(method, fault, 2);
  expectNoToken(await failure(downloader()(id)));
  // Both faults are used up, so a third attempt would have succeeded.
  expect((await downloader()(id)).ok).toBe(true);
});

test("does not reveal the URL when Telegram does not know the file", async () => {
  expectNoToken(await failure(downloader()("ismeretlen")));
});

test("does not reveal the URL when the server cannot be reached", async () => {
  const { apiRoot } = await fileServer(() => undefined);
  for (const stop of stops.splice(0)) await stop();
  expectNoToken(await failure(downloader(apiRoot)("x")));
});

test("gives up on a server that stops sending", async () => {
  const { apiRoot, seen } = await fileServer((_, response) => {
    response.writeHead(200).write("half");
  });
  expectNoToken(await failure(downloader(apiRoot, 100)("x")));
  expect(seen.filter((url) => url.startsWith("/file/"))).toHaveLength(2);
});

test("does not follow a redirect, which would leak the token in the URL", async () => {
  let redirectedRequests = 0;
  const otherServer = await fileServer((_, response) => {
    redirectedRequests += 1;
    response.end("x");
  });
  const { apiRoot } = await fileServer((request, response) => {
    response.writeHead(302, { location: `${otherServer.apiRoot}${request.url ?? ""}` }).end();
  });
  expectNoToken(await failure(downloader(apiRoot)("x")));
  expect(redirectedRequests).toBe(0);
  expect(otherServer.seen).toEqual([]);
});
