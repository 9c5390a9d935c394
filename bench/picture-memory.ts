import { readdirSync, readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { createCharactersReader } from "../src/key-characters/reader.ts";
import { memoryBudget } from "../src/qr/pool/memory-budget.ts";
import { watchWithin } from "../src/qr/pool/process-watch.ts";
import { createQrReader } from "../src/qr/reader.ts";
import { seededRandom } from "../test/support/seeded-random.ts";
import { drawBombs, drawSlowPictures } from "./hostile-load/pictures.ts";

/*
 * The memory of all processes that read pictures, while hostile, large and good ones come at once, for QR codes and for characters:
 * `node --import tsx bench/picture-memory.ts [rounds] [seed]`. Linux only. Every file is sent once a round, in random order.
 */

const [rounds = 1, seed = 1] = process.argv.slice(2).map(Number);
const machineMb = 1024;
/** More than the bot downloads at once, so that no process ever waits. */
const inFlight = 6;
const sampleMs = 50;

/** Large pictures that are read, each in the format that takes the most memory at its size. */
const large = (): Promise<Buffer[]> => {
  const drawn = (width: number, height: number): Sharp =>
    sharp({
      create: { width, height, channels: 3, background: "#fff", noise: { type: "gaussian", sigma: 9 } },
    });
  return Promise.all([
    drawn(4000, 3000).jpeg({ progressive: true, chromaSubsampling: "4:4:4" }).toBuffer(),
    drawn(8000, 6000).jpeg().toBuffer(),
    drawn(3000, 2000).png({ compressionLevel: 1 }).toBuffer(),
    drawn(4000, 3000).png({ progressive: true, compressionLevel: 1 }).toBuffer(),
    drawn(3200, 2400).webp({ effort: 0 }).toBuffer(),
    drawn(2000, 2000).tiff({ compression: "none" }).toBuffer(),
    drawn(2000, 2000).avif({ effort: 0 }).toBuffer(),
  ]);
};

/** A PNG of 64×64 pixels, whose pixels inflate to far more than that. */
const inflatingPng = async (): Promise<Buffer> => {
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();
  const at = png.indexOf("IDAT") - 4;
  const body = Buffer.concat([Buffer.from("IDAT"), deflateSync(Buffer.alloc(500 * 2 ** 20))]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([png.subarray(0, at), length, body, checksum, png.subarray(-12)]);
};

const fixtures = (): Uint8Array[] => {
  const folders = ["../test/qr/pictures/", "../test/key-characters/pictures/"].map(
    (path) => new URL(path, import.meta.url),
  );
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => !name.endsWith(".json"))
      .map((name) => readFileSync(new URL(name, folder))),
  );
};

const kilobytes = (text: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);

/** @returns what the processes of this one hold beside program files, and how many there are */
const held = (): { mb: number; largestMb: number; processes: number } => {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "latin1");
  const sizes = children
    .split(" ")
    .filter(Boolean)
    .map((pid) => {
      try {
        return kilobytes(readFileSync(`/proc/${pid}/status`, "latin1"), "RssAnon") / 1024;
      } catch {
        return 0;
      }
    });
  return {
    mb: sizes.reduce((sum, one) => sum + one, 0),
    largestMb: Math.max(0, ...sizes),
    processes: sizes.length,
  };
};

const shuffled = <T>(items: readonly T[], random: () => number): T[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);

process.stdout.write(`seed ${seed}, ${rounds} rounds\n`);
const hostile = [...(await drawBombs(seed)), ...(await drawSlowPictures(seed))];
const files = [...hostile.map(({ bytes }) => bytes), await inflatingPng(), ...(await large()), ...fixtures()];
const random = seededRandom(seed);
const budget = memoryBudget(machineMb);
const watch = watchWithin(budget);
const qr = createQrReader({ processes: budget.processes, watch });
const characters = createCharactersReader({ watch, makeRoom: () => qr.endIdle() });

const peaks = { mb: 0, largestMb: 0, processes: 0 };
let overSamples = 0;
let samples = 0;
const timer = setInterval(() => {
  const now = held();
  samples += 1;
  if (now.mb > budget.totalMb) overSamples += 1;
  for (const key of ["mb", "largestMb", "processes"] as const) peaks[key] = Math.max(peaks[key], now[key]);
}, sampleMs);

const outcomes = new Map<string, number>();
const count = (outcome: string): unknown => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
let charactersTurn: Promise<unknown> = Promise.resolve();
for (let round = 0; round < rounds; round += 1) {
  const waiting = shuffled(files, random).values();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (const bytes of waiting) {
        const reading = await qr.read(bytes);
        count(`QR: ${reading.ok ? "read" : reading.why}`);
        if (reading.ok || reading.why !== "no-qr") continue;
        // The bot looks for characters in one picture at a time.
        charactersTurn = charactersTurn.then(async () => {
          const found = await characters.read(bytes);
          count(`characters: ${found.ok ? "read" : found.why}`);
        });
      }
    }),
  );
  await charactersTurn;
}
clearInterval(timer);
for (const [outcome, times] of [...outcomes].sort()) process.stdout.write(`${outcome}: ${times}\n`);
process.stdout.write(
  `peak of all together, MB: ${Math.round(peaks.mb)} of ${budget.totalMb}\n` +
    `peak of one, MB: ${Math.round(peaks.largestMb)} of ${budget.perProcessMb}\n` +
    `processes at once: ${peaks.processes}\nsamples over the budget: ${overSamples} of ${samples}\n`,
);
await Promise.all([qr.close(), characters.close()]);
