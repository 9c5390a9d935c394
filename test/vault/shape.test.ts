import { expect, test } from "vitest";
import { Key } from "../../src/totp/key.ts";
import { addKeys, newKey } from "../../src/vault/changes.ts";
import { packRecords, unpackRecords } from "../../src/vault/packed-records.ts";
import { lives, see } from "./shape.ts";

test("rows have the same shape whatever a person has stored, and name no kind of it", async () => {
  const seen = await Promise.all(Object.values(lives).map(see));
  const [first] = seen;
  expect(JSON.parse(first!.shape)).toEqual({
    chats: [
      {
        ...{ chat: 32, wrapped_key: 65, manifest: null, contents: 797, told_day: null },
        seen_day: expect.any(Number) as number,
      },
    ],
    records: [],
    jobs: [{ id: 12, chat: 32, due_at: 1_796_100_000_000, attempts: 0, sealed: 285 }],
    rests: [0],
  });
  expect(new Set(seen.map(({ shape }) => shape))).toEqual(new Set([first!.shape]));
  expect(seen.flatMap(({ words }) => words)).toEqual([]);
});

test("many keys show in six lengths at most", async () => {
  const lengths = new Set<number>();
  for (const count of [1, 2, 5, 10, 20, 35, 50]) {
    const keys = Array.from({ length: count }, (_, i) =>
      newKey(`Kulcs ${i}`, new Key({ secret: Buffer.alloc(20, i + 1) })),
    );
    const { shape } = await see([addKeys(keys)]);
    lengths.add((JSON.parse(shape) as { chats: { contents: number }[] }).chats[0]!.contents);
  }
  expect([...lengths].every((length) => Number.isInteger(Math.log2((length - 29) / 768)))).toBe(true);
  expect(lengths.size).toBeLessThanOrEqual(6);
});

test.each([0, 1, 700, 751, 752, 753, 5_000])(
  "packs and unpacks records with %i bytes of content",
  (length) => {
    const records = new Map([
      ["key:á", Buffer.alloc(length, 0)],
      ["step", Buffer.from("bot/ő")],
    ]);
    const packed = packRecords(records);
    expect(Math.log2(packed.length / 768) % 1).toBe(0);
    expect(unpackRecords(packed)).toEqual(records);
    expect(unpackRecords(packRecords(new Map()))).toEqual(new Map());
  },
);
