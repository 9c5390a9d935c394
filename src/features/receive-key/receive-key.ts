import type { ReplyTarget } from "../../chat/reply-target.ts";
import { drawnKey } from "../../guide/drawn-key.ts";
import { captureStep, unpackJourney } from "../../guide/walk.ts";
import { handOverKey } from "./hand-over-key.ts";
import type { ReceivedKey } from "./received-key.ts";
import { saveKey, type SaveKeyDeps } from "./save-key.ts";
import { drawnKeyScreen } from "./screens.ts";

/** Receives a key: stores it, or hands it over to a user on the road of an app; not the drawn example. */
export const receiveKey = async (
  deps: SaveKeyDeps,
  target: ReplyTarget,
  received: ReceivedKey,
): Promise<void> => {
  const { step } = await target.session.contents();
  if (received.key.base32 === drawnKey) return target.show(drawnKeyScreen(deps.t, captureStep(step)));
  const road = step === undefined ? undefined : unpackJourney(step).road;
  const onAppRoad = road === "app" || road === "resetApp";
  return onAppRoad ? handOverKey(deps, target, received) : saveKey(deps, target, received);
};
