import { drawnKey } from "../guide/drawn-key.ts";
import { devices } from "../guide/steps.ts";
import {
  afterHandOver,
  captureStep,
  packJourney,
  placeOf,
  unpackJourney,
  type Place,
} from "../guide/walk.ts";
import type { Key } from "../otp/key.ts";
import { sameName } from "../otp/name.ts";
import { guideStep } from "../screens/guide.ts";
import {
  drawnKeyScreen,
  handledScreen,
  knownScreen,
  replaceScreen,
  storedScreen,
  type Traces,
} from "../screens/intake.ts";
import type { Holdings } from "../vault/vault.ts";
import { clearTraces } from "./clearing.ts";
import { sendCode, settingFor } from "./code.ts";
import type { Deps } from "./deps.ts";
import { passKeyOn } from "./pass-key.ts";
import { send } from "./show.ts";
import type { Visit } from "./visit.ts";

type KeepDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">;

/** A key with the messages it came in. */
export interface Delivery {
  readonly key: Key;
  readonly of: Traces["of"];
  /** None when they are gone already. */
  readonly messageIds: readonly number[];
}

/**
 * Whether two keys may be for one account: what is not said of one of them may be the same. A key pasted by
 * hand says nothing, and people who pressed "Új kódot kérek" hold two of those.
 */
const maybeSameAccount = (a: Key, b: Key): boolean => {
  const agree = (one: string | undefined, other: string | undefined) =>
    one === undefined || other === undefined || one === other;
  return agree(a.account, b.account) && agree(a.issuer, b.issuer);
};

/** A name no other key of the chat has: itself, or numbered if taken. */
export const numbered = (base: string, keys: readonly { readonly name: string }[]): string => {
  const isTaken = (wanted: string) => keys.some(({ name }) => sameName(name, wanted));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base} (${number}.)`;
    if (!isTaken(name)) return name;
  }
};

/** What to call a key: the account's name, the issuer's, or our own word. */
export const nameFor = (t: Deps["t"], key: Key, keys: readonly { readonly name: string }[]): string =>
  numbered(key.account ?? key.issuer ?? t("intake:defaultName"), keys);

/**
 * Who hands a key over while on the road has done the steps up to there.
 * @returns the place they stand at now, if that is further on
 */
const moveOn = async ({ vault }: KeepDeps, visit: Visit, { step }: Holdings): Promise<Place | undefined> => {
  if (step === undefined) return undefined;
  const { device, ...here } = unpackJourney(step);
  const place = placeOf(here.road, here.step);
  const next = afterHandOver(place);
  if (next.step === place.step) return undefined;
  await vault.setStep(visit.person, packJourney({ ...next, device }), visit.claim());
  return next;
};

/** Shows the code of a key that is kept now, in a message of its own. */
export const showCode = async (deps: KeepDeps, visit: Visit, keyId: string): Promise<void> => {
  const holdings = await deps.vault.holdings(visit.person);
  const stored = holdings.keys.find(({ id }) => id === keyId);
  if (stored !== undefined) await sendCode(deps, visit, stored, settingFor(stored, holdings));
};

/** What comes after a key: the next step for somebody on the road, who has the page open; else the code. */
const goOn = async (deps: KeepDeps, visit: Visit, before: Holdings, keyId: string): Promise<void> => {
  const next = await moveOn(deps, visit, before);
  if (next === undefined) return showCode(deps, visit, keyId);
  const { device = devices[0] } = unpackJourney(before.step ?? "");
  await send(visit, guideStep(deps.t, next, { device }));
};

/**
 * Keeps a key: seals it, deletes the messages it came in, says so, and goes on. In this order, so that a failure
 * loses nothing: the message is still there to be tried again.
 */
export const keepKey = async (
  deps: KeepDeps,
  visit: Visit,
  { key, of, messageIds }: Delivery,
): Promise<void> => {
  const { t, vault } = deps;
  const before = await vault.holdings(visit.person);
  const known = before.keys.find((stored) => stored.key.sameAs(key));
  const id =
    known?.id ?? (await vault.addKey(visit.person, nameFor(t, key, before.keys), key, visit.claim()));
  const traces = messageIds.length === 0 ? undefined : await clearTraces(deps, visit, of, messageIds);
  if (id === undefined) return visit.show(handledScreen(t));
  const rival = before.keys.findLast((stored) => maybeSameAccount(stored.key, key));
  if (known !== undefined) {
    await visit.show(knownScreen(t, before.keys.length > 1 ? known.name : undefined, traces));
  } else if (rival !== undefined) {
    await moveOn(deps, visit, before);
    return visit.show(replaceScreen(t, { newId: id, old: rival, traces }));
  } else {
    await visit.show(storedScreen(t, traces));
  }
  return goOn(deps, visit, before, id);
};

/** A key that has come in: kept, or passed on to the app of somebody who is on the road with one; not ours. */
export const takeKey = async (deps: KeepDeps, visit: Visit, delivery: Delivery): Promise<void> => {
  const { step } = await deps.vault.holdings(visit.person);
  if (delivery.key.base32 === drawnKey) return visit.show(drawnKeyScreen(deps.t, captureStep(step)));
  const onAppRoad = step !== undefined && unpackJourney(step).road === "app";
  return onAppRoad ? passKeyOn(deps, visit, delivery) : keepKey(deps, visit, delivery);
};
