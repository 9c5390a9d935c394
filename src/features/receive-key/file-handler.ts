import { Composer } from "grammy";
import type { Document } from "grammy/types";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { replyTargetOf, type ReplyTarget } from "../../chat/reply-target.ts";
import { ownLoopTurn } from "../../jobs/loop-turn.ts";
import { maxTextFileBytes, readKeyFile, type KeyFile } from "../../key-files/key-file.ts";
import { parsePastedKey, type PastedKey } from "../../pasted-key/parse-pasted-key.ts";
import { detectSensitiveData } from "../../sensitive-data/detect.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { sensitiveDataScreen } from "../sensitive-data/screens.ts";
import { besideOf, keysOf, withoutRepeats } from "./beside.ts";
import { answerFileProblem, receiveFileKeys, stays } from "./receive-file.ts";
import { receivePasted } from "./receive-pasted.ts";

type FileDeps = Pick<Deps, "t" | "clock" | "log" | "metrics" | "download" | "recentUse">;

/** Pictures, and what has a picture's name, are for the QR reader; sound and video are not read. */
const isMedia = ({ mime_type: mime = "", file_name: name = "" }: Document) =>
  /^(?:image|video|audio|font)\//iu.test(mime) ||
  /\.(?:jpe?g|png|webp|gif|heic|heif|avif|tiff?|bmp|svg|mp[34]|mov|apk|exe)$/iu.test(name);

/** Windows takes tables of text for Excel's; what has such a name is a text. */
const isOffice = ({ mime_type: mime = "", file_name: name = "" }: Document) =>
  !/\.(?:csv|tsv|txt|json|rtf)$/iu.test(name) &&
  (/officedocument|msword|ms-excel|ms-powerpoint|opendocument|iwork/iu.test(mime) ||
    /\.(?:docx?|docm|odt|xlsx?|ods|pptx?|odp|pages|numbers)$/iu.test(name));

const isPdf = ({ mime_type: mime, file_name: name = "" }: Document) =>
  mime === "application/pdf" || /\.pdf$/iu.test(name);

/** Files of an unknown kind may be large pictures; what has a kind is not. */
const isUntyped = ({ mime_type: mime = "application/octet-stream", file_name: name = "" }: Document) =>
  mime === "application/octet-stream" && !/\.\w+$/u.test(name);

/** A file a user sent. */
interface SentFile {
  readonly messageId: number;
  readonly document: Document;
}

/** A file that is a short text, and what the text holds. */
type TextFile = Extract<KeyFile, { readonly kind: "text" }> & { readonly pasted: PastedKey };

/** A file as it was read, or why it could not be. */
type ReadFile =
  Exclude<KeyFile, { readonly kind: "text" }> | TextFile | { readonly kind: "office" | "too-large" | "lost" };

/** What the file is; "other" is left to the handlers of pictures. */
const readFile = async (
  { download, log, recentUse }: FileDeps,
  chatId: number,
  { document }: SentFile,
): Promise<ReadFile> => {
  if (isMedia(document)) return { kind: "other" };
  if (isPdf(document)) return { kind: "pdf" };
  if (isOffice(document)) return { kind: "office" };
  if ((document.file_size ?? 0) > maxTextFileBytes)
    return { kind: isUntyped(document) ? "other" : "too-large" };
  try {
    const downloaded = await download(document.file_id);
    if (!downloaded.ok || downloaded.bytes.length > maxTextFileBytes) return { kind: "too-large" };
    await ownLoopTurn();
    const startedAt = performance.now();
    const file = readKeyFile(downloaded.bytes, document.file_name ?? "");
    const read = file.kind === "text" ? { ...file, pasted: parsePastedKey(file.text) } : file;
    recentUse.add(chatId, performance.now() - startedAt);
    return read;
  } catch (thrown) {
    log.warn({ err: thrown }, "a file could not be fetched");
    return { kind: "lost" };
  }
};

/** Answers a text as if it had come as a message. */
const answerText = async (
  deps: FileDeps,
  target: ReplyTarget,
  { text, pasted }: TextFile,
  messageId: number,
): Promise<void> => {
  const { t } = deps;
  const of = "file";
  if (pasted.kind !== "words") return receivePasted(deps, target, { pasted, of, messageId });
  const found = detectSensitiveData(text);
  if (found === undefined || found === "sixDigits")
    return answerFileProblem(deps, target, { kind: "no-key" }, { of, messageId });
  const traces = await deleteSecretMessages(deps, target, of, [messageId]);
  return target.show(sensitiveDataScreen(t, found, traces));
};

/** Whether nothing speaks for a key in the file. */
const isWithoutKey = (file: ReadFile) =>
  file.kind === "text"
    ? file.pasted.kind === "words" && detectSensitiveData(file.text) === undefined
    : file.kind !== "lost" && stays(file.kind);

/** Text files and other apps' exports; pictures sent as files go on to the next handler. */
export const fileHandler = (deps: FileDeps): Composer<Context> => {
  const composer = new Composer<Context>();

  composer.on("message:document", async (ctx, next) => {
    const { document, animation, message_id: messageId } = ctx.message;
    // A GIF comes as an animation with a document beside it.
    if (animation !== undefined) return next();
    const target = replyTargetOf(ctx);
    const beside = besideOf(ctx, next);
    const file = await readFile(deps, ctx.chatId, { document, messageId });
    if (file.kind === "other") return next();
    const fromCaption = keysOf(beside?.caption);
    const pasted = file.kind === "text" ? file.pasted : undefined;
    const inText = keysOf(pasted);
    const isBoth = inText.keys.length > 0 && fromCaption.keys.length > 0;
    if (file.kind !== "keys" && !isBoth) {
      const answer = () =>
        file.kind === "text"
          ? answerText(deps, target, file, messageId)
          : answerFileProblem(deps, target, file, {
              ...{ of: "file", messageId },
              isSecret: beside?.isSensitive === true,
            });
      // "A kulcsom:" as a caption is no reason to pass over the key in the file.
      const isFileFirst = pasted !== undefined && pasted.kind !== "words" && fromCaption.keys.length === 0;
      if (beside === undefined) return answer();
      if (!isFileFirst && beside.caption.kind !== "words") return beside.pass();
      if (beside.isSensitive && !isWithoutKey(file)) {
        await answer();
        return beside.pass();
      }
      if (isFileFirst) return answer();
      return isWithoutKey(file) ? beside.pass(answer) : answer();
    }
    const found =
      file.kind === "keys" ? file.found : { keys: inText.keys, unusable: [], parts: [], isCut: false };
    const keys = withoutRepeats([...found.keys, ...fromCaption.keys]);
    const exports = [...inText.exports, ...fromCaption.exports];
    await receiveFileKeys(deps, target, { ...found, keys }, exports, { of: "file", messageId });
    if (beside?.isSensitive === true) await beside.pass();
  });
  return composer;
};
