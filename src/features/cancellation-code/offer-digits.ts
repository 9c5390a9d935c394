import { addUndecidedDigits, scheduleJob } from "../../vault/changes.ts";
import { newId } from "../../vault/records.ts";
import type { DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { askThenDelete } from "../../chat/ask-then-delete.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import type { Deps } from "../deps.ts";
import * as screens from "./screens.ts";

/** How long undecided digits are stored, and how long a törlőkód is awaited. */
export const answerTimeoutMs = 600_000;

/** Digits that came unasked, and what they came in. */
interface UnaskedDigits {
  readonly digits: string;
  /** Whether the user has called them a törlőkód. */
  readonly isNamed: boolean;
  readonly of: DeletionOutcome["of"];
  readonly messageIds: readonly number[];
  /** Whether they came beside a key, which is received after them. */
  readonly isBeside?: boolean;
}

/** Stores digits that came unasked for ten minutes, and asks what they are, or where they are to be kept. */
export const offerDigits = async (
  deps: Pick<Deps, "t" | "clock" | "log">,
  target: ReplyTarget,
  { digits, isNamed, of, messageIds, isBeside = false }: UnaskedDigits,
): Promise<void> => {
  const { t, clock } = deps;
  const id = newId();
  const until = clock.now() + answerTimeoutMs;
  const replaces = (await target.session.contents()).cancellationCode !== undefined;
  await askThenDelete(deps, target, {
    question: (traces) =>
      isNamed ? screens.choiceScreen(t, id, { replaces, traces }) : screens.whetherScreen(t, id, traces),
    changes: (messageId) => [
      addUndecidedDigits(id, digits),
      scheduleJob({ kind: "drop-cancellation", offerId: id }, until),
      scheduleJob({ kind: "close-cancellation", messageId }, until),
    ],
    of,
    messageIds,
    isBeside,
  });
};
