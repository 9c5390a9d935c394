import { setTimeout as wait } from "node:timers/promises";
import { HttpError, type Transformer } from "grammy";

/** The pause before each retry. */
const retryDelaysMs = [250, 1_000, 2_500];

/**
 * Retries calls that fail because of a connection or server error. @grammyjs/auto-retry handles 429 for us, but its
 * limit on attempts does not apply to HttpError (2.0.2): it would retry a failing connection forever. If only the
 * response was lost, a retry has its effect twice; a second message is the lesser evil.
 */
export const retryTransientErrors: Transformer = async (call, method, payload, signal) => {
  for (const delayMs of retryDelaysMs) {
    try {
      const response = await call(method, payload, signal);
      if (response.ok || response.error_code < 500) return response;
    } catch (thrown) {
      if (!(thrown instanceof HttpError) || signal?.aborted === true) throw thrown;
    }
    await wait(delayMs);
  }
  return call(method, payload, signal);
};
