/** Where the time comes from; tests bring their own. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls back at `time` (ms since 1970), at once if it has passed. @returns a function that calls it off */
  at(time: number, callback: () => void): () => void;
}

/** A clock of which it is known whether it is right. */
export interface CheckedClock extends Clock {
  /** Whether it is so far off that a code made by it may be refused. */
  isWrong(): boolean;
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
