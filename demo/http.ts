import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readMultipart, type Form } from "../test/support/bot-api-server/multipart.ts";

/** What one message may carry: ten of the largest photos that Telegram's apps send. */
const maxUploadBytes = 100 * 1024 * 1024;

/** A request that is refused, with the text that the page shows. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.name = "RequestError";
    this.status = status;
  }
}

/** A request and its response. */
export interface Exchange {
  readonly url: URL;
  readonly response: ServerResponse;
  /** The whole body. @throws RequestError if it is too large */
  readonly body: () => Promise<Buffer>;
  /** The body as a JSON object. @throws RequestError if it is not one */
  readonly json: () => Promise<Readonly<Record<string, unknown>>>;
  /** The body as a form with files. @throws RequestError if it is not one */
  readonly form: () => Promise<Form>;
}

/** Handles one path. A returned value is sent as JSON; `undefined` means that it has responded, or has nothing to send. */
export type Handler = (exchange: Exchange) => unknown;

/** Handlers by "METHOD /path"; a path that ends in "/" includes everything directly below it. */
export type Routes = Readonly<Record<string, Handler>>;

/** Allows only our own scripts, styles and pictures; `blob:` is for the preview of a picture before it is sent. */
const policy =
  "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const headers = {
  "content-security-policy": policy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxUploadBytes) chunks.push(chunk);
  }
  if (size > maxUploadBytes)
    throw new RequestError(413, "Ez így túl nagy, egyszerre legfeljebb 100 MB mehet.");
  return Buffer.concat(chunks);
};

const jsonOf = (bytes: Buffer): Readonly<Record<string, unknown>> => {
  try {
    const value = JSON.parse(bytes.toString()) as unknown;
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Reported below.
  }
  throw new RequestError(400, "Ezt a kérést nem értem.");
};

const formOf = (bytes: Buffer, type: string): Form => {
  try {
    return readMultipart(bytes, type);
  } catch {
    throw new RequestError(400, "Ezt a kérést nem értem.");
  }
};

const isOwnHost = (host: string | undefined) => /^(127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(host ?? "");

/**
 * Allows only the demo's own page. Another website could otherwise reach a server on loopback, by a host name of its own
 * that resolves to 127.0.0.1, or by posting a form.
 */
const isAllowed = ({ headers: { host, origin } }: IncomingMessage) =>
  isOwnHost(host) && (origin === undefined || origin === `http://${host}`);

/** Serves the page, on loopback only. */
export class PageServer {
  readonly #server: Server;
  readonly #routes: Routes;

  constructor(routes: Routes) {
    this.#routes = routes;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** @param port 0 picks a free one @returns the URL, without a trailing slash */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #find(method: string, path: string): Handler | undefined {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    return this.#routes[`${method} ${path}`] ?? this.#routes[`${method} ${folder}`];
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    try {
      if (!isAllowed(request)) throw new RequestError(403, "Csak erről a gépről lehet.");
      const url = new URL(request.url ?? "/", "http://127.0.0.1");
      const handler = this.#find(request.method ?? "GET", url.pathname);
      if (handler === undefined) throw new RequestError(404, "Itt nincs semmi.");
      const body = () => bodyOf(request);
      const json = async () => jsonOf(await body());
      const form = async () => formOf(await body(), request.headers["content-type"] ?? "");
      const result = await handler({ url, response, body, json, form });
      if (result !== undefined) sendJson(response, 200, result);
      else if (!response.headersSent) response.writeHead(204).end();
    } catch (thrown) {
      const { status, message } =
        thrown instanceof RequestError ? thrown : { status: 500, message: "Ez most nem sikerült." };
      if (!(thrown instanceof RequestError)) process.stderr.write(`${String(thrown)}\n`);
      if (response.headersSent) response.destroy();
      else sendJson(response, status, { error: message });
    }
  }
}

const sendJson = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};
