import { Composer } from "grammy";
import type { Message } from "grammy/types";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import { captureStep } from "../../guide/walk.ts";
import type { ChatLock } from "../../jobs/chat-lock.ts";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import type { Context } from "../../telegram/context.ts";
import { maxFileBytes } from "../../telegram/files.ts";
import { dropFlood } from "../../telegram/rate-limit.ts";
import { picturesOf, type PictureSource } from "../../telegram/message-content.ts";
import { dropJob, dropJobsOfMessage, postponeJob, scheduleJob } from "../../vault/changes.ts";
import type { ChatContents } from "../../vault/chat-contents.ts";
import type { DueJob, Job, PictureFile } from "../../vault/records.ts";
import { answersCodeQuestion } from "../cancellation-code/handler.ts";
import { offerReading } from "../characters/offer-reading.ts";
import type { AnswerText, Deps } from "../deps.ts";
import { isUnderWay, journeyOf } from "../guide/journey.ts";
import { otherScreen } from "../fallback/screens.ts";
import { keysOf, readCaption, type Beside } from "./beside.ts";
import { maxWaitingPictures } from "./limits.ts";
import { minUseToDropMs, pictureMs } from "./picture-queues.ts";
import { addKey, noFindings, readPictures, seen, type Findings, type ReadingDeps } from "./read-pictures.ts";
import { receiveKeys } from "./receive-keys.ts";
import { otherCodeScreen, pictureProblemScreen, problemScreen } from "./screens.ts";

type PictureDeps = ReadingDeps &
  Pick<Deps, "t" | "clock" | "vault"> & {
    readonly answerText: AnswerText;
    readonly chatLock: Pick<ChatLock, "claimMs">;
  };

type PictureJob = Extract<Job, { kind: "read-picture" }>;
/** A planned picture. */
type DuePicture = DueJob & { readonly job: PictureJob };

/** Whether a job reads a picture. */
export const isPicture = (due: DueJob): due is DuePicture => due.job.kind === "read-picture";

/** How long to wait for the other pictures of an album: Telegram delivers each as an update of its own. */
const albumDelayMs = 500;
/** For how long refused pictures are collected, so that the user is told once. */
const refusalDelayMs = 2_000;
/** When more pictures wait, they arrive faster than they are read. */
const manyPictures = 20;
/** A job whose reading has begun so often without an end is given up: reading it may be what ends the program. */
const maxReadings = 5;

/** Phones send pictures as files under every name; what is surely something else is not fetched. */
const mayBePicture = ({ mime_type: mime, file_name: name }: PictureSource) =>
  mime === undefined ||
  mime.startsWith("image/") ||
  mime === "application/octet-stream" ||
  /\.(jpe?g|png|webp|gif|heic|heif|avif|tiff?|bmp|dib|ico|cur)$/i.test(name ?? "");

const fileOf = (source: PictureSource): PictureFile => {
  if (!mayBePicture(source)) return { refused: "notAPicture" };
  return (source.file_size ?? 0) > maxFileBytes ? { refused: "tooLarge" } : { id: source.file_id };
};

/** The jobs that read a message's pictures. @param isCaptionAnswered whether its caption is answered without them */
const jobsOf = (message: Message & { readonly text?: string }, isCaptionAnswered: boolean): PictureJob[] => {
  const { message_id: messageId, media_group_id: album, text, sticker } = message;
  // What has an emoji may well be a sticker after all.
  const isSticker = text === undefined && sticker?.emoji !== undefined ? true : undefined;
  const caption = isCaptionAnswered ? { isCaptionAnswered } : { caption: text };
  return picturesOf(message).map((source) => ({
    ...{ kind: "read-picture", messageId, album, ...caption, isSticker },
    file: fileOf(source),
  }));
};

const isRefused = ({ job }: DuePicture) => "refused" in job.file && job.file.refused === "tooMany";

/**
 * Pictures at any moment, as a photo, as a file, or several at once. Each becomes a planned job: with that the update is
 * handled, and no other update waits until a picture has been read. A caption that must not stay in the chat does not wait
 * either. When far too many pictures come, those of chats that have sent more than one lately are dropped.
 * @param warn tells the user that a picture was dropped, once a minute
 */
