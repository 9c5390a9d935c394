import { devices } from "../../guide/device.ts";
import { placeAfterKey, packJourney, placeOf, unpackJourney, type Place } from "../../guide/walk.ts";
import type { Key } from "../../totp/key.ts";
import { sameName } from "../../totp/key-name.ts";
import { guideStep } from "../guide/step-screen.ts";
import { alreadyProcessedScreen, knownScreen, replaceScreen, storedScreen } from "./screens.ts";
import type { Holdings } from "../../vault/vault.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { sendCode, codeContextOf } from "../login-code/handler.ts";
import type { Deps } from "../deps.ts";
import { send } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import type { ReceivedKey } from "./received-key.ts";

export type SaveKeyDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">;

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
export const uniqueName = (base: string, keys: readonly { readonly name: string }[]): string => {
  const isTaken = (wanted: string) => keys.some(({ name }) => sameName(name, wanted));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base} (${number}.)`;
    if (!isTaken(name)) return name;
  }
};

/** What to call a key: the account's name, the issuer's, or our own word. */
export const nameFor = (t: Deps["t"], key: Key, keys: readonly { readonly name: string }[]): string =>
  uniqueName(key.account ?? key.issuer ?? t("intake:defaultName"), keys);

/**
 * Who hands a key over while on the road has done the steps up to there.
 * @returns the place they stand at now, if that is further on
 */
const advanceGuide = async (
  { vault }: SaveKeyDeps,
  visit: ReplyTarget,
  { step }: Holdings,
): Promise<Place | undefined> => {
  if (step === undefined) return undefined;
  const { device, ...here } = unpackJourney(step);
  const place = placeOf(here.road, here.step);
  const next = placeAfterKey(place);
  if (next.step === place.step) return undefined;
  await vault.setStep(visit.chatId, packJourney({ ...next, device }), visit.claim());
  return next;
};

/** Shows the code of a key that is kept now, in a message of its own. */
export const showCode = async (deps: SaveKeyDeps, visit: ReplyTarget, keyId: string): Promise<void> => {
  const holdings = await deps.vault.contents(visit.chatId);
  const stored = holdings.keys.find(({ id }) => id === keyId);
  if (stored !== undefined) await sendCode(deps, visit, stored, codeContextOf(stored, holdings));
};

/** What comes after a key: the next step for somebody on the road, who has the page open; else the code. */
const showNextStepOrCode = async (
  deps: SaveKeyDeps,
  visit: ReplyTarget,
  before: Holdings,
  keyId: string,
): Promise<void> => {
  const next = await advanceGuide(deps, visit, before);
  if (next === undefined) return showCode(deps, visit, keyId);
  const { device = devices[0] } = unpackJourney(before.step ?? "");
  await send(visit, guideStep(deps.t, next, { device }));
};

/**
 * Keeps a key: seals it, deletes the messages it came in, says so, and goes on. In this order, so that a failure
 * loses nothing: the message is still there to be tried again.
 */
export const saveKey = async (
  deps: SaveKeyDeps,
  visit: ReplyTarget,
  { key, of, messageIds }: ReceivedKey,
): Promise<void> => {
  const { t, vault } = deps;
  const before = await vault.contents(visit.chatId);
  const known = before.keys.find((stored) => stored.key.sameAs(key));
  const id =
    known?.id ?? (await vault.addKey(visit.chatId, nameFor(t, key, before.keys), key, visit.claim()));
  const traces =
    messageIds.length === 0 ? undefined : await deleteSecretMessages(deps, visit, of, messageIds);
  if (id === undefined) return visit.show(alreadyProcessedScreen(t));
  const rival = before.keys.findLast((stored) => maybeSameAccount(stored.key, key));
  if (known !== undefined) {
    await visit.show(knownScreen(t, before.keys.length > 1 ? known.name : undefined, traces));
  } else if (rival !== undefined) {
    await advanceGuide(deps, visit, before);
    return visit.show(replaceScreen(t, { newId: id, old: rival, traces }));
  } else {
    await visit.show(storedScreen(t, traces));
  }
  return showNextStepOrCode(deps, visit, before, id);
};
