import { Composer } from "grammy";
import type { Key } from "../../totp/key.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { choiceScreen } from "../login-code/screens.ts";
import { roomForKeys, roomForUndecided } from "./limits.ts";
import {
  fullScreen,
  leftText,
  noRoomYetScreen,
  partlyKeptScreen,
  tooManyScreen,
  undecidedScreen,
} from "./limit-screens.ts";
import { keyChoiceScreen } from "./screens.ts";
import { type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import type { Context } from "../../telegram/context.ts";
import { unlessTooLate } from "../../telegram/api-errors.ts";
import {
  addKeys,
  addUndecidedKeys,
  dropJob,
  dropJobsOfMessage,
  dropUndecidedKeys,
  newKey,
  type NewKey,
} from "../../vault/changes.ts";
import { findById, type ChatContents } from "../../vault/chat-contents.ts";
import type { Job, StoredKey } from "../../vault/records.ts";
import { askThenDelete } from "../../chat/ask-then-delete.ts";
import { deleteSecretMessages, planDeletionsSoon } from "../../chat/delete-secret.ts";
import type { Screen } from "../../chat/screen.ts";
import type { Deps } from "../deps.ts";
import { handsKeysOver, receiveKey } from "./receive-key.ts";
import { freeNames, nameOf, saveKey } from "./save-key.ts";
import { edit, reply, respond, send } from "../../chat/reply.ts";
import { removeSecret } from "../../chat/show-secret.ts";
import { pressedMessageId, replyTargetOf, type ReplyTarget } from "../../chat/reply-target.ts";

type ChoiceDeps = Pick<Deps, "t" | "clock" | "log" | "metrics">;

/** The planned jobs that are about undecided keys. */
const jobsOfUndecided = ({ jobs }: Pick<ChatContents, "jobs">) =>
  jobs.flatMap(({ id, job }) => (job.kind === "drop-offers" ? [{ id, ...job }] : []));

/** The open questions which of several keys to keep. */
export const openQuestions = (contents: ChatContents) =>
  jobsOfUndecided(contents).filter(({ showsKey, keyIds }) => showsKey !== true && keyIds === undefined);

/** Whether the message is a question about undecided keys that is still open. */
export const isOpenQuestion = (contents: ChatContents, messageId: number | undefined): boolean =>
  jobsOfUndecided(contents).some((job) => job.messageId === messageId);

/** The undecided keys that the question in a message is about. */
export const undecidedKeysOf = (
  contents: ChatContents,
  messageId: number | undefined,
): readonly StoredKey[] => {
  const jobs = jobsOfUndecided(contents);
  const own = jobs.find((job) => job.messageId === messageId)?.keyIds;
  const others = jobs.flatMap((job) => (job.messageId === messageId ? [] : (job.keyIds ?? [])));
  return contents.undecidedKeys.filter(({ id }) => own?.includes(id) ?? !others.includes(id));
};

const idsOf = (keys: readonly NewKey[]): readonly string[] => keys.map(({ id }) => id);

/** The keys that the chat does not keep yet. */
const notKept = <Offer extends { readonly key: Key }>(
  { keys }: ChatContents,
  offers: readonly Offer[],
): Offer[] => {
  const kept = new Set(keys.map(({ key }) => key.identity));
  return offers.filter(({ key }) => !kept.has(key.identity));
};

/** Names the keys that are not among the `earlier` ones; with the issuer where several have the same account. */
const withNames = (t: Deps["t"], keys: readonly Key[], earlier: readonly NewKey[]): NewKey[] => {
  const known = new Set(earlier.map(({ key }) => key.identity));
  const names = freeNames(earlier);
  const perAccount = new Map<string | undefined, number>();
  for (const { account } of keys) perAccount.set(account, (perAccount.get(account) ?? 0) + 1);
  return keys.flatMap((key) => {
    const { identity, issuer, account } = key;
    if (known.has(identity)) return [];
    known.add(identity);
    const isShared = (perAccount.get(account) ?? 0) > 1;
    const isFull = issuer !== undefined && account !== undefined && isShared;
    return [newKey(names.take(isFull ? `${issuer}: ${account}` : nameOf(t, key)), key)];
  });
};

/**
 * Several keys came at once: asks which to keep, stores them, and deletes what they came in, unless it may hold keys that
 * are not read or for which there is no room: then it stays, and the user is told before the choice. If that is being
 * asked already, as when another app exports its keys in several pictures, one question is about all of them.
 */
export const askWhichKeys = async (
  deps: ChoiceDeps,
  target: ReplyTarget,
  {
    keys,
    of,
    messageIds,
    remarks,
    isCut,
  }: {
    keys: readonly Key[];
    of: DeletionOutcome["of"];
    messageIds: readonly number[];
    remarks: string;
    /** Whether there may be more keys in the messages that were not read. */
    isCut: boolean;
  },
): Promise<void> => {
  const { t } = deps;
  const { session } = target;
  const contents = await session.contents();
  const questions = openQuestions(contents);
  const earlier = questions.length === 0 ? [] : undecidedKeysOf(contents, questions[0]?.messageId);
  const fresh = withNames(t, keys, earlier);
  if (fresh.length > roomForUndecided(contents)) return target.show(tooManyScreen(t));
  const all = [...earlier, ...fresh];
  const lacking = notKept(contents, all);
  const free = roomForKeys(contents);
  // What the earlier ones came in may be deleted, so none of them may fall out of what fits.
  if (notKept(contents, earlier).length > free) return target.show(undecidedScreen(t));
  const room = lacking.length > free ? free : undefined;
  if (room === 0) return target.show(fullScreen(t, true));
  const offers = room === undefined ? all : lacking;
  const isLeft = isCut || room !== undefined;
  const replaced = questions.map(({ messageId }) => messageId);
  if (isLeft) {
    const [messageId] = messageIds;
    const options = messageId === undefined ? {} : { inReplyTo: messageId };
    await send(target, { text: leftText(t, { room, isCut }) }, options);
  }
  const isStored = await askThenDelete(deps, target, {
    question: (traces) => keyChoiceScreen(t, offers, { traces, remarks, room }),
    changes: [
      addUndecidedKeys(fresh.filter((one) => offers.includes(one))),
      ...questions.map(({ id }) => dropJob(id)),
      ...planDeletionsSoon(deps, replaced),
    ],
    about: { offers: "keys", ids: idsOf(offers), isAboutAll: true },
    of,
    messageIds: isLeft ? [] : messageIds,
  });
  if (isStored && replaced.length > 0) await deleteSecretMessages(deps, target, "message", replaced);
};

/**
 * It is unclear what is a key in what came: stores the keys that it may hold, deletes what they came in, and asks. So
 * whatever the answer is, nothing has to be sent again. If there is no room for them, nothing is stored or deleted.
 * @param ask the question about the stored keys, in their order
 */
export const askWhatIsMeant = async (
  deps: ChoiceDeps,
  target: ReplyTarget,
  {
    keys,
    ask,
    of,
    messageIds,
  }: {
    keys: readonly Key[];
    ask: (offers: readonly NewKey[], traces: DeletionOutcome | undefined) => Screen;
    of: DeletionOutcome["of"];
    messageIds: readonly number[];
  },
): Promise<void> => {
  const { t } = deps;
  const contents = await target.session.contents();
  if (keys.length > roomForUndecided(contents)) return target.show(tooManyScreen(t));
  const offers = keys.map((key) => newKey(nameOf(t, key), key));
  // Of several readings of a text, at most two are kept.
  if (Math.min(2, notKept(contents, offers).length) > roomForKeys(contents))
    return target.show(fullScreen(t, true));
  await askThenDelete(deps, target, {
    question: (traces) => ask(offers, traces),
    changes: [addUndecidedKeys(offers)],
    about: { offers: "keys", ids: idsOf(offers) },
    of,
    messageIds,
  });
};

/** Ends the question in the message of the pressed button, and forgets the undecided keys it was about. */
export const endQuestion = async (ctx: Context, keys: readonly StoredKey[]): Promise<void> => {
  const question = dropJobsOfMessage(pressedMessageId(ctx), ["drop-offers"]);
  await ctx.session.commit([question, dropUndecidedKeys(idsOf(keys))], { completesUpdate: true });
};

/** The answers to: which of these keys is to be kept? */
export const chooseKeysHandler = (deps: ChoiceDeps): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  /** Keeps keys. @param count how many of those that are not kept yet, if not all */
  const keepAll = async (ctx: Context, keys: readonly StoredKey[], count?: number) => {
    const contents = await ctx.session.contents();
    const asked = undecidedKeysOf(contents, pressedMessageId(ctx));
    const fresh = withNames(
      t,
      keys.map(({ key }) => key),
      contents.keys,
    );
    const kept = fresh.slice(0, count);
    // The question stays, to be answered once keys are deleted.
    if (kept.length > roomForKeys(contents)) return reply(ctx, noRoomYetScreen(t));
    await ctx.session.commit([addKeys(kept), dropUndecidedKeys(idsOf([...asked, ...keys]))], {
      once: true,
    });
    if (kept.length < fresh.length) await respond(ctx, partlyKeptScreen(t, kept.length));
    else
      await respond(ctx, { text: t(keys.length === 2 ? "intake:offer.bothKept" : "intake:offer.allKept") });
    await send(ctx, choiceScreen(t, (await ctx.session.contents()).keys));
    await endQuestion(ctx, asked);
  };

  composer.callbackQuery(callbacksWithArgs.pick.pattern, async (ctx) => {
    const contents = await ctx.session.contents();
    const found = findById(contents.undecidedKeys, ctx.match[1]);
    if (found === undefined) return respond(ctx, { text: t("intake:offer.expired") });
    const asked = undecidedKeysOf(contents, pressedMessageId(ctx));
    const { key, name } = found;
    const received = { key, name, of: "picture", messageIds: [], hasMoreToSend: true } as const;
    const messageId = pressedMessageId(ctx);
    // "Keep it after all", below a key that is shown. Jobs of earlier versions do not name the key.
    const isShown = jobsOfUndecided(contents).some(
      ({ showsKey, keyIds = [found.id] }) => showsKey === true && keyIds.includes(found.id),
    );
    const isSaved = isShown || !handsKeysOver(contents.step);
    const isKnown = contents.keys.some((stored) => stored.key.sameAs(key));
    // The question stays, to be answered once a key is deleted.
    if (isSaved && !isKnown && roomForKeys(contents) === 0) return reply(ctx, noRoomYetScreen(t));
    if (isSaved) await saveKey(deps, replyTargetOf(ctx), received);
    else {
      await receiveKey(deps, replyTargetOf(ctx), received);
      if (messageId !== undefined) await unlessTooLate(ctx.api.deleteMessage(ctx.chatId, messageId));
    }
    await endQuestion(ctx, asked);
  });

  composer.callbackQuery(callbacksWithArgs.pickTwo.pattern, async (ctx) => {
    const { undecidedKeys } = await ctx.session.contents();
    const found = undecidedKeys.filter(({ id }) => id === ctx.match[1] || id === ctx.match[2]);
    return found.length < 2 ? respond(ctx, { text: t("intake:offer.expired") }) : keepAll(ctx, found);
  });

  const keepAsked = async (ctx: Context, count?: number) => {
    const asked = undecidedKeysOf(await ctx.session.contents(), pressedMessageId(ctx));
    return asked.length === 0
      ? respond(ctx, { text: t("intake:offer.expired") })
      : keepAll(ctx, asked, count);
  };
  composer.callbackQuery(fixedCallbacks.pickAll, (ctx) => keepAsked(ctx));
  composer.callbackQuery(callbacksWithArgs.pickFirst.pattern, (ctx) => keepAsked(ctx, Number(ctx.match[1])));
  return composer;
};

/** The question in this message was not answered in time, or the key in it was shown for long enough. */
export const expireKeyChoice = async (
  { t }: Pick<Deps, "t">,
  target: ReplyTarget,
  { messageId, showsKey }: Extract<Job, { kind: "drop-offers" }>,
): Promise<void> => {
  if (showsKey === true) await removeSecret(target, messageId, t("secrets:hidden"));
  const contents = await target.session.inspect();
  // Keys whose question is still to come wait for that.
  const waiting = contents.jobs.flatMap(({ job }) => (job.kind === "ask" ? job.about.ids : []));
  const asked = undecidedKeysOf(contents, messageId).filter(({ id }) => !waiting.includes(id));
  await target.session.commit([dropUndecidedKeys(idsOf(asked))]);
  if (showsKey !== true && asked.length > 0)
    await edit(target, messageId, { text: t("intake:offer.expired") });
};
