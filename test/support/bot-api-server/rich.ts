import type { MessageEntity } from "grammy/types";
import type { FormattedText } from "./html.ts";
import { parseHtml } from "./html.ts";
import { badRequest } from "./refusal.ts";

/** A text with marks in it (Bot API, "RichText"). */
type RichText = string | readonly RichText[] | { readonly type: string; readonly text: RichText };

/** A heading or a paragraph (Bot API, "RichBlock"); the other blocks are not emulated. */
export interface RichBlock {
  readonly type: "heading" | "paragraph";
  readonly text: RichText;
  /** Of a heading: 1 is the largest, 6 the smallest. */
  readonly size?: number;
}

const block = /\s*<(h[1-6]|p)>([\s\S]*?)<\/\1>\s*/gy;

/** Nests marks that are sorted by offset, longest first. */
const nested = (text: string, marks: readonly MessageEntity[], from: number, to: number): RichText[] => {
  const parts: RichText[] = [];
  let at = from;
  for (const [i, mark] of marks.entries()) {
    if (mark.offset < at) continue;
    const { offset, length, ...kind } = mark;
    const end = offset + length;
    const inner = marks.slice(i + 1).filter((one) => one.offset < end);
    if (offset > at) parts.push(text.slice(at, offset));
    parts.push({ ...kind, text: nested(text, inner, offset, end) });
    at = end;
  }
  return to > at ? [...parts, text.slice(at, to)] : parts;
};

/**
 * Reads Telegram's rich HTML (Bot API, "Rich HTML style"): headings and paragraphs with the marks of ordinary messages.
 * @throws Refusal for anything else, and for markup that does not parse
 */
export const parseRichHtml = (html: string): RichBlock[] => {
  const blocks: RichBlock[] = [];
  block.lastIndex = 0;
  for (let at = 0; at < html.length; at = block.lastIndex) {
    const [, tag = "", inside = ""] = block.exec(html) ?? [];
    if (tag === "") throw badRequest("only headings and paragraphs are emulated here in a rich message");
    const { text, entities } = parseHtml(inside);
    const content = nested(text, entities, 0, text.length);
    blocks.push(
      tag === "p"
        ? { type: "paragraph", text: content }
        : { type: "heading", text: content, size: Number(tag[1]) },
    );
  }
  if (blocks.length === 0) throw badRequest("message text is empty");
  return blocks;
};

const flat = (rich: RichText, from: number): FormattedText => {
  if (typeof rich === "string") return { text: rich, entities: [] };
  if ("text" in rich) {
    const { text: inside, ...kind } = rich;
    const { text, entities } = flat(inside, from);
    return { text, entities: [{ ...kind, offset: from, length: text.length } as MessageEntity, ...entities] };
  }
  return rich.reduce<FormattedText>(
    (before, part) => {
      const next = flat(part, from + before.text.length);
      return { text: before.text + next.text, entities: [...before.entities, ...next.entities] };
    },
    { text: "", entities: [] },
  );
};

/** A rich message as a text with marks: a block on each line, a heading as a mark of its own. */
export const flattened = (blocks: readonly RichBlock[]): FormattedText =>
  flat(
    blocks.flatMap(({ type, text, size }, i) => [
      ...(i === 0 ? [] : ["\n"]),
      type === "heading" ? { type, size, text } : text,
    ]),
    0,
  );
