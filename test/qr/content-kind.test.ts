import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentKind, type ContentKind } from "../../src/qr/content-kind.ts";

const table: [string, ContentKind][] = [
  ["otpauth://totp/%C3%9Cgyf%C3%A9lkapu:A?secret=JBSWY3DPEHPK3PXP&issuer=x", "totp"],
  ["otpauth://totp/Ügyfélkapu:A?secret=JBSWY3DPEHPK3PXP", "totp"],
  ["OTPAUTH://TOTP/a?secret=A", "totp"],
  ["  otpauth://totp/a?secret=A\n", "totp"],
  ["otpauth://totp?secret=A", "totp"],
  ["otpauth://hotp/a?secret=A&counter=1", "hotp"],
  ["otpauth://steam/a?secret=A", "other"],
  ["otpauth://totpx/a", "other"],
  ["otpauth:totp", "other"],
  ["otpauth:", "other"],
  ["otpauth-migration://offline?data=CgA", "google-export"],
  ["https://apps.apple.com/hu/app/dap/id1", "app-store"],
  ["https://itunes.apple.com/app/id1", "app-store"],
  ["http://play.google.com/store/apps/details?id=x", "app-store"],
  ["market://details?id=x", "app-store"],
  ["https://appgallery.huawei.com/app/C1", "app-store"],
  ["https://apps.apple.com.evil.example/x", "web"],
  ["https://dap.gov.hu/belepes?x=1", "dap"],
  ["https://LOGIN.DAP.gov.hu./x", "dap"],
  ["https://notdap.gov.hu/", "web"],
  ["https://dap.gov.hu.evil.example/", "web"],
  ["https://evil.example/?dap.gov.hu", "web"],
  ["https://dap.gov.hu@evil.example/", "web"],
  ["dap:abc", "dap"],
  ["eudi-openid4vp://?request_uri=x", "dap"],
  ["WIFI:T:WPA;S:net;P:pass;;", "wifi"],
  ["https://ugyfelkapu.gov.hu/", "web"],
  ["HTTPS://EXAMPLE.HU", "web"],
  ["https://", "other"],
  ["BEGIN:VCARD", "other"],
  ["mailto:a@example.hu", "other"],
  ["JBSWY3DPEHPK3PXP", "other"],
  ["", "other"],
];

const kinds = new Set<ContentKind>([
  "totp",
  "hotp",
  "google-export",
  "web",
  "app-store",
  "dap",
  "wifi",
  "other",
]);

describe("contentKind", () => {
  test.each(table)("classifies %j as %s", (text, kind) => expect(contentKind(text)).toBe(kind));

  test("returns a known kind for any string", () => {
    const start = fc.constantFrom("", "otpauth:", "otpauth://", "https://", "http:", "dap", "wifi:");
    const end = fc.oneof(fc.string({ unit: "binary" }), fc.webUrl());
    fc.assert(fc.property(start, end, (head, tail) => kinds.has(contentKind(head + tail))));
  });
});
