import { packJourney, placeOf, unpackJourney } from "../../guide/walk.ts";
import { alreadyProcessedScreen, handedOverScreen } from "./screens.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { Deps } from "../deps.ts";
import type { ReceivedKey } from "./received-key.ts";
import { send } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";

/** ms a key stays on the screen, and sealed here in case the person wants it kept after all. */
const keyShownMs = 600_000;

/** The step at which the key is put into the app. */
const afterCopying = "addAccount";

/**
 * Reads a key for somebody whose own app is to make the codes: shows it to be copied, keeps it only as an offer,
 * and takes both away after ten minutes, also across a restart.
 */
export const handOverKey = async (
  deps: Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">,
  visit: ReplyTarget,
  { key, of, messageIds }: ReceivedKey,
): Promise<void> => {
  const { t, vault, jobs, clock } = deps;
  const name = key.account ?? key.issuer ?? t("intake:defaultName");
  const ids = await vault.offerKeys(visit.chatId, [{ name, key }], visit.claim());
  const traces = await deleteSecretMessages(deps, visit, of, messageIds);
  const [offer] = ids ?? [];
  if (offer === undefined) return visit.show(alreadyProcessedScreen(t));
  const { step } = await vault.contents(visit.chatId);
  const next = placeOf("app", afterCopying);
  const here = unpackJourney(step ?? "");
  if (placeOf(here.road, here.step).number < next.number)
    await vault.setStep(visit.chatId, packJourney({ ...next, device: here.device }), visit.claim());
  const messageId = await send(visit, handedOverScreen(t, { offer, base32: key.base32, next, traces }));
  await jobs.schedule(
    visit.chatId,
    { kind: "drop-offers", messageId, showsKey: true },
    clock.now() + keyShownMs,
  );
};
