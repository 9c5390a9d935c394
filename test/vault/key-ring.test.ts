import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KeyRing, KeyRingError } from "../../src/vault/key-ring.ts";
import { UnknownMasterKeyError } from "../../src/vault/key-wrapper.ts";
import { DecryptionError, associatedData } from "../../src/vault/seal.ts";

const root = () => randomBytes(32).toString("base64");
const [first, second, third] = [root(), root(), root()];
const here = associatedData("root");

/** What parsing throws; a ring is no fault. */
const faultOf = (text: string): Error => {
  try {
    KeyRing.parse(text);
  } catch (thrown) {
    if (thrown instanceof Error) return thrown;
  }
  throw new Error("it was taken for a key ring");
};

describe("parse", () => {
  test.each([
    ["a bare key", first],
    ["a key with an id", `1:${first}`],
    ["a large id", `999999999:${first}`],
    ["several keys", `3:${third},2:${second},1:${first}`],
    ["a bare key beside one with an id", `2:${second},${first}`],
    ["spaces around the keys", `  2:${second} ,\t1:${first}\n`],
  ])("reads %s", (_, text) => {
    expect(() => KeyRing.parse(text)).not.toThrow();
  });

  test.each([
    ["nothing", ""],
    ["only a comma", ","],
    ["a trailing comma", `1:${first},`],
    ["an id given twice", `1:${first},1:${second}`],
    ["a bare key beside id 1", `1:${first},${second}`],
    ["id 0", `0:${first}`],
    ["an id with a leading zero", `01:${first}`],
    ["a negative id", `-1:${first}`],
    ["a fraction", `1.5:${first}`],
    ["words for an id", `new:${first}`],
    ["no id before the colon", `:${first}`],
    ["an id too large", `4294967296:${first}`],
    ["no key after the colon", "1:"],
    ["a short key", `1:${randomBytes(31).toString("base64")}`],
    ["a long key", `1:${randomBytes(33).toString("base64")}`],
    ["a key without its padding", `1:${first.slice(0, -1)}`],
    ["a key in base64url", `1:${Buffer.alloc(32, 0xff).toString("base64url")}=`],
    ["a key in hex", `1:${randomBytes(32).toString("hex")}`],
    ["a key with a letter that is none of base64", `1:${first.slice(0, 20)}*${first.slice(21)}`],
    ["a key with a space inside", `1:${first.slice(0, 20)} ${first.slice(20)}`],
    ["a space after the colon", `1: ${first}`],
    ["loose bits in the last letter", `1:${"A".repeat(42)}B=`],
    ["something after the key", `1:${first}:${second}`],
    ["keys parted by colons", `2:${second}:1:${first}`],
    ["keys parted by semicolons", `2:${second};1:${first}`],
  ])("refuses %s", (_, text) => {
    const fault = faultOf(text);
    expect(fault).toBeInstanceOf(KeyRingError);
    expect(fault.message).not.toBe("");
  });

  test("a fault never shows a part of what was read", () => {
    const near = fc.oneof(
      fc.uint8Array({ minLength: 20, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("base64")),
      fc.constant(first),
    );
    const id = fc.oneof(fc.nat({ max: 3 }).map(String), fc.string({ maxLength: 4 }));
    const entry = fc.tuple(id, near);
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 3 }), (entries) => {
        try {
          KeyRing.parse(entries.map(([name, key]) => `${name}:${key}`).join(","));
        } catch (thrown) {
          const shown = inspect(thrown, { showHidden: true });
          for (const [, key] of entries) {
            expect(shown).not.toContain(key.slice(0, 8));
            expect(shown).not.toContain(key.slice(-8));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test("a fresh key is a ring, and no two are alike", () => {
    const fresh = KeyRing.fresh();
    expect(fresh).toMatch(/^1:[A-Za-z0-9+/]{43}=$/);
    expect(KeyRing.fresh()).not.toBe(fresh);
    expect(() => KeyRing.parse(fresh)).not.toThrow();
  });
});

describe("weakness", () => {
  const weaknessOf = (...keys: Uint8Array[]) =>
    KeyRing.parse(keys.map((key, i) => `${keys.length - i}:${Buffer.from(key).toString("base64")}`).join(","))
      .weakness;
  const bytes = (read: (index: number) => number) => Uint8Array.from({ length: 32 }, (_, i) => read(i));
  const block = randomBytes(16);
  const weak: readonly (readonly [string, Uint8Array])[] = [
    ["zeros", Buffer.alloc(32)],
    ["one byte", Buffer.alloc(32, 0xa7)],
    ["two bytes in turn", bytes((i) => (i % 2 === 0 ? 0x13 : 0xf2))],
    ["a block of 16 bytes, twice", Buffer.concat([block, block])],
    ["random bytes, filled up with zeros", Buffer.concat([randomBytes(12), Buffer.alloc(20)])],
    ["counting up", bytes((i) => i)],
    ["counting down in steps of seven", bytes((i) => 255 - 7 * i)],
    ["English words", Buffer.from("correct horse battery staple 42!")],
    ["words with a line break", Buffer.from("correct horse battery staple 42\n")],
    ["Hungarian words in UTF-8", Buffer.from("Kőműves Kelemenné Déva vára")],
    ["Hungarian words in Latin 1", Buffer.from("Az ügyfélkapu kulcsa: titok 1999", "latin1")],
    ["words in UTF-16", Buffer.from("kulcsunk a jelszo", "utf16le").subarray(0, 32)],
    ["digits of hex", Buffer.from(randomBytes(16).toString("hex"))],
    ["letters of base64", Buffer.from(randomBytes(24).toString("base64"))],
  ];

  test.each(weak)("finds a key made of %s", (_, key) => {
    expect(key).toHaveLength(32);
    expect(weaknessOf(key)).toBe("weak-key");
    expect(() => KeyRing.parseStrong(Buffer.from(key).toString("base64"))).toThrow("weak-key");
  });

  test("finds the newest key under another id", () => {
    const key = randomBytes(32);
    expect(weaknessOf(key, key)).toBe("repeated-key");
    expect(weaknessOf(key, randomBytes(32), key)).toBe("repeated-key");
  });

  test("finds a key with a higher id behind the first", () => {
    expect(KeyRing.parse(`1:${first},2:${second}`).weakness).toBe("wrong-order");
    expect(KeyRing.parse(`3:${third},1:${first},2:${second}`).weakness).toBeUndefined();
  });

  test("allows weak and repeated keys behind a new one, so that rotation can replace them", () => {
    const old = randomBytes(32);
    expect(weaknessOf(randomBytes(32), old, old, Buffer.alloc(32))).toBeUndefined();
  });

  test("finds none in 2,000 random keys", () => {
    for (let i = 0; i < 2_000; i += 1) expect(KeyRing.parse(KeyRing.fresh()).weakness).toBeUndefined();
  });
});

test("a key's fingerprint is the same in every ring, tells it from others, and is no part of it", () => {
  const [one, two] = KeyRing.parse(`2:${second},1:${first}`).names;
  expect(KeyRing.parse(`7:${second}`).names).toEqual([{ id: 7, fingerprint: one.fingerprint }]);
  expect(one.fingerprint).toMatch(/^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}$/);
  expect(two?.fingerprint).not.toBe(one.fingerprint);
  const bytes = Buffer.from(one.fingerprint.replaceAll("-", ""), "hex");
  expect(Buffer.from(second, "base64").includes(bytes)).toBe(false);
});

describe("wrap", () => {
  test("what a ring wrapped it unwraps, and only in its place", () => {
    const ring = KeyRing.parse(first);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.string(), (key, name) => {
        const wrapped = ring.wrap(key, associatedData(name));
        expect([...ring.unwrap(wrapped, associatedData(name))]).toEqual([...key]);
        expect(() => ring.unwrap(wrapped, associatedData(name, "else"))).toThrow(DecryptionError);
      }),
      { numRuns: 50 },
    );
  });

  test("a bare key and the same key with id 1 are the same ring", () => {
    const wrapped = KeyRing.parse(first).wrap(Buffer.alloc(32, 7), here);
    expect(KeyRing.parse(`1:${first}`).unwrap(wrapped, here)).toEqual(Buffer.alloc(32, 7));
  });

  test("a newer ring opens what the old one wrapped as long as it holds the old key", () => {
    const key = randomBytes(32);
    const wrapped = KeyRing.parse(`1:${first}`).wrap(key, here);
    expect(KeyRing.parse(`2:${second},1:${first}`).unwrap(wrapped, here)).toEqual(key);
    expect(() => KeyRing.parse(`2:${second}`).unwrap(wrapped, here)).toThrow(new UnknownMasterKeyError(1));
    expect(() => KeyRing.parse(`2:${first}`).unwrap(wrapped, here)).toThrow(new UnknownMasterKeyError(1));
    expect(() => KeyRing.parse(`1:${second}`).unwrap(wrapped, here)).toThrow(DecryptionError);
  });

  test("the first key of the ring is the one that wraps", () => {
    const wrapped = KeyRing.parse(`2:${second},1:${first}`).wrap(randomBytes(32), here);
    expect([...wrapped.subarray(0, 4)]).toEqual([0, 0, 0, 2]);
    expect(() => KeyRing.parse(`2:${second}`).unwrap(wrapped, here)).not.toThrow();
    expect(() => KeyRing.parse(`1:${first}`).unwrap(wrapped, here)).toThrow(new UnknownMasterKeyError(2));
  });

  test("another key id written over the seal is noticed, even under the same key", () => {
    const wrapped = Buffer.from(KeyRing.parse(`1:${first}`).wrap(randomBytes(32), here));
    wrapped.writeUInt32BE(2);
    expect(() => KeyRing.parse(`2:${first},1:${first}`).unwrap(wrapped, here)).toThrow(DecryptionError);
  });

  test("every flipped bit and every cut is noticed", () => {
    const ring = KeyRing.parse(`1:${first}`);
    const wrapped = ring.wrap(randomBytes(32), here);
    for (let bit = 0; bit < wrapped.length * 8; bit += 1) {
      const changed = Uint8Array.from(wrapped);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const id = Buffer.from(changed).readUInt32BE();
      const isUnknown = id > 1 && id < 1e9;
      expect(() => ring.unwrap(changed, here)).toThrow(
        isUnknown ? new UnknownMasterKeyError(id) : DecryptionError,
      );
    }
    for (let length = 0; length < wrapped.length; length += 1) {
      expect(() => ring.unwrap(wrapped.subarray(0, length), here)).toThrow(DecryptionError);
    }
  });
});

test("a ring shows nothing of its keys when it is printed", () => {
  const ring = KeyRing.parse(first);
  expect(JSON.stringify({ ring })).toBe('{"ring":"[key ring]"}');
  expect(Object.keys(ring)).toEqual([]);
  expect(inspect(ring, { showHidden: true, depth: 9 })).not.toMatch(/wrapping|Uint8Array/);
});
