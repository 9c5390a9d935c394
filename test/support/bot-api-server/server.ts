import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Api, refusalJson } from "./api.ts";
import { readBody } from "./body.ts";
import type { Cloud } from "./cloud.ts";
import { faultRefusal } from "./faults.ts";
import { Refusal } from "./refusal.ts";

const route = /^\/(file\/)?bot([^/]+)\/(.+)$/;

/** The HTTP side: `/bot<token>/<method>` and `/file/bot<token>/<file_path>` on a free port of 127.0.0.1. */
export class ApiServer {
  readonly #cloud: Cloud;
  readonly #api: Api;
  readonly #server: Server;

  constructor(cloud: Cloud, api: Api) {
    this.#cloud = cloud;
    this.#api = api;
    this.#server = createServer((request, response) => {
      // A client that hangs up in the middle of its own request gets no answer and does no harm.
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** @returns the address, without a slash at the end */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, file, token, rest = ""] = route.exec(url.pathname) ?? [];
    const refusal = this.#turnAway(token, rest);
    if (refusal) this.#refuse(response, refusal);
    else if (file) await this.#download(decodeURIComponent(rest), response);
    else await this.#call(rest, url, request, response);
  }

  #turnAway(token: string | undefined, method: string): Refusal | undefined {
    if (token === undefined) return new Refusal(404, "Not Found");
    if (decodeURIComponent(token) === this.#cloud.token) return undefined;
    const { calls, now } = this.#cloud;
    const description = "Unauthorized";
    calls.list.push({ method, params: {}, at: now(), via: "http", ok: false, error_code: 401, description });
    return new Refusal(401, description);
  }

  async #call(method: string, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    let left = false;
    response.on("close", () => {
      left = !response.writableEnded;
      this.#cloud.change.tell();
    });
    const read = () => readBody(request, url, method);
    const answer = await this.#api.call(method, read, () => left, "http");
    if (answer.drop) response.destroy();
    else this.#send(response, answer.status, answer.body);
  }

  async #download(path: string, response: ServerResponse): Promise<void> {
    const { calls, change, faults, files } = this.#cloud;
    const fault = faults.take("file");
    calls.begin("file");
    if (fault?.kind === "delay") await change.within(() => this.#api.closed, fault.ms);
    const file = files.opened(path);
    const refusal = faultRefusal(fault) ?? (file ? undefined : new Refusal(404, "Not Found"));
    if (fault?.kind === "drop-before") response.destroy();
    else if (refusal) this.#refuse(response, refusal);
    else if (file) sendFile(response, file.bytes, fault?.kind === "drop-after");
    calls.end("file");
    change.tell();
  }

  #refuse(response: ServerResponse, refusal: Refusal): void {
    this.#send(response, refusal.code, refusalJson(refusal));
  }

  #send(response: ServerResponse, status: number, body: unknown): void {
    const { now, dateAhead } = this.#cloud;
    const text = JSON.stringify(body);
    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
      date: new Date(now() + dateAhead).toUTCString(),
    });
    response.end(text);
  }
}

/** @param torn only half of it arrives */
const sendFile = (response: ServerResponse, bytes: Uint8Array, torn: boolean): void => {
  const headers = { "content-type": "application/octet-stream", "content-length": bytes.length };
  response.writeHead(200, headers);
  if (torn) response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  else response.end(bytes);
};
