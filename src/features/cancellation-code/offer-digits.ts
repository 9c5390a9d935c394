import { addUndecidedDigits } from "../../vault/changes.ts";
import { newId } from "../../vault/records.ts";
import type { DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { askThenDelete } from "../../chat/ask-then-delete.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import type { Deps } from "../deps.ts";
import * as screens from "./screens.ts";

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

/** Stores digits that came unasked until ten minutes after the question, and asks what they are, or where they are to be kept. */
export const offerDigits = async (
  deps: Pick<Deps, "t" | "clock" | "log">,
  target: ReplyTarget,
  { digits, isNamed, of, messageIds, isBeside = false }: UnaskedDigits,
): Promise<void> => {
  const { t } = deps;
  const id = newId();
  const replaces = (await target.session.contents()).cancellationCode !== undefined;
  await askThenDelete(deps, target, {
    question: (traces) =>
      isNamed ? screens.choiceScreen(t, id, { replaces, traces }) : screens.whetherScreen(t, id, traces),
    changes: [addUndecidedDigits(id, digits)],
    about: { offers: "digits", ids: [id] },
    of,
    messageIds,
    isBeside,
  });
};
