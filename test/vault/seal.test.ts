import { createCipheriv, randomBytes } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DecryptionError, open, associatedData, seal } from "../../src/vault/seal.ts";

const key = randomBytes(32);
const here = associatedData("record", "here", 1);
const plain = Buffer.from("a titok: JBSWY3DPEHPK3PXP", "utf8");

/** What `open` throws, or the text it gave. */
const outcome = (sealed: Uint8Array, { by = key, at = here }: { by?: Uint8Array; at?: Uint8Array } = {}) => {
  try {
    return open(by, at, sealed).toString("utf8");
  } catch (thrown) {
    return thrown;
  }
};

const parts = fc.array(fc.oneof(fc.string({ maxLength: 8 }), fc.nat(), fc.uint8Array({ maxLength: 8 })), {
  maxLength: 5,
});

describe("seal", () => {
  test("opening what was sealed gives it back, for all keys, places and contents", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        parts,
        fc.uint8Array({ maxLength: 300 }),
        (by, where, content) => {
          const at = associatedData(...where);
          expect([...open(by, at, seal(by, at, content))]).toEqual([...content]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("the same content sealed twice looks different, and shows nothing of itself", () => {
    const [one, other] = [seal(key, here, plain), seal(key, here, plain)];
    expect(one).not.toEqual(other);
    expect(Buffer.from(one).includes(plain.subarray(0, 8))).toBe(false);
    expect(one.length).toBe(plain.length + 29);
  });

  test("every single flipped bit is noticed", () => {
    const sealed = seal(key, here, plain);
    const passed: number[] = [];
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      if (!(outcome(changed) instanceof DecryptionError)) passed.push(bit);
    }
    expect(passed).toEqual([]);
    expect(outcome(sealed)).toBe(plain.toString("utf8"));
  });

  test("nothing opens in another place or with another key", () => {
    const sealed = seal(key, here, plain);
    expect(outcome(sealed, { at: associatedData("record", "here", 2) })).toBeInstanceOf(DecryptionError);
    expect(outcome(sealed, { at: associatedData("record", "here") })).toBeInstanceOf(DecryptionError);
    expect(outcome(sealed, { at: new Uint8Array() })).toBeInstanceOf(DecryptionError);
    expect(outcome(sealed, { by: randomBytes(32) })).toBeInstanceOf(DecryptionError);
  });

  test("no shorter and no longer piece opens, down to nothing", () => {
    const sealed = seal(key, here, plain);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(outcome(sealed.subarray(0, length))).toBeInstanceOf(DecryptionError);
    }
    expect(outcome(Buffer.concat([sealed, Buffer.of(0)]))).toBeInstanceOf(DecryptionError);
  });

  test.each([4, 8, 12, 13, 14, 15])("a tag of %i bytes does not stand in for a whole one", (length) => {
    const nonce = randomBytes(12);
    for (const content of [plain, Buffer.alloc(0)]) {
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: length });
      cipher.setAAD(here);
      const body = Buffer.concat([cipher.update(content), cipher.final()]);
      const forged = Buffer.concat([Buffer.of(1), nonce, body, cipher.getAuthTag()]);
      expect(outcome(forged)).toBeInstanceOf(DecryptionError);
    }
  });

  test("no other format byte is taken", () => {
    const sealed = seal(key, here, plain);
    for (let format = 0; format < 256; format += 1) {
      const changed = Uint8Array.from(sealed);
      changed[0] = format;
      expect(outcome(changed) instanceof DecryptionError).toBe(format !== 1);
    }
  });

  test("the error is the same for every reason and carries nothing", () => {
    const changed = Uint8Array.from(seal(key, here, plain));
    changed[20]! ^= 1;
    const errors = [
      outcome(changed),
      outcome(new Uint8Array()),
      outcome(seal(key, here, plain), { by: randomBytes(32) }),
    ];
    for (const error of errors) {
      if (!(error instanceof DecryptionError)) throw new Error("it opened");
      expect(error.message).toBe(new DecryptionError().message);
      expect(Object.keys(error)).toEqual(["name"]);
      expect(error.cause).toBeUndefined();
      expect(inspect(error, { showHidden: true })).not.toMatch(/JBSW|titok|Buffer|Uint8Array/);
    }
  });
});

describe("place", () => {
  /** What a part stands for; numbers and texts are written alike. */
  const meaning = (list: readonly (string | number | Uint8Array)[]) =>
    list.map((part) =>
      (part instanceof Uint8Array ? Buffer.from(part) : Buffer.from(String(part), "utf8")).toString("hex"),
    );

  test("two lists of parts make the same bytes only when they are the same parts", () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify(meaning(one)) === JSON.stringify(meaning(other));
        expect(Buffer.from(associatedData(...one)).equals(associatedData(...other))).toBe(same);
      }),
      { numRuns: 500 },
    );
  });

  test("the same letters cut elsewhere are another place", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 20, unit: "binary-ascii" }),
        fc.nat(),
        fc.nat(),
        (text, a, b) => {
          const [i, j] = [a % (text.length + 1), b % (text.length + 1)];
          const cut = (at: number) => associatedData(text.slice(0, at), text.slice(at));
          expect(Buffer.from(cut(i)).equals(cut(j))).toBe(i === j);
          expect(Buffer.from(cut(i)).equals(associatedData(text))).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});
