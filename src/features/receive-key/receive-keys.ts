import type { Key } from "../../totp/key.ts";
import type { GoogleExport } from "../../totp/google-export.ts";
import { emptyExportScreen, exportRemarks } from "./screens.ts";
import { type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { Deps } from "../deps.ts";
import { receiveKey } from "./receive-key.ts";
import { askWhichKeys, openQuestions } from "./choose-keys.ts";
import { send } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";

/** What came at once: keys, some of them out of exports of another app. */
export interface ReceivedKeys {
  readonly keys: readonly Key[];
  readonly exports: readonly GoogleExport[];
  readonly of: DeletionOutcome["of"];
  readonly messageIds: readonly number[];
}

/** A key is taken, of several the person is asked which; what is not usable of an export is said. */
export const receiveKeys = async (
  deps: Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">,
  visit: ReplyTarget,
  { keys, exports, of, messageIds }: ReceivedKeys,
): Promise<void> => {
  const remarks = exportRemarks(deps.t, exports);
  const [key, another] = keys;
  if (key === undefined)
    return visit.show(
      emptyExportScreen(deps.t, remarks, await deleteSecretMessages(deps, visit, of, messageIds)),
    );
  // The next picture of an export joins the question that the one before has raised.
  const joins = exports.length > 0 && (await openQuestions(deps, visit.chatId)).length > 0;
  if (another !== undefined || joins) return askWhichKeys(deps, visit, { keys, of, messageIds, remarks });
  await receiveKey(deps, visit, { key, of, messageIds });
  if (remarks !== "") await send(visit, { text: remarks });
};
