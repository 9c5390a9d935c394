/** Telegram's side of a webhook: delivers updates over many connections and measures how long each takes. */
import { Agent, request } from "node:http";

/** Where a bot takes updates. */
export interface Endpoint {
  readonly port: number;
  readonly path: string;
  readonly secret: string;
}

/** Telegram's default number of connections (Bot API, setWebhook). */
const maxConnections = 40;

/** The result of a load. */
export interface LoadResult {
  readonly updates: number;
  readonly failed: number;
  readonly seconds: number;
  /** ms from delivery to confirmation, ascending. */
  readonly times: Float64Array;
}

/** @param times ascending @param share from 0 to 1 */
export const percentile = (times: Float64Array, share: number): number =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;

/** Delivers updates over kept-alive connections. */
export class Load {
  readonly #endpoint: Endpoint;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: maxConnections });

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** Delivers one update. @returns whether it was confirmed */
  deliver(update: object): Promise<boolean> {
    const { port, path, secret } = this.#endpoint;
    const body = JSON.stringify(update);
    return new Promise((resolve) => {
      const sending = request(
        {
          host: "127.0.0.1",
          ...{ port, path, method: "POST", agent: this.#agent },
          headers: {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
            "x-telegram-bot-api-secret-token": secret,
          },
        },
        (response) => {
          response.on("end", () => resolve(response.statusCode === 200)).resume();
        },
      );
      sending.on("error", () => resolve(false));
      sending.end(body);
    });
  }

  /** Delivers as many updates as possible until `end` (performance.now), one at a time on each connection. */
  async run(next: () => object, end: number): Promise<LoadResult> {
    const startedAt = performance.now();
    const times: number[] = [];
    let failed = 0;
    const deliverAll = async () => {
      while (performance.now() < end) {
        const start = performance.now();
        if (await this.deliver(next())) times.push(performance.now() - start);
        else failed += 1;
      }
    };
    await Promise.all(Array.from({ length: maxConnections }, deliverAll));
    const seconds = (performance.now() - startedAt) / 1000;
    return { updates: times.length, failed, seconds, times: Float64Array.from(times).sort() };
  }

  close(): void {
    this.#agent.destroy();
  }
}
