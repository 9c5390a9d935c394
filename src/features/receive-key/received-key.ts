import type { Key } from "../../totp/key.ts";
import type { DeletionOutcome } from "../../chat/deletion-outcome.ts";

/** A key with the messages it came in. */
export interface ReceivedKey {
  readonly key: Key;
  /** What the user has seen it called, if its own name will not do. */
  readonly name?: string;
  readonly of: DeletionOutcome["of"];
  /** None when they are deleted already. */
  readonly messageIds: readonly number[];
  /** Whether more is sent afterwards, so that the update is not yet handled to its end. */
  readonly hasMoreToSend?: boolean;
}
