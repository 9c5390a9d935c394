import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePastedKey } from "../../src/pasted-key/parse-pasted-key.ts";
import { ALPHABET, inGroups } from "./random.ts";

const SECRET = "JBSWY3DPEHPK3PXP";
const OTHER = "GEZDGNBVGY3TQOJQ";
const LINK = `otpauth://totp/%C3%9Cgyf%C3%A9lkapu:anna?secret=${SECRET}`;

/** What was found, with the key as base32. */
function read(text: string): unknown {
  const pasted = parsePastedKey(text);
  if (pasted.kind === "key" || pasted.kind === "unsure")
    return { kind: pasted.kind, base32: pasted.key.base32 };
  return pasted;
}

/** Keys with digits enough to be keys for sure; letters alone may be words. */
const key = fc
  .tuple(fc.constantFrom(16, 26, 32, 52), fc.infiniteStream(fc.constantFrom(...Array.from(ALPHABET))))
  .map(([length, characters]) => Array.from({ length }, () => characters.next().value as string).join(""))
  .filter((text) => (text.match(/\d/gu) ?? []).length >= 3);

describe("readPasted: keys", () => {
  it.each([
    SECRET,
    SECRET.toLowerCase(),
    "Jbsw y3dp ehpk 3pxp",
    "JBSW-Y3DP-EHPK-3PXP",
    "JBSW – Y3DP – EHPK – 3PXP",
    "JBSW\u00A0Y3DP\u00A0EHPK\u00A03PXP",
    "JBSW\u200BY3DP\u200BEHPK\u200B3PXP",
    "JBSW\nY3DP\r\nEHPK\n3PXP\n",
    "J B S W Y 3 D P E H P K 3 P X P",
    "jbswy3 dpehpk 3pxp",
    "„JBSWY3DPEHPK3PXP”",
    "»jbsw y3dp ehpk 3pxp«",
    `"${SECRET}"`,
    `\`${SECRET}\``,
    `**${SECRET}**`,
    `🔑${SECRET}`,
    `(${SECRET})`,
    `${SECRET}.`,
    `${SECRET}!`,
    `${SECRET},`,
    `${SECRET}====`,
    `A kulcsom: ${SECRET}`,
    "A kulcsom: jbsw y3dp ehpk 3pxp",
    `kulcs=${SECRET}`,
    `kulcs:${SECRET.toLowerCase()}`,
    `Kulcs ${SECRET}`,
    `Kulcs - ${SECRET.toLowerCase()}`,
    `a kódom ez: ${SECRET}.`,
    "itt a kulcs:\nJBSW Y3DP EHPK 3PXP\nköszi",
    "itt a kulcs:\njbsw y3dp ehpk 3pxp\nkoszonom",
    `Secret: ${SECRET}`,
    `szia, ezt írta ki: ${SECRET} most mit csináljak?`,
    `jó napot! ${SECRET.toLowerCase()} köszönöm a segítséget`,
    `jbswy3dpehpk3pxp koszi`,
    `NEM MEGY ${SECRET} MIT TEGYEK`,
    `${SECRET}\n${SECRET}`,
    `${SECRET} (kisbetűvel: ${SECRET.toLowerCase()})`,
    `${SECRET} 482913`,
    LINK,
    `szia, itt a link: ${LINK} köszi`,
    `<${LINK}>`,
    `„${LINK}”.`,
    `otpauth://totp/Nagy Anna?secret=${SECRET}`,
    `otpauth://totp/x?secret=${SECRET}\n&issuer=Y`,
    "otpauth://totp/x?secret=JBSWY3DP\nEHPK3PXP&issuer=Y",
    "otpauth://totp/x?sec\nret=JBSWY3DPEHPK3PXP",
    `${LINK}\n${LINK}`,
    `${LINK}\nkulcs: ${SECRET}`,
  ])("finds it in %j", (text) => {
    expect(read(text)).toEqual({ kind: "key", base32: SECRET });
  });

  it("reads the parameters of a link", () => {
    const pasted = parsePastedKey(`itt van: ${LINK}&digits=8&period=60&algorithm=SHA512`);
    expect(pasted).toMatchObject({
      kind: "key",
      key: { digits: 8, period: 60, algorithm: "SHA512", account: "anna" },
    });
  });

  it("finds a key however it is written", () => {
    const around = fc.constantFrom("", '"', "`", " ", "\n");
    const label = fc.constantFrom("", "", "A kulcsom: ", "kulcs=", "a kódom ez:\n", "Secret: ", "Kulcs ");
    const separator = fc.constantFrom(" ", "-", "\u00A0", "\n", " – ", "\u200B");
    const casing = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.toLowerCase(),
      (text) => text.charAt(0) + text.slice(1).toLowerCase(),
    );
    fc.assert(
      fc.property(
        key,
        fc.integer({ min: 1, max: 15 }),
        separator,
        casing,
        label,
        around,
        (text, size, by, cased, before, quote) => {
          const written = before + quote + inGroups(cased(text), size, by) + quote;
          const pasted = parsePastedKey(written);
          // A doubt may be raised; another key may never be read.
          if ("key" in pasted) expect(pasted.key.base32.slice(0, -1)).toBe(text.slice(0, -1));
          else expect(pasted).toEqual({ kind: "problem", problem: { why: "unclear-edges" } });
        },
      ),
      { numRuns: 1000, seed: 7 },
    );
  });

  it("finds a key of one piece in any mixture of capitals", () => {
    fc.assert(
      fc.property(key, fc.bigInt({ min: 0n, max: 2n ** 52n }), (text, mask) => {
        const mixed = Array.from(text, (c, at) => ((mask >> BigInt(at)) & 1n ? c.toLowerCase() : c)).join("");
        const pasted = parsePastedKey(mixed);
        expect("key" in pasted && pasted.key.base32.slice(0, -1)).toBe(text.slice(0, -1));
      }),
    );
  });
});

