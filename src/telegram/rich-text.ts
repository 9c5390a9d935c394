import type { PhotoSize } from "grammy/types";

/** Any value inside the Bot API's "RichMessage". Read by its structure, so that new kinds of blocks are read as well. */
type RichValue = unknown;
type RichFields = Readonly<Record<string, RichValue>>;

const isFields = (value: RichValue): value is RichFields => typeof value === "object" && value !== null;

/** A "RichText": a string, an array of them, or formatting around one. Formatting does not separate characters. */
const inline = (value: RichValue): string => {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(inline).join("");
  if (!isFields(value)) return "";
  const { text, expression, alternative_text: alternative } = value;
  return inline(text ?? expression ?? alternative);
};

/** A row of a "RichBlockTable". */
const row = (cells: RichValue): string =>
  Array.isArray(cells)
    ? cells
        .map((cell: RichValue) => (isFields(cell) ? inline(cell["text"]) : ""))
        .filter(Boolean)
        .join(" ")
    : "";

/** The fields of a block in the order in which they are shown. */
const blockLines = (block: RichValue): string[] => {
  if (!isFields(block)) return [];
  const { summary, text, expression, blocks, items, cells, caption, credit } = block;
  const captionLines = isFields(caption) && "credit" in caption ? [inline(caption["credit"])] : [];
  return [
    inline(summary),
    inline(text ?? expression),
    ...linesOf(blocks),
    ...linesOf(items),
    ...(Array.isArray(cells) ? cells.map(row) : []),
    inline(caption),
    ...captionLines,
    inline(credit),
  ].filter(Boolean);
};

const linesOf = (blocks: RichValue): string[] => (Array.isArray(blocks) ? blocks.flatMap(blockLines) : []);

/** Every value of a field of this name, at any depth. */
const fieldsNamed = (name: string, value: RichValue): RichValue[] => {
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([field, inner]) =>
    field === name ? [inner] : fieldsNamed(name, inner),
  );
};

/**
 * The plain text of a rich message (Bot API, "RichMessage"): one line for each block, list item and table row, without
 * the marks of lists. "" if it holds no text.
 */
export const richText = (message: { readonly blocks: RichValue }): string =>
  linesOf(message.blocks).join("\n");

/** The addresses behind the words of a rich message. */
export const richLinks = (message: { readonly blocks: RichValue }): string[] =>
  fieldsNamed("url", message.blocks).filter((url) => typeof url === "string");

/** The photos in a rich message, each in the sizes that Telegram made of it. */
export const richPhotos = (message: { readonly blocks: RichValue }): PhotoSize[][] =>
  fieldsNamed("photo", message.blocks).filter((photo): photo is PhotoSize[] => Array.isArray(photo));
