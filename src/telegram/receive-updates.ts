import { setTimeout as wait } from "node:timers/promises";
import type { Api } from "grammy";
import type { Log } from "../observability/log.ts";
import { isTokenRefused } from "./api-errors.ts";
import { allowedUpdates, Polling, type HandleUpdate } from "./polling.ts";

const firstRetryDelayMs = 500;
const maxRetryDelayMs = 30_000;
/** The most that Telegram allows (Bot API, setWebhook), since slow updates hold their connections. */
const maxConnections = 100;

/** What calls during the start need. */
interface StartOptions {
  readonly log: Log;
  /** Aborted when the bot is to stop while it is still starting. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Repeats a call until Telegram answers: at boot the network may come up later than the bot.
 * @throws GrammyError when Telegram refuses the token (isTokenRefused); AbortError when the signal is aborted
 */
export const callUntilReachable = async <T>(
  call: () => Promise<T>,
  { log, signal }: StartOptions,
): Promise<T> => {
  for (let delayMs = firstRetryDelayMs; ; delayMs = Math.min(maxRetryDelayMs, delayMs * 2)) {
    try {
      return await call();
    } catch (thrown) {
      if (isTokenRefused(thrown)) throw thrown;
      signal?.throwIfAborted();
      log.warn({ err: thrown, retryInMs: delayMs }, "Telegram cannot be reached, retrying");
      await wait(delayMs, undefined, signal === undefined ? {} : { signal });
    }
  }
};

/** Updates that are being received. */
export interface Receiving {
  /** Receives no more updates and waits for those being handled. */
  stop(): Promise<void>;
  /** Settles when no more updates come without stop() having been called. @throws as {@link Polling.run} */
  readonly ended: Promise<void>;
}

/** Asks Telegram to deliver updates to the webhook, which must already be served. @throws as {@link callUntilReachable} */
export const receiveByWebhook = async (
  api: Api,
  { url, secret }: { readonly url: URL; readonly secret: string },
  options: StartOptions,
): Promise<Receiving> => {
  await callUntilReachable(
    () =>
      api.setWebhook(url.href, {
        secret_token: secret,
        allowed_updates: allowedUpdates,
        max_connections: maxConnections,
      }),
    options,
  );
  // The HTTP server waits for the requests in progress when it closes.
  return { stop: () => Promise.resolve(), ended: new Promise<void>(() => undefined) };
};

/** The webhook that is set for this bot, if there is one. @throws as {@link callUntilReachable} */
export const findWebhook = async (api: Api, options: StartOptions): Promise<URL | undefined> => {
  const { url = "" } = await callUntilReachable(() => api.getWebhookInfo(), options);
  return url === "" ? undefined : new URL(url);
};

/**
 * Fetches updates by long polling, for which a webhook must be removed.
 * @param api without a retrying transformer, as {@link Polling} needs it
 * @throws as {@link callUntilReachable}
 */
export const receiveByPolling = async (
  api: Api,
  handle: HandleUpdate,
  options: StartOptions,
): Promise<Receiving> => {
  await callUntilReachable(() => api.deleteWebhook(), options);
  const polling = new Polling(api, handle, options.log);
  return { stop: () => polling.stop(), ended: polling.run() };
};
