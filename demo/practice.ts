import { randomBytes, randomInt, randomUUID } from "node:crypto";
import QRCode from "qrcode";
import { totp } from "../test/support/totp-oracle.ts";
import type { DemoClock } from "./clock.ts";
import { RequestFault, type Exchange, type Routes } from "./http.ts";

/** One walk along the practice portal. Nothing of it is kept longer than the demo runs. */
interface Walk {
  /** The key that was last shown; a new one is made whenever a person asks for it. */
  key: string;
  cancellationCode: string | undefined;
  finished: boolean;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** Sixteen characters, as many as the real ones probably have. */
const newKey = () => Array.from(randomBytes(16), (byte) => alphabet.charAt(byte % 32)).join("");
const newCancellationCode = () => String(randomInt(10 ** 8)).padStart(8, "0");

/** Walks that are remembered; more than that nobody walks on one machine. */
const mostWalks = 200;

/** The part of the practice portal that must not be in the page: keys, and whether a code is right. */
export class Practice {
  readonly #walks = new Map<string, Walk>();
  readonly #clock: DemoClock;

  constructor(clock: DemoClock) {
    this.#clock = clock;
  }

  get routes(): Routes {
    return {
      "POST /api/practice/apply": async ({ json }) => this.#apply((await json())["walk"]),
      "GET /api/practice/qr.svg": (exchange) => this.#draw(exchange),
      "POST /api/practice/pair": async ({ json }) => {
        const { walk, code } = await json();
        return this.#pair(this.#find(walk), code);
      },
      "POST /api/practice/finish": async ({ json }) => this.#finish(this.#find((await json())["walk"])),
      "POST /api/practice/login": async ({ json }) => {
        const { walk, code } = await json();
        const known = this.#find(walk);
        return { ok: known.finished && this.#fits(known, code) };
      },
    };
  }

  /** Begins a walk, or gives the one there is a new key, as „Új kódot kérek" does. */
  #apply(given: unknown) {
    const known = this.#walks.get(String(given));
    const walk = known === undefined ? randomUUID() : String(given);
    const key = newKey();
    this.#walks.set(walk, { key, cancellationCode: undefined, finished: false });
    const [oldest] = this.#walks.keys();
    if (this.#walks.size > mostWalks && oldest !== undefined) this.#walks.delete(oldest);
    return { walk, key };
  }

  async #draw({ url, response }: Exchange): Promise<undefined> {
    const { key } = this.#find(url.searchParams.get("walk"));
    // The shape the real ones seem to have: no issuer, the key last.
    const svg = await QRCode.toString(`otpauth://totp/minta.anna?secret=${key}`, { type: "svg", margin: 4 });
    response.writeHead(200, { "content-type": "image/svg+xml" });
    response.end(svg);
  }

  #pair(walk: Walk, code: unknown) {
    if (!this.#fits(walk, code)) return { ok: false };
    walk.cancellationCode ??= newCancellationCode();
    return { ok: true, cancellationCode: walk.cancellationCode };
  }

  #finish(walk: Walk) {
    walk.finished = walk.cancellationCode !== undefined;
    return { ok: walk.finished };
  }

  /** Whether these six digits are the code of now, or of the half minute before or after (RFC 6238, 5.2). */
  #fits({ key }: Walk, code: unknown): boolean {
    const digits = String(code).replace(/\s/g, "");
    return [-1, 0, 1].some((step) => totp(key, this.#clock.now() + step * 30_000) === digits);
  }

  #find(walk: unknown): Walk {
    const found = this.#walks.get(String(walk));
    if (found === undefined) throw new RequestFault(404, "Ez a próba már nem él. Kezdd elölről!");
    return found;
  }
}
