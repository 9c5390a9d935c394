/**
 * npm run proofs: what is promised of the vault, with figures. Steals the files of a thousand people, changes what can be
 * changed, looks for what was erased, and has another's cipher read everything. Ends with 1 if something does not hold.
 */
import { eraseAll } from "./erasure.ts";
import { readWithAnother } from "./oracle.ts";
import { lives, see } from "./shape.ts";
import { tamper, type Tally } from "./tampering.ts";
import { steal } from "./theft.ts";

const count = (number: number) => number.toLocaleString("en");
let faults = 0;

/** Prints one line, and remembers whether it holds. */
const tell = (line: string, holds: boolean) => {
  if (!holds) faults += 1;
  process.stdout.write(`${line}${holds ? "" : "  ← DOES NOT HOLD"}\n`);
};

const people = 1_000;
const theft = await steal(people);
const hits = theft.loot.reduce((sum, one) => sum + one.hits, 0);
const loot = theft.loot.map(({ name, bytes }) => `${name.replace("test.db", "database")} ${count(bytes)}`);
const searched = theft.loot.filter(({ holdsARow }) => holdsARow).length;
tell(
  `stolen files: ${count(people)} chats, ${count(theft.secrets)} secrets in ${count(theft.forms)} forms, bytes searched: ${loot.join(", ")}; ` +
    `${hits} hits, ${theft.opened} opened with another's master key`,
  hits === 0 && theft.opened === 0 && theft.findsWhatIsThere && searched >= 2,
);

const seen = await Promise.all(Object.values(lives).map(see));
const shapes = new Set(seen.map(({ shape }) => shape)).size;
const named = seen.flatMap(({ words }) => words);
tell(
  `shape: ${seen.length} people with and without a törlőkód, a deleted key, long names and many changes: ` +
    `${shapes} shape of rows, ${named.length} kinds of records named; updates by the hour`,
  shapes === 1 && named.length === 0,
);

const { flips, swaps, replays } = await tamper(12);
const figure = (name: string, { tried, rejected }: Tally) =>
  `${count(tried)} ${name}, ${count(rejected)} rejected`;
tell(
  `tampering: ${figure("single-bit flips", flips)}; ${figure("swaps", swaps)}; ${figure("pieces of earlier contents", replays)}`,
  [flips, swaps, replays].every(({ tried, rejected }) => tried > 0 && tried === rejected),
);

const erasure = await eraseAll(50);
tell(
  `erasure: ${count(erasure.cells)} former cells, in ${count(erasure.pieces)} pieces of 16 bytes, ` +
    `${count(erasure.before)} found before, ${count(erasure.after)} after, in ${count(erasure.bytes)} bytes of database and WAL`,
  erasure.after === 0 && erasure.before > 0 && erasure.othersLive,
);

const reading = await readWithAnother({ people: 200, seals: 5_000 });
tell(
  `oracle: ${count(reading.database + reading.alone)} seals of node:crypto opened by @noble/ciphers ` +
    `(${count(reading.database)} of a database of 200 chats, ${count(reading.alone)} of random bytes), ${reading.wrong} wrong`,
  reading.wrong === 0,
);

if (faults > 0) process.exitCode = 1;
