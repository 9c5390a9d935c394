import type { Key } from "../../totp/key.ts";
import type { DeletionOutcome } from "../../chat/deletion-outcome.ts";

/** A key with the messages it came in. */
export interface ReceivedKey {
  readonly key: Key;
  readonly of: DeletionOutcome["of"];
  /** None when they are gone already. */
  readonly messageIds: readonly number[];
}
