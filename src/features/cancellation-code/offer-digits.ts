import { addUndecidedDigits, scheduleJob } from "../../vault/changes.ts";
import { newId } from "../../vault/records.ts";
import type { DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { send } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import type { Deps } from "../deps.ts";
import { alreadyProcessedScreen } from "../receive-key/screens.ts";
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
  /** Whether more is done afterwards, so that the update is not yet handled to its end. */
  readonly hasMoreToDo?: boolean;
}

/** Stores digits that came unasked for ten minutes, and asks what they are, or where they are to be kept. */
export const offerDigits = async (
  deps: Pick<Deps, "t" | "clock" | "log">,
  target: ReplyTarget,
  { digits, isNamed, of, messageIds, hasMoreToDo = false }: UnaskedDigits,
): Promise<void> => {
  const { t, clock } = deps;
  const { session } = target;
  const id = newId();
  const until = clock.now() + answerTimeoutMs;
  const isStored = await session.commit(
    [addUndecidedDigits(id, digits), scheduleJob({ kind: "drop-cancellation", offerId: id }, until)],
    { once: true },
  );
  const traces = await deleteSecretMessages(deps, target, of, messageIds);
  if (!isStored) return target.show(alreadyProcessedScreen(t));
  const replaces = (await session.contents()).cancellationCode !== undefined;
  const question = await send(
    target,
    isNamed ? screens.choiceScreen(t, id, { replaces, traces }) : screens.whetherScreen(t, id, traces),
  );
  await session.commit([scheduleJob({ kind: "close-cancellation", messageId: question }, until)], {
    completesUpdate: !hasMoreToDo,
  });
};
