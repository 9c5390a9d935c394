import { afterHandOver } from "../guide/walk.ts";
import type { Key } from "../otp/key.ts";
import { handledScreen, knownScreen, replaceScreen, storedScreen, type Traces } from "../screens/intake.ts";
import type { Holdings } from "../vault/vault.ts";
import { clearTraces } from "./clearing.ts";
import { sendCode, settingFor } from "./code.ts";
import type { Deps } from "./deps.ts";
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

/** A name no other key of the chat has: the account's, the issuer's, or our own word, numbered if taken. */
export const nameFor = (t: Deps["t"], key: Key, keys: readonly { readonly name: string }[]): string => {
  const base = key.account ?? key.issuer ?? t("intake:defaultName");
  const taken = new Set(keys.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base} (${number}.)`;
    if (!taken.has(name)) return name;
  }
};

/** Who hands a key over while on the road has done the steps up to there. */
const moveOn = async ({ vault }: KeepDeps, visit: Visit, { step }: Holdings): Promise<void> => {
  if (step === undefined) return;
  const next = afterHandOver(step);
  if (next !== step) await vault.setStep(visit.person, next, visit.claim());
};

/** Shows the code of a key that is kept now, in a message of its own. */
export const showCode = async (deps: KeepDeps, visit: Visit, keyId: string): Promise<void> => {
  const holdings = await deps.vault.holdings(visit.person);
  const stored = holdings.keys.find(({ id }) => id === keyId);
  if (stored !== undefined) await sendCode(deps, visit, stored, settingFor(stored, holdings));
};

/**
 * Keeps a key: seals it, deletes the messages it came in, says so, and shows the code. In this order, so that
 * a failure loses nothing: the message is still there to be tried again.
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
  await moveOn(deps, visit, before);
  const rival = before.keys.findLast((stored) => maybeSameAccount(stored.key, key));
  if (known !== undefined) {
    await visit.show(knownScreen(t, before.keys.length > 1 ? known.name : undefined, traces));
  } else if (rival !== undefined) {
    return visit.show(replaceScreen(t, { newId: id, old: rival, traces }));
  } else {
    await visit.show(storedScreen(t, traces));
  }
  return showCode(deps, visit, id);
};
