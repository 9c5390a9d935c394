/** Parts of words are hashed into this many features. */
export const featureCount = 8_192;

/** The lengths of the parts of words, in characters, with a space at either end of a word. */
const lengths = { min: 2, max: 5 };

/** Longer messages are cut: the question is in there, and a message must not keep the program busy. */
const maxLength = 2_000;

/** The words of a text in lower case and without accents, which people often leave out on a phone. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .slice(0, maxLength)
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .match(/[\p{L}\p{N}+]+/gu) ?? [];

/** A feature and its value, one after the other. */
export interface Features {
  readonly ids: readonly number[];
  readonly values: readonly number[];
}

/** How often each part of a word occurs in a text, by feature (FNV-1a of the part). */
export const countsOf = (text: string): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const word of wordsOf(text)) {
    const padded = ` ${word} `;
    for (let start = 0; start < padded.length; start += 1) {
      let hash = 0x811c9dc5;
      for (let end = start; end < Math.min(padded.length, start + lengths.max); end += 1) {
        hash = Math.imul(hash ^ padded.charCodeAt(end), 0x01000193);
        if (end - start + 1 < lengths.min) continue;
        // The low bits of the hash alone are uneven.
        const feature = ((hash >>> 0) ^ (hash >>> 15)) % featureCount;
        const at = feature < 0 ? feature + featureCount : feature;
        counts.set(at, (counts.get(at) ?? 0) + 1);
      }
    }
  }
  return counts;
};

/** The features of a text: the logarithm of each count times the rarity of the feature, as a vector of length 1. */
export const weigh = (counts: ReadonlyMap<number, number>, rarity: Float32Array): Features => {
  const ids = [...counts.keys()];
  const values = ids.map((id) => (1 + Math.log(counts.get(id) ?? 1)) * (rarity[id] ?? 0));
  const length = Math.hypot(...values) || 1;
  return { ids, values: values.map((value) => value / length) };
};
