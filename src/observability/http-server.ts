import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/** A path that another module serves by POST, such as the webhook. */
export interface PostEndpoint {
  readonly path: string;
  /** Sends the response. A rejection is logged and answered with 500. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** What the server serves. */
export interface ServerOptions {
  /** What keeps the bot from working, in a few words each; empty when it is ready. A rejection counts as one reason. */
  readonly notReadyReasons: () => Promise<readonly string[]>;
  readonly webhook?: PostEndpoint | undefined;
  readonly metrics?: Pick<Metrics, "text" | "contentType">;
  readonly log: Log;
  /** The program's, which /healthz tells. */
  readonly version: string;
}

/** Limit for all readiness checks together. */
const readinessTimeoutMs = 1_000;
/** Idle connections stay open longer than proxies keep theirs, so that a proxy never reuses one that is closing. */
const keepAliveTimeoutMs = 75_000;
const requestTimeoutMs = 30_000;
const headersTimeoutMs = 10_000;
/** The pause after a text of metrics: one takes 5 ms, and everyone who reaches the port can ask for it. */
const metricsPauseMs = 20;
/** How long requests may take to finish when the server closes. */
const closeTimeoutMs = 3_000;

/** Sends a whole response. An error status closes the connection, since the request body may not have been read. */
export const sendResponse = (
  response: ServerResponse,
  status: number,
  body = "",
  contentType = "text/plain; charset=utf-8",
): void => {
  if (status >= 400) response.setHeader("connection", "close");
  response.writeHead(status, { "content-type": contentType }).end(body);
};

const findNotReadyReasons = async (check: ServerOptions["notReadyReasons"]): Promise<readonly string[]> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve(["no answer in time"]), readinessTimeoutMs);
  });
  // An error's message may hold a secret, so it is not repeated.
  const reasons = await Promise.race([check().catch(() => ["a check failed"]), timeout]);
  clearTimeout(timer);
  return reasons;
};

const serveReadiness = async (response: ServerResponse, check: ServerOptions["notReadyReasons"]) => {
  const reasons = await findNotReadyReasons(check);
  if (reasons.length === 0) sendResponse(response, 200, "ready\n");
  else sendResponse(response, 503, `not ready: ${reasons.join("; ")}\n`);
};

/** Computes one text of metrics at a time, for all requests that came before it, with a pause before the next. */
const sharedText = (metrics: Pick<Metrics, "text">): (() => Promise<string>) => {
  let paused: Promise<unknown> = Promise.resolve();
  let next: Promise<string> | undefined;
  return () =>
    (next ??= paused.then(() => {
      // What comes from now on needs a later text.
      next = undefined;
      const text = metrics.text();
      const pause = () => wait(metricsPauseMs, undefined, { ref: false });
      paused = text.then(pause, pause);
      return text;
    }));
};

/** The paths that the server serves itself. */
export const ownPaths: readonly string[] = ["/healthz", "/readyz", "/metrics"];

const route = async (
  request: IncomingMessage,
  response: ServerResponse,
  { webhook, metrics, notReadyReasons, version }: ServerOptions,
  metricsText: () => Promise<string>,
): Promise<void> => {
  // new URL() would throw for a path such as "//".
  const [path] = (request.url ?? "/").split("?");
  if (request.method === "POST" && webhook !== undefined && path === webhook.path)
    await webhook.handle(request, response);
  else if (request.method !== "GET" && request.method !== "HEAD") sendResponse(response, 405);
  else if (path === "/healthz") sendResponse(response, 200, `ok ${version}\n`);
  else if (path === "/readyz") await serveReadiness(response, notReadyReasons);
  else if (path === "/metrics" && metrics !== undefined)
    sendResponse(response, 200, await metricsText(), metrics.contentType);
  else sendResponse(response, 404);
};

/** Serves health and metrics to the operator's supervisor and, if there is one, the webhook to Telegram. */
export class HttpServer {
  readonly #server: Server;
  #activeRequests = 0;
  #closing = false;

  constructor(options: ServerOptions) {
    const metricsText = sharedText(options.metrics ?? { text: () => Promise.resolve("") });
    this.#server = createServer(
      {
        requestTimeout: requestTimeoutMs,
        headersTimeout: headersTimeoutMs,
        keepAliveTimeout: keepAliveTimeoutMs,
      },
      (request, response) => {
        this.#activeRequests += 1;
        response.on("close", () => {
          this.#activeRequests -= 1;
          this.#closeIdleConnections();
        });
        route(request, response, options, metricsText).catch((thrown: unknown) => {
          options.log.error({ err: thrown }, "request failed");
          if (!response.headersSent) sendResponse(response, 500);
        });
      },
    );
  }

  /** Starts listening; port 0 picks a free one. @returns the port. @throws Node's error when the address is not free */
  async listen(port: number, host: string): Promise<number> {
    this.#server.listen(port, host);
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  /** Accepts no new requests and waits for those in progress, for three seconds at most. */
  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#closing = true;
    this.#server.close();
    this.#closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), closeTimeoutMs);
    await closed;
    clearTimeout(timer);
  }

  /** Closing must not wait for connections that are only kept alive, or never sent a request. */
  #closeIdleConnections(): void {
    if (this.#closing && this.#activeRequests === 0) this.#server.closeAllConnections();
  }
}
