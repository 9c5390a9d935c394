import type { MessageEntity } from "grammy/types";
import { type FormattedText, parseHtml } from "./html.ts";
import { overlaps } from "./nesting.ts";
import { badRequest } from "./refusal.ts";

const patterns: readonly [type: string, pattern: RegExp][] = [
  ["url", /\b(?:https?|ftp|tg|ton):\/\/[^\s<>"]*[^\s<>".,;:!?()]/giu],
  ["email", /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/gu],
  [
    "url",
    /(?<![\w@./-])(?:[\w-]+\.)+(?:hu|com|org|net|eu|io|me|info|dev|app)\b(?:[/?#][^\s<>"]*[^\s<>".,;:!?()])?/giu,
  ],
  ["bot_command", /(?<![\p{L}\p{N}_/<>])\/\w{1,64}(?:@\w{3,32})?(?![\p{L}\p{N}_/<>])/gu],
  ["mention", /(?<![\p{L}\p{N}_/@])@\w{3,32}\b/gu],
  ["cashtag", /(?<![\p{L}\p{N}_$])\$[A-Z]{1,8}(?![\p{L}\p{N}_$])/gu],
  ["bank_card", /(?<![\p{N}])\d(?:[ -]?\d){12,18}(?![\p{N}])/gu],
  ["phone_number", /(?<![\p{L}\p{N}+])(?:\+|06|00)\d?(?:[ ()/-]{0,2}\d){7,12}(?!\p{N})/gu],
  ["hashtag", /(?<![\p{L}\p{N}_#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
];

/**
 * Marks what Telegram itself recognises in a text: links, addresses, commands, mentions, hashtags, cashtags, card and
 * telephone numbers (Bot API, "MessageEntity"). Nothing is recognised inside code, nor inside a mark already there.
 */
const withFoundEntities = ({ text, entities }: FormattedText): FormattedText => {
  const taken = entities.filter((entity) =>
    ["code", "pre", "text_link", "text_mention"].includes(entity.type),
  );
  const found: MessageEntity[] = [];
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length } as MessageEntity;
      if (![...taken, ...found].some((other) => overlaps(entity, other))) found.push(entity);
    }
  }
  const all = [...entities, ...found];
  return { text, entities: all.sort((one, other) => one.offset - other.offset || other.length - one.length) };
};

/** Drops the blank space around a text, as Telegram does, and moves the marks along. */
const trimmed = ({ text, entities }: FormattedText): FormattedText => {
  const clean = text.replaceAll("\r", "");
  const shift = clean.length - clean.trimStart().length;
  const kept = clean.trim();
  const moved = entities.flatMap((entity) => {
    const from = Math.max(0, entity.offset - shift);
    const to = Math.min(kept.length, entity.offset + entity.length - shift);
    return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
  });
  return { text: kept, entities: moved };
};

/**
 * Turns what a method was given into what Telegram keeps (Bot API, "Formatting options").
 * @param parseMode only "HTML", in any case, is emulated
 * @throws Refusal for markup that does not parse and for a parse mode that is not emulated
 */
export const formatted = (
  text: string,
  parseMode: string | undefined,
  entities: MessageEntity[] | undefined,
): FormattedText => {
  if (parseMode === undefined || parseMode === "") {
    return withFoundEntities(trimmed({ text, entities: entities ?? [] }));
  }
  if (parseMode.toLowerCase() === "html") return withFoundEntities(trimmed(parseHtml(text)));
  if (/^markdown(v2)?$/i.test(parseMode)) throw badRequest(`parse_mode ${parseMode} is not emulated here`);
  throw badRequest("unsupported parse_mode");
};
