/** Bytes of a plaintext up to which its length does not show: room for every usual job. */
const shortBytes = 256;

/**
 * The length to which a plaintext is padded: `first`, or the next of twice, four times, eight times as many bytes. Doubling
 * leaves few lengths to tell apart, also for chats with many keys, and at most doubles what is stored.
 */
export const paddedLength = (length: number, first: number): number => {
  let padded = first;
  while (padded < length) padded *= 2;
  return padded;
};

/** JSON followed by spaces, which a parser ignores. */
export const padJson = (value: unknown): Buffer => {
  const json = Buffer.from(JSON.stringify(value));
  return Buffer.concat([json], paddedLength(json.length, shortBytes)).fill(" ", json.length);
};
