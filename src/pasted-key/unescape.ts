import { invisibleCharacters } from "../totp/base32.ts";
import { percentDecoded, textOfBytes } from "../totp/percent-decoding.ts";

// Undoes what mail programs, web pages and other programs do to a text on its way, as far as it can be undone without
// a guess. None of the steps joins or drops characters that a key may have.

/** Full-width and mathematical letters and digits, which are styles of the same characters. */
const styledCharacters = /[\uFF01-\uFF5E\u3000\u{1D400}-\u{1D7FF}]/gu;

/** The marks that mail programs put before each quoted line. */
const mailQuotes = /^[ \t]*(?:>[ \t]?)+/gmu;

/** The lines that mail programs put before a forwarded mail, and the divider above them. */
const mailHeaders =
  /^[ \t]*(?:---[^\n]*---|(?:from|to|cc|date|sent|subject|feladó|címzett|másolatot kap|dátum|elküldve|küldve|tárgy)[ \t]*:[ \t][^\n]*)$/gimu;

/** A note in brackets at the end of a line, such as "(a szóközök nem számítanak)"; its accents tell it from a key. */
const endNote = /[ \t]\((?=[^()\n]*[áéíóöőúüű])[^()\n]{8,}\)(?=[ \t]*$)/gimu;

/** Bold and italic text, whose stars are not the sign of something left out. */
const decoration = /(?<![\p{L}\p{N}*])\*{2,3}(?=[^\s*])([^\n*]*[^\s*])\*{2,3}(?![\p{L}\p{N}*])/gu;

/** Tags of a page's source that format a text; one with a key in its attributes stays. */
const formattingTag =
  /<\/?(?![^<>]*[A-Za-z2-7]{16})(?:[abius]|em|strong|code|pre|span|p|div|t[dr]|li|[bh]r)(?:\s[^<>]*)?\/?>/giu;

/** A link of a page's source. */
const anchor = /<a\s(?=[^<>]*>)[^<>]*href\s*=\s*(["'])(otpauth[^<>]*?)\1[^<>]*>/giu;

/** A tag alone may be signs inside a key. */
const withoutTags = (text: string): string =>
  /<\/|<br/iu.test(text) ? text.replace(formattingTag, " ") : text;

const entities: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", equals: "=", colon: ":", quest: "?" },
  ...{ shy: "", zwj: "", zwnj: "", hellip: "…", sol: "/", num: "#", percnt: "%", plus: "+", lowbar: "_" },
};
const entity = /&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]{2,8}));/giu;

const linkParameter = /[?&;](?:secret|issuer|algorithm|digits|period)\s*=/giu;
const quotedPrintableParameter = /[?&;](?:secret|issuer|algorithm|digits|period)\s*=3D/giu;

/** A link that is itself a parameter of another one, or was escaped by the program that shared it. */
const escapedLink = /otpauth(?:-migration)?%(?:25)*3A[^\s"`<>&„”“»«]*/giu;
const maxEscapes = 5;

/** A message as it was before it was quoted, escaped or decorated. */
export const unescaped = (message: string): string => {
  let text = message
    .replace(invisibleCharacters, "")
    .replace(styledCharacters, (character) => character.normalize("NFKC"))
    .replace(mailQuotes, "")
    .replace(mailHeaders, "")
    .replace(endNote, "");
  text = withoutQuotedPrintable(withoutJsonEscapes(withoutEntities(text)));
  text = text.replace(anchor, "\n\n$2\n\n");
  return withoutTags(text.replace(escapedLink, unescapedLink)).replace(decoration, "*$1*");
};

const withoutEntities = (text: string): string => {
  const once = text.replace(entity, (found, decimal?: string, hex?: string, name = "") => {
    const code = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
    if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code).replace(invisibleCharacters, "");
    return entities[(name as string).toLowerCase()] ?? found;
  });
  return once === text ? text : withoutEntities(once);
};

/** Only escapes of ASCII signs: others cannot be told from the characters of a key after a backslash. */
const withoutJsonEscapes = (text: string): string =>
  text
    .replace(/\\u00([2-7][0-9a-f])/giu, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\(["/])/gu, "$1");

/** Mail sources write `=3D` for `=` and break lines with a `=` at their end (RFC 2045 section 6.7). */
const withoutQuotedPrintable = (text: string): string => {
  const softBreak = /=[ \t]*\r?\n/gu;
  const parameters = (text.replace(softBreak, "").match(linkParameter) ?? []).length;
  const encoded = (text.replace(softBreak, "").match(quotedPrintableParameter) ?? []).length;
  const isEncoded = encoded === parameters && (encoded > 1 || (encoded === 1 && softBreak.test(text)));
  if (isEncoded)
    return text
      .replace(softBreak, "")
      .replace(/(?:=[0-9A-F]{2})+/gu, (run) => textOfBytes(Buffer.from(run.replaceAll("=", ""), "hex")));
  return text
    .replace(/(?<=[^=\s])(?<![?&;][\w\s-]{1,24})=[ \t]*\r?\n(?=\S)/gu, "\n")
    .replace(/(?<![?&;][\w-]{1,20})=20(?=\s|$)/gmu, " ");
};

/** On lines of its own, so that what follows it is not taken for a part of it. */
const unescapedLink = (link: string): string => {
  let text = link;
  for (let round = 0; round < maxEscapes && /^otpauth(?:-migration)?%/iu.test(text); round += 1)
    text = percentDecoded(text);
  return `\n\n${text}\n\n`;
};
