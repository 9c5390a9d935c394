import { textsIn } from "../../key-files/json.ts";
import { parsedObject, readJsonKey } from "../../pasted-key/json-key.ts";
import { type PastedKey, parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import { contentKind } from "../../qr/content-kind.ts";
import { decodeBase32 } from "../../totp/base32.ts";
import type { GoogleExport } from "../../totp/google-export.ts";
import type { Key } from "../../totp/key.ts";
import type { KeyProblem } from "../../totp/key-problem.ts";
import { parseOtpauthUri } from "../../totp/otpauth-uri.ts";
import type { OtherCode } from "./screens.ts";

/** What a QR code holds: keys, or something else. */
export interface QrTextContent {
  readonly keys: readonly Key[];
  /** What other apps export; their keys are among the keys. */
  readonly exports: readonly GoogleExport[];
  readonly problems: readonly KeyProblem[];
  readonly foreign: OtherCode | undefined;
  /** Whether the text must not stay in the chat. */
  readonly isSecret: boolean;
}

const nothing = { keys: [], exports: [], problems: [], foreign: undefined };

const keysOnly = (content: Partial<QrTextContent>): QrTextContent => ({
  ...nothing,
  ...content,
  isSecret: true,
});

const foreignCode = (foreign: OtherCode, isSecret = false): QrTextContent => ({
  ...nothing,
  foreign,
  isSecret,
});

const maybeKey = foreignCode("maybeKey", true);

/** Determines what the text of a QR code is to the bot. Pure, never throws. */
export const readQrText = (text: string): QrTextContent => {
  const kind = contentKind(text);
  switch (kind) {
    case "otpauth":
      return readKeyText(text);
    case "secret":
      return maybeKey;
    case "wifi":
      return foreignCode(kind, true);
    case "app-store":
      return foreignCode("appStore");
    case "web":
    case "dap":
    case "foreign-scheme":
      return foreignCode(kind === "foreign-scheme" ? "other" : kind);
    case "text":
      return readJson(text) ?? readKeyText(text);
  }
};

/** The size of the picture in a link to a service that draws QR codes; some write the number of digits so. */
const drawnSize = /(?<=^https?:.*)(?:&size=\d+(?:x\d+)?(?=&|$)|(?<=\?)size=\d+(?:x\d+)?&)/isu;

/** A link alone, whose characters are exactly those that were drawn. */
const linkAlone = /^otpauth:\/\/(?!.*otpauth)\S+$/isu;

const readKeyText = (text: string): QrTextContent => {
  const exact = linkAlone.test(text.trim()) ? parseOtpauthUri(text) : undefined;
  if (exact?.ok === true) return keysOnly({ keys: [exact.key] });
  const content = contentOf(parsePastedKey(text.trim().replace(drawnSize, "")));
  return content ?? (contentKind(text) === "otpauth" ? maybeKey : foreignCode("other"));
};

/** @returns undefined if it is words */
const contentOf = (pasted: PastedKey): QrTextContent | undefined => {
  switch (pasted.kind) {
    case "key":
      return keysOnly({ keys: [pasted.key] });
    case "keys":
      return keysOnly({ keys: pasted.keys, exports: pasted.exports, problems: pasted.problems });
    case "problem":
      return pasted.problem.why === "unclear-boundaries" || pasted.problem.why === "unclear-settings"
        ? maybeKey
        : keysOnly({ problems: [pasted.problem] });
    case "halves":
    case "unsure":
      return maybeKey;
    case "words":
      return undefined;
  }
};

/** @returns undefined if the text is no JSON document */
const readJson = (text: string): QrTextContent | undefined => {
  const document = parsedObject(text);
  if (document === undefined) return undefined;
  const json = readJsonKey(text);
  return json?.rest.trim() === "" ? contentOf(json.found) : unknownJson(document);
};

const unknownJson = (document: object): QrTextContent =>
  Array.from(textsIn(document)).some((value) => decodeBase32(value).ok) ? maybeKey : foreignCode("other");
