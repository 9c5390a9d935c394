import { expect, test } from "vitest";
import {
  isCancellationLabel,
  isUsualKeyLength,
  looksLikeCode,
  looksLikeKey,
  looksLikeKeyPart,
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
  expect(looksLikeKeyPart("KBME", "GCNPCCWWFFMGMOOY")).toBe(true);
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
