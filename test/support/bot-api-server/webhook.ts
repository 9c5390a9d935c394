import { setMaxListeners } from "node:events";
import { Agent, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { Change } from "./change.ts";
import { badRequest } from "./refusal.ts";
import { type Delivery, type Updates, confirm } from "./updates.ts";

/** The parameters of Bot API "setWebhook" that matter here. */
interface WebhookParams {
  readonly url: string;
  readonly secret_token?: string;
  readonly max_connections?: number;
  readonly allowed_updates?: readonly string[];
  readonly drop_pending_updates?: boolean;
}

/**
 * How often and how soon an update is sent again; `backoff` in milliseconds, doubled up to `longest`. Where no answer
 * comes (`silent`) Telegram is more patient, and a bot has time to start again.
 */
const retries = { attempts: 8, silent: 40, backoff: 25, longest: 200 };

/** The longest wait for the webhook's answer, in milliseconds. */
const patience = 60_000;

/** Takes a method call from the body of a webhook's answer (Bot API, "Making requests when getting updates"). */
export type TakeCall = (call: Record<string, unknown>) => Promise<void>;

/** Delivers updates to the bot's own server: in order within a chat, chats side by side. */
export class Webhook {
  readonly #updates: Updates;
  readonly #change: Change;
  readonly #now: () => number;
  readonly #takeCall: TakeCall;
  readonly #underWay = new Set<Delivery>();
  /** Keeps connections for the next updates; without one, each update opens its own, so that the bot's server can close at once. */
  #agent: Agent | undefined;
  #set: WebhookParams | undefined;
  #stop = new AbortController();
  #lastError: { readonly at: number; readonly message: string } | undefined;

  constructor(updates: Updates, change: Change, now: () => number, takeCall: TakeCall) {
    this.#updates = updates;
    this.#change = change;
    this.#now = now;
    this.#takeCall = takeCall;
  }

  /** Reuses connections from now on, as Telegram does. For a webhook without TLS. */
  keepConnections(): void {
    this.#agent = new Agent({ keepAlive: true });
  }

  /** As it is set now, or undefined. */
  get current(): WebhookParams | undefined {
    return this.#set;
  }

  /**
   * Bot API "setWebhook"; an empty url removes it.
   * @throws Refusal for an address that is neither https nor on this machine
   */
  set(params: WebhookParams): void {
    if (params.url !== "" && !isWebhookUrl(params.url)) {
      throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
    }
    this.#updates.allow(params.allowed_updates);
    this.remove(params.drop_pending_updates === true);
    if (params.url !== "") this.#set = params;
    this.pump();
  }

  /** Bot API "deleteWebhook"; what is under way is cut off and stays pending. */
  remove(drop: boolean): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    // As many wait for it as there are deliveries under way.
    setMaxListeners(0, this.#stop.signal);
    this.#underWay.clear();
    this.#agent?.destroy();
    this.#set = undefined;
    if (drop) this.#updates.drop();
    this.#change.tell();
  }

  /** Bot API "getWebhookInfo". */
  info(): Record<string, unknown> {
    const set = this.#set;
    return {
      url: set?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: this.#updates.pending().length,
      ...(set ? { max_connections: set.max_connections ?? 40, ip_address: "127.0.0.1" } : {}),
      ...(this.#updates.allowed.length > 0 ? { allowed_updates: this.#updates.allowed } : {}),
      ...(this.#lastError
        ? {
            last_error_date: Math.floor(this.#lastError.at / 1000),
            last_error_message: this.#lastError.message,
          }
        : {}),
    };
  }

  /** Starts every delivery that may start now. */
  pump(): void {
    const set = this.#set;
    if (!set) return;
    const busy = new Set([...this.#underWay].map((one) => one.chatId));
    for (const delivery of this.#updates.pending()) {
      if (this.#underWay.size >= (set.max_connections ?? 40)) return;
      if (busy.has(delivery.chatId)) continue;
      busy.add(delivery.chatId);
      this.#underWay.add(delivery);
      void this.#deliver(delivery, set, this.#stop.signal);
    }
  }

  async #deliver(delivery: Delivery, set: WebhookParams, stop: AbortSignal): Promise<void> {
    let most = retries.silent;
    for (let tried = 0; tried < most; tried++) {
      const answer = await post(set, delivery.body, stop, this.#agent);
      if (stop.aborted) return;
      delivery.attempts.push({ at: this.#now(), via: "webhook", status: answer.status });
      if (answer.status >= 200 && answer.status < 300) {
        await this.#takeAnswer(answer.body);
        confirm(delivery);
        break;
      }
      if (answer.status > 0) most = Math.max(retries.attempts, tried + 1);
      this.#lastError = { at: this.#now(), message: `Wrong response from the webhook: ${answer.status}` };
      const wait = Math.min(retries.backoff * 2 ** tried, retries.longest);
      await this.#change.within(() => stop.aborted, wait);
    }
    if (stop.aborted) return;
    if (delivery.state === "pending") delivery.state = "given-up";
    this.#underWay.delete(delivery);
    this.#change.tell();
    this.pump();
  }

  async #takeAnswer(body: string): Promise<void> {
    if (!body.trimStart().startsWith("{")) return;
    const call = JSON.parse(body) as Record<string, unknown>;
    if (typeof call["method"] === "string") await this.#takeCall(call);
  }
}

const isWebhookUrl = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const local = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  return protocol === "https:" || (protocol === "http:" && local);
};

/** @returns status 0 when no answer came */
const post = (
  set: WebhookParams,
  body: unknown,
  stop: AbortSignal,
  agent: Agent | undefined,
): Promise<{ status: number; body: string }> => {
  const secret = set.secret_token ? { "x-telegram-bot-api-secret-token": set.secret_token } : {};
  const text = Buffer.from(JSON.stringify(body));
  const headers = { "content-type": "application/json", "content-length": text.length, ...secret };
  const send = set.url.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const none = (): void => resolve({ status: 0, body: "" });
    const options = { method: "POST", headers, agent: agent ?? false, signal: stop, timeout: patience };
    const call = send(set.url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", none);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
    call.on("timeout", () => call.destroy());
    call.on("error", none);
    call.end(text);
  });
};
