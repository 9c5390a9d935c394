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

/** The questions which key to keep that are still open. */
export const openQuestions = async ({ vault }: Pick<Deps, "vault">, person: number) =>
  (await vault.jobsOf(person)).flatMap(({ id, job }) =>
    job.kind === "drop-offers" && job.showsKey !== true ? [{ id, messageId: job.messageId }] : [],
  );

/**
 * Several keys came at once: seals them, deletes what they came in, and asks which to keep. If that has been asked
 * and not answered, as when another app exports its keys in several pictures, one question is about all of them.
 */
export const offerKeys = async (
  deps: OfferDeps,
  visit: Visit,
  {
    keys,
    of,
    messageIds,
    remarks = "",
  }: { keys: readonly Key[]; of: Traces["of"]; messageIds: readonly number[]; remarks?: string },
): Promise<void> => {
  const { t, vault, jobs, clock } = deps;
  const earlier = await openQuestions(deps, visit.person);
  const before = earlier.length === 0 ? [] : (await vault.holdings(visit.person)).offers;
  const named = before.map(({ name, key }) => ({ name, key }));
  const fresh: typeof named = [];
  for (const key of keys) {
    if (named.some((one) => one.key.sameAs(key))) continue;
    const offer = { name: nameFor(t, key, named), key };
    named.push(offer);
    fresh.push(offer);
  }
  const ids = fresh.length === 0 ? [] : await vault.offerKeys(visit.person, fresh, visit.claim());
  const traces = await clearTraces(deps, visit, of, messageIds);
  if (ids === undefined) return visit.show(handledScreen(t));
  const offers = [...before.map(({ id }) => id), ...ids].map((id, i) => ({ id, name: named[i]?.name ?? "" }));
  const messageId = await send(visit, offerScreen(t, offers, { traces, remarks }));
  await jobs.plan(visit.person, { kind: "drop-offers", messageId }, clock.now() + offerLife);
  for (const question of earlier) {
    await inTime(visit.api.deleteMessage(visit.person, question.messageId));
    await vault.finishJob(question.id);
  }
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
