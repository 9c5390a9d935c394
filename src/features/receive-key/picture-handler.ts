import { Composer } from "grammy";
import type { Document, Message } from "grammy/types";
import { captureStep } from "../../guide/walk.ts";
import { parseGoogleExport, type GoogleExport } from "../../totp/google-export.ts";
import type { Key } from "../../totp/key.ts";
import type { KeyProblem } from "../../totp/key-problem.ts";
import { parseOtpauthUri } from "../../totp/otpauth-uri.ts";
import { contentKind } from "../../qr/content-kind.ts";
import type { Diagnosis, QrFailure } from "../../qr/reader.ts";
import { joinParts, type TextPart } from "../../qr/structured-append.ts";
import {
  otherCodeScreen,
  pictureProblemScreen,
  problemScreen,
  type OtherCode,
  type PictureProblem,
} from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import { maxFileBytes } from "../../telegram/files.ts";
import { dropJob, scheduleJob } from "../../vault/changes.ts";
import type { Job, PictureFile } from "../../vault/records.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { Deps } from "../deps.ts";
import { receiveKeys } from "./receive-keys.ts";
import { replyTargetOf, type ReplyTarget } from "../../chat/reply-target.ts";

type PictureDeps = Pick<Deps, "t" | "clock" | "log" | "qr" | "download" | "pictureQueue" | "metrics">;

