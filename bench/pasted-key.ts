import { parsePastedKey } from "../src/pasted-key/parse-pasted-key.ts";

// Compares the time for a message of Telegram's maximum length with that for an eighth of it, for texts that make many
// candidates. The ratio is about 8 if the time grows with the length, and less if the cap on candidates applies; a
// quadratic search would give 64.

const maxMessageCharacters = 4096;
const shortCharacters = maxMessageCharacters / 8;
const pieces = [
  "a ",
  "3 q ",
  "x3 ",
  "jbsw y3dp ehpk 3pxp ",
  "otpauth://",
  "&a=b ",
  "kulcs: ",
  "'",
  "é",
  "jq3",
  ". ",
];

/** The shortest of several runs, in milliseconds. */
const timeMs = (text: string): number => {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    parsePastedKey(text);
    return performance.now() - start;
  });
  return Math.min(...times);
};

for (const piece of pieces) {
  const text = piece.repeat(Math.ceil(maxMessageCharacters / piece.length));
  const long = timeMs(text.slice(0, maxMessageCharacters));
  const ratio = long / timeMs(text.slice(0, shortCharacters));
  process.stdout.write(`${JSON.stringify(piece)}: ${long.toFixed(2)} ms, ratio ${ratio.toFixed(1)}\n`);
}
