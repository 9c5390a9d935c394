import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { findTexts } from "../../src/qr/decode/stages.ts";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import { joinParts, type TextPart } from "../../src/qr/structured-append.ts";
import { cover, drawCode, drawPart, drawParts, keyText, sideBySide } from "./codes.ts";

beforeAll(prepareZxing);

const withoutTimeLimit = { timeBudgetMs: Infinity };

/** @returns the parts of a text as zxing reports them */
const partsOf = (text: string, cuts: readonly number[], parity = "7"): TextPart[] => {
  const bytes = Buffer.from(text);
  const ends = [...cuts, bytes.length];
  return ends.map((end, index) => {
    const own = bytes.subarray(ends[index - 1] ?? 0, end);
    return { text: own.toString("latin1"), bytes: own, index, size: ends.length, parity };
  });
};

const cutTexts = fc
  .tuple(
    fc.string({ unit: "grapheme", minLength: 2, maxLength: 200 }),
    fc.uniqueArray(fc.nat(), { maxLength: 15 }),
  )
  .map(([text, places]) => {
    const length = Buffer.from(text).length;
    const cuts = places.map((place) => 1 + (place % (length - 1)));
    return partsOf(
      text,
      [...new Set(cuts)].toSorted((a, b) => a - b),
    );
  })
  .filter((parts) => parts.length > 1);

describe("joinParts", () => {
  test("joins the parts of any text in any order, some of them repeated, also within a character", () => {
    fc.assert(
      fc.property(cutTexts, fc.array(fc.nat()), (parts, more) => {
        const text = Buffer.concat(parts.map(({ bytes }) => bytes)).toString();
        const repeated = more.flatMap((at) => parts[at % parts.length] ?? []);
        expect(joinParts([...repeated, ...parts.toReversed()])).toEqual({ texts: [text], incomplete: [] });
      }),
    );
  });

  test("makes no text of anything less than all parts", () => {
    fc.assert(
      fc.property(cutTexts, fc.nat(), (parts, at) => {
        const left = parts.filter((_, index) => index !== at % parts.length);
        expect(joinParts(left)).toEqual({ texts: [], incomplete: left });
      }),
    );
  });

  test("does not join parts of different parity or number, nor two texts with the same parity", () => {
    const [first, second] = partsOf(keyText, [40]) as [TextPart, TextPart];
    expect(joinParts([first, { ...second, parity: "8" }]).texts).toEqual([]);
    expect(joinParts([first, { ...second, size: 3 }]).texts).toEqual([]);
    const [other] = partsOf(keyText.replace("proba", "minta"), [40]) as [TextPart];
    expect(joinParts([first, second, other])).toEqual({ texts: [], incomplete: [first, second, other] });
  });

  test("joins two texts with different parities", () => {
    const texts = [keyText, "https://example.hu/egy-masik-kod"];
    const parts = texts.flatMap((text, index) => partsOf(text, [9, 21], String(index)));
    expect(joinParts(parts)).toEqual({ texts, incomplete: [] });
  });
});

describe("findTexts", () => {
  test.each([
    ["two", [40]],
    ["three", [20, 60]],
  ])("joins a text in %s codes", async (_, cuts) => {
    const picture = sideBySide(...drawParts(keyText, ...cuts));
    expect(await findTexts(picture, withoutTimeLimit)).toMatchObject({ texts: [keyText], parts: [] });
  });

  test.each([0, 1])("reports part %d of a text as a part, not as a text", async (index) => {
    const part = drawParts(keyText, 50)[index];
    if (part === undefined) throw new Error("no such part");
    const { texts, parts } = await findTexts(sideBySide(part), withoutTimeLimit);
    expect(texts).toEqual([]);
    expect(parts).toMatchObject([{ index, size: 2 }]);
  });

  test("joins a part that only two finder patterns show to one that is complete", async () => {
    const [first, second] = drawParts(keyText, 50);
    if (first === undefined || second === undefined) throw new Error("no parts");
    const covered = cover(second, 0, second.height - 8 * 6, 8 * 6, second.height);
    const { texts } = await findTexts(sideBySide(first, covered), withoutTimeLimit);
    expect(texts).toEqual([keyText]);
  });

  test("reads a complete code beside a part", async () => {
    const place = { index: 0, size: 2, parity: 1 };
    const part = drawPart(Buffer.from("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"), place);
    const { image } = drawCode(part.height / 45, 4);
    const { texts } = await findTexts(sideBySide(image, part), withoutTimeLimit);
    expect(texts).toEqual([keyText]);
  });
});
