import { Composer } from "grammy";
import type { Key } from "../../totp/key.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { choiceScreen } from "../login-code/screens.ts";
import { alreadyProcessedScreen, keyChoiceScreen } from "./screens.ts";
import { type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import type { Context } from "../../telegram/context.ts";
import { unlessTooLate } from "../../telegram/api-errors.ts";
import type { Job } from "../../vault/records.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { Deps } from "../deps.ts";
import { saveKey, nameFor } from "./save-key.ts";
import { edit, respond, send, type Chat } from "../../chat/reply.ts";
import { replyTargetOf, type ReplyTarget } from "../../chat/reply-target.ts";

type OfferDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">;

/** ms that a question about keys waits for its answer; the keys are sealed, but nobody has asked us to keep them. */
const keyChoiceTtlMs = 600_000;

/** The questions which key to keep that are still open. */
export const openQuestions = async ({ vault }: Pick<Deps, "vault">, chatId: number) =>
  (await vault.jobsOf(chatId)).flatMap(({ id, job }) =>
    job.kind === "drop-offers" && job.showsKey !== true ? [{ id, messageId: job.messageId }] : [],
  );

/**
 * Several keys came at once: seals them, deletes what they came in, and asks which to keep. If that has been asked
 * and not answered, as when another app exports its keys in several pictures, one question is about all of them.
 */
export const askWhichKeys = async (
  deps: OfferDeps,
  visit: ReplyTarget,
  {
    keys,
    of,
    messageIds,
    remarks = "",
  }: { keys: readonly Key[]; of: DeletionOutcome["of"]; messageIds: readonly number[]; remarks?: string },
): Promise<void> => {
  const { t, vault, jobs, clock } = deps;
  const earlier = await openQuestions(deps, visit.chatId);
  const before = earlier.length === 0 ? [] : (await vault.contents(visit.chatId)).offers;
  const named = before.map(({ name, key }) => ({ name, key }));
  const fresh: typeof named = [];
  for (const key of keys) {
    if (named.some((one) => one.key.sameAs(key))) continue;
    const offer = { name: nameFor(t, key, named), key };
    named.push(offer);
    fresh.push(offer);
  }
  const ids = fresh.length === 0 ? [] : await vault.offerKeys(visit.chatId, fresh, visit.claim());
  const traces = await deleteSecretMessages(deps, visit, of, messageIds);
  if (ids === undefined) return visit.show(alreadyProcessedScreen(t));
  const offers = [...before.map(({ id }) => id), ...ids].map((id, i) => ({ id, name: named[i]?.name ?? "" }));
  const messageId = await send(visit, keyChoiceScreen(t, offers, { traces, remarks }));
  await jobs.schedule(visit.chatId, { kind: "drop-offers", messageId }, clock.now() + keyChoiceTtlMs);
  for (const question of earlier) {
    await unlessTooLate(visit.api.deleteMessage(visit.chatId, question.messageId));
    await vault.finishJob(question.id);
  }
};

/** The answers to: which of these keys is to be kept? */
export const chooseKeysHandler = (deps: OfferDeps): Composer<Context> => {
  const { t, vault } = deps;
  const composer = new Composer<Context>();

  composer.callbackQuery(callbacksWithArgs.pick.pattern, async (ctx) => {
    const found = (await vault.contents(ctx.chatId)).offers.find(({ id }) => id === ctx.match[1]);
    if (found === undefined) return respond(ctx, { text: t("intake:offer.expired") });
    await saveKey(deps, replyTargetOf(ctx), { key: found.key, of: "picture", messageIds: [] });
    const messageId = ctx.callbackQuery.message?.message_id;
    if (messageId !== undefined) await deps.jobs.cancel(ctx.chatId, messageId, ["drop-offers"]);
    return vault.dropOffers(ctx.chatId);
  });

  composer.callbackQuery(fixedCallbacks.pickAll, async (ctx) => {
    const { keys, offers: all } = await vault.contents(ctx.chatId);
    if (all.length === 0) return respond(ctx, { text: t("intake:offer.expired") });
    const kept = [...keys];
    for (const { key } of all) {
      if (kept.some((stored) => stored.key.sameAs(key))) continue;
      const name = nameFor(t, key, kept);
      const id = await vault.addKey(ctx.chatId, name, key, ctx.claim());
      if (id !== undefined) kept.push({ id, name, key });
    }
    await vault.dropOffers(ctx.chatId);
    await respond(ctx, { text: t("intake:offer.allKept") });
    await send(ctx, choiceScreen(t, kept));
  });
  return composer;
};

/** The question in this message was not answered in time, or the key in it was shown for long enough. */
export const expireKeyChoice = async (
  { t, vault }: Pick<Deps, "t" | "vault">,
  chat: Chat,
  { messageId, showsKey }: Extract<Job, { kind: "drop-offers" }>,
): Promise<void> => {
  const { offers: left } = await vault.contents(chat.chatId);
  if (left.length > 0) await vault.dropOffers(chat.chatId);
  if (showsKey === true) await unlessTooLate(chat.api.deleteMessage(chat.chatId, messageId));
  else if (left.length > 0) await edit(chat, messageId, { text: t("intake:offer.expired") });
};
