/**
 * One symbol of a text that is split over several QR codes (Structured Append, ISO/IEC 18004). Alone it looks like a
 * complete text, so it must never be used as one.
 */
export interface TextPart {
  text: string;
  /** The content as encoded; a character of the text may be split between two symbols. */
  bytes: Uint8Array;
  /** From 0. */
  index: number;
  /** How many symbols the text has. */
  size: number;
  /** The parity of the complete text, the same in all of its symbols. */
  parity: string;
}

/**
 * Joins the parts whose symbols are all present. Parts belong together if size and parity match.
 *
 * @param parts in any order; repeated ones count once
 * @returns the complete texts, and the parts that belong to no complete text or contradict each other
 */
export const joinParts = (parts: readonly TextPart[]): { texts: string[]; incomplete: TextPart[] } => {
  const texts: string[] = [];
  const incomplete: TextPart[] = [];
  for (const sequence of sequencesOf(parts)) {
    const text = completeText(sequence);
    if (text === undefined) incomplete.push(...sequence);
    else texts.push(text);
  }
  return { texts, incomplete };
};

const sequencesOf = (parts: readonly TextPart[]): Iterable<TextPart[]> => {
  const sequences = new Map<string, TextPart[]>();
  for (const part of parts) {
    const name = `${part.size} ${part.parity}`;
    sequences.set(name, [...(sequences.get(name) ?? []), part]);
  }
  return sequences.values();
};

const completeText = (parts: readonly TextPart[]): string | undefined => {
  const sequence = new Map<number, TextPart>();
  for (const part of parts) {
    if ((sequence.get(part.index) ?? part).text !== part.text) return undefined;
    sequence.set(part.index, part);
  }
  const ordered = Array.from({ length: parts[0]?.size ?? 0 }, (_, index) => sequence.get(index));
  if (ordered.length === 0 || !ordered.every((part) => part !== undefined)) return undefined;
  try {
    const bytes = Buffer.concat(ordered.map((part) => part.bytes));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return ordered.map(({ text }) => text).join("");
  }
};
