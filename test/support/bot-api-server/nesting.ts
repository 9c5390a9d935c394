import type { MessageEntity } from "grammy/types";

const marksThatSplit = { bold: true, italic: true, underline: true, strikethrough: true, spoiler: true };

/**
 * Applies "bold, italic, … can contain and can be part of any other entities, except pre and code" (Bot API,
 * "Formatting options"): marks inside code go, marks around it are cut in two, as Telegram does.
 * @returns the entities sorted by offset, longest first
 */
export const withoutMarksInCode = (entities: readonly MessageEntity[]): MessageEntity[] => {
  const pre = entities.filter((entity) => entity.type === "pre");
  const blocks = [
    ...pre,
    ...entities.filter((one) => one.type === "code" && !pre.some((block) => overlaps(one, block))),
  ];
  const kept = entities.filter((entity) => {
    if (blocks.includes(entity) || entity.type.endsWith("blockquote")) return true;
    return !blocks.some((block) => overlaps(entity, block));
  });
  const cut = entities
    .filter((entity) => !kept.includes(entity) && entity.type in marksThatSplit)
    .flatMap((entity) => around(entity, blocks));
  return [...kept, ...cut].sort((one, other) => one.offset - other.offset || other.length - one.length);
};

/** Whether two entities share a character. */
export const overlaps = (one: MessageEntity, other: MessageEntity): boolean => {
  return one.offset < other.offset + other.length && other.offset < one.offset + one.length;
};

const around = (entity: MessageEntity, blocks: readonly MessageEntity[]): MessageEntity[] => {
  let parts: MessageEntity[] = [entity];
  for (const block of blocks) {
    const blockEnd = block.offset + block.length;
    parts = parts.flatMap((part) => {
      if (!overlaps(part, block)) return [part];
      const end = part.offset + part.length;
      const before = { ...part, length: block.offset - part.offset };
      const after = { ...part, offset: blockEnd, length: end - blockEnd };
      return [before, after].filter((piece) => piece.length > 0);
    });
  }
  return parts;
};
