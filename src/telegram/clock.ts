/** Where the time comes from; tests bring their own. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls back at `time` (ms since 1970), at once if it has passed. @returns a function that calls it off */
  at(time: number, callback: () => void): () => void;
}

/** setTimeout counts in 32 bits; a longer wait would fire at once. */
const longestWait = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: Date.now,
  at(time, callback) {
    const timer = setTimeout(callback, Math.min(longestWait, Math.max(0, time - Date.now())));
    return () => clearTimeout(timer);
  },
};
