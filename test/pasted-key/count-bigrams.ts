/** Only the letters of a text, in lower case and without accents. */
export const letters = (text: string): string =>
  text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z]/gu, "");

/**
 * Counts the letter pairs of the texts and returns one digit for each: its log odds in bits in favour of words,
 * log2(32 * P(second letter | first letter)), rounded, plus 6. Pairs across a space count too, because people leave out
 * the spaces. `smoothing` is added to every count, so that no pair is impossible.
 */
export const countBigrams = (texts: { text: string; weight: number }[], smoothing: number): string[] => {
  const counts = Array.from({ length: 26 }, () => new Array<number>(26).fill(smoothing));
  for (const { text, weight } of texts) {
    const all = letters(text);
    for (let at = 1; at < all.length; at += 1)
      counts[all.charCodeAt(at - 1) - 97]![all.charCodeAt(at) - 97]! += weight;
  }
  return counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row
      .map((count) => Math.min(9, Math.max(0, Math.round(Math.log2((32 * count) / total)) + 6)))
      .join("");
  });
};
