import { joinParts, type TextPart } from "../../qr/structured-append.ts";
import type { Diagnosis, QrFailure } from "../../qr/reader.ts";
import type { FairQueue } from "../../jobs/fair-queue.ts";
import type { CharactersFound } from "../../key-characters/reading.ts";
import type { GoogleExport } from "../../totp/google-export.ts";
import type { Key } from "../../totp/key.ts";
import type { KeyProblem } from "../../totp/key-problem.ts";
import type { PictureFile } from "../../vault/records.ts";
import { findCharacters } from "../characters/find-characters.ts";
import type { FoundCharacters } from "../characters/offer-reading.ts";
import type { Deps } from "../deps.ts";
import { heavyFromMs } from "./picture-queues.ts";
import { readQrText } from "./qr-text.ts";
import type { OtherCode, PictureProblem } from "./screens.ts";

export type ReadingDeps = Pick<
  Deps,
  "log" | "qr" | "characters" | "download" | "pictureQueue" | "charactersQueue" | "recentUse" | "metrics"
>;

/** A picture a user sent. */
export interface Picture {
  readonly messageId: number;
  readonly file: PictureFile;
}

/** Pictures that are answered together. */
export interface SentPictures {
  readonly chatId: number;
  readonly pictures: readonly Picture[];
  /** Called when it is the turn of one of them. @returns false if they are not to be read after all */
  readonly begin: () => Promise<boolean>;
}

/** What was found in the pictures a user sent. */
export interface Findings {
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

/** Findings without any. @param failures why nothing is read */
export const noFindings = (...failures: PictureProblem[]): Findings => ({
  ...{ keys: [], exports: [], problems: [], foreign: [], failures, characters: [], unread: [] },
  secret: false,
});

const diagnosisNames: Record<Diagnosis, PictureProblem> = {
  nothing: "noQr",
  "too-small": "tooSmall",
  blurred: "blurred",
  "cut-off": "cutOff",
  truncated: "incomplete",
};

/** There is a code that could not be read, or may be one in what is missing: it may hold a key. */
export const seen: readonly PictureProblem[] = ["tooSmall", "blurred", "cutOff", "incomplete"];

const failureNames: Record<Exclude<QrFailure, "no-qr">, PictureProblem> = {
  "not-a-picture": "notAPicture",
  broken: "broken",
  "too-large": "tooLarge",
  "too-slow": "tooSlow",
  busy: "busy",
};

/**
 * Downloads a picture for `use`, when it is its turn. When the machine has too much to do, tries once more after all others.
 * @returns what `use` returns, or why there is no picture
 */
const withPicture = async <T>(
  { download, log, recentUse }: ReadingDeps,
  queue: FairQueue,
  { chatId, begin }: SentPictures,
  { file }: Picture,
  use: (bytes: Uint8Array) => Promise<T>,
): Promise<T | PictureProblem | undefined> => {
  const fetched = async (fileId: string) => {
    try {
      const downloaded = await download(fileId);
      if (!downloaded.ok) return "tooLarge";
      const startedAt = performance.now();
      try {
        return await use(downloaded.bytes);
      } finally {
        recentUse.add(chatId, performance.now() - startedAt);
      }
    } catch (thrown) {
      log.warn({ err: thrown }, "a picture could not be fetched");
      return "lost";
    }
  };
  if ("refused" in file) return file.refused;
  const attempt = async () => {
    if (!(await queue.enter(chatId))) return { isRefused: true } as const;
    try {
      return { result: (await begin()) ? await fetched(file.id) : undefined, isRefused: false } as const;
    } finally {
      queue.leave(chatId);
    }
  };
  const first = await attempt();
  if (first.isRefused) return "busy";
  if (first.result !== "busy") return first.result;
  // The second attempt comes last.
  recentUse.add(chatId, heavyFromMs);
  const second = await attempt();
  return second.isRefused ? "busy" : second.result;
};

/** What the QR codes in a picture hold, or why there is nothing. */
const readQrCodes = async ({ qr }: ReadingDeps, bytes: Uint8Array) => {
  const reading = await qr.read(bytes);
  if (reading.ok) return reading;
  return reading.why === "no-qr" ? diagnosisNames[reading.diagnosis] : failureNames[reading.why];
};

export const addKey = ({ keys }: Findings, key: Key) => {
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

/** Looks for the characters of keys in the pictures, if no QR code was found in any of them. */
const readCharacters = async (deps: ReadingDeps, sent: SentPictures, findings: Findings): Promise<void> => {
  const { keys, exports, problems, foreign, secret, unread } = findings;
  if (secret || keys.length + exports.length + problems.length + foreign.length > 0) return;
  for (const picture of unread) {
    const result = await withPicture(deps, deps.charactersQueue, sent, picture, (bytes) =>
      findCharacters(deps, bytes).then((one) => (!one.ok && one.why === "busy" ? one.why : one)),
    );
    if (typeof result === "object" && result.ok) addCharacters(findings, result, picture);
  }
};

/**
 * Reads what was sent at once: the QR codes, and if there are none, the characters of keys.
 * @param withCharacters false if something else than the pictures is answered without a QR code
 * @returns `undefined` if they are not to be read after all
 */
export const readPictures = async (
  deps: ReadingDeps,
  sent: SentPictures,
  withCharacters: boolean,
): Promise<Findings | undefined> => {
  const findings = noFindings();
  const parts: TextPart[] = [];
  for (const picture of sent.pictures) {
    const result = await withPicture(deps, deps.pictureQueue, sent, picture, (bytes) =>
      readQrCodes(deps, bytes),
    );
    if (result === undefined) return undefined;
    const isRead = typeof result !== "string";
    deps.metrics.qrReading(isRead ? "found" : result);
    if (isRead) {
      for (const text of result.texts) addText(findings, text);
      if (result.unread !== undefined) findings.failures.push(diagnosisNames[result.unread]);
      findings.secret ||= result.unread !== undefined;
      parts.push(...result.parts);
    } else {
      findings.failures.push(result);
      findings.secret ||= seen.includes(result);
      if (result === "noQr") findings.unread.push(picture);
    }
  }
  // The parts of a text may be spread over the pictures of an album.
  const { texts, incomplete } = joinParts(parts);
  for (const text of texts) addText(findings, text);
  if (incomplete.length > 0) {
    findings.secret = true;
    findings.failures.unshift("partOnly");
  }
  if (withCharacters) await readCharacters(deps, sent, findings);
  return findings;
};
