import { devices, type Device } from "../../guide/device.ts";
import { placeAfterKey, packJourney, placeOf, unpackJourney, type Place } from "../../guide/walk.ts";
import type { Key } from "../../totp/key.ts";
import { sameName } from "../../totp/key-name.ts";
import { guideStep } from "../guide/step-screen.ts";
import { alreadyProcessedScreen, knownScreen, replaceScreen, storedScreen } from "./screens.ts";
import { addKey, newKey, setStep } from "../../vault/changes.ts";
import { findById, type ChatContents } from "../../vault/chat-contents.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { sendCode } from "../login-code/handler.ts";
import type { Deps } from "../deps.ts";
import { send } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import type { ReceivedKey } from "./received-key.ts";

export type SaveKeyDeps = Pick<Deps, "t" | "clock" | "log">;

/**
 * Whether two keys may be for one account: what is not said of one of them may be the same. A key pasted by
 * hand says nothing, and users who pressed "Új kódot kérek" have two of those.
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

/** The next place in the guide: a user who hands over a key on a road has done the steps up to there. */
const placeAfter = (
  step: string | undefined,
): { readonly place: Place; readonly device: Device | undefined } | undefined => {
  if (step === undefined) return undefined;
  const { device, ...here } = unpackJourney(step);
  const place = placeOf(here.road, here.step);
  const next = placeAfterKey(place);
  return next.step === place.step ? undefined : { place: next, device };
};

/** What a received key means to the chat: it is there already, may be for the account of another key, or neither. */
const compare = (t: Deps["t"], key: Key, { keys }: ChatContents) => {
  const known = keys.find((stored) => stored.key.sameAs(key));
  const rival =
    known === undefined ? keys.findLast((stored) => maybeSameAccount(stored.key, key)) : undefined;
  const fresh = known === undefined ? newKey(nameFor(t, key, keys), key) : undefined;
  return { known, rival, fresh };
};

/**
 * Stores a key, deletes the messages it came in, says so, and goes on: to the guide's next step for a user who has
 * the page open, else to the code. In this order, so that a failure loses nothing: the message is still there.
 */
export const saveKey = async (
  deps: SaveKeyDeps,
  target: ReplyTarget,
  { key, of, messageIds, hasMoreToSend = false }: ReceivedKey,
): Promise<void> => {
  const { t } = deps;
  const { session } = target;
  const before = await session.contents();
  const { known, rival, fresh } = compare(t, key, before);
  const isStored = fresh === undefined || (await session.commit([addKey(fresh)], { once: true }));
  const traces =
    messageIds.length === 0 ? undefined : await deleteSecretMessages(deps, target, of, messageIds);
  if (!isStored) return target.show(alreadyProcessedScreen(t));
  const id = (fresh ?? known)?.id;
  const next = placeAfter(before.step);
  const advance = async () => {
    if (next === undefined) return;
    const { place, device } = next;
    await session.commit([setStep(packJourney({ ...place, device }))], { once: true });
  };
  if (rival !== undefined && id !== undefined) {
    await advance();
    return target.show(replaceScreen(t, { newId: id, old: rival, traces }));
  }
  await target.show(
    known === undefined
      ? storedScreen(t, traces)
      : knownScreen(t, before.keys.length > 1 ? known.name : undefined, traces),
  );
  if (next !== undefined) {
    await advance();
    await send(target, guideStep(t, next.place, { device: next.device ?? devices[0] }));
    return;
  }
  const stored = findById((await session.contents()).keys, id);
  if (stored !== undefined) await sendCode(deps, target, stored, { completesUpdate: !hasMoreToSend });
};
