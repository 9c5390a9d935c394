import { packJourney, placeOf, unpackJourney } from "../guide/walk.ts";
import { handledScreen, passedScreen } from "../screens/intake.ts";
import { clearTraces } from "./clearing.ts";
import type { Deps } from "./deps.ts";
import type { Delivery } from "./keep-key.ts";
import { send } from "./show.ts";
import type { Visit } from "./visit.ts";

/** ms a key stays on the screen, and sealed here in case the person wants it kept after all. */
const shownFor = 600_000;

/** The step at which the key is put into the app. */
const afterCopying = "addAccount";

/**
 * Reads a key for somebody whose own app is to make the codes: shows it to be copied, keeps it only as an offer,
 * and takes both away after ten minutes, also across a restart.
 */
export const passKeyOn = async (
  deps: Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">,
  visit: Visit,
  { key, of, messageIds }: Delivery,
): Promise<void> => {
  const { t, vault, jobs, clock } = deps;
  const name = key.account ?? key.issuer ?? t("intake:defaultName");
  const ids = await vault.offerKeys(visit.person, [{ name, key }], visit.claim());
  const traces = await clearTraces(deps, visit, of, messageIds);
  const [offer] = ids ?? [];
  if (offer === undefined) return visit.show(handledScreen(t));
  const { step } = await vault.holdings(visit.person);
  const next = placeOf("app", afterCopying);
  const here = unpackJourney(step ?? "");
  if (placeOf(here.road, here.step).number < next.number)
    await vault.setStep(visit.person, packJourney({ ...next, device: here.device }), visit.claim());
  const messageId = await send(visit, passedScreen(t, { offer, base32: key.base32, next, traces }));
  await jobs.plan(visit.person, { kind: "drop-offers", messageId, showsKey: true }, clock.now() + shownFor);
};
