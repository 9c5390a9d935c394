import { Composer } from "grammy";
import type { Message } from "grammy/types";
import { captureStep } from "../../guide/walk.ts";
import type { GoogleExport } from "../../totp/google-export.ts";
import type { Key } from "../../totp/key.ts";
import type { KeyProblem } from "../../totp/key-problem.ts";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import type { Diagnosis, QrFailure } from "../../qr/reader.ts";
import { joinParts, type TextPart } from "../../qr/structured-append.ts";
import {
  otherCodeScreen,
  pictureProblemScreen,
  problemScreen,
  type OtherCode,
  type PictureProblem,
} from "./screens.ts";
import type { CharactersFound } from "../../key-characters/reading.ts";
import { findCharacters } from "../characters/find-characters.ts";
import { offerReading, type FoundCharacters } from "../characters/offer-reading.ts";
import type { Context } from "../../telegram/context.ts";
import { maxFileBytes } from "../../telegram/files.ts";
import { picturesOf, type PictureSource } from "../../telegram/message-content.ts";
import { dropJob, scheduleJob } from "../../vault/changes.ts";
import type { Job, PictureFile } from "../../vault/records.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { AnswerText, Deps } from "../deps.ts";
import { besideOf, keysOf, type Beside } from "./beside.ts";
import { readQrText } from "./qr-text.ts";
import { receiveKeys } from "./receive-keys.ts";
import { replyTargetOf, type ReplyTarget } from "../../chat/reply-target.ts";

type PictureDeps = Pick<
  Deps,
  "t" | "clock" | "log" | "qr" | "characters" | "download" | "pictureQueue" | "metrics"
>;

/** What was found in the pictures a user sent. */
interface Findings {
  readonly keys: Key[];
  /** What other apps export; their keys are among the keys. */
  readonly exports: GoogleExport[];
  readonly problems: KeyProblem[];
  readonly foreign: OtherCode[];
  readonly failures: PictureProblem[];
  /** The characters of keys, in pictures without a QR code. */
  readonly characters: FoundCharacters[];
  /** Pictures without a QR code in which no characters have been looked for yet. */
  readonly unread: Picture[];
  /** Whether a picture held something that must not stay in the chat. */
  secret: boolean;
}

const diagnosisNames: Record<Diagnosis, PictureProblem> = {
  nothing: "noQr",
  "too-small": "tooSmall",
  blurred: "blurred",
  "cut-off": "cutOff",
};

/** There is a code that could not be read: it may hold a key. */
const seen: readonly PictureProblem[] = ["tooSmall", "blurred", "cutOff"];

const failureNames: Record<Exclude<QrFailure, "no-qr">, PictureProblem> = {
  "not-a-picture": "notAPicture",
  broken: "broken",
  "too-large": "tooLarge",
  "too-slow": "tooSlow",
  busy: "busy",
};

/** Phones send pictures as files under every name; what is surely something else is not fetched. */
const mayBePicture = ({ mime_type: mime, file_name: name }: PictureSource) =>
  mime === undefined ||
  mime.startsWith("image/") ||
  mime === "application/octet-stream" ||
  /\.(jpe?g|png|webp|gif|heic|heif|avif|tiff?|bmp|dib|ico|cur)$/i.test(name ?? "");

/** A picture a user sent. */
interface Picture {
  readonly messageId: number;
  readonly file: PictureFile;
}

const fileOf = (source: PictureSource): PictureFile => {
  if (!mayBePicture(source)) return { refused: "notAPicture" };
  return (source.file_size ?? 0) > maxFileBytes ? { refused: "tooLarge" } : { id: source.file_id };
};

const picturesIn = (message: Message): readonly Picture[] =>
  picturesOf(message).map((source) => ({ messageId: message.message_id, file: fileOf(source) }));

/** Downloads a picture for `use`, when it is its turn. @returns what `use` returns, or why there is no picture */
const withPicture = async <T>(
  { download, pictureQueue, log }: PictureDeps,
  { file }: Picture,
  use: (bytes: Uint8Array) => Promise<T>,
  onTurn?: () => void,
): Promise<T | PictureProblem> => {
  if ("refused" in file) return file.refused;
  if (!(await pictureQueue.enter())) return "busy";
  try {
    onTurn?.();
    const downloaded = await download(file.id);
    return downloaded.ok ? await use(downloaded.bytes) : "tooLarge";
  } catch (thrown) {
    log.warn({ err: thrown }, "a picture could not be fetched");
    return "lost";
  } finally {
    pictureQueue.leave();
  }
};

/** What the QR codes in a picture hold, or why there is nothing. */
const readQrCodes = async ({ qr }: PictureDeps, bytes: Uint8Array) => {
  const reading = await qr.read(bytes);
  if (reading.ok) return reading;
  return reading.why === "no-qr" ? diagnosisNames[reading.diagnosis] : failureNames[reading.why];
};

/**
 * Reads a picture that came alone: its QR codes, or if there are none, the characters of a key. The pictures of an
 * album are searched for characters only when none of them has a QR code.
 */
const readOnlyPicture = async (deps: PictureDeps, bytes: Uint8Array) => {
  const read = await readQrCodes(deps, bytes);
  return read === "noQr" ? ((await findCharacters(deps, bytes)) ?? read) : read;
};

const addKey = ({ keys }: Findings, key: Key) => {
  if (!keys.some((one) => one.sameAs(key))) keys.push(key);
};