/** What was found in the pictures a user sent. */
interface Findings {
  readonly keys: Key[];
  /** What other apps export; their keys are among the keys. */
  readonly exports: GoogleExport[];
  readonly problems: KeyProblem[];
  readonly foreign: OtherCode[];
  readonly failures: PictureProblem[];
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
const mayBePicture = ({ mime_type: mime, file_name: name }: Document) =>
  mime === undefined ||
  mime.startsWith("image/") ||
  mime === "application/octet-stream" ||
  /\.(jpe?g|png|webp|gif|heic|heif|avif|tiff?|bmp|dib|ico|cur)$/i.test(name ?? "");

/** A picture a user sent. */
interface Picture {
  readonly messageId: number;
  readonly file: PictureFile;
}

/** Of a photo the largest of the sizes Telegram made; a document as it is. */
const pictureIn = ({ message_id: messageId, photo, document }: Message): Picture => {
  const file = photo?.at(-1) ?? document;
  if (file === undefined || (document !== undefined && !mayBePicture(document))) {
    return { messageId, file: { refused: "notAPicture" } };
  }
  if ((file.file_size ?? 0) > maxFileBytes) return { messageId, file: { refused: "tooLarge" } };
  return { messageId, file: { id: file.file_id } };
};

/** What the QR codes in a picture hold, or why there is nothing. */
const readPicture = async ({ qr, download, pictureQueue, log }: PictureDeps, { file }: Picture) => {
  if ("refused" in file) return file.refused;
  if (!(await pictureQueue.enter())) return "busy";
  try {
    // The reader starts while the picture is being downloaded.
    qr.prepare();
    const downloaded = await download(file.id);
    if (!downloaded.ok) return "tooLarge";
    const reading = await qr.read(downloaded.bytes);
    if (reading.ok) return reading;
    return reading.why === "no-qr" ? diagnosisNames[reading.diagnosis] : failureNames[reading.why];
  } catch (thrown) {
    log.warn({ err: thrown }, "a picture could not be fetched");
    return "lost";
  } finally {
    pictureQueue.leave();
  }
};

const addKey = ({ keys }: Findings, key: Key) => {
  if (!keys.some((one) => one.sameAs(key))) keys.push(key);
};

const classifyQrText = (text: string, findings: Findings) => {
  const kind = contentKind(text);
  switch (kind) {
    case "totp":
    case "hotp": {
      findings.secret = true;
      const parsed = parseOtpauthUri(text);
      if (parsed.ok) addKey(findings, parsed.key);
      else findings.problems.push(parsed);
      break;
    }
    case "google-export": {
      findings.secret = true;
      const exported = parseGoogleExport(text);
      if (exported === undefined) findings.problems.push({ why: kind });
      else findings.exports.push(exported);
      for (const key of exported?.keys ?? []) addKey(findings, key);
      break;
    }
    case "wifi":
      findings.secret = true;
      findings.foreign.push(kind);
      break;
    case "app-store":
      findings.foreign.push("appStore");
      break;
    case "web":
    case "dap":
    case "other":
      findings.foreign.push(kind);
  }
};

const readPictures = async (deps: PictureDeps, all: readonly Picture[]): Promise<Findings> => {
  const findings: Findings = {
    ...{ keys: [], exports: [], problems: [], foreign: [], failures: [] },
    secret: false,
  };
  const parts: TextPart[] = [];
  for (const picture of all) {
    const result = await readPicture(deps, picture);
    deps.metrics.qrReading(typeof result === "string" ? result : "found");
    if (typeof result === "string") {
      findings.failures.push(result);
      findings.secret ||= seen.includes(result);
    } else {
      for (const text of result.texts) classifyQrText(text, findings);
      parts.push(...result.parts);
    }
  }
  // The parts of a text may be spread over the pictures of an album.
  const { texts, incomplete } = joinParts(parts);
  for (const text of texts) classifyQrText(text, findings);
  if (incomplete.length > 0) {
    findings.secret = true;
    findings.failures.unshift("partOnly");
  }
  return findings;
};

/** Reads what was sent at once and gives one answer for all of it. */
const answerPictures = async (
  deps: PictureDeps,
  target: ReplyTarget,
  all: readonly Picture[],
): Promise<void> => {
  const { t } = deps;
  const { keys, exports, problems, foreign, failures, secret } = await readPictures(deps, all);
  const of = all.length > 1 ? "pictures" : "picture";
  const messageIds = all.map(({ messageId }) => messageId);
  if (keys.length > 0 || exports.length > 0)
    return receiveKeys(deps, target, { keys, exports, of, messageIds });
  const traces = secret ? await deleteSecretMessages(deps, target, of, messageIds) : undefined;
  const [problem] = problems;
  const [code] = foreign;
  if (problem !== undefined) return target.show(problemScreen(t, problem, "picture", traces));
  if (code !== undefined && !failures.includes("partOnly"))
    return target.show(otherCodeScreen(t, code, traces));
  // Of several pictures, one in which something was seen is worth more advice than one without a code.
  const failure = failures.find((name) => name !== "noQr" && name !== "notAPicture") ?? failures[0] ?? "noQr";
  const { step } = await target.session.contents();
  return target.show(pictureProblemScreen(t, failure, captureStep(step), traces));
};

/** How long to wait for the other pictures of an album: Telegram delivers each as an update of its own. */
const albumDelayMs = 500;

/** Pictures at any moment, as a photo, as a file, or several at once. */
export const pictureHandler = (deps: PictureDeps): Composer<Context> => {
  const composer = new Composer<Context>();

  composer.on(["message:photo", "message:document"], async (ctx, next) => {
    // A GIF comes as an animation with a document beside it.
    if (ctx.message.animation !== undefined) return next();
    const picture = pictureIn(ctx.message);
    const album = ctx.message.media_group_id;
    if (album === undefined) return answerPictures(deps, replyTargetOf(ctx), [picture]);
    // A webhook delivers the next update of a chat only when this one is confirmed, so the album cannot be awaited
    // here. Once its job is planned, the picture is durable, and the update may be confirmed.
    const job: Job = { kind: "read-picture", album, ...picture };
    const reading = scheduleJob(job, deps.clock.now() + albumDelayMs);
    await ctx.session.commit([reading], { once: true, completesUpdate: true });
  });
  return composer;
};

/** Reads the whole album that a planned picture belongs to, as far as it has come. */
export const readAlbum = async (
  deps: PictureDeps,
  target: ReplyTarget,
  { album }: Extract<Job, { kind: "read-picture" }>,
): Promise<void> => {
  const parts = (await target.session.contents()).jobs.flatMap(({ id, job }) =>
    job.kind === "read-picture" && job.album === album
      ? [{ id, messageId: job.messageId, file: job.file }]
      : [],
  );
  parts.sort((a, b) => a.messageId - b.messageId);
  await answerPictures(deps, target, parts);
  await target.session.commit(parts.map(({ id }) => dropJob(id)));
};
