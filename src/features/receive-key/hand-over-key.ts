import { Composer } from "grammy";
import { packJourney, placeOf, unpackJourney } from "../../guide/walk.ts";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import { roomForUndecided } from "./limits.ts";
import { tooManyScreen } from "./limit-screens.ts";
import { notShownScreen } from "./screens.ts";
import { handedOverScreen } from "./secret-screens.ts";
import { isTelegramFailure } from "../../telegram/api-errors.ts";
import {
  addUndecidedKeys,
  dropJobsOfMessage,
  newKey,
  scheduleJob,
  setStep,
  type NewKey,
} from "../../vault/changes.ts";
import { findById } from "../../vault/chat-contents.ts";
import { answerTimeoutMs, dropQuestion, planQuestion } from "../../chat/ask-then-delete.ts";
import { deleteSecretMessages, planDeletions, retryDelayMs } from "../../chat/delete-secret.ts";
import type { DeletionOutcome } from "../../chat/deletion-outcome.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import type { ReceivedKey } from "./received-key.ts";
import { respond } from "../../chat/reply.ts";
import { pressedMessageId, replyTargetOf, type ReplyTarget } from "../../chat/reply-target.ts";
import { showSecret } from "../../chat/show-secret.ts";

type HandOverDeps = Pick<Deps, "t" | "clock" | "log" | "metrics">;

/** How long a key is shown, and stored in case the user wants to keep it after all. */
const keyShownMs = answerTimeoutMs;

/** The step at which the key is put into the app. */
const afterCopying = "addAccount";

/** Where the user is in the guide, and where the guide goes on with the key. */
const placesOf = (step: string | undefined) => {
  const here = unpackJourney(step ?? "");
  return { here, next: placeOf(here.road, afterCopying) };
};

/** Shows an undecided key to be copied. Its end is durable with it, before it is visible. */
const showOffered = async (
  { t, clock, log }: HandOverDeps,
  target: ReplyTarget,
  offered: NewKey,
  {
    traces = () => Promise.resolve(undefined),
    replaces,
  }: {
    traces?: () => Promise<DeletionOutcome | undefined>;
    replaces?: number | undefined;
  },
): Promise<boolean> => {
  const { next } = placesOf((await target.session.contents()).step);
  return showSecret({ log }, target, {
    placeholder: { text: t("secrets:coming") },
    secret: async () => handedOverScreen(t, offered, { next, traces: await traces() }),
    failed: notShownScreen(t, offered.id),
    end: (messageId) => ({ kind: "drop-offers", messageId, showsKey: true, keyIds: [offered.id] }),
    until: clock.now() + keyShownMs,
    // It is copied into the app.
    isProtected: false,
    replaces,
  });
};

/**
 * Reads a key for a user whose own app is to make the codes: shows it to be copied, stores it as undecided only, and
 * removes both after ten minutes, also across a restart. It is stored together with the deletion of what it came in and
 * with a message that offers to show it: if Telegram cannot be reached now, that comes later.
 */
export const handOverKey = async (
  deps: HandOverDeps,
  target: ReplyTarget,
  { key, name, of, messageIds }: ReceivedKey,
): Promise<void> => {
  const { t, clock, log } = deps;
  const { session } = target;
  const contents = await session.contents();
  const { step, undecidedKeys, jobs } = contents;
  const { here, next } = placesOf(step);
  const isBefore = placeOf(here.road, here.step).number < next.number;
  // An earlier handling of this update may have stored it to be shown.
  const shown = jobs.flatMap(({ job }) => {
    if (job.kind === "ask") return job.about.ids;
    return job.kind === "drop-offers" && job.showsKey === true ? (job.keyIds ?? []) : [];
  });
  const earlier = undecidedKeys.find((one) => shown.includes(one.id) && one.key.sameAs(key));
  const offered = earlier ?? newKey(name ?? key.account ?? key.issuer ?? t("intake:defaultName"), key);
  if (earlier === undefined && roomForUndecided(contents) === 0) return target.show(tooManyScreen(t));
  const traces = () =>
    messageIds.length === 0 ? Promise.resolve(undefined) : deleteSecretMessages(deps, target, of, messageIds);
  const offer = planQuestion({
    question: (known) => notShownScreen(t, offered.id, known),
    about: { offers: "keys", ids: [offered.id] },
    of,
    messageIds,
  });
  const retryAt = clock.now() + retryDelayMs;
  await session.commit([
    ...(earlier === undefined ? [addUndecidedKeys([offered])] : []),
    ...(isBefore ? [setStep(packJourney({ ...next, device: here.device }))] : []),
    scheduleJob(offer, retryAt),
    ...planDeletions(messageIds, retryAt),
  ]);
  try {
    await showOffered(deps, target, offered, { traces });
    await session.commit([dropQuestion(offer)]);
  } catch (thrown) {
    if (!isTelegramFailure(thrown)) throw thrown;
    log.warn({ err: thrown }, "a key could not be shown yet");
    await traces();
  }
};

/** Shows a key again that could not be shown. */
export const handOverHandler = (deps: HandOverDeps): Composer<Context> => {
  const composer = new Composer<Context>();
  composer.callbackQuery(callbacksWithArgs.showOffer.pattern, async (ctx) => {
    const offered = findById((await ctx.session.contents()).undecidedKeys, ctx.match[1]);
    if (offered === undefined) return respond(ctx, { text: deps.t("intake:offer.expired") });
    const replaces = pressedMessageId(ctx);
    if (await showOffered(deps, replyTargetOf(ctx), offered, { replaces }))
      await ctx.session.commit([dropJobsOfMessage(replaces, ["drop-offers"])]);
  });
  return composer;
};
