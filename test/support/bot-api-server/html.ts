import type { MessageEntity } from "grammy/types";
import { withoutMarksInCode } from "./nesting.ts";
import { badRequest } from "./refusal.ts";

/** Text as Telegram keeps it: plain characters, and marks over them counted in UTF-16 units. */
export interface FormattedText {
  readonly text: string;
  readonly entities: MessageEntity[];
}

interface OpenTag {
  readonly tag: string;
  readonly from: number;
  readonly attributes: ReadonlyMap<string, string>;
}

const simple: Readonly<Record<string, string>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  "tg-spoiler": "spoiler",
  span: "spoiler",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
};
const tags = new Set([...Object.keys(simple), "a", "tg-emoji", "tg-time"]);
const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };
const dateTimeFormat = /^(?:r|w?[dD]?[tT]?)$/;

const fault = (words: string): Error => {
  return badRequest(`can't parse entities: ${words}`);
};

/**
 * Reads Telegram's HTML subset (Bot API, "Formatting options", "HTML style").
 * Stricter than Telegram in two places where it drops a mark in silence: an unusable `href` and an unusable
 * `tg-time` are refused, since both are mistakes of the sender.
 * @param html the marked-up text; not trimmed
 * @returns the plain text and its entities, sorted by offset, longest first
 * @throws Error with "Bad Request: can't parse entities: …" when a tag is unknown, open or wrongly nested
 */
export const parseHtml = (html: string): FormattedText => {
  return new Reader(html).read();
};

class Reader {
  readonly #html: string;
  readonly #open: OpenTag[] = [];
  readonly #entities: MessageEntity[] = [];
  #at = 0;
  #text = "";

  constructor(html: string) {
    this.#html = html;
  }

