import { packJourney, placeOf, unpackJourney } from "../../guide/walk.ts";
import { alreadyProcessedScreen, handedOverScreen } from "./screens.ts";
import { addUndecidedKeys, newKey, scheduleJob, setStep } from "../../vault/changes.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { Deps } from "../deps.ts";
import type { ReceivedKey } from "./received-key.ts";
import { send } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";

/** How long a key is shown, and stored in case the user wants to keep it after all. */
const keyShownMs = 600_000;

/** The step at which the key is put into the app. */
const afterCopying = "addAccount";

/**
 * Reads a key for a user whose own app is to make the codes: shows it to be copied, stores it as undecided only, and
 * removes both after ten minutes, also across a restart.
 */
export const handOverKey = async (
  deps: Pick<Deps, "t" | "clock" | "log">,
  target: ReplyTarget,
  { key, name, of, messageIds, hasMoreToSend = false }: ReceivedKey,
): Promise<void> => {
  const { t, clock } = deps;
  const { session } = target;
  const here = unpackJourney((await session.contents()).step ?? "");
  const next = placeOf(here.road, afterCopying);
  const isBefore = placeOf(here.road, here.step).number < next.number;
  const undecided = newKey(name ?? key.account ?? key.issuer ?? t("intake:defaultName"), key);
  const changes = [
    addUndecidedKeys([undecided]),
    ...(isBefore ? [setStep(packJourney({ ...next, device: here.device }))] : []),
  ];
  const isStored = await session.commit(changes, { once: true });
  const traces =
    messageIds.length === 0 ? undefined : await deleteSecretMessages(deps, target, of, messageIds);
  if (!isStored) return target.show(alreadyProcessedScreen(t));
  const screen = handedOverScreen(t, { offer: undecided.id, base32: key.base32, next, traces });
  const messageId = await send(target, screen);
  const shown = { kind: "drop-offers", messageId, showsKey: true, keyIds: [undecided.id] } as const;
  const end = scheduleJob(shown, clock.now() + keyShownMs);
  await session.commit([end], { completesUpdate: !hasMoreToSend });
};