export const pictureHandler = (
  { clock, jobs: runner, recentUse }: Pick<Deps, "clock" | "jobs" | "recentUse">,
  warn: (ctx: Context) => Promise<unknown>,
): Composer<Context> => {
  const composer = new Composer<Context>();
  const drop = dropFlood(clock, warn);

  composer.on("message", async (ctx, next) => {
    const pictures = picturesOf(ctx.message).length;
    if (pictures === 0) return next();
    const { text, message_id: messageId, media_group_id: album } = ctx.message;
    const beside = text === undefined ? undefined : readCaption(text);
    recentUse.add(ctx.chatId, pictureMs * pictures);
    if (runner.slowJobs > manyPictures && recentUse.of(ctx.chatId) >= minUseToDropMs) {
      await drop(ctx);
      return beside?.isSensitive === true ? next() : undefined;
    }
    const contents = await ctx.session.contents();
    const waiting = contents.jobs
      .filter(isPicture)
      // An edit replaces the picture.
      .filter(({ job }) => job.messageId !== messageId);
    const room = Math.max(0, maxWaitingPictures - waiting.filter((due) => !isRefused(due)).length);
    const mustNotStay =
      beside?.isSensitive === true || (text !== undefined && answersCodeQuestion(contents, text));
    // The caption of a picture that is not read is.
    const isPassed = mustNotStay || (room === 0 && beside !== undefined && beside.caption.kind !== "words");
    const jobs = jobsOf(ctx.message, mustNotStay);
    const isTold = jobs.length <= room || waiting.some(isRefused);
    const refused: Job = { kind: "read-picture", messageId, file: { refused: "tooMany" } };
    const now = clock.now();
    const dueAt = album === undefined ? now : now + albumDelayMs;
    await ctx.session.commit(
      [
        dropJobsOfMessage(messageId, ["read-picture"]),
        ...jobs.slice(0, room).map((job) => scheduleJob(job, dueAt)),
        ...(isTold ? [] : [scheduleJob(refused, now + refusalDelayMs)]),
      ],
      { once: !isPassed, completesUpdate: !isPassed },
    );
    if (isPassed) await next();
  });
  return composer;
};

/** Nothing in these pictures needs an answer of its own. */
const isWithoutCode = ({ problems, foreign, failures, secret }: Findings) =>
  !secret &&
  problems.length + foreign.length === 0 &&
  failures.every((name) => name === "noQr" || name === "notAPicture");

/** Gives one answer for what is in pictures. */
const answerFindings = async (
  deps: PictureDeps,
  target: ReplyTarget,
  findings: Findings,
  { messageIds, beside }: { readonly messageIds: readonly number[]; readonly beside: Beside | undefined },
): Promise<void> => {
  const { t } = deps;
  const { keys, exports, problems, foreign, failures, characters, secret } = findings;
  const of = messageIds.length > 1 ? "pictures" : "picture";
  if (keys.length > 0 || exports.length > 0) {
    const fromCaption = keysOf(beside?.caption);
    for (const key of fromCaption.keys) addKey(findings, key);
    exports.push(...fromCaption.exports);
    return receiveKeys(deps, target, { keys, exports, of, messageIds });
  }
  if (beside !== undefined && beside.caption.kind !== "words") {
    if (secret) await deleteSecretMessages(deps, target, of, messageIds);
    return beside.pass();
  }
  for (const one of characters) await offerReading(deps, target, one);
  if (characters.length > 0) return;
  const traces = secret ? await deleteSecretMessages(deps, target, of, messageIds) : undefined;
  const [problem] = problems;
  // Of several codes, one that may hold a key matters more, also if it could not be read.
  const code = foreign.find((one) => one === "maybeKey") ?? foreign[0];
  if (problem !== undefined) return target.show(problemScreen(t, problem, "picture", traces));
  const isKeyUnread = code !== "maybeKey" && failures.some((one) => seen.includes(one));
  if (code !== undefined && !isKeyUnread && !failures.includes("partOnly"))
    return target.show(otherCodeScreen(t, code, traces));
  // Of several pictures, one in which something was seen is worth more advice than one without a code.
  const failure = failures.find((name) => name !== "noQr" && name !== "notAPicture") ?? failures[0] ?? "noQr";
  const { step } = await target.session.contents();
  const advise = () => target.show(pictureProblemScreen(t, failure, captureStep(step), traces));
  return beside !== undefined && isWithoutCode(findings) ? beside.pass(advise) : advise();
};

/** Gives one answer for all that was sent at once, and another one for a caption that must not stay in the chat. */
const answerPictures = async (
  deps: PictureDeps,
  target: ReplyTarget,
  findings: Findings,
  sent: { readonly messageIds: readonly number[]; readonly beside: Beside | undefined },
): Promise<void> => {
  const { beside } = sent;
  if (beside?.isSensitive !== true) return answerFindings(deps, target, findings, sent);
  const { keys, exports, characters } = findings;
  const isFound = keys.length + exports.length + characters.length > 0;
  if (!isFound && isWithoutCode(findings)) return beside.pass();
  if (characters.length === 0) findings.secret = true;
  await answerFindings(deps, target, findings, sent);
  await beside.pass();
};

