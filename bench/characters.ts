// Reads the screenshots of a folder and prints how many are right: npm run bench:characters -- FOLDER [--from N] [--step N]
// manifest.json in the folder: [{ "file", "kind": "key" | "cancellation-code" | other, "text", … }]. Times are processor
// times without the start of the process, so they hold on a busy machine too.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readCharacters } from "../src/key-characters/read-characters.ts";
import type { CharactersReading } from "../src/key-characters/reading.ts";
import { loadRecognizer } from "../src/key-characters/recognizer.ts";
import { sniffFormat } from "../src/qr/image/format.ts";

interface Screen {
  readonly file: string;
  /** Anything but "key" and "cancellation-code" shows neither. */
  readonly kind: string;
  readonly text?: string;
  readonly damage?: string;
  readonly theme?: string;
  readonly layout?: string;
}

/** "certain": wrong, and nothing in the reading shows a doubt about the part that is wrong. */
type Verdict = "exact" | "doubted" | "certain" | "not found" | "invented" | "rightly nothing";

const judge = ({ kind, text }: Screen, reading: CharactersReading): Verdict => {
  const shows = kind === "key" || kind === "cancellation-code";
  if (!reading.ok) return shows ? "not found" : "rightly nothing";
  if (!shows) return "invented";
  const { characters } = reading;
  const read = characters.map(({ char }) => char).join("");
  if (reading.kind === kind && read === text) return "exact";
  if (reading.unusualLength) return "doubted";
  if (read.length !== text?.length) return "certain";
  return characters.some(({ char, doubtful }, index) => char !== text[index] && !doubtful)
    ? "certain"
    : "doubted";
};

const shown = (reading: CharactersReading): string =>
  reading.ok
    ? reading.characters.map(({ char, doubtful }) => (doubtful ? `(${char})` : char)).join("")
    : reading.why;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: "string", default: "0" }, step: { type: "string", default: "1" } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error("usage: npm run bench:characters -- FOLDER");
const all = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Screen[];
const screens = all.filter((_, index) => index % Number(values.step) === Number(values.from));

const recognizer = await loadRecognizer();
const counts = new Map<string, Map<Verdict, number>>();
const times: number[] = [];
let doubtsInExact = 0;
for (const screen of screens) {
  const bytes = readFileSync(join(folder, screen.file));
  const format = sniffFormat(bytes);
  if (format === "not-a-picture") throw new Error(`${screen.file} is not a picture`);
  const before = process.cpuUsage();
  const reading = await readCharacters(bytes, format, recognizer);
  const { user, system } = process.cpuUsage(before);
  times.push((user + system) / 1000);
  const verdict = judge(screen, reading);
  if (verdict === "exact" && reading.ok && reading.characters.some(({ doubtful }) => doubtful))
    doubtsInExact += 1;
  for (const group of ["all", `${screen.kind} ${screen.damage ?? ""} ${screen.theme ?? ""}`]) {
    const row = counts.get(group) ?? new Map<Verdict, number>();
    counts.set(group, row.set(verdict, (row.get(verdict) ?? 0) + 1));
  }
  if (verdict !== "exact" && verdict !== "rightly nothing")
    process.stdout.write(
      `${verdict.padEnd(10)} ${screen.file} (${screen.layout ?? ""})\n  ${screen.text ?? ""}\n  ${shown(reading)}\n`,
    );
}

const verdicts: Verdict[] = ["exact", "doubted", "certain", "not found", "invented", "rightly nothing"];
process.stdout.write(`\n${"".padEnd(36)}${verdicts.map((verdict) => verdict.padStart(16)).join("")}\n`);
for (const [group, row] of [...counts].sort(([one], [other]) => one.localeCompare(other)))
  process.stdout.write(
    `${group.padEnd(36)}${verdicts.map((verdict) => String(row.get(verdict) ?? 0).padStart(16)).join("")}\n`,
  );
times.sort((one, other) => one - other);
const quantile = (share: number): string => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(0);
process.stdout.write(
  `\nexact with a doubtful character: ${doubtsInExact}\nCPU per picture, ms: median ${quantile(0.5)}, p95 ${quantile(0.95)}, max ${quantile(1)}\n`,
);
