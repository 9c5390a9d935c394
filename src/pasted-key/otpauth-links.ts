import { invisibleCharacters } from "../totp/base32.ts";
import { findOtpauthSchemes } from "../totp/otpauth-scheme.ts";
import { isFamiliar } from "./familiar-words.ts";

// A pasted `otpauth:` link needs no statistics, only care: people paste it inside a sentence, in quotes, or torn by
// line breaks. Another parser (../totp/otpauth-uri.ts) reads what is cut out here.

/** What follows a scheme, up to the first space after the question mark; the label may contain spaces. */
const afterScheme = /^:\/\/[^?\s]*(?:[^?:]{0,200}\?[^\s"'`<>„”“»«]*)?/u;

const trailingPunctuation = /[.,;!?)\]*"'`<>„”“»«…]+$/u;

/** The next piece of text after a link, if it looks like the rest of a torn link. */
const continuation = /^\s+((?:&|[^\s&=:]*&)[^\s&=]+=\S*|[a-z]{1,8}=[^\s=]\S*)/iu;
const nextWord = /^\s+([A-Za-z2-7]+=*)(?=\s|$)/u;

/** The links of a message, and the message without them. */
export interface OtpauthLinks {
  /** Complete links. A torn one whose end is unclear is left out. */
  readonly links: readonly string[];
  readonly rest: string;
}

/** Finds the `otpauth:` links in a message; `undefined` if it has none. */
export const findOtpauthLinks = (message: string): OtpauthLinks | undefined => {
  const clean = message.replace(invisibleCharacters, "");
  const starts = findOtpauthSchemes(clean);
  const [first] = starts;
  if (first === undefined) return undefined;
  const links: string[] = [];
  let rest = clean.slice(0, first.index);
  for (const [at, { index, end }] of starts.entries()) {
    const piece = clean.slice(index, starts[at + 1]?.index);
    const { link, length } = cutLink(piece, end - index);
    if (link !== undefined) links.push(link);
    rest += ` ${piece.slice(length)}`;
  }
  return { links, rest };
};

/** Cuts the link off the beginning of a piece. `length` is how many characters of the piece it takes up. */
const cutLink = (piece: string, schemeLength: number): { link: string | undefined; length: number } => {
  const [match] = afterScheme.exec(piece.slice(schemeLength)) ?? [];
  if (match === undefined) return { link: undefined, length: 0 };
  let link = piece.slice(0, schemeLength) + match;
  let length = link.length;
  for (
    let more = continuation.exec(piece.slice(length));
    more;
    more = continuation.exec(piece.slice(length))
  ) {
    link += more[1] ?? "";
    length += more[0].length;
  }
  if (mayContinue(link, piece.slice(length))) return { link: undefined, length };
  return { link: link.replace(/[\r\n]+\s*/gu, "").replace(trailingPunctuation, ""), length };
};

/** Whether the secret is the link's last parameter and could continue in the next word. */
const mayContinue = (link: string, after: string): boolean => {
  const [, word] = nextWord.exec(after) ?? [];
  return word !== undefined && /[?&]secret=[^&]*$/iu.test(link) && !isFamiliar(word.toLowerCase());
};