/** What stands beside the pictures of these jobs; `undefined` if nothing does. */
const besideOf = (
  { t, answerText }: PictureDeps,
  target: ReplyTarget,
  parts: readonly DuePicture[],
): Beside | undefined => {
  const captioned = parts.find(({ job }) => job.caption !== undefined);
  if (captioned?.job.caption !== undefined) {
    const { caption: text, messageId } = captioned.job;
    return {
      ...readCaption(text),
      pass: (otherwise) => answerText(target, { text, messageId, otherwise }),
    };
  }
  const pass = () => Promise.resolve();
  if (parts.some(({ job }) => job.isCaptionAnswered === true))
    return { caption: { kind: "words" }, isSensitive: true, pass };
  if (!parts.some(({ job }) => job.isSticker === true)) return undefined;
  const answerSticker = async () => {
    const journey = journeyOf(await target.session.contents());
    await target.show(otherScreen(t, "sticker", isUnderWay(journey)));
  };
  return { caption: { kind: "words" }, isSensitive: false, pass: answerSticker };
};

/** The messages of pictures that are still in the chat: one whose caption was answered has been deleted, or is planned to be. */
const messagesOf = (parts: readonly DuePicture[], { jobs }: ChatContents): readonly number[] => {
  const isPlanned = (messageId: number) =>
    jobs.some(({ job }) => job.kind === "delete-message" && job.messageId === messageId);
  const left = parts.filter(({ job }) => job.isCaptionAnswered !== true || isPlanned(job.messageId));
  return [...new Set(left.map(({ job }) => job.messageId))];
};

/** The pictures that are to be answered together with this one, as far as they have come. */
const partsOf = async ({ vault }: PictureDeps, { chatId, job }: DuePicture): Promise<DuePicture[]> => {
  const session = vault.session(chatId);
  try {
    const { jobs } = await session.inspect();
    const isPart = ({ job: { album, messageId } }: DuePicture) =>
      job.album === undefined ? album === undefined && messageId === job.messageId : album === job.album;
    return jobs
      .filter(isPicture)
      .filter(isPart)
      .sort((a, b) => a.job.messageId - b.job.messageId);
  } finally {
    session.close();
  }
};

/**
 * Counts an attempt at these jobs before it begins, so that one that ends the program is not begun for ever, and lets
 * other instances leave them alone for a while. @returns false if one of them is gone, or begun by another instance
 */
const claim = async (
  { vault, clock, chatLock }: PictureDeps,
  chatId: number,
  parts: readonly DuePicture[],
): Promise<boolean> => {
  const session = vault.session(chatId);
  try {
    const { jobs } = await session.inspect();
    const isFree = ({ id, dueAt }: DuePicture) => jobs.some((one) => one.id === id && one.dueAt === dueAt);
    if (!parts.every(isFree)) return false;
    const until = clock.now() + chatLock.claimMs;
    await session.commit(parts.map((due) => postponeJob(due, chatLock.claimMs === 0 ? due.dueAt : until)));
    return true;
  } finally {
    session.close();
  }
};

/**
 * Reads the picture of a job, with the whole album that it belongs to.
 * @returns how to answer, with the chat's lock; `undefined` if there is nothing to answer now
 */
export const preparePictures = async (
  deps: PictureDeps,
  due: DuePicture,
  stopped: AbortSignal,
): Promise<((target: ReplyTarget) => Promise<void>) | undefined> => {
  const { chatId } = due;
  const parts = await partsOf(deps, due);
  // It is answered with its album, or gone, or another instance has begun it.
  if (!parts.some(({ id, dueAt }) => id === due.id && dueAt === due.dueAt)) return undefined;
  deps.qr.prepare();
  const caption = parts.find(({ job }) => job.caption !== undefined)?.job.caption;
  const isOfWords = caption === undefined || parsePastedKey(caption).kind === "words";
  let claimed: Promise<boolean> | undefined;
  const begin = async () => !stopped.aborted && (await (claimed ??= claim(deps, chatId, parts)));
  const findings = parts.some(({ attempts }) => attempts >= maxReadings)
    ? noFindings("tooSlow")
    : await readPictures(deps, { chatId, pictures: parts.map(({ job }) => job), begin }, isOfWords);
  if (findings === undefined) return undefined;
  return async (target) => {
    const messageIds = messagesOf(parts, await target.session.inspect());
    await answerPictures(deps, target, findings, { messageIds, beside: besideOf(deps, target, parts) });
    await target.session.commit(parts.map(({ id }) => dropJob(id)));
  };
};
