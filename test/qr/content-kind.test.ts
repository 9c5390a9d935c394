import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentKind, type ContentKind } from "../../src/qr/content-kind.ts";

const secret = "JBSWY3DPEHPK3PXP";

const table: [string, ContentKind][] = [
  [`otpauth://totp/%C3%9Cgyf%C3%A9lkapu:A?secret=${secret}&issuer=x`, "otpauth"],
  ["  OTPAUTH://TOTP/a?secret=A\n", "otpauth"],
  ["otpauth://steam/a?secret=A", "otpauth"],
  ["otpauth:/totp/a?secret=A", "otpauth"],
  ["otpauth:", "otpauth"],
  ["otpauth-migration://offline?data=CgA", "otpauth"],
  ["TOTP: otpauth://totp/a?secret=A", "otpauth"],
  [`steam://${secret}`, "otpauth"],
  [`https://chart.example/chart?cht=qr&chl=otpauth%3A%2F%2Ftotp%2Fa%3Fsecret%3D${secret}`, "otpauth"],
  ["https://qr.example/?data=otpauth%253A%252F%252Ftotp%252Fa", "otpauth"],
  ['{"uri":"otpauth:\\/\\/totp\\/a"}', "otpauth"],
  ["motp://a:b?secret=0123456789abcdef", "secret"],
  ["phonefactor://activate_account?code=1&url=https%3A%2F%2Fx", "secret"],
  [`https://example.hu/2fa?secret=${secret}`, "secret"],
  [`https://example.hu/2fa?user=a&Key=${secret.toLowerCase()}#x`, "secret"],
  [`minta://add?secret=${secret}`, "secret"],
  ["https://example.hu/?secret=abc", "web"],
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
  ["https://", "text"],
  ["mailto:a@example.hu", "foreign-scheme"],
  ["bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "foreign-scheme"],
  ["magnet:?xt=urn:btih:JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "foreign-scheme"],
  ["BEGIN:VCARD\nFN:Minta Anna\nEND:VCARD", "text"],
  [`account:anna\nsecret:${secret}`, "text"],
  [`Kulcsom:${secret}`, "text"],
  [`secret:${secret}`, "text"],
  [secret, "text"],
  ["", "text"],
];

const kinds = new Set<ContentKind>([
  ...(["otpauth", "secret", "web", "app-store", "dap", "wifi", "foreign-scheme", "text"] as const),
]);

describe("contentKind", () => {
  test.each(table)("classifies %j as %s", (text, kind) => expect(contentKind(text)).toBe(kind));

  test("returns a known kind for any string", () => {
    const start = fc.constantFrom("", "otpauth:", "otpauth://", "https://", "http:", "dap", "wifi:");
    const end = fc.oneof(fc.string({ unit: "binary" }), fc.webUrl());
    fc.assert(fc.property(start, end, (head, tail) => kinds.has(contentKind(head + tail))));
  });
});
