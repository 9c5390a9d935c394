import type { ReplyTarget } from "../../chat/reply-target.ts";
import { drawnKey } from "../../guide/drawn-key.ts";
import { captureStep, unpackJourney } from "../../guide/walk.ts";
import { handOverKey } from "./hand-over-key.ts";
import type { ReceivedKey } from "./received-key.ts";
import { saveKey, type SaveKeyDeps } from "./save-key.ts";
import { drawnKeyScreen } from "./screens.ts";

/** Whether the user is on the road of an app, which is to make the codes: keys are shown to be copied, not kept. */
export const handsKeysOver = (step: string | undefined): boolean => {
  const road = step === undefined ? undefined : unpackJourney(step).road;
  return road === "app" || road === "resetApp";
};

/** Receives a key: stores it, or hands it over to a user on the road of an app; not the drawn example. */
export const receiveKey = async (
  deps: SaveKeyDeps,
  target: ReplyTarget,
  received: ReceivedKey,
): Promise<void> => {
  const { step } = await target.session.contents();
  if (received.key.base32 === drawnKey) return target.show(drawnKeyScreen(deps.t, captureStep(step)));
  return handsKeysOver(step) ? handOverKey(deps, target, received) : saveKey(deps, target, received);
};
