import { expect, test } from "vitest";
import { isCancellationLabel, isHeading, labelIn } from "../../src/key-characters/page-labels.ts";
import {
  isHyphenated,
  isUsualKeyLength,
  looksLikeCode,
  looksLikeKey,
  looksLikeKeyPart,
  looksLikeOtherCode,
} from "../../src/key-characters/plausibility.ts";

test.for(["UGYFELKAPUSJELSZO", "MOBILALKALMAZASBAN", "AZONOSITOMEGADASA", "ELFELEJTETTJELSZO"])(
  "takes words run together for no key: %s",
  (text) => {
    expect(looksLikeKey(text)).toBe(false);
  },
);

test.for(["GCNPCCWWFFMGMOOY", "JBSWY3DPEHPK3PXP", "TTRUCEIJ5DVVMI7A"])("takes %s for a key", (text) => {
  expect(looksLikeKey(text)).toBe(true);
});

test.for(["ugyfelkapu.gov.hu/x", "Uj.kod.ot", "Inkabb KEREM A QR kodot", ""])(
  "takes „%s” for no line of a key",
  (text) => {
    expect(looksLikeKeyPart(text, "")).toBe(false);
  },
);

test("takes a line in the other case for no continuation", () => {
  expect(looksLikeKeyPart("masolas", "GCNPCCWWFFMGMOOY")).toBe(false);
  expect(looksLikeKeyPart("masolas", "UUSEIIKUAB7USMS3YH46UDUDDYKBB5NE")).toBe(false);
  expect(looksLikeKeyPart("KBME", "GCNPCCWWFFMGMOOY")).toBe(true);
});

test("takes a mixture of cases in letters of one height for misread", () => {
  expect(looksLikeKeyPart("E6ubnyKoQI3XTnf5", "ZZRXXQNJJCDIABBS", true)).toBe(true);
  expect(looksLikeKeyPart("E6ubnyKoQI3XTnf5", "ZZRXXQNJJCDIABBS")).toBe(false);
});

test("finds a length unusual if a character of a usual key is missing", () => {
  expect([15, 25, 31].some(isUsualKeyLength)).toBe(false);
  expect([16, 26, 32].every(isUsualKeyLength)).toBe(true);
});

test("takes eight digits for a cancellation code, and a login code for none", () => {
  expect(looksLikeCode("4142 5458")).toBe(true);
  expect(looksLikeCode("414 254")).toBe(false);
});

test("knows the label in any case and without its accents", () => {
  expect(isCancellationLabel("Torlőkód mentése")).toBe(true);
  expect(isCancellationLabel("TORLOKOD")).toBe(true);
  expect(isCancellationLabel("HITELESITO KOD")).toBe(false);
});

const sure = (text: string, probability = 1): { char: string; probability: number }[] =>
  Array.from(text, (char) => ({ char, probability }));

test.for([
  ["an IBAN", "HU42 4257 2175 2325 5544 2345 5722"],
  ["a ULID", "01JZ5ZVZD3ZFR42W7SH3REYV5W"],
  ["a hash in capitals", "5F54BFDADFC273AB"],
  ["a hash after a word", "commit 57c3b5cf22c2d6f7"],
  ["a code with an 8", "X84E7BSNGM5PLGMA"],
  ["an address", "ugyfelkapu.gov.hu"],
  ["an account number", "25772545234445237"],
] as const)("takes %s for no key", ([, text]) => {
  expect(looksLikeOtherCode(sure(text))).toBe(true);
});

test("takes letters that were read as similar digits for a key's", () => {
  expect(looksLikeOtherCode(sure("WRC2QGRI3Q00ZIFF"))).toBe(false);
  expect(looksLikeOtherCode([...sure("WRC2QGRI3QOOZIF"), ...sure("8", 0.6)])).toBe(false);
  expect(looksLikeOtherCode(sure("JBSWY3DPEHPK3PXP"))).toBe(false);
});

test("tells hyphens between groups", () => {
  expect(isHyphenated("EUD4-CC5M-B355-MJLQ")).toBe(true);
  expect(isHyphenated("EUD4 CC5M B355 MJLQ-")).toBe(false);
});

test.for([
  ["adja meg az alábbi karaktersort. A fiók", "key"],
  ["Inkabb kérem a QR-kódot", "key"],
  ["Hitelesító alkalmazás", "key"],
  ["Ajándékkártya kódja", "other"],
  ["Termékkulcs", "other"],
  ["WiFi jelszó", "other"],
  ["Mobilalkalmazásban kapott", undefined],
  ["Minta Anna", undefined],
] as const)("finds in „%s” the label of: %s", ([text, label]) => {
  expect(labelIn(text)).toBe(label);
});

test("knows the headings of the official page", () => {
  expect(isHeading("1. QR-KÓD LEOLVASÁSA")).toBe(true);
  expect(isHeading("N3CVHFJXVURADAOQ")).toBe(false);
});
