/** The source of time; tests bring their own. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls back at `time` (ms since 1970), or at once if it has passed. @returns a function that cancels the callback */
  at(time: number, callback: () => void): () => void;
}

/** A clock that knows whether it is right. */
export interface CheckedClock extends Clock {
  /** Whether it is so far off that the portal may refuse the codes it makes. */
  isWrong(): boolean;
}

/** setTimeout counts in 32 bits; a longer wait would fire at once. */
const maxTimeoutMs = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: Date.now,
  at(time, callback) {
    const timer = setTimeout(callback, Math.min(maxTimeoutMs, Math.max(0, time - Date.now())));
    return () => clearTimeout(timer);
  },
};
