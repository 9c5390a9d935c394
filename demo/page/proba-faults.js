// What goes wrong once on the practice portal: /proba?fault=reload and the like.

/** The faults; their names are in the query. */
const names = /** @type {const} */ ([
  /** The page reloads while the user is away, and shows a new QR code. */
  "reload",
  /** The session ends while the user is away. */
  "session",
  /** The password is refused. */
  "password",
  /** The code is refused. */
  "code",
  /** The page with the cancellation code is closed before BEFEJEZÉS. */
  "closed",
]);

/** @typedef {(typeof names)[number]} Fault */

/**
 * The fault that the query names.
 * @param {string} query
 */
export const faultFrom = (query) => {
  const wanted = new URLSearchParams(query).get("fault");
  const name = names.find((one) => one === wanted);
  let hasHappened = false;
  return {
    /** @type {Fault | undefined} */
    name,
    /**
     * Whether the fault happens now. It happens once.
     * @param {Fault} here the fault that could happen at this point
     */
    happensAt(here) {
      if (hasHappened || name !== here) return false;
      hasHappened = true;
      return true;
    },
  };
};
