import { setTimeout as wait } from "node:timers/promises";
import { HttpError, type Transformer } from "grammy";

/** The pause before each retry. */
const retryDelaysMs = [250, 1_000, 2_500];

/** How often a call that sends a message is repeated after its answer was lost. */
const maxCopies = 1;

type Signal = NonNullable<Parameters<Transformer>[3]>;

const sentOnce = new WeakSet<Signal>();

/** Marks a call, as its signal, that is not repeated here when it may have had its effect. It is never aborted. */
export const sendOnce = (): Signal => {
  // grammY types signals by a polyfill; Node's own work as well.
  const signal = new AbortController().signal as unknown as Signal;
  sentOnce.add(signal);
  return signal;
};

/** Errors of a connection that was never made (Node.js, undici). */
const unconnected: readonly unknown[] = [
  ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"],
];

/** Whether a call failed without an answer, so that Telegram may have done what it asked for. */
export const mayHaveArrived = (thrown: unknown): boolean =>
  thrown instanceof HttpError &&
  !unconnected.includes((thrown.error as { code?: unknown } | undefined)?.code);

/**
 * Retries calls that fail because of a connection or server error. @grammyjs/auto-retry handles 429 for us, but its
 * limit on attempts does not apply to HttpError (2.0.2): it would retry a failing connection forever. If only the
 * answer was lost, a retry has its effect twice; a second message is the lesser evil, but not a third.
 */
export const retryTransientErrors: Transformer = async (call, method, payload, signal) => {
  const copies = signal !== undefined && sentOnce.has(signal) ? 0 : maxCopies;
  let repeats = 0;
  for (const delayMs of retryDelaysMs) {
    try {
      const response = await call(method, payload, signal);
      if (response.ok || response.error_code < 500) return response;
    } catch (thrown) {
      if (!(thrown instanceof HttpError) || signal?.aborted === true) throw thrown;
      if (method.startsWith("send") && mayHaveArrived(thrown) && repeats++ >= copies) throw thrown;
    }
    await wait(delayMs);
  }
  return call(method, payload, signal);
};