describe("readPasted: problems", () => {
  it.each([
    ["JBSWY3DPEHPK3PX1", { why: "wrong-character", character: "1", position: 16 }],
    ["JBSW Y3DP EHPK 3PX0", { why: "wrong-character", character: "0", position: 16 }],
    ["jbswy3dpehpk3pxő", { why: "wrong-character", character: "ő", position: 16 }],
    ["JBSWY3DPEHPK3PXР", { why: "wrong-character", character: "Р", position: 16 }],
    ["A kulcsom: JBSWY3DP.EHPK3PXP", { why: "wrong-character", character: ".", position: 9 }],
    ["JBSWY3DP", { why: "too-short", length: 8 }],
    ["JBSW Y3DP EHPK", { why: "too-short", length: 12 }],
    ["A kulcsom: alma", { why: "too-short", length: 4 }],
    ["kulcs:", { why: "empty" }],
    ["A titkos kulcsom ez: ", { why: "empty" }],
    ["JBSWY3DPEHPK3PXPA", { why: "wrong-length" }],
    ["JBSWY3DPEHPK3PX7".repeat(14), { why: "too-long" }],
    ["ugye abcd efgh ijkl mnop", { why: "unclear-edges" }],
    ["abcd efgh ijkl mnop ugye", { why: "unclear-edges" }],
    ["JBSW Y3DP EHPK 3PXP UGYE", { why: "unclear-edges" }],
    ["jbsw y3dp ehpk 3pxp nem", { why: "unclear-edges" }],
    ["JBSW Y3DP EHPK 3PXP 3QZá", { why: "unclear-edges" }],
    ["JBSWY3DPEHPK3PXP 3QZ0", { why: "wrong-character", character: "0", position: 20 }],
    [`${SECRET} vagy ${OTHER}`, { why: "unclear-edges" }],
    [`${SECRET} ${OTHER}`, { why: "unclear-edges" }],
    [`${SECRET}\n${OTHER}`, { why: "unclear-edges" }],
    [`régi: ${SECRET}\núj: ${OTHER}`, { why: "unclear-edges" }],
    [`${LINK} ${LINK.replace(SECRET, OTHER)}`, { why: "unclear-edges" }],
    [`${LINK} kulcs: ${OTHER}`, { why: "unclear-edges" }],
    ["otpauth://totp/x?secret=JBSWY3DP EHPK3PXP", { why: "bad-link" }],
    ["otpauth://totp/x?secret=JBSWY3DPEHPK3PXP\nGEZDGNBVGY3TQOJQ", { why: "bad-link" }],
    ["otpauth:", { why: "bad-link" }],
    ["itt van otpauth://steam/x?secret=JBSWY3DPEHPK3PXP", { why: "bad-link" }],
    ["otpauth-migration://offline?data=CjEK%2B", { why: "google-export" }],
    [`otpauth://hotp/x?secret=${SECRET}`, { why: "hotp" }],
    [`${LINK}&digits=99`, { why: "bad-digits" }],
    [`${LINK}&period=1`, { why: "bad-period" }],
    [`${LINK}&algorithm=MD5`, { why: "bad-algorithm" }],
  ])("names what is wrong with %j", (text, problem) => {
    expect(read(text)).toEqual({ kind: "problem", problem });
  });

  it("names any single wrong character after a label", () => {
    const wrong = fc.constantFrom("0", "1", "8", "9", "á", "ő", "А");
    fc.assert(
      fc.property(key, fc.nat(), wrong, (text, nat, character) => {
        const position = (nat % text.length) + 1;
        const damaged = text.slice(0, position - 1) + character + text.slice(position);
        const problem = { why: "wrong-character", character, position };
        expect(read(`kulcs: ${damaged}`)).toEqual({ kind: "problem", problem });
        expect(["key", "unsure"]).not.toContain(parsePastedKey(inGroups(damaged, 4)).kind);
      }),
    );
  });
});

