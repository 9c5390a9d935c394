import { INVISIBLE } from "../totp/base32.ts";
import { isFamiliar } from "./familiar-words.ts";

/** The beginning of a link. */
const SCHEME = /otpauth(?:-migration)?:/giu;

/** A whole link up to the first space after its question mark; its label may hold spaces. */
const LINK = /^otpauth(?:-migration)?:\/\/[^?\s]*(?:[^?:]{0,200}\?[^\s"'`<>„”“»«]*)?/iu;

const TRAILING = /[.,;!?)\]*"'`<>„”“»«…]+$/u;

/** The next piece of text after a link, if it looks like the rest of a torn one. */
const CONTINUED = /^\s+((?:&|[^\s&=:]*&)[^\s&=]+=\S*|[a-z]{1,8}=[^\s=]\S*)/iu;
const NEXT_WORD = /^\s+([A-Za-z2-7]+=*)(?=\s|$)/u;

/** The links of a message, and the message without them; undefined when there is none. */
export interface Links {
  /** Each made whole; one that was torn where nobody can tell how it goes on is left out. */
  links: string[];
  rest: string;
}

/** Finds `otpauth:` links in a message, whatever stands around them. */
export function findOtpauthLink(text: string): Links | undefined {
  const clean = text.replace(INVISIBLE, "");
  const starts = [...clean.matchAll(SCHEME)].map(({ index }) => index);
  if (starts.length === 0) return undefined;
  const links: string[] = [];
  let rest = clean.slice(0, starts[0]);
  starts.forEach((start, at) => {
    const piece = clean.slice(start, starts[at + 1]);
    const { link, length } = firstLink(piece);
    if (link !== undefined) links.push(link);
    rest += ` ${piece.slice(length)}`;
  });
  return { links, rest };
}

function firstLink(piece: string): { link: string | undefined; length: number } {
  let [link = ""] = LINK.exec(piece) ?? [];
  let length = link.length;
  if (link === "") return { link: undefined, length: 0 };
  for (let more = CONTINUED.exec(piece.slice(length)); more; more = CONTINUED.exec(piece.slice(length))) {
    link += more[1] ?? "";
    length += more[0].length;
  }
  if (mayGoOn(link, piece.slice(length))) return { link: undefined, length };
  return { link: link.replace(/[\r\n]+\s*/gu, "").replace(TRAILING, ""), length };
}

/** Whether the secret, last in its link, could go on in the next word. */
function mayGoOn(link: string, after: string): boolean {
  const [, word] = NEXT_WORD.exec(after) ?? [];
  return word !== undefined && /[?&]secret=[^&]*$/iu.test(link) && !isFamiliar(word.toLowerCase());
}
