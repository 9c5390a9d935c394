import type { ReplyTarget } from "../../chat/reply-target.ts";
import { drawnKey } from "../../guide/drawn-key.ts";
import { captureStep, unpackJourney } from "../../guide/walk.ts";
import { handOverKey } from "./hand-over-key.ts";
import type { ReceivedKey } from "./received-key.ts";
import { saveKey, type SaveKeyDeps } from "./save-key.ts";
import { drawnKeyScreen } from "./screens.ts";

/** A key that has come in: kept, or passed on to the app of somebody who is on the road with one; not ours. */
export const receiveKey = async (
  deps: SaveKeyDeps,
  visit: ReplyTarget,
  delivery: ReceivedKey,
): Promise<void> => {
  const { step } = await deps.vault.contents(visit.chatId);
  if (delivery.key.base32 === drawnKey) return visit.show(drawnKeyScreen(deps.t, captureStep(step)));
  const onAppRoad = step !== undefined && unpackJourney(step).road === "app";
  return onAppRoad ? handOverKey(deps, visit, delivery) : saveKey(deps, visit, delivery);
};
