import { parsePastedKey } from "../src/pasted-key/parse-pasted-key.ts";
import { keyWriter, outcomeOf, type Outcome } from "../test/pasted-key/written-keys.ts";

// npm run bench:pasted-key -- [tries] [seed]
//
// First reads random keys in every way in which people and programs write, break, damage or shorten them, and counts
// what becomes of them. It fails if one is read as another key.
//
// Then compares the time for a message of Telegram's maximum length with that for an eighth of it, for texts that make many
// candidates. The ratio is about 8 if the time grows with the length, and less if the cap on candidates applies; a
// quadratic search would give 64.

const tries = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? 1);
const maxShown = 20;

const next = keyWriter(seed);
const counts = new Map<string, Record<Outcome, number>>();
const wrong: string[] = [];
for (let at = 0; at < tries; at += 1) {
  const { key, text, way } = next();
  const outcome = outcomeOf(parsePastedKey(text), key);
  for (const row of [way, "all"]) {
    const count = counts.get(row) ?? { right: 0, asked: 0, refused: 0, words: 0, wrong: 0 };
    count[outcome] += 1;
    counts.set(row, count);
  }
  if (outcome === "wrong") wrong.push(`${way}: ${JSON.stringify(text)}`);
}
for (const [way, count] of counts) process.stdout.write(`${way}: ${JSON.stringify(count)}\n`);
for (const line of wrong.slice(0, maxShown)) process.stdout.write(`wrong: ${line}\n`);
if (wrong.length > 0) process.exitCode = 1;

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
