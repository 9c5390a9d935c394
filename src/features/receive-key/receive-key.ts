import type { ReplyTarget } from "../../chat/reply-target.ts";
import { drawnKey } from "../../guide/drawn-key.ts";
import { captureStep, unpackJourney } from "../../guide/walk.ts";
import { endReadings, endsOfKey } from "../characters/open-readings.ts";
import { handOverKey } from "./hand-over-key.ts";
import type { ReceivedKey } from "./received-key.ts";
import { saveKey, type SaveKeyDeps } from "./save-key.ts";
import { drawnKeyScreen } from "./screens.ts";

/** Whether the user is on the road of an app, which is to make the codes: keys are shown to be copied, not kept. */
export const handsKeysOver = (step: string | undefined): boolean => {
  const road = step === undefined ? undefined : unpackJourney(step).road;
  return road === "app" || road === "resetApp";
};

/**
 * Receives a key: stores it, or hands it over to a user on the road of an app; not the drawn example. What was read of
 * the same key from a picture has served its purpose, whichever way the key has come now.
 */
export const receiveKey = async (
  deps: SaveKeyDeps,
  target: ReplyTarget,
  received: ReceivedKey,
): Promise<void> => {
  const contents = await target.session.contents();
  const { step } = contents;
  if (received.key.base32 === drawnKey) return target.show(drawnKeyScreen(deps.t, captureStep(step)));
  const ends = endsOfKey(contents, received.key.base32);
  const { messageIds, hasMoreToSend = false } = received;
  const own = { ...received, hasMoreToSend: hasMoreToSend || ends.length > 0 };
  await (handsKeysOver(step) ? handOverKey(deps, target, own) : saveKey(deps, target, own));
  if (ends.length > 0)
    await endReadings(deps, target, ends, { deleted: messageIds, completesUpdate: !hasMoreToSend });
};
