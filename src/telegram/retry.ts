import { setTimeout as wait } from "node:timers/promises";
import { HttpError, type Transformer } from "grammy";

/** ms before each further attempt. */
const retryDelaysMs = [250, 1_000, 2_500];

/**
 * Tries a call again when Telegram or the way to it fails for a moment. @grammyjs/auto-retry, which answers
 * 429 for us, would do so too, but without an end when the connection fails: its bound on attempts does not
 * hold for HttpError (2.0.2). A call repeated after a lost answer may have its effect twice; a second message
 * is the lesser evil.
 */
export const retryTransientErrors: Transformer = async (call, method, payload, signal) => {
  for (const delay of retryDelaysMs) {
    try {
      const answer = await call(method, payload, signal);
      if (answer.ok || answer.error_code < 500) return answer;
    } catch (thrown) {
      if (!(thrown instanceof HttpError) || signal?.aborted === true) throw thrown;
    }
    await wait(delay);
  }
  return call(method, payload, signal);
};
