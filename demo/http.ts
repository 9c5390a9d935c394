import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The most that may be sent at once, in bytes: what Telegram takes of a file. */
const uploadLimit = 50 * 1024 * 1024;

/** What is wrong with a request, in the words the page shows. */
export class RequestFault extends Error {
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.name = "RequestFault";
    this.status = status;
  }
}

/** One request, read and answered. */
export interface Exchange {
  readonly url: URL;
  readonly response: ServerResponse;
  /** The whole body. @throws RequestFault when it is too large */
  readonly body: () => Promise<Buffer>;
  /** The body as a JSON object. @throws RequestFault when it is none */
  readonly json: () => Promise<Readonly<Record<string, unknown>>>;
}

/** Answers one path; what it returns goes out as JSON, `undefined` means it has answered, or has nothing to say. */
export type Handler = (exchange: Exchange) => unknown;

/** Handlers by "METHOD /path"; a path that ends in "/" takes everything below it. */
export type Routes = Readonly<Record<string, Handler>>;

/** Own scripts, styles and pictures only; `blob:` is for the preview of a picture that is about to be sent. */
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
    if (size <= uploadLimit) chunks.push(chunk);
  }
  if (size > uploadLimit) throw new RequestFault(413, "Ez a fájl túl nagy, legfeljebb 50 MB lehet.");
  return Buffer.concat(chunks);
};

const jsonOf = (bytes: Buffer): Readonly<Record<string, unknown>> => {
  try {
    const value = JSON.parse(bytes.toString()) as unknown;
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new RequestFault(400, "Ezt a kérést nem értem.");
};

const isOwnHost = (host: string | undefined) => /^(127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(host ?? "");

/**
 * Only this machine's own page may ask: a foreign page could otherwise reach a loopback server, either under a name of
 * its own that points here, or by posting.
 */
const isAllowed = ({ headers: { host, origin } }: IncomingMessage) =>
  isOwnHost(host) && (origin === undefined || origin === `http://${host}`);

/** The server of the page, on loopback alone. */
export class PageServer {
  readonly #server: Server;
  readonly #routes: Routes;

  constructor(routes: Routes) {
    this.#routes = routes;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** @param port 0 for any that is free. @returns the address, without a slash at the end */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts every connection. */
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
      if (!isAllowed(request)) throw new RequestFault(403, "Csak erről a gépről lehet.");
      const url = new URL(request.url ?? "/", "http://127.0.0.1");
      const handler = this.#find(request.method ?? "GET", url.pathname);
      if (handler === undefined) throw new RequestFault(404, "Itt nincs semmi.");
      const body = () => bodyOf(request);
      const json = async () => jsonOf(await body());
      const answer = await handler({ url, response, body, json });
      if (answer !== undefined) sendJson(response, 200, answer);
      else if (!response.headersSent) response.writeHead(204).end();
    } catch (thrown) {
      const { status, message } =
        thrown instanceof RequestFault ? thrown : { status: 500, message: "Ez most nem sikerült." };
      if (!(thrown instanceof RequestFault)) process.stderr.write(`${String(thrown)}\n`);
      if (response.headersSent) response.destroy();
      else sendJson(response, status, { error: message });
    }
  }
}

const sendJson = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};