  read(): FormattedText {
    while (this.#at < this.#html.length) {
      const char = this.#html.charAt(this.#at);
      if (char === "&") this.#text += this.#reference();
      else if (char === "<" && this.#html[this.#at + 1] === "/") this.#endTag();
      else if (char === "<") this.#startTag();
      else {
        this.#text += char;
        this.#at++;
      }
    }
    const left = this.#open.at(-1);
    if (left) throw fault(`Can't find end tag corresponding to start tag "${left.tag}"`);
    return { text: this.#text, entities: withoutMarksInCode(this.#entities) };
  }

  #byteOffset(at: number): number {
    return Buffer.byteLength(this.#html.slice(0, at));
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#html)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  /** Unknown names such as `&nbsp;` stay as they are written; the closing `;` may be missing. */
  #reference(): string {
    const found = this.#match(/&(?:#x[0-9a-f]+|#\d+|lt|gt|amp|quot);?/iy);
    if (found === "") {
      this.#at++;
      return "&";
    }
    const name = found.slice(1).replace(/;$/, "").toLowerCase();
    if (!name.startsWith("#")) return named[name] ?? found;
    const code = name.startsWith("#x") ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 0 && code < 0x10ffff ? String.fromCodePoint(code) : found;
  }

  #startTag(): void {
    const begin = this.#at++;
    const tag = this.#match(/[^\s>]*/y).toLowerCase();
    if (this.#at >= this.#html.length)
      throw fault(`Unclosed start tag at byte offset ${this.#byteOffset(begin)}`);
    if (!tags.has(tag)) {
      throw fault(`Unsupported start tag "${tag}" at byte offset ${this.#byteOffset(begin)}`);
    }
    const attributes = new Map<string, string>();
    for (;;) {
      this.#match(/\s+/y);
      if (this.#html[this.#at] === ">") break;
      const [name, value] = this.#attribute(tag, begin);
      attributes.set(name, value);
    }
    this.#at++;
    if (tag === "span" && attributes.get("class") !== "tg-spoiler") {
      throw fault(`Tag "span" must have class "tg-spoiler" at byte offset ${this.#byteOffset(begin)}`);
    }
    this.#open.push({ tag, from: this.#text.length, attributes });
  }

  #attribute(tag: string, begin: number): [string, string] {
    const unclosed = (): Error =>
      fault(`Unclosed start tag "${tag}" at byte offset ${this.#byteOffset(begin)}`);
    const name = this.#match(/[^\s=>]+/y).toLowerCase();
    if (this.#at >= this.#html.length) throw unclosed();
    if (name === "") {
      throw fault(`Empty attribute name in the tag "${tag}" at byte offset ${this.#byteOffset(begin)}`);
    }
    if (this.#match(/\s*=\s*/y) === "") return [name, ""];
    const quote = this.#html[this.#at];
    if (quote !== '"' && quote !== "'") {
      const token = this.#at;
      const value = this.#match(/[\w.-]*/y).toLowerCase();
      if (/[\s>]/.test(this.#html.charAt(this.#at))) return [name, value];
      throw fault(`Unexpected end of name token at byte offset ${this.#byteOffset(token)}`);
    }
    this.#at++;
    let value = "";
    while (this.#html[this.#at] !== quote) {
      if (this.#at >= this.#html.length) throw unclosed();
      value += this.#html[this.#at] === "&" ? this.#reference() : this.#html.charAt(this.#at++);
    }
    this.#at++;
    return [name, value];
  }

  #endTag(): void {
    const begin = this.#at;
    this.#at += 2;
    const tag = this.#match(/[^\s>]*/y).toLowerCase();
    this.#match(/\s+/y);
    const offset = this.#byteOffset(begin);
    if (this.#html[this.#at] !== ">") throw fault(`Unclosed end tag at byte offset ${offset}`);
    this.#at++;
    const open = this.#open.pop();
    if (!open) throw fault(`Unexpected end tag at byte offset ${offset}`);
    if (tag !== "" && tag !== open.tag) {
      throw fault(`Unmatched end tag at byte offset ${offset}, expected "</${open.tag}>", found "</${tag}>"`);
    }
    const length = this.#text.length - open.from;
    const entity = toEntity(open, length, this.#text.slice(open.from));
    if (length > 0) this.#add(entity, open);
  }

  #add(entity: MessageEntity, open: OpenTag): void {
    const inner = this.#entities.at(-1);
    const language = open.attributes.get("class")?.replace(/^language-/, "");
    if (entity.type === "code" && language && this.#open.at(-1)?.tag === "pre") {
      // Becomes the language of the surrounding pre when that closes over exactly the same characters.
      this.#entities.push({ ...entity, type: "pre", language });
    } else if (entity.type === "pre" && inner?.type === "pre" && sameSpan(inner, entity)) {
      return;
    } else {
      this.#entities.push(entity);
    }
  }
}

const toEntity = (open: OpenTag, length: number, inside: string): MessageEntity => {
  const span = { offset: open.from, length };
  if (open.tag === "a")
    return { type: "text_link", ...span, url: usableLink(open.attributes.get("href") ?? inside) };
  if (open.tag === "tg-emoji") {
    const id = open.attributes.get("emoji-id") ?? "";
    if (!/^[1-9]\d*$/.test(id)) throw fault("Invalid custom emoji identifier specified");
    return { type: "custom_emoji", ...span, custom_emoji_id: id };
  }
  if (open.tag === "tg-time") return dateTime(open, span);
  const expandable = open.tag === "blockquote" && open.attributes.has("expandable");
  const type = expandable ? "expandable_blockquote" : simple[open.tag];
  return { type, ...span } as MessageEntity;
};

const dateTime = (open: OpenTag, span: { offset: number; length: number }): MessageEntity => {
  const unix = open.attributes.get("unix") ?? "";
  const format = open.attributes.get("format") ?? "";
  if (!/^\d{1,10}$/.test(unix)) throw fault("Invalid date-time unix time specified");
  if (!dateTimeFormat.test(format)) throw fault("Invalid date-time format specified");
  return { type: "date_time", ...span, unix_time: Number(unix), date_time_format: format } as MessageEntity;
};

const usableLink = (href: string): string => {
  const link = /^[a-z][a-z\d+.-]*:/i.test(href) ? href : `http://${href}`;
  if (!/^(?:https?|tg|ton|mailto|tel):/i.test(link) || !URL.canParse(link)) {
    throw fault(`Tag "a" has an unusable href "${href}"`);
  }
  return link;
};

const sameSpan = (one: MessageEntity, other: MessageEntity): boolean => {
  return one.offset === other.offset && one.length === other.length;
};
