import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** How bad the way from Telegram to the instances is: shares of all updates, and ms. */
export interface Weather {
  /** Comes to one or two more instances, or to the same one, some at once and some late. */
  readonly repeated: number;
  /** Is handled, but Telegram does not hear of it. */
  readonly ackLost: number;
  /** The longest delay before an update is passed on; what comes later may overtake. */
  readonly delay: number;
  /** How late a repeated update comes at most. */
  readonly lateness: number;
}

/** What the way did. */
export interface Passed {
  updates: number;
  copies: number;
  acksLost: number;
  unanswered: number;
}

interface Parcel {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** ms that an instance may take over an update. */
const patience = 60_000;

const read = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** @returns the status, or 0 when no answer came */
const post = (port: number, { path, headers, body }: Parcel): Promise<number> =>
  new Promise((resolve) => {
    const call = request(
      { host: "127.0.0.1", port, path, headers, method: "POST", timeout: patience },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
        answer.on("error", () => resolve(0));
      },
    );
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(0));
    call.end(body);
  });

/** The load balancer before the instances, on a bad day. */
export class Gateway {
  readonly passed: Passed = { updates: 0, copies: 0, acksLost: 0, unanswered: 0 };
  readonly #random: () => number;
  readonly #weather: Weather;
  readonly #ports: () => readonly number[];
  readonly #late = new Set<Promise<void>>();
  readonly #seen: Parcel[] = [];
  #server: Server | undefined;
  #port = 0;

  /** @param ports of the instances that are there at the moment */
  constructor(random: () => number, weather: Weather, ports: () => readonly number[]) {
    this.#random = random;
    this.#weather = weather;
    this.#ports = ports;
  }

  /** Where Telegram is to deliver. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/telegram`;
  }

  async open(): Promise<this> {
    this.#server = createServer(
      (incoming, answer) => void this.#pass(incoming, answer).catch(() => answer.destroy()),
    );
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Brings a share of all updates once more, long after they were handled. */
  async replay(share: number): Promise<void> {
    const again = this.#seen.filter(() => this.#random() < share);
    for (const parcel of again) {
      this.passed.copies += 1;
      await this.#send(parcel);
    }
  }

  /** Waits for what is still on its way. */
  async close(): Promise<void> {
    await Promise.all(this.#late);
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  async #pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { repeated, ackLost, delay } = this.#weather;
    const secret = incoming.headers["x-telegram-bot-api-secret-token"];
    const body = await read(incoming);
    const parcel: Parcel = {
      path: incoming.url ?? "/",
      body,
      headers: {
        "content-type": "application/json",
        "content-length": String(body.length),
        ...(typeof secret === "string" ? { "x-telegram-bot-api-secret-token": secret } : {}),
      },
    };
    this.passed.updates += 1;
    this.#seen.push(parcel);
    await wait(this.#random() * delay);
    const sent = this.#send(parcel);
    if (this.#random() < repeated) this.#repeat(parcel);
    const status = await sent;
    if (status === 0) this.passed.unanswered += 1;
    const isLost = status === 200 && this.#random() < ackLost;
    if (isLost) this.passed.acksLost += 1;
    if (isLost || status === 0) answer.destroy();
    else answer.writeHead(status).end();
  }

  #repeat(parcel: Parcel): void {
    const { lateness } = this.#weather;
    const copies = this.#random() < 0.5 ? 1 : 2;
    for (let i = 0; i < copies; i += 1) {
      this.passed.copies += 1;
      const isLate = this.#random() < 0.5;
      const coming = wait(isLate ? this.#random() * lateness : 0).then(async () => {
        await this.#send(parcel);
      });
      this.#late.add(coming);
      void coming.finally(() => this.#late.delete(coming));
    }
  }

  async #send(parcel: Parcel): Promise<number> {
    const ports = this.#ports();
    const port = ports[Math.floor(this.#random() * ports.length)];
    return port === undefined ? 0 : post(port, parcel);
  }
}
