import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { createCharactersReader } from "../../src/key-characters/reader.ts";

const picture = (name: string): Buffer => readFileSync(new URL(`pictures/${name}.png`, import.meta.url));

const guidePicture = readFileSync(new URL("../../locales/hu/pictures/login.png", import.meta.url));

/** So long that only a hang could exceed it, even on a loaded machine. */
const generousMs = 60_000;
let roomsMade = 0;
const reader = createCharactersReader({
  cpuLimitMs: generousMs,
  wallLimitMs: generousMs,
  makeRoom: () => (roomsMade += 1),
});
afterAll(() => reader.close());

// The pictures are drawn and the keys invented.
test.for([
  ["wrapped", "key", "LAFQJTIORRWEEZFLXJLELE55POSH6TDO"],
  ["grouped", "key", "IJJUKEJUQGI6AAK3IZHER45UHJI6KBME"],
  ["cancellation-code", "cancellation-code", "28965088"],
] as const)(
  "reads the characters in a screenshot: %s",
  { timeout: 2 * generousMs },
  async ([name, kind, text]) => {
    roomsMade = 0;
    const reading = await reader.read(picture(name));
    expect(roomsMade).toBe(1);
    expect(reading).toMatchObject({ ok: true, kind, unusualLength: false });
    expect(reading.ok && reading.characters.map(({ char }) => char).join("")).toBe(text);
  },
);

test(
  "finds neither a key nor a code in the guide's drawing of a page",
  { timeout: 2 * generousMs },
  async () => {
    expect(await reader.read(guidePicture)).toEqual({ ok: false, why: "no-characters" });
  },
);

test("refuses what is no picture before a process starts", async () => {
  expect(await reader.read(Buffer.from("JBSWY3DPEHPK3PXP"))).toEqual({ ok: false, why: "not-a-picture" });
});

test("is busy when the machine does not read a picture in time", { timeout: 2 * generousMs }, async () => {
  const hasty = createCharactersReader({ wallLimitMs: 1 });
  try {
    expect(await hasty.read(picture("grouped"))).toEqual({ ok: false, why: "busy" });
  } finally {
    await hasty.close();
  }
});