/** Adds what was read from a picture; the same characters in two pictures are asked about once. */
const addCharacters = ({ characters }: Findings, found: CharactersFound, { messageId }: Picture) => {
  const textOf = (one: CharactersFound) => one.characters.map(({ char }) => char).join("");
  const index = characters.findIndex((one) => textOf(one.found) === textOf(found));
  const earlier = characters[index];
  if (earlier === undefined) characters.push({ found, pictureIds: [messageId] });
  else characters[index] = { ...earlier, pictureIds: [...new Set([...earlier.pictureIds, messageId])] };
};

const addText = (findings: Findings, text: string) => {
  const { keys, exports, problems, foreign, isSecret } = readQrText(text);
  for (const key of keys) addKey(findings, key);
  findings.exports.push(...exports);
  findings.problems.push(...problems);
  if (foreign !== undefined) findings.foreign.push(foreign);
  findings.secret ||= isSecret;
};

const readPictures = async (deps: PictureDeps, all: readonly Picture[]): Promise<Findings> => {
  const findings: Findings = {
    ...{ keys: [], exports: [], problems: [], foreign: [], failures: [], characters: [], unread: [] },
    secret: false,
  };
  const parts: TextPart[] = [];
  const isAlone = all.length === 1;
  for (const picture of all) {
    const result = await withPicture(
      deps,
      picture,
      (bytes) => (isAlone ? readOnlyPicture(deps, bytes) : readQrCodes(deps, bytes)),
      // The reader starts while the picture is being downloaded.
      () => deps.qr.prepare(),
    );
    const isRead = typeof result !== "string";
    if (isRead && "characters" in result) {
      deps.metrics.qrReading("noQr");
      addCharacters(findings, result, picture);
      continue;
    }
    deps.metrics.qrReading(isRead ? "found" : result);
    if (isRead) {
      for (const text of result.texts) addText(findings, text);
      if (result.unread !== undefined) findings.failures.push(diagnosisNames[result.unread]);
      findings.secret ||= result.unread !== undefined;
      parts.push(...result.parts);
    } else {
      findings.failures.push(result);
      findings.secret ||= seen.includes(result);
      if (result === "noQr" && !isAlone) findings.unread.push(picture);
    }
  }
  // The parts of a text may be spread over the pictures of an album.
  const { texts, incomplete } = joinParts(parts);
  for (const text of texts) addText(findings, text);
  if (incomplete.length > 0) {
    findings.secret = true;
    findings.failures.unshift("partOnly");
  }
  return findings;
};

/** Nothing in these pictures needs an answer of its own. */
const isWithoutCode = ({ problems, foreign, failures, secret }: Findings) =>
  !secret &&
  problems.length + foreign.length === 0 &&
  failures.every((name) => name === "noQr" || name === "notAPicture");

/** The characters of keys in the pictures, if no QR code was found in any of them. */
const readCharacters = async (deps: PictureDeps, findings: Findings): Promise<readonly FoundCharacters[]> => {
  const { problems, foreign, secret, characters, unread } = findings;
  if (secret || problems.length + foreign.length > 0) return [];
  for (const picture of unread) {
    const result = await withPicture(deps, picture, (bytes) => findCharacters(deps, bytes));
    if (typeof result === "object") addCharacters(findings, result, picture);
  }
  return characters;
};

/** Reads what was sent at once and gives one answer for all of it. */
const answerPictures = async (
  deps: PictureDeps,
  target: ReplyTarget,
  all: readonly Picture[],
  beside: Beside | undefined,
): Promise<void> => {
  const { t } = deps;
  const findings = await readPictures(deps, all);
  const { keys, exports, problems, foreign, failures, secret } = findings;
  const messageIds = [...new Set(all.map(({ messageId }) => messageId))];
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
  const characters = await readCharacters(deps, findings);
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

/** How long to wait for the other pictures of an album: Telegram delivers each as an update of its own. */
const albumDelayMs = 500;

/** Pictures at any moment, as a photo, as a file, or several at once. */
export const pictureHandler = (deps: PictureDeps): Composer<Context> => {
  const composer = new Composer<Context>();

  composer.on("message", async (ctx, next) => {
    const pictures = picturesIn(ctx.message);
    if (pictures.length === 0) return next();
    const { text: caption, media_group_id: album } = ctx.message;
    if (album === undefined) return answerPictures(deps, replyTargetOf(ctx), pictures, besideOf(ctx, next));
    // A webhook delivers the next update of a chat only when this one is confirmed, so the album cannot be awaited
    // here. Once its job is planned, the picture is durable, and the update may be confirmed.
    const dueAt = deps.clock.now() + albumDelayMs;
    const jobs = pictures.map((picture): Job => ({ kind: "read-picture", album, ...picture, caption }));
    const readings = jobs.map((job) => scheduleJob(job, dueAt));
    await ctx.session.commit(readings, { once: true, completesUpdate: true });
  });
  return composer;
};

/** Reads the whole album that a planned picture belongs to, as far as it has come. */
export const readAlbum = async (
  deps: PictureDeps & { readonly answerText: AnswerText },
  target: ReplyTarget,
  { album }: Extract<Job, { kind: "read-picture" }>,
): Promise<void> => {
  const parts = (await target.session.contents()).jobs.flatMap(({ id, job }) =>
    job.kind === "read-picture" && job.album === album
      ? [{ id, messageId: job.messageId, file: job.file, caption: job.caption }]
      : [],
  );
  parts.sort((a, b) => a.messageId - b.messageId);
  const captioned = parts.find(({ caption }) => caption !== undefined);
  const { caption: text = "", messageId = 0 } = captioned ?? {};
  const pass: Beside["pass"] = (otherwise) => deps.answerText(target, { text, messageId, otherwise });
  await answerPictures(deps, target, parts, captioned && { caption: parsePastedKey(text), pass });
  await target.session.commit(parts.map(({ id }) => dropJob(id)));
};
