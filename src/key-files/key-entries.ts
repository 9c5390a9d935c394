import { parseGoogleExport, type GoogleExport, type UnusableReason } from "../totp/google-export.ts";
import type { Key } from "../totp/key.ts";
import type { ParsedKey } from "../totp/key-problem.ts";
import { otpauthSchemeOf } from "../totp/otpauth-scheme.ts";
import { parseOtpauthUri } from "../totp/otpauth-uri.ts";

/** The keys of a file and what else there is to say about it. */
export interface FileKeys {
  /** Without duplicates, at most {@link maxFileKeys}. */
  readonly keys: readonly Key[];
  readonly unusable: readonly { readonly name: string | undefined; readonly why: UnusableReason }[];
  /** Which parts of a Google export the file has. */
  readonly parts: readonly GoogleExport["part"][];
  /** Whether the file has more keys than were read. */
  readonly isCut: boolean;
}

/** As many keys as are taken from one file. */
export const maxFileKeys = 100;

/** As many entries as are looked at: a file made to waste time ends here. */
const maxEntries = 500;

/**
 * How many characters of links are read, some three times those of a hundred usual links: a thousand characters that were
 * made to be slow take milliseconds, and all chats wait meanwhile.
 */
const maxCharacters = 32_768;

/** Longest link or line that is read; an export of Google Authenticator with ten keys has about 1,500 characters. */
export const maxLinkCharacters = 8_192;

const maxNameCharacters = 64;

/** The name of an entry as it may be shown, or `undefined` if it has none. */
const shownName = (name: string | undefined): string | undefined => {
  const shown = Array.from((name ?? "").slice(0, 10 * maxNameCharacters).replace(/[\p{C}\p{Z}]+/gu, " "))
    .slice(0, maxNameCharacters)
    .join("")
    .trim();
  return shown === "" ? undefined : shown;
};

/** What may be a secret and must not be shown: the name of its parameter, or as many of its characters as a key has. */
const secretLike = /secret|[A-Za-z2-7]{16}/iu;

/** The label of a link that could not be read, for naming it. */
export const labelOf = (link: string): string | undefined => {
  const [, label = ""] = /^\s*otpauth:\/\/\w+\/([^?]*)\?/iu.exec(link.slice(0, 1024)) ?? [];
  try {
    const decoded = decodeURIComponent(label);
    return secretLike.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
};

/** Collects the entries of a file. */
export class KeyEntries {
  readonly #keys: Key[] = [];
  readonly #unusable: FileKeys["unusable"][number][] = [];
  readonly #parts: GoogleExport["part"][] = [];
  #entries = 0;
  #characters = 0;
  #isCut = false;

  /** Whether no further entry is taken. Asking says that there is one. */
  isFull(): boolean {
    this.#isCut ||=
      this.#keys.length >= maxFileKeys || this.#entries >= maxEntries || this.#characters >= maxCharacters;
    return this.#isCut;
  }

  /** Notes that the file has more than was looked at. */
  cut(): void {
    this.#isCut = true;
  }

  /** Counts what is about to be read. */
  countCharacters(text: string): void {
    this.#characters += text.length;
  }

  addKey(key: Key): void {
    this.#entries += 1;
    if (!this.#keys.some((one) => one.sameAs(key))) this.#keys.push(key);
  }

  addUnusable(name: string | undefined, why: UnusableReason): void {
    this.#entries += 1;
    this.#unusable.push({ name: shownName(name), why });
  }

  /** @param name what to call the entry if it is not usable */
  add(parsed: ParsedKey, name: string | undefined): void {
    if (parsed.ok) this.addKey(parsed.key);
    else this.addUnusable(name, parsed.why === "hotp" ? "hotp" : "broken");
  }

  /** @param link and nothing else */
  addLink(link: string): void {
    if (link.length > maxLinkCharacters) {
      this.addUnusable(undefined, "broken");
      return;
    }
    this.countCharacters(link);
    const scheme = otpauthSchemeOf(link.trim());
    if (scheme === "otpauth") {
      this.add(parseOtpauthUri(link), labelOf(link));
      return;
    }
    const exported = scheme === "otpauth-migration" ? parseGoogleExport(link) : undefined;
    if (exported === undefined) this.addUnusable(undefined, "broken");
    else this.addExport(exported);
  }

  addExport(exported: GoogleExport): void {
    exported.keys.forEach((key) => this.addKey(key));
    exported.unusable.forEach(({ name, why }) => this.addUnusable(name, why));
    this.#parts.push(exported.part);
  }

  /** @returns `undefined` if there was no entry at all */
  found(): FileKeys | undefined {
    if (this.#entries === 0) return undefined;
    return { keys: this.#keys, unusable: this.#unusable, parts: this.#parts, isCut: this.#isCut };
  }
}
