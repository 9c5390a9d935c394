import { Composer } from "grammy";
import type { Key } from "../otp/key.ts";
import { actions, carrying } from "../screens/actions.ts";
import { choiceScreen } from "../screens/code.ts";
import { handledScreen, offerScreen, type Traces } from "../screens/intake.ts";
import type { Context } from "../telegram/context.ts";
import { inTime } from "../telegram/refusals.ts";
import type { Job } from "../vault/records.ts";
import { clearTraces } from "./clearing.ts";
import type { Deps } from "./deps.ts";
import { keepKey, nameFor } from "./keep-key.ts";
import { draw, redraw, send, type Chat } from "./show.ts";
import { visitOf, type Visit } from "./visit.ts";

type OfferDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">;

/** ms that a question about keys waits for its answer; the keys are sealed, but nobody has asked us to keep them. */
const offerLife = 600_000;

/** Several keys came at once: seals them, deletes what they came in, and asks which to keep. */
export const offerKeys = async (
  deps: OfferDeps,
  visit: Visit,
  { keys, of, messageIds }: { keys: readonly Key[]; of: Traces["of"]; messageIds: readonly number[] },
): Promise<void> => {
  const { t, vault, jobs, clock } = deps;
  const named: { name: string; key: Key }[] = [];
  for (const key of keys) named.push({ name: nameFor(t, key, named), key });
  const ids = await vault.offerKeys(visit.person, named, visit.claim());
  const traces = await clearTraces(deps, visit, of, messageIds);
  if (ids === undefined) return visit.show(handledScreen(t));
  const offers = ids.map((id, i) => ({ id, name: named[i]?.name ?? "" }));
  const messageId = await send(visit, offerScreen(t, offers, traces));
  await jobs.plan(visit.person, { kind: "drop-offers", messageId }, clock.now() + offerLife);
};

/** The answers to: which of these keys is to be kept? */
export const offers = (deps: OfferDeps): Composer<Context> => {
  const { t, vault } = deps;
  const composer = new Composer<Context>();

  composer.callbackQuery(carrying.pick.pattern, async (ctx) => {
    const found = (await vault.holdings(ctx.person)).offers.find(({ id }) => id === ctx.match[1]);
    if (found === undefined) return redraw(ctx, { text: t("intake:offer.expired") });
    await keepKey(deps, visitOf(ctx), { key: found.key, of: "picture", messageIds: [] });
    const messageId = ctx.callbackQuery.message?.message_id;
    if (messageId !== undefined) await deps.jobs.callOff(ctx.person, messageId, ["drop-offers"]);
    return vault.dropOffers(ctx.person);
  });

  composer.callbackQuery(actions.pickAll, async (ctx) => {
    const { keys, offers: all } = await vault.holdings(ctx.person);
    if (all.length === 0) return redraw(ctx, { text: t("intake:offer.expired") });
    const kept = [...keys];
    for (const { key } of all) {
      if (kept.some((stored) => stored.key.sameAs(key))) continue;
      const name = nameFor(t, key, kept);
      const id = await vault.addKey(ctx.person, name, key, ctx.claim());
      if (id !== undefined) kept.push({ id, name, key });
    }
    await vault.dropOffers(ctx.person);
    await redraw(ctx, { text: t("intake:offer.allKept") });
    await send(ctx, choiceScreen(t, kept));
  });
  return composer;
};

/** The question in this message was not answered in time, or the key in it was shown for long enough. */
export const dropOffers = async (
  { t, vault }: Pick<Deps, "t" | "vault">,
  chat: Chat,
  { messageId, showsKey }: Extract<Job, { kind: "drop-offers" }>,
): Promise<void> => {
  const { offers: left } = await vault.holdings(chat.person);
  if (left.length > 0) await vault.dropOffers(chat.person);
  if (showsKey === true) await inTime(chat.api.deleteMessage(chat.person, messageId));
  else if (left.length > 0) await draw(chat, messageId, { text: t("intake:offer.expired") });
};
