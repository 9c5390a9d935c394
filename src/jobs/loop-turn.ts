import { setImmediate as nextTurn } from "node:timers/promises";

let last: Promise<void> = Promise.resolve();

/**
 * Waits for a turn of the event loop that no other caller gets. Before work that computes for many ms: what arrives at the
 * same moment would otherwise be computed in one turn, and everything else would wait for all of it.
 */
export const ownLoopTurn = (): Promise<void> => (last = last.then(() => nextTurn()));
