import { Composer } from "grammy";
import type { Document, Message } from "grammy/types";
import type { Key } from "../otp/key.ts";
import type { KeyProblem } from "../otp/problem.ts";
import { parseUri } from "../otp/uri.ts";
import { contentKind } from "../qr/content.ts";
import type { QrFailure } from "../qr/read.ts";
import {
  foreignScreen,
  pictureProblemScreen,
  problemScreen,
  twoKeysScreen,
  type ForeignCode,
  type PictureProblem,
} from "../screens/intake.ts";
import type { Context } from "../telegram/context.ts";
import { fileSizeLimit } from "../telegram/files.ts";
import { clearTraces } from "./clearing.ts";
import type { Deps } from "./deps.ts";
import { keepKey } from "./keep-key.ts";
import { say } from "./show.ts";

type PictureDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log" | "qr" | "download">;

/** What was found in what somebody sent. */
interface Findings {
  readonly keys: Key[];
  readonly problems: KeyProblem[];
  readonly foreign: ForeignCode[];
  readonly failures: PictureProblem[];
  /** Whether a picture held something that must not stay in the chat. */
  secret: boolean;
}

const failureNames: Record<QrFailure, PictureProblem> = {
  "no-qr": "noQr",
  "not-a-picture": "notAPicture",
  unsupported: "unsupported",
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
  /\.(jpe?g|png|webp|gif|heic|heif|avif|tiff?|bmp)$/i.test(name ?? "");

/** The texts of the QR codes in a message's picture. */
const readMessage = async ({ qr, download, log }: PictureDeps, { photo, document }: Message) => {
  const file = photo?.at(-1) ?? document;
  if (file === undefined || (document !== undefined && !mayBePicture(document))) return "notAPicture";
  if ((file.file_size ?? 0) > fileSizeLimit) return "tooLarge";
  try {
    const downloaded = await download(file.file_id);
    if (!downloaded.ok) return "tooLarge";
    const reading = await qr.read(downloaded.bytes);
    return reading.ok ? reading.texts : failureNames[reading.why];
  } catch (thrown) {
    log.warn({ err: thrown }, "a picture could not be fetched");
    return "lost";
  }
};

const sort = (text: string, findings: Findings) => {
  const kind = contentKind(text);
  switch (kind) {
    case "totp":
    case "hotp":
    case "google-export": {
      findings.secret = true;
      const parsed = parseUri(text);
      if (!parsed.ok) findings.problems.push(parsed);
      else if (!findings.keys.some((key) => key.sameAs(parsed.key))) findings.keys.push(parsed.key);
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

const look = async (deps: PictureDeps, messages: readonly Message[]): Promise<Findings> => {
  const findings: Findings = { keys: [], problems: [], foreign: [], failures: [], secret: false };
  for (const message of messages) {
    const result = await readMessage(deps, message);
    if (typeof result === "string") findings.failures.push(result);
    else for (const text of result) sort(text, findings);
  }
  return findings;
};

/** Pictures at any moment, as a photo, as a file, or several at once: one answer for all of them. */
export const pictures = (deps: PictureDeps): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  composer.on(["message:photo", "message:document"], async (ctx, next) => {
    // A GIF comes as an animation with a document beside it.
    if (ctx.message.animation !== undefined) return next();
    const { keys, problems, foreign, failures, secret } = await look(deps, ctx.messages);
    const of = ctx.messages.length > 1 ? "pictures" : "picture";
    const messageIds = ctx.messages.map((message) => message.message_id);
    const [key, another] = keys;
    if (key !== undefined && another === undefined) return keepKey(deps, ctx, { key, of, messageIds });
    const traces = secret ? await clearTraces(deps, ctx, of, messageIds) : undefined;
    const [problem] = problems;
    const [code] = foreign;
    if (another !== undefined && traces !== undefined) return say(ctx, twoKeysScreen(t, traces));
    if (problem !== undefined) return say(ctx, problemScreen(t, problem, "picture", traces));
    if (code !== undefined) return say(ctx, foreignScreen(t, code, traces));
    return say(ctx, pictureProblemScreen(t, failures[0] ?? "noQr"));
  });
  return composer;
};
