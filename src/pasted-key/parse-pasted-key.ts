import { decodeBase32, isBase32Length } from "../totp/base32.ts";
import { type GoogleExport, readGoogleExport } from "../totp/google-export.ts";
import type { Key } from "../totp/key.ts";
import { type KeyProblem, type ParsedKey, problemOf } from "../totp/key-problem.ts";
import { parseOtpauthUri } from "../totp/otpauth-uri.ts";
import { secretDecoded } from "../totp/percent-decoding.ts";
import { parseBareKey } from "./bare-key.ts";
import { findOtpauthLinks, isDamagedLink, type PastedLink } from "./otpauth-links.ts";
import { readJsonKey } from "./json-key.ts";
import { contradicts, takeKeySettings, unclearSettings } from "./key-settings.ts";
import type { PastedKey } from "./pasted-key.ts";
import { unescaped } from "./unescape.ts";

export type { PastedKey } from "./pasted-key.ts";

const unclear: PastedKey = { kind: "problem", problem: { why: "unclear-boundaries" } };
const badLink: PastedKey = { kind: "problem", problem: { why: "bad-link" } };

/** What may stand after a secret that ends a link. */
const trailingPunctuation = /(?<![.,;!?)\]}*"'`<>„”“»«])[.,;!?)\]}*"'`<>„”“»«]+$/u;

/**
 * Finds the keys in a message, or in the text of a QR code: in one piece or in groups, with words around them, or in
 * `otpauth:` links.
 *
 * A part of a key is never taken for a key: where characters that a key may have stand on both sides of something that
 * no key contains, the text is refused, unless it is one key broken by white space, line ends, the marks of quoted mail
 * or quoted-printable. Pure, never throws.
 */
export const parsePastedKey = (message: string): PastedKey => {
  const json = readJsonKey(message);
  if (json !== undefined && holdsNothing(json.rest)) return json.found;
  const text = unescaped(message);
  const found = findOtpauthLinks(text);
  if (found === undefined) return parseBareKey(text);
  if (!found.links.some(({ link, secret }) => mayHoldSecret(link, secret))) {
    const around = parseBareKey([found.rest, ...found.links.map(({ link }) => link)].join("\n"));
    if (around.kind === "words") return around;
  }
  const all = new Findings();
  let rest = found.rest;
  for (const link of found.links) {
    if (link.scheme === "otpauth-migration") {
      const exported = readGoogleExport(link.link);
      if (exported === undefined) all.addProblem({ why: "google-export" });
      else all.addExport(exported.contents);
      rest += `\n${link.link.slice(exported?.end ?? link.link.length)}`;
    } else all.add(readLink(link));
  }
  // What stands around a link that was not understood may be its secret.
  const bare = parseBareKey(all.isUnderstood() ? rest : "");
  if (bare.kind === "key" || bare.kind === "keys" || bare.kind === "halves") all.add(bare);
  const result = all.result();
  const { settings } = takeKeySettings(found.rest);
  return result.kind === "key" && contradicts(result.key, settings) ? unclearSettings : result;
};

/** Whether a text has neither a key nor settings of one. */
const holdsNothing = (text: string): boolean =>
  parsePastedKey(text).kind === "words" && takeKeySettings(text).settings.values.size === 0;

/** Whether a link holds what may be a secret, or has an empty place for one; a question about links does not. */
const mayHoldSecret = (link: string, secret: string | undefined): boolean =>
  secret?.trim() === "" ||
  /^\s*\S*[\p{L}\p{N}]|[A-Z2-7]{4}|[A-Za-z]\d|\d[A-Za-z]/u.test(secret ?? "") ||
  /(?:secret|data)\s*=\s*[^\s&?]*[\p{L}\p{N}]/iu.test(link) ||
  /[A-Za-z2-7]{16}/u.test(link);

