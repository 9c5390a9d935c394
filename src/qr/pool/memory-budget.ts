import { availableParallelism, totalmem } from "node:os";

/** How much memory the processes that read pictures may take, beside the program itself. */
export interface MemoryBudget {
  /** How many there may be at once, with one that waits for the next picture. */
  readonly processes: number;
  /** What each may take. */
  readonly perProcessMb: number;
  /** What they may take together. */
  readonly totalMb: number;
}

/** The program itself while many accounts send it all they can; docs/performance.md. */
const ownMb = 240;

/** More than one process with the largest picture, and a spare. A process grows between two looks, by 30 MB at the worst. */
const maxTotalMb = 370;

/** More than the largest picture that the limits of `isTooLarge` let through; reading characters takes 210 MB. */
const maxPerProcessMb = 300;

/** A process takes up to this much for a screenshot, whatever its format. With less there is no point in starting one. */
const minPerProcessMb = 150;

/** Below this a second process beside one that reads would not fit. */
const minForTwoMb = 640;

/**
 * @param limitMb the memory of the machine, or of the container if that is less
 * @param processors how many the machine has; on one, a second process would only make both slower
 */
export const memoryBudget = (limitMb: number, processors = availableParallelism()): MemoryBudget => {
  const totalMb = Math.min(maxTotalMb, Math.max(minPerProcessMb, Math.floor(limitMb) - ownMb));
  const perProcessMb = Math.min(maxPerProcessMb, totalMb);
  return limitMb < minForTwoMb || processors < 2
    ? { processes: 1, perProcessMb, totalMb: perProcessMb }
    : { processes: 2, perProcessMb, totalMb };
};

/**
 * Node reads the limit of the control group (versions 1 and 2) that the program runs in.
 *
 * @returns the memory that this program and its processes may use together, in MB
 */
export const memoryLimitMb = (): number => {
  // 0 if it is unknown, and more than any machine has if there is no limit.
  const constrained = process.constrainedMemory();
  return Math.min(constrained > 0 ? constrained : Infinity, totalmem()) / 2 ** 20;
};
