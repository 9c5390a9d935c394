import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Update } from "grammy/types";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/** Where Telegram delivers updates, and the secret it proves itself with. */
export interface WebhookEndpoint {
  readonly path: string;
  readonly secret: string;
  readonly handle: (update: Update) => Promise<void>;
}

/** What the server needs. */
export interface ServerOptions {
  /** What keeps the bot from doing its work, in a few words each; nothing when it can. May throw: then it cannot. */
  readonly notReadyReasons: () => Promise<readonly string[]>;
  readonly webhook?: WebhookEndpoint | undefined;
  readonly metrics?: Pick<Metrics, "text" | "contentType">;
  readonly log: Log;
}

/** Bytes. An update is text and ids, some kilobytes at most; files are fetched apart. */
const maxBodyBytes = 1024 * 1024;
/** ms that a readiness probe may take. */
const probeTimeoutMs = 1_000;
/** ms that a connection is kept for further requests: longer than proxies keep theirs, so that they never meet one that ends. */
const keepAliveMs = 75_000;
/** ms that requests under way may take when the server closes. */
const closeTimeoutMs = 3_000;

const plainText = "text/plain; charset=utf-8";

const answer = (response: ServerResponse, status: number, text = "", contentType = plainText) => {
  // A refused body is not read to its end, so the connection cannot carry another request.
  if (status >= 400) response.setHeader("connection", "close");
  response.writeHead(status, { "content-type": contentType }).end(text);
};

const digest = (text: string) => createHash("sha256").update(text).digest();
/** Compares without telling by its time how much was right. */
const sameText = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

/** Not by iteration, which costs as much as the rest of a request. @returns `undefined` when it is too long */
const readBody = (request: IncomingMessage): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else {
        request.pause();
        resolve(undefined);
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("error", reject);
  });

const parseUpdate = (body: string): Update | undefined => {
  try {
    const update: unknown = JSON.parse(body);
    const id =
      typeof update === "object" && update !== null && "update_id" in update ? update.update_id : undefined;
    return Number.isSafeInteger(id) ? (update as Update) : undefined;
  } catch {
    return undefined;
  }
};

/** Acknowledges an update when it has been handled; anything else makes Telegram send it again (Bot API, setWebhook). */
const receive = async (
  request: IncomingMessage,
  response: ServerResponse,
  door: WebhookEndpoint,
): Promise<void> => {
  const secret = request.headers["x-telegram-bot-api-secret-token"];
  if (typeof secret !== "string" || !sameText(secret, door.secret)) {
    answer(response, 401);
    return;
  }
  if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) {
    answer(response, 413);
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    answer(response, 413);
    return;
  }
  const update = parseUpdate(body);
  if (update === undefined) {
    answer(response, 400);
    return;
  }
  await door.handle(update);
  answer(response, 200);
};

/** All that is in the way, found out in bounded time. */
const findNotReadyReasons = async (
  obstacles: ServerOptions["notReadyReasons"],
): Promise<readonly string[]> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve(["no answer in time"]), probeTimeoutMs);
  });
  // The words of an error are not ours to repeat.
  const found = await Promise.race([obstacles().catch(() => ["a check failed"]), late]);
  clearTimeout(timer);
  return found;
};

const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> => {
  // Not new URL(): a path such as "//" is no address.
  const [pathname] = (request.url ?? "/").split("?");
  const { webhook, metrics } = options;
  if (request.method === "POST" && webhook !== undefined && pathname === webhook.path)
    return receive(request, response, webhook);
  if (request.method !== "GET" && request.method !== "HEAD") {
    answer(response, 405);
    return;
  }
  if (pathname === "/healthz") {
    answer(response, 200, "ok\n");
    return;
  }
  if (pathname === "/metrics" && metrics !== undefined) {
    answer(response, 200, await metrics.text(), metrics.contentType);
    return;
  }
  if (pathname !== "/readyz") {
    answer(response, 404);
    return;
  }
  const obstacles = await findNotReadyReasons(options.notReadyReasons);
  const ready = obstacles.length === 0;
  answer(response, ready ? 200 : 503, ready ? "ready\n" : `not ready: ${obstacles.join("; ")}\n`);
};

/** Health and metrics for the operator's supervisor and, if asked for, the webhook for Telegram. */
export class HttpServer {
  readonly #server: Server;
  #underWay = 0;
  #closing = false;

  constructor(options: ServerOptions) {
    this.#server = createServer(
      { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: keepAliveMs },
      (request, response) => {
        this.#underWay += 1;
        response.on("close", () => {
          this.#underWay -= 1;
          this.#cutIfDone();
        });
        respond(request, response, options).catch((thrown: unknown) => {
          options.log.error({ err: thrown }, "a request failed");
          if (!response.headersSent) answer(response, 500);
        });
      },
    );
  }

  /** Begins to listen. @returns the port. @throws when the address is taken or not ours */
  async listen(port: number, host: string): Promise<number> {
    this.#server.listen(port, host);
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no new requests and waits for those under way, three seconds at most. */
  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#closing = true;
    this.#server.close();
    this.#cutIfDone();
    const cut = setTimeout(() => this.#server.closeAllConnections(), closeTimeoutMs);
    await closed;
    clearTimeout(cut);
  }

  /** Connections are kept open for further requests, or opened and not used; nobody waits for those. */
  #cutIfDone(): void {
    if (this.#closing && this.#underWay === 0) this.#server.closeAllConnections();
  }
}