/** Reads a link; where its secret ends is found as for a key without a link. */
const readLink = ({ link, secret }: PastedLink): PastedKey => {
  if (secret === undefined) {
    const parsed = parseOtpauthUri(link);
    return parsed.ok && isDamagedLink(link) ? badLink : pastedKeyOf(parsed);
  }
  if (isDamagedLink(link) || /\w[?&]\s*\w|^\s*\w+\p{Pd}\s*\n/u.test(secret)) return badLink;
  const withSecret = (base32: string): ParsedKey => parseOtpauthUri(withParameter(link, `secret=${base32}`));
  const [, first = "", after = ""] = /^\s*(\S*)(.*)$/su.exec(secret) ?? [];
  const written = secretDecoded(first).replace(trailingPunctuation, "");
  // Mail sources write "=3D" for "=". Without other parameters, only the length may tell that none was meant.
  if (written.startsWith("3D") && isBase32Length(written.length - 2) && !link.includes("=")) return unclear;
  if (!/[\p{L}\p{N}]/u.test(after) && !/[…⋯‥]|\.\s*\.|[*•●∙·▪◦]{2}/u.test(secret))
    return pastedKeyOf(withSecret(written));
  const read = parseBareKey(`secret=${secretDecoded(secret)}`);
  const starts = (key: Key): boolean =>
    key.base32.startsWith(
      written
        .replace(/(?<!=)=+$/u, "")
        .toUpperCase()
        .slice(0, minSecretStart),
    );
  const { settings } = takeKeySettings(secret);
  const complete = (key: Key): ParsedKey => {
    if (!starts(key)) return { ok: false, why: "unclear-boundaries" };
    const parsed = withSecret(key.base32);
    return parsed.ok && contradicts(parsed.key, settings) ? { ok: false, why: "unclear-settings" } : parsed;
  };
  switch (read.kind) {
    case "key":
    case "unsure":
      return pastedKeyOf(complete(read.key));
    case "keys": {
      const [key, ...others] = read.keys.map((one) =>
        starts(one) ? complete(one) : { ok: true as const, key: one },
      );
      const all = new Findings();
      for (const one of [key, ...others]) if (one !== undefined) all.add(pastedKeyOf(one));
      return all.result();
    }
    case "halves": {
      const [joined, one, other] = [read.joined, ...read.separate].map((key) => withSecret(key.base32));
      if (joined?.ok !== true || one?.ok !== true || other?.ok !== true) return unclear;
      return { kind: "halves", joined: joined.key, separate: [one.key, other.key] };
    }
    case "problem":
      return read;
    case "words": {
      const decoded = decodeBase32(written);
      return decoded.ok ? unclear : pastedKeyOf(decoded);
    }
  }
};

/** Enough characters to know a secret by its beginning; the last ones of a key may differ from what was written. */
const minSecretStart = 8;

const withParameter = (link: string, parameter: string): string =>
  `${link}${link.includes("?") ? "&" : "?"}${parameter}`;

const pastedKeyOf = (parsed: ParsedKey): PastedKey =>
  parsed.ok
    ? { kind: "key", key: parsed.key }
    : { kind: "problem", problem: parsed.why === "empty" ? { why: "bad-link" } : problemOf(parsed) };

/** What the links of a message, and the text around them, hold. */
class Findings {
  readonly #keys: Key[] = [];
  readonly #exports: GoogleExport[] = [];
  readonly #problems: KeyProblem[] = [];
  #halves: PastedKey | undefined;

  add(pasted: PastedKey): void {
    if (pasted.kind === "key") this.#addKey(pasted.key);
    else if (pasted.kind === "keys") for (const key of pasted.keys) this.#addKey(key);
    else if (pasted.kind === "problem") this.addProblem(pasted.problem);
    else if (pasted.kind === "halves") this.#halves ??= pasted;
  }

  addExport(exported: GoogleExport): void {
    this.#exports.push(exported);
    for (const key of exported.keys) this.#addKey(key);
  }

  addProblem(problem: KeyProblem): void {
    this.#problems.push(problem);
  }

  /** Whether every link was read, or is of a kind that cannot be used. */
  isUnderstood(): boolean {
    return !this.#problems.some(({ why }) =>
      ["bad-link", "unclear-boundaries", "google-export"].includes(why),
    );
  }

  result(): PastedKey {
    const [keys, exports, problems] = [this.#keys, this.#exports, this.#problems];
    const [key] = keys;
    const [problem] = problems;
    if (this.#halves !== undefined) {
      if (key === undefined && problem === undefined && exports.length === 0) return this.#halves;
      problems.push({ why: "unclear-boundaries" });
    }
    if (exports.length > 0 || keys.length > 1 || (key !== undefined && problem !== undefined))
      return { kind: "keys", keys, exports, problems };
    if (key !== undefined) return { kind: "key", key };
    return { kind: "problem", problem: problem ?? { why: "bad-link" } };
  }

  /** A key without parameters is the same as one of a link with the same secret. */
  #addKey(key: Key): void {
    const isBare = key.issuer === undefined && key.account === undefined;
    if (!this.#keys.some((one) => one.sameAs(key) || (isBare && one.sameSecret(key)))) this.#keys.push(key);
  }
}
