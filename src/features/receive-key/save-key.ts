import { devices, type Device } from "../../guide/device.ts";
import { isInPassage, packJourney, placeAfterKey, placeOf, type Place } from "../../guide/walk.ts";
import type { Key } from "../../totp/key.ts";
import { UniqueNames } from "../../totp/key-name.ts";
import { journeyOf, keyNames } from "../guide/journey.ts";
import { guideStep } from "../guide/step-screen.ts";
import { roomForKeys } from "./limits.ts";
import { rivalOf } from "./rival-key.ts";
import { fullScreen } from "./limit-screens.ts";
import {
  alreadyProcessedScreen,
  knownScreen,
  replaceScreen,
  sameKeyScreen,
  storedScreen,
  swappedScreen,
} from "./screens.ts";
import { addKey, newKey, replaceKey, setStep, type ContentsChange } from "../../vault/changes.ts";
import type { StoredKey } from "../../vault/records.ts";
import { findById, type ChatContents } from "../../vault/chat-contents.ts";
import { deleteSecretMessages, planDeletionsSoon } from "../../chat/delete-secret.ts";
import { sendCode } from "../login-code/handler.ts";
import type { Deps } from "../deps.ts";
import { planErasure } from "../keys/restore-window.ts";
import { send } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import type { ReceivedKey } from "./received-key.ts";

export type SaveKeyDeps = Pick<Deps, "t" | "clock" | "log" | "metrics">;

/** What to call a key, if no other has that name: the account's name, the issuer's, or our own word. */
export const nameOf = (t: Deps["t"], key: Key): string =>
  key.account ?? key.issuer ?? t("intake:defaultName");

/** Names that no key of the chat has. */
export const freeNames = (keys: readonly { readonly name: string }[]): UniqueNames =>
  new UniqueNames(keys.map(({ name }) => name));

/** What a received key means on the user's road: the place to go on from, and the key of the road that it replaces. */
interface OnRoad {
  readonly place: Place;
  readonly device: Device | undefined;
  /** The key that came before on this road. */
  readonly before: StoredKey | undefined;
}

/** On a road whose QR code is still to come or on the page; behind that, and beside it, a key is a key. */
const onRoad = (contents: ChatContents): OnRoad | undefined => {
  const journey = journeyOf(contents);
  if (journey === undefined) return undefined;
  const place = placeOf(journey.road, journey.step);
  const next = placeAfterKey(place);
  const isOnPage = isInPassage(place);
  if (next.step === place.step && !isOnPage) return undefined;
  return { place: next, device: journey.device, before: findById(contents.keys, journey.keyId) };
};

/** What a received key means to the chat: it is there already, may be for the account of another key, or neither. */
const compare = (t: Deps["t"], { key, name }: Pick<ReceivedKey, "key" | "name">, { keys }: ChatContents) => {
  const known = keys.find((stored) => stored.key.sameAs(key));
  const rival = known === undefined ? rivalOf({ key }, keys) : undefined;
  const fresh = known === undefined ? newKey(freeNames(keys).take(name ?? nameOf(t, key)), key) : undefined;
  return { known, rival, fresh };
};

/**
 * The key of a registration that is under way. A fresh picture of the QR code is how the user recovers from whatever
 * happens to the page: the same key changes nothing, another one replaces the one before without a question, and
 * both lead back to the password.
 */
const saveKeyOfRoad = async (
  deps: SaveKeyDeps,
  target: ReplyTarget,
  received: ReceivedKey,
  { place, device, before }: OnRoad,
): Promise<void> => {
  const { t } = deps;
  const { session } = target;
  const { of, messageIds, hasMoreToSend = false } = received;
  const contents = await session.contents();
  const { known, fresh } = compare(t, received, contents);
  const id = known?.id ?? fresh?.id ?? "";
  const isReplacing = before !== undefined && before.id !== id;
  if (fresh !== undefined && roomForKeys(contents, isReplacing ? 1 : 0) === 0)
    return target.show(fullScreen(t, messageIds.length > 0));
  const { road, step } = place;
  const changes: ContentsChange[] = [
    ...(fresh === undefined ? [] : [addKey(fresh)]),
    ...(isReplacing ? [replaceKey(id, before.id), planErasure(before.id, undefined, deps.clock.now())] : []),
    setStep(packJourney({ road, step, device, keyId: id })),
    ...planDeletionsSoon(deps, messageIds),
  ];
  const isStored = await session.commit(changes, { once: true });
  const traces =
    messageIds.length === 0 ? undefined : await deleteSecretMessages(deps, target, of, messageIds);
  if (!isStored) return target.show(alreadyProcessedScreen(t));
  if (before?.id === id) return target.show(sameKeyScreen(t, place, traces));
  await target.show(
    before !== undefined
      ? swappedScreen(t, before.id, traces)
      : known === undefined
        ? storedScreen(t, traces)
        : knownScreen(t, contents.keys.length > 1 ? known.name : undefined, traces),
  );
  await send(target, guideStep(t, place, { device: device ?? devices[0], keys: keyNames(contents) }));
  if (!hasMoreToSend) await session.commit([], { completesUpdate: true });
};

/**
 * Stores a key, deletes the messages it came in, says so, and goes on: to the guide's next step for a user who has
 * the page open, else to the code. In this order, so that a failure loses nothing: the message is still there. Its deletion
 * is planned in the commit that stores the key, so that it does not stay either.
 */
export const saveKey = async (
  deps: SaveKeyDeps,
  target: ReplyTarget,
  received: ReceivedKey,
): Promise<void> => {
  const { t } = deps;
  const { session } = target;
  const { of, messageIds, hasMoreToSend = false } = received;
  const contents = await session.contents();
  const road = onRoad(contents);
  if (road !== undefined) return saveKeyOfRoad(deps, target, received, road);
  const { known, rival, fresh } = compare(t, received, contents);
  if (fresh !== undefined && roomForKeys(contents) === 0)
    return target.show(fullScreen(t, messageIds.length > 0));
  const changes = fresh === undefined ? [] : [addKey(fresh), ...planDeletionsSoon(deps, messageIds)];
  const isStored = fresh === undefined || (await session.commit(changes, { once: true }));
  const traces =
    messageIds.length === 0 ? undefined : await deleteSecretMessages(deps, target, of, messageIds);
  if (!isStored) return target.show(alreadyProcessedScreen(t));
  const id = (fresh ?? known)?.id;
  if (rival !== undefined && id !== undefined)
    return target.show(replaceScreen(t, { newId: id, old: rival, traces }));
  await target.show(
    known === undefined
      ? storedScreen(t, traces)
      : knownScreen(t, contents.keys.length > 1 ? known.name : undefined, traces),
  );
  const stored = findById((await session.contents()).keys, id);
  if (stored !== undefined) await sendCode(deps, target, stored, { completesUpdate: !hasMoreToSend });
};
