import { randomBytes, randomInt, randomUUID } from "node:crypto";
import QRCode from "qrcode";
import { totp } from "../test/support/totp-oracle.ts";
import type { DemoClock } from "./clock.ts";
import { RequestError, type Exchange, type Routes } from "./http.ts";

/** One registration on the practice portal; in memory only. */
interface Registration {
  /** The user name as typed at the login. */
  readonly name: string;
  /** The key shown last; the user can request a new one. */
  key: string;
  cancellationCode: string | undefined;
  finished: boolean;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** 16 characters, probably as many as the real keys have. */
const newKey = () => Array.from(randomBytes(16), (byte) => alphabet.charAt(byte % 32)).join("");
const newCancellationCode = () => String(randomInt(10 ** 8)).padStart(8, "0");

const maxRegistrations = 200;
/** A longer name would make the QR code too dense for a phone's camera. */
const maxNameLength = 40;

/** The server side of the practice portal: it generates keys and checks codes. */
export class PracticePortal {
  readonly #registrations = new Map<string, Registration>();
  readonly #clock: DemoClock;

  constructor(clock: DemoClock) {
    this.#clock = clock;
  }

  get routes(): Routes {
    return {
      "POST /api/practice/apply": async ({ json }) => {
        const { walk, name } = await json();
        return this.#apply(walk, name);
      },
      "GET /api/practice/qr.svg": (exchange) => this.#draw(exchange),
      "POST /api/practice/pair": async ({ json }) => {
        const { walk, code } = await json();
        return this.#pair(this.#find(walk), code);
      },
      "POST /api/practice/finish": async ({ json }) => this.#finish(this.#find((await json())["walk"])),
      "POST /api/practice/login": async ({ json }) => {
        const { walk, code } = await json();
        const registration = this.#registrations.get(String(walk));
        // As on the real portal, Ügyfélkapu+ exists only after BEFEJEZÉS, whatever was paired before.
        if (registration?.finished !== true) return { ok: false, isOn: false };
        // Without a code: the page with the name and the password, before it asks for one.
        return { ok: code === undefined || this.#isValid(registration, code), isOn: true };
      },
    };
  }

  /** Starts a registration, or generates a new key for an existing one, as „Új kódot kérek" does. */
  #apply(given: unknown, name: unknown) {
    const existing = this.#registrations.get(String(given));
    const walk = existing === undefined ? randomUUID() : String(given);
    const key = newKey();
    this.#registrations.set(walk, {
      name: String(name).trim().slice(0, maxNameLength) || "minta.anna",
      key,
      cancellationCode: undefined,
      finished: false,
    });
    const [oldest] = this.#registrations.keys();
    if (this.#registrations.size > maxRegistrations && oldest !== undefined)
      this.#registrations.delete(oldest);
    return { walk, key };
  }

  async #draw({ url, response }: Exchange): Promise<undefined> {
    const { name, key } = this.#find(url.searchParams.get("walk"));
    // The form that the real URIs seem to have: no issuer, the key last.
    const uri = `otpauth://totp/${encodeURIComponent(name)}?secret=${key}`;
    const svg = await QRCode.toString(uri, { type: "svg", margin: 4 });
    response.writeHead(200, { "content-type": "image/svg+xml" });
    response.end(svg);
  }

  #pair(registration: Registration, code: unknown) {
    if (!this.#isValid(registration, code)) return { ok: false };
    registration.cancellationCode ??= newCancellationCode();
    return { ok: true, cancellationCode: registration.cancellationCode };
  }

  #finish(registration: Registration) {
    registration.finished = registration.cancellationCode !== undefined;
    return { ok: registration.finished };
  }

  /**
   * Whether this is the code of the current time step. RFC 6238 (section 5.2) allows a server to accept neighbouring
   * steps as well; this one does not, because the guide must work without that.
   */
  #isValid({ key }: Registration, code: unknown): boolean {
    return totp(key, this.#clock.now()) === String(code).replace(/\s/g, "");
  }

  #find(walk: unknown): Registration {
    const registration = this.#registrations.get(String(walk));
    if (registration === undefined) throw new RequestError(404, "Ez a próba már nem él. Kezdd elölről!");
    return registration;
  }
}