describe("readPasted: words", () => {
  it.each([
    "",
    " \n",
    "nemfogadjaelakodot",
    "nem fogadja el a kodot",
    "hova kell most irni",
    "NEM TUDOM BEOLVASNI A KODOT",
    "kerekegyujkodot",
    "2 napja nem jon az email 3 szor probaltam",
    "2napjanemjonazemail3szorprobaltam",
    "Nem jön az email a 2. lépésnél",
    "AZ ÜGYFÉLKAPU NEM FOGADJA EL A KÓDOMAT",
    "Hol van a kulcs?",
    "a probléma a kulcs: nem fogadja el",
    "06301234567",
    "+36 30 123 4567",
    "2025.01.15-ig kellett volna",
    "2025-01-15",
    "ugyfelkapu.gov.hu",
    "https://ugyfelkapu.gov.hu/regisztracio/regEszemelyi",
    "https://example.com/JBSWY3DPEHPK3PXP",
    "minta.anna@example.com",
    "123456",
    "12345678",
    "a kódom: 123456",
    "2345 6723",
    "HU42 1177 3016 1111 1018 0000 0000",
    "4539 1488 0343 6467",
    "2345 6723 4567 2345",
    "Samsung Galaxy A52s 5G",
    "windows11",
    "covid19",
    "ABC-234",
    "Screenshot_2025-01-15-12-33-44-123_com.android.chrome.jpg",
    "köszönöm😀😀😀",
    "mi az az otpauth?",
  ])("takes %j for words", (text) => {
    expect(read(text)).toEqual({ kind: "words" });
  });

  it.each(["xxxxxxxxxxxxxxxx", "nagyerzsebet2745", "AAAABBBBAAAABBBB"])("asks about %s", (text) => {
    expect(parsePastedKey(text).kind).toBe("unsure");
  });
});

describe("readPasted: any text", () => {
  it("never throws", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "otpauth://",
        "totp/",
        "?secret=",
        "kulcs:",
        SECRET,
        " ",
        "\n",
        "=",
        "%",
        "ez",
        "abcd ",
        "3 ",
        "'",
      ),
      fc.string({ unit: "binary", maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => typeof parsePastedKey(pieces.join("")).kind === "string"),
      {
        numRuns: 300,
      },
    );
  });

  it.each([
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
  ])("takes no long time for thousands of %j", (piece) => {
    const text = piece.repeat(Math.ceil(4096 / piece.length)).slice(0, 4096);
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      parsePastedKey(text);
      return performance.now() - start;
    });
    // A few milliseconds here; the bound is generous for a busy machine and still far from a quadratic search.
    expect(Math.min(...times)).toBeLessThan(50);
  });
});
