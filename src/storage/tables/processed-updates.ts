import type { Condition } from "../condition.ts";
import type { Statement } from "../drivers/driver.ts";
import type { Claim } from "../rows.ts";

// The table `seen_updates`: which handling of an update may change something, and whether the update is processed
// (`answered`).

const hourMs = 3_600_000;

/** The hour in which an update came, ms since 1970: exact times would tell when people write. */
const thisHour = (): number => Math.floor(Date.now() / hourMs) * hourMs;

/** Claims the update for this handling, unless another handling has claimed it. */
export const insertClaim = ({ updateId, token }: Claim): Statement => ({
  sql: "INSERT OR IGNORE INTO seen_updates VALUES (?, ?, ?, 0)",
  args: [updateId, token, thisHour()],
});

/** This handling holds the claim. */
export const ownsClaim = ({ updateId, token }: Claim): Condition => ({
  sql: "EXISTS (SELECT 1 FROM seen_updates WHERE update_id = ? AND token = ?)",
  args: [updateId, token],
});

export const markProcessed = ({ updateId, token }: Claim, when: Condition): Statement => ({
  sql: `INSERT INTO seen_updates (update_id, token, seen_at, answered) SELECT ?, ?, ?, 1 WHERE ${when.sql}
        ON CONFLICT (update_id) DO UPDATE SET answered = 1`,
  args: [updateId, token, thisHour(), ...when.args],
});

export const selectProcessed = (updateId: number): Statement => ({
  sql: "SELECT 1 FROM seen_updates WHERE update_id = ? AND answered = 1",
  args: [updateId],
});

/** @param before ms since 1970 */
export const deleteUpdatesBefore = (before: number): Statement => ({
  sql: "DELETE FROM seen_updates WHERE seen_at < ?",
  args: [before],
});
