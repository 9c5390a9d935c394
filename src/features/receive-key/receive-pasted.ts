import type { DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { send } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import type { PastedKey } from "../../pasted-key/parse-pasted-key.ts";
import type { Deps } from "../deps.ts";
import { askWhatIsMeant } from "./choose-keys.ts";
import { receiveKey } from "./receive-key.ts";
import { receiveKeys } from "./receive-keys.ts";
import { halvesScreen, problemScreen, unsureScreen } from "./screens.ts";

/** What came in a text, and the message it came in. */
export interface ReceivedText {
  readonly pasted: Exclude<PastedKey, { kind: "words" }>;
  readonly of: DeletionOutcome["of"];
  readonly messageId: number;
}

/** Receives what was found in a text: a message, or a file that is one. */
export const receivePasted = async (
  deps: Pick<Deps, "t" | "clock" | "log" | "metrics">,
  target: ReplyTarget,
  { pasted, of, messageId }: ReceivedText,
): Promise<void> => {
  const { t } = deps;
  const messageIds = [messageId];
  switch (pasted.kind) {
    case "key":
      return receiveKey(deps, target, { key: pasted.key, of, messageIds });
    case "keys": {
      const { keys, exports, problems } = pasted;
      const unusable = problems.map(({ why }) => ({
        name: undefined,
        why: why === "hotp" ? ("hotp" as const) : ("broken" as const),
      }));
      const rest = unusable.length === 0 ? exports : [...exports, { unusable }];
      return receiveKeys(deps, target, { keys, exports: rest, of, messageIds });
    }
    case "halves":
      return askWhatIsMeant(deps, target, {
        keys: [pasted.joined, ...pasted.separate],
        ask: (offers, traces) =>
          halvesScreen(
            t,
            offers.map(({ id }) => id),
            traces,
          ),
        of,
        messageIds,
      });
    case "unsure":
      if (of === "file")
        return askWhatIsMeant(deps, target, {
          keys: [pasted.key],
          ask: ([offer], traces) => unsureScreen(t, offer?.id, traces),
          of,
          messageIds,
        });
      // It may be words, so it stays in the chat, and the answer finds it by this reply.
      await send(target, unsureScreen(t), { inReplyTo: messageId });
      return;
    case "problem": {
      const { problem } = pasted;
      const holdsSecret = problem.why !== "empty";
      const traces = holdsSecret ? await deleteSecretMessages(deps, target, of, messageIds) : undefined;
      return target.show(problemScreen(t, problem, "text", traces));
    }
  }
};
