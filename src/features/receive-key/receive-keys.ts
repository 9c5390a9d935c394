import type { Key } from "../../totp/key.ts";
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
  /** What else there is to say. */
  readonly remark?: string;
}

/** Receives a key, or asks which of several to keep; says what of an export cannot be used. */
export const receiveKeys = async (
  deps: Pick<Deps, "t" | "clock" | "log">,
  target: ReplyTarget,
  { keys, exports, of, messageIds, remark = "" }: ReceivedKeys,
): Promise<void> => {
  const remarks = [exportRemarks(deps.t, exports), remark].filter(Boolean).join("\n");
  const [key, another] = keys;
  if (key === undefined)
    return target.show(
      emptyExportScreen(deps.t, remarks, await deleteSecretMessages(deps, target, of, messageIds)),
    );
  const contents = await target.session.contents();
  const known = new Set(contents.keys.map((stored) => stored.key.identity));
  if (another !== undefined && remarks === "" && keys.every(({ identity }) => known.has(identity)))
    return target.show(allKnownScreen(deps.t, await deleteSecretMessages(deps, target, of, messageIds)));
  // The next picture of an export joins the open question of the one before.
  const joins = exports.length > 0 && openQuestions(contents).length > 0;
  if (another !== undefined || joins) return askWhichKeys(deps, target, { keys, of, messageIds, remarks });
  await receiveKey(deps, target, { key, of, messageIds, hasMoreToSend: remarks !== "" });
  if (remarks !== "") await send(target, { text: remarks });
};
