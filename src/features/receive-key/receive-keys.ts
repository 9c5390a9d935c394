import type { Key } from "../../totp/key.ts";
import { leftText } from "./limit-screens.ts";
import { allKnownScreen, emptyExportScreen, exportRemarks, type ExportRest } from "./screens.ts";
import { type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { Deps } from "../deps.ts";
import { receiveKey } from "./receive-key.ts";
import { askWhichKeys, openQuestions } from "./choose-keys.ts";
import { send } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";

/** What came at once: keys, some of them from exports of another app. */
export interface ReceivedKeys {
  readonly keys: readonly Key[];
  readonly exports: readonly ExportRest[];
  readonly of: DeletionOutcome["of"];
  readonly messageIds: readonly number[];
  /** Whether there may be more keys in it that were not read: then it stays in the chat. */
  readonly isCut?: boolean;
}

/** Receives a key, or asks which of several to keep; says what of an export cannot be used. */
export const receiveKeys = async (
  deps: Pick<Deps, "t" | "clock" | "log" | "metrics">,
  target: ReplyTarget,
  { keys, exports, of, messageIds: sentIds, isCut = false }: ReceivedKeys,
): Promise<void> => {
  const { t } = deps;
  const rest = exportRemarks(t, exports);
  const remarks = [rest, isCut ? leftText(t, { isCut }) : ""].filter(Boolean).join("\n");
  const messageIds = isCut ? [] : sentIds;
  const [key, another] = keys;
  if (key === undefined) {
    const traces = isCut ? undefined : await deleteSecretMessages(deps, target, of, messageIds);
    return target.show(emptyExportScreen(t, { of, remarks, traces }));
  }
  const contents = await target.session.contents();
  const known = new Set(contents.keys.map((stored) => stored.key.identity));
  if (another !== undefined && remarks === "" && keys.every(({ identity }) => known.has(identity)))
    return target.show(allKnownScreen(t, await deleteSecretMessages(deps, target, of, messageIds)));
  // The next picture of an export joins the open question of the one before.
  const joins = exports.length > 0 && openQuestions(contents).length > 0;
  if (another !== undefined || joins)
    return askWhichKeys(deps, target, { keys, of, messageIds: sentIds, remarks: rest, isCut });
  await receiveKey(deps, target, { key, of, messageIds, hasMoreToSend: remarks !== "" });
  if (remarks !== "") await send(target, { text: remarks });
};
