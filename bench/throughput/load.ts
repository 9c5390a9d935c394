/** Telegram's end of a webhook: delivers updates on so many connections at once, and notes how long each took. */
import { Agent, request } from "node:http";

/** Where a bot takes updates. */
export interface Door {
  readonly port: number;
  readonly path: string;
  readonly secret: string;
}

/** Telegram's own number when a bot asks for no other (Bot API, setWebhook). */
const connections = 40;

/** What came of a load. */
export interface Outcome {
  readonly updates: number;
  readonly failed: number;
  readonly seconds: number;
  /** ms from delivery to confirmation, ascending. */
  readonly times: Float64Array;
}

/** The value that so many of the ascending values do not exceed. */
export const percentile = (times: Float64Array, share: number): number =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;

/** Delivers updates over connections that are kept. */
export class Load {
  readonly #door: Door;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: connections });

  constructor(door: Door) {
    this.#door = door;
  }

  /** Delivers one update. @returns whether it was confirmed */
  deliver(update: object): Promise<boolean> {
    const { port, path, secret } = this.#door;
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

  /** Delivers as many as it can, each connection one after the other, until `end` (performance.now). */
  async press(next: () => object, end: number): Promise<Outcome> {
    const begun = performance.now();
    const times: number[] = [];
    let failed = 0;
    const one = async () => {
      while (performance.now() < end) {
        const start = performance.now();
        if (await this.deliver(next())) times.push(performance.now() - start);
        else failed += 1;
      }
    };
    await Promise.all(Array.from({ length: connections }, one));
    const seconds = (performance.now() - begun) / 1000;
    return { updates: times.length, failed, seconds, times: Float64Array.from(times).sort() };
  }

  close(): void {
    this.#agent.destroy();
  }
}
