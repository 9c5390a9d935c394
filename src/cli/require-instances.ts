import { OperatorError } from "../operator-error.ts";
import type { Instances, Lacking } from "../vault/instances.ts";
import type { KeyRing } from "../vault/key-ring.ts";

/** Longer than the note of a dead instance is valid. */
export const instanceTimeoutMs = 45_000;

/** What the operator is told when running instances lack the newest key. */
export const lackingProblem = (lacking: Exclude<Lacking, "none">, id: number): string =>
  lacking === "unknown"
    ? `The Kapusegéd that runs on this database is of an earlier version, which does not follow the key ring. Restart it with this version, and run this again.`
    : `A running Kapusegéd does not have master key ${id} yet, and could not open what is rewrapped. Give every instance the key ring that this command has, restart those that do not follow its file, and run this again.`;

/**
 * Waits until every running instance has the newest key.
 * @throws OperatorError when one still lacks it after `timeoutMs`; DatabaseError
 */
export const requireInstances = async (
  instances: Instances,
  ring: KeyRing,
  timeoutMs: number,
): Promise<void> => {
  const lacking = await instances.waitFor(ring, timeoutMs);
  if (lacking !== "none") throw new OperatorError(lackingProblem(lacking, ring.ids[0]));
};
