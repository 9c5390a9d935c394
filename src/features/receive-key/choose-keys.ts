import { Composer } from "grammy";
import type { Key } from "../../totp/key.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { choiceScreen } from "../login-code/screens.ts";
import { alreadyProcessedScreen, keyChoiceScreen } from "./screens.ts";
import { type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import type { Context } from "../../telegram/context.ts";
import { unlessTooLate } from "../../telegram/api-errors.ts";
import {
  addKey,
  addUndecidedKeys,
  dropJob,
  dropJobsOfMessage,
  dropUndecidedKeys,
  newKey,
  scheduleJob,
  type NewKey,
} from "../../vault/changes.ts";
import { findById, type ChatContents } from "../../vault/chat-contents.ts";
import type { Job } from "../../vault/records.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { Deps } from "../deps.ts";
import { saveKey, nameFor } from "./save-key.ts";
import { edit, respond, send } from "../../chat/reply.ts";
import { pressedMessageId, replyTargetOf, type ReplyTarget } from "../../chat/reply-target.ts";

type ChoiceDeps = Pick<Deps, "t" | "clock" | "log">;

/** How long a question about keys waits for its answer; the keys are sealed, but the user has not said to keep them. */
const keyChoiceTtlMs = 600_000;

/** The open questions which key to keep. */
export const openQuestions = ({ jobs }: ChatContents) =>
  jobs.flatMap(({ id, job }) =>
    job.kind === "drop-offers" && job.showsKey !== true ? [{ id, messageId: job.messageId }] : [],
  );

/** Names the keys that are not among the `earlier` ones. */
const withNames = (t: Deps["t"], keys: readonly Key[], earlier: readonly NewKey[]): NewKey[] => {
  const fresh: NewKey[] = [];
  for (const key of keys) {
    const known = [...earlier, ...fresh];
    if (!known.some((one) => one.key.sameAs(key))) fresh.push(newKey(nameFor(t, key, known), key));
  }
  return fresh;
};

/**
 * Several keys came at once: stores them, deletes what they came in, and asks which to keep. If that is being asked
 * already, as when another app exports its keys in several pictures, one question is about all of them.
 */
export const askWhichKeys = async (
  deps: ChoiceDeps,
  target: ReplyTarget,
  {
    keys,
    of,
    messageIds,
    remarks = "",
  }: { keys: readonly Key[]; of: DeletionOutcome["of"]; messageIds: readonly number[]; remarks?: string },
): Promise<void> => {
  const { t, clock } = deps;
  const { session } = target;
  const contents = await session.contents();
  const questions = openQuestions(contents);
  const earlier = questions.length === 0 ? [] : contents.undecidedKeys;
  const fresh = withNames(t, keys, earlier);
  const isStored = fresh.length === 0 || (await session.commit([addUndecidedKeys(fresh)], { once: true }));
  const traces = await deleteSecretMessages(deps, target, of, messageIds);
  if (!isStored) return target.show(alreadyProcessedScreen(t));
  const messageId = await send(target, keyChoiceScreen(t, [...earlier, ...fresh], { traces, remarks }));
  await session.commit([scheduleJob({ kind: "drop-offers", messageId }, clock.now() + keyChoiceTtlMs)]);
  for (const question of questions) {
    await unlessTooLate(target.api.deleteMessage(target.chatId, question.messageId));
    await session.commit([dropJob(question.id)]);
  }
};

/** The answers to: which of these keys is to be kept? */
export const chooseKeysHandler = (deps: ChoiceDeps): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  composer.callbackQuery(callbacksWithArgs.pick.pattern, async (ctx) => {
    const found = findById((await ctx.session.contents()).undecidedKeys, ctx.match[1]);
    if (found === undefined) return respond(ctx, { text: t("intake:offer.expired") });
    const received = { key: found.key, of: "picture", messageIds: [], hasMoreToSend: true } as const;
    await saveKey(deps, replyTargetOf(ctx), received);
    const question = dropJobsOfMessage(pressedMessageId(ctx), ["drop-offers"]);
    await ctx.session.commit([question, dropUndecidedKeys], { completesUpdate: true });
  });

  composer.callbackQuery(fixedCallbacks.pickAll, async (ctx) => {
    const contents = await ctx.session.contents();
    if (contents.undecidedKeys.length === 0) return respond(ctx, { text: t("intake:offer.expired") });
    const fresh = withNames(
      t,
      contents.undecidedKeys.map(({ key }) => key),
      contents.keys,
    );
    await ctx.session.commit([...fresh.map(addKey), dropUndecidedKeys], { once: true });
    await respond(ctx, { text: t("intake:offer.allKept") });
    await send(ctx, choiceScreen(t, (await ctx.session.contents()).keys));
  });
  return composer;
};

/** The question in this message was not answered in time, or the key in it was shown for long enough. */
export const expireKeyChoice = async (
  { t }: Pick<Deps, "t">,
  target: ReplyTarget,
  { messageId, showsKey }: Extract<Job, { kind: "drop-offers" }>,
): Promise<void> => {
  const { undecidedKeys } = await target.session.contents();
  await target.session.commit([dropUndecidedKeys]);
  if (showsKey === true) await unlessTooLate(target.api.deleteMessage(target.chatId, messageId));
  else if (undecidedKeys.length > 0) await edit(target, messageId, { text: t("intake:offer.expired") });
};
