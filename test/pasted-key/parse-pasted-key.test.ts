import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePastedKey } from "../../src/pasted-key/parse-pasted-key.ts";
import { type Algorithm, Key } from "../../src/totp/key.ts";
import { otpauthUriOf } from "../../src/totp/share-key.ts";
import { base32Alphabet, inGroups } from "../support/seeded-random.ts";

const secret = "JBSWY3DPEHPK3PXP";
const otherSecret = "GEZDGNBVGY3TQOJQ";
const link = `otpauth://totp/%C3%9Cgyf%C3%A9lkapu:anna?secret=${secret}`;

/** The result, with the key in base32. */
const read = (text: string): unknown => {
  const pasted = parsePastedKey(text);
  if (pasted.kind === "key" || pasted.kind === "unsure")
    return { kind: pasted.kind, base32: pasted.key.base32 };
  return pasted;
};

/** Keys with enough digits to be certain; letters alone may be words. */
const key = fc
  .tuple(fc.constantFrom(16, 26, 32, 52), fc.infiniteStream(fc.constantFrom(...Array.from(base32Alphabet))))
  .map(([length, characters]) => Array.from({ length }, () => characters.next().value as string).join(""))
  .filter((text) => (text.match(/\d/gu) ?? []).length >= 3);

describe("parsePastedKey with keys", () => {
  test.each([
    secret,
    secret.toLowerCase(),
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
    `"${secret}"`,
    `\`${secret}\``,
    `**${secret}**`,
    `🔑${secret}`,
    `(${secret})`,
    `${secret}.`,
    `${secret}!`,
    `${secret},`,
    `${secret}====`,
    `A kulcsom: ${secret}`,
    "A kulcsom: jbsw y3dp ehpk 3pxp",
    `kulcs=${secret}`,
    `kulcs:${secret.toLowerCase()}`,
    `Kulcs ${secret}`,
    `Kulcs - ${secret.toLowerCase()}`,
    `a kódom ez: ${secret}.`,
    "itt a kulcs:\nJBSW Y3DP EHPK 3PXP\nköszi",
    "itt a kulcs:\njbsw y3dp ehpk 3pxp\nkoszonom",
    `Secret: ${secret}`,
    `szia, ezt írta ki: ${secret} most mit csináljak?`,
    `jó napot! ${secret.toLowerCase()} köszönöm a segítséget`,
    `jbswy3dpehpk3pxp koszi`,
    `NEM MEGY ${secret} MIT TEGYEK`,
    `${secret}\n${secret}`,
    `${secret} (kisbetűvel: ${secret.toLowerCase()})`,
    `${secret} 482913`,
    link,
    `szia, itt a link: ${link} köszi`,
    `<${link}>`,
    `„${link}”.`,
    `otpauth://totp/Nagy Anna?secret=${secret}`,
    "j, b, s, w, y, 3, d, p, e, h, p, k, 3, p, x, p",
    "JBSW_Y3DP_EHPK_3PXP",
    "A kulcsom: JBSW.Y3DP.EHPK.3PXP. Jó lesz?",
    `A kulcs: ${secret} (a szóközök nem számítanak)`,
    `---------- Forwarded message ---------\nFeladó: Minta Anna\nTo: Minta Béla\n\n${secret}\n\n--\nÜdv`,
    `otpauth://totp/x?issuer=Y&secret=${secret}`,
    `otpauth://totp/x?secret=${secret}\n&issuer=Y`,
    "otpauth://totp/x?secret=JBSWY3DP\nEHPK3PXP&issuer=Y",
    "otpauth://totp/x?sec\nret=JBSWY3DPEHPK3PXP",
    "otpauth://totp/x?secret=JBSWY3DP EHPK3PXP",
    "ＪＢＳＷＹ３ＤＰＥＨＰＫ３ＰＸＰ",
    "> JBSWY3DP\n> EHPK3PXP",
    "JBSWY3DP=\nEHPK3PXP",
    "JBSW\u00ADY3DP\u00ADEHPK\u00AD3PXP",
    "<b>JBSW Y3DP</b> EHPK 3PXP",
    "JBSW&nbsp;Y3DP&nbsp;EHPK&nbsp;3PXP",
    `1. ${secret}`,
    `„${secret.toLowerCase()}” anyukam kulcsa`,
    `{"secret":"${secret}"}`,
    `otpauth://totp/Bodri's%20Bolt:anna?issuer=Bodri's%20Bolt&secret=${secret}`,
    `otpauth://totp/Minta Bank (Zrt):anna?issuer=Minta Bank Zrt&secret=${secret}`,
    "otpauth://totp/x?secret=jbsw y3dp ehpk 3pxp&period=30",
    `otpauth://totp/100% Minta?secret=${secret}?issuer=Y`,
    `otpauth://totp/x&secret=${secret}`,
    `otpauth:/totp/x?secret=${secret}`,
    `otpauth%3A%2F%2Ftotp%2FY%253Ax%3Fsecret%3D${secret}%26issuer%3DY`,
    `https://example.com/chart?cht=qr&chl=otpauth%3A%2F%2Ftotp%2Fx%3Fsecret%3D${secret}&choe=UTF-8`,
    `"totp":"otpauth:\\/\\/totp\\/x?secret=${secret}\\u0026issuer=Y"`,
    `otpauth://totp/x?secret=3D${secret}&issuer=3DY`,
    `> otpauth://totp/x?issuer=Ugyfel\n> kapu&sec\n> ret=${secret}`,
    `key=${secret}&step=30&size=6`,
    `totp/Minta:anna?secret=${secret}`,
    `${link}\n${link}`,
    `${link}\nkulcs: ${secret}`,
    secret + secret,
    `<a href="${link}">Megnyitás</a>`,
    `<p>Kód: <a class=x href='${link}'>link</a></p>`,
    `${link}. Jó ez?`,
    `kulcs: ${(secret + secret).toLowerCase()}`,
    `${link}&issuer`,
    `otpauth://totp/x?issuer&secret=${secret}`,
    `otpauth://totp/AT&T:anna?secret=${secret}&issuer=AT&T`,
    `${link}&color=12&id=5&lock=false`,
    `${link}\n\nhttps://example.com/?id=5`,
    `tpauth://totp/x?secret=${secret}&issuer=Y`,
    "otpauth://totp/x?secret=JBSWY3DP+EHPK3PXP&issuer=A",
    ...["JBSW Y3DP EHPK 3PXP", "jbsw y3dp ehpk 3pxp", secret].flatMap((written) => [
      `${written}\n\nAz iPhone-omról küldve`,
      `${written}\n\nElküldve a Samsung telefonomról`,
      `${written}\n\n-- \nMinta Anna`,
      `${written}\n\nÜdv, Anna`,
      `Nem tudod beolvasni?\n${written}`,
      `Nem megy a QR-kód.\n${written}`,
    ]),
    "JBSW Y3DP EHPK 3PXP\n\nSent from my iPhone",
    "NEM TUDOD BEOLVASNI?\nJBSW Y3DP EHPK 3PXP",
    `kulcs: ${secret} és a törlőkód 8 számjegyű`,
  ])("finds the key in %j", (text) => {
    expect(read(text)).toEqual({ kind: "key", base32: secret });
  });

  test.each([
    `${secret}\n${otherSecret}`,
    `${secret} ${otherSecret}`,
    `otpauth://totp/x?secret=${secret}\n${otherSecret}`,
  ])("cannot tell whether %j is one key or two", (text) => {
    const pasted = parsePastedKey(text);
    if (pasted.kind !== "halves") return expect.fail(pasted.kind);
    expect(pasted.joined.base32).toBe(secret + otherSecret);
    expect(pasted.separate.map(({ base32 }) => base32)).toEqual([secret, otherSecret]);
  });

  const settings = "period=60&algorithm=SHA256&digits=8";

  test.each([
    `otpauth://totp/Minta:anna?issuer=Minta&period=60&secret=${secret}&algorithm=SHA256&digits=8`,
    `itt van: otpauth://totp/anna?${settings}&secret=${secret}${otherSecret} köszi`,
    `otpauth://totp/anna@pelda.hu?secret=${secret.toLowerCase()}&${settings}&issuer=Minta Bank\n\nAnna`,
    `otpauth://totp/Minta Bank:anna?digits=8&secret=${secret}${otherSecret}&algorithm=SHA256&step=60. Jó lesz?`,
  ])("does not lose the parameters of %j, wherever it is torn", (whole) => {
    const key = parsePastedKey(whole);
    if (key.kind !== "key") return expect.fail(key.kind);
    expect(key.key).toMatchObject({ period: 60, algorithm: "SHA256", digits: 8 });
    const tears = [
      " ",
      "  ",
      "\t",
      "\n",
      "\r\n",
      " \n",
      "\n> ",
      "\n\n",
      "=\n",
      "-\n",
      "|",
      "*",
      "&",
      "...",
      "\u00A0",
    ];
    for (const tear of tears)
      for (let at = whole.indexOf("otpauth") + 1; at < whole.lastIndexOf("=") + 2; at += 1) {
        const pasted = parsePastedKey(whole.slice(0, at) + tear + whole.slice(at));
        const keys =
          pasted.kind === "key" ? [pasted.key] : pasted.kind === "halves" ? [pasted.joined] : undefined;
        expect(keys?.map((one) => one.sameAs(key.key)) ?? [pasted.kind === "problem"]).toEqual([true]);
      }
  });

  test("reads the parameters of a link", () => {
    const pasted = parsePastedKey(`itt van: ${link}&digits=8&period=60&algorithm=SHA512`);
    expect(pasted).toMatchObject({
      kind: "key",
      key: { digits: 8, period: 60, algorithm: "SHA512", account: "anna" },
    });
  });

  test.each([
    `${link} ${link.replace(secret, otherSecret)}`,
    `${link} kulcs: ${otherSecret}`,
    `${secret} vagy ${otherSecret}`,
    `régi: ${secret}\núj: ${otherSecret}`,
    `Ügyfélkapu: ${secret}\nBank: ${otherSecret}`,
    `Ügyfélkapu: ${secret} Bank: ${otherSecret}`,
    `Google: ${secret}; Facebook: ${otherSecret}`,
    `Ügyfélkapu - ${secret}\nBank - ${otherSecret}`,
    "Ügyfélkapu: JBSW Y3DP EHPK 3PXP\nBank: GEZD GNBV GY3T QOJQ",
  ])("finds both keys in %j", (text) => {
    const pasted = parsePastedKey(text);
    expect(pasted).toMatchObject({ kind: "keys", exports: [], problems: [] });
    expect(pasted.kind === "keys" && pasted.keys.map(({ base32 }) => base32)).toEqual([secret, otherSecret]);
  });

  const groups = "JBSW Y3DP EHPK 3PXP";

  test.each([
    `{"secret":"${secret}","digits":8,"period":60,"algorithm":"SHA256"}`,
    `itt van: {"key": "${secret}", "digits": 8, "period": 60, "algo": "SHA-256"} köszi`,
    `{'secret':'${secret}','digits':8,'period':60,'algorithm':'sha256'}`,
    `[{"secret":"${secret}","digits":8,"period":60,"algorithm":"SHA256"}]`,
    `Secret: ${groups}\nType: TOTP\nAlgorithm: SHA-256\nDigits: 8\nPeriod: 60 seconds`,
    `Kulcs: ${groups}\nSzámjegyek: 8\nIdőköz: 60 mp\nAlgoritmus: SHA256`,
    `Számjegyek száma: 8\nPeriódus: 1 perc\nAlgoritmus: HMAC-SHA256\n${secret}`,
    `${secret}\nDigits\n8\nPeriod\n60\nAlgorithm\nSHA256`,
    `${groups} (SHA-256, 8 digits, 60s)`,
    `${secret}\n8 számjegyű kód, 60 másodpercenként, SHA256`,
    `Minta;anna;${secret};SHA256;8;60`,
    `secret=${secret} digits=8 period=60 algorithm=SHA256`,
    `<secret>${secret}</secret><digits>8</digits><period>60</period><algorithm>SHA256</algorithm>`,
    `**Secret:** ${secret}\n**Digits:** 8\n**Period:** 60\n**Algorithm:** SHA256`,
    `Jegyek: nyolc\nIdőköz: 60\nHash: SHA256\nKulcs: ${secret}`,
  ])("reads the settings beside the key in %j", (text) => {
    const pasted = parsePastedKey(text);
    if (pasted.kind !== "key") return expect.fail(JSON.stringify(pasted));
    expect(pasted.key).toMatchObject({ base32: secret, digits: 8, period: 60, algorithm: "SHA256" });
  });

  test("does not take a period of 20 seconds at the end for a space of quoted-printable", () => {
    expect(read(`otpauth://totp/x?secret=${secret}&period=20`)).toMatchObject({ kind: "key" });
    const pasted = parsePastedKey(`otpauth://totp/x?secret=${secret}&period=20`);
    expect(pasted.kind === "key" && pasted.key.period).toBe(20);
  });

  test("reads every link that the bot shows as the same key", () => {
    fc.assert(
      fc.property(
        fc.record({
          secret: fc.uint8Array({ minLength: 10, maxLength: 128 }),
          issuer: fc.option(fc.string({ unit: "grapheme", maxLength: 64 }), { nil: undefined }),
          algorithm: fc.constantFrom<Algorithm>("SHA1", "SHA256", "SHA512"),
          digits: fc.constantFrom(6 as const, 7 as const, 8 as const),
          period: fc.integer({ min: 10, max: 300 }),
        }),
        fc.string({ unit: "grapheme", maxLength: 40 }),
        (parts, name) => {
          const shown = new Key(parts);
          const pasted = parsePastedKey(otpauthUriOf(shown, name));
          expect(pasted.kind === "key" && pasted.key.sameAs(shown)).toBe(true);
        },
      ),
    );
  });

  test("finds a key in any grouping, casing and quotes, after any label", () => {
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
          // The result may be a question, but never a different key.
          if ("key" in pasted) expect(pasted.key.base32.slice(0, -1)).toBe(text.slice(0, -1));
          else expect(pasted).toEqual({ kind: "problem", problem: { why: "unclear-boundaries" } });
        },
      ),
      { numRuns: 1000, seed: 7 },
    );
  });

  test("finds a key in one piece in any mixture of upper and lower case", () => {
    fc.assert(
      fc.property(key, fc.bigInt({ min: 0n, max: 2n ** 52n }), (text, mask) => {
        const mixed = Array.from(text, (c, at) => ((mask >> BigInt(at)) & 1n ? c.toLowerCase() : c)).join("");
        const pasted = parsePastedKey(mixed);
        expect("key" in pasted && pasted.key.base32.slice(0, -1)).toBe(text.slice(0, -1));
      }),
    );
  });
});

describe("parsePastedKey with problems", () => {
  test.each([
    ["JBSWY3DPEHPK3PX1", { why: "wrong-character", character: "1", position: 16 }],
    ["JBSW Y3DP EHPK 3PX0", { why: "wrong-character", character: "0", position: 16 }],
    ["jbswy3dpehpk3pxő", { why: "wrong-character", character: "ő", position: 16 }],
    ["JBSWY3DPEHPK3PXР", { why: "wrong-character", character: "Р", position: 16 }],
    ["JBSWY3DP", { why: "too-short", length: 8 }],
    ["A kulcsom: JBSWY3DP.EHPK3PXP", { why: "sign", sign: "." }],
    ["Q7XZ4MBDTFW2HKCR5VJ3YNPG|6SAEOUT", { why: "sign", sign: "|" }],
    ["B7WXQ3KZ❤️5NTVJ2MHLR6GYCPD4SFUOEAI", { why: "sign", sign: "❤️" }],
    ["N3JV X7QK ZB5T WM2H LR6I YCP! 4SFI OEAI", { why: "sign", sign: "!" }],
    ["JBSW:Y3DP.EHPK:3PXP", { why: "sign", sign: ":" }],
    ["JBSW:Y3DP:EHPK:3PX", { why: "sign", sign: ":" }],
    ["W3KZQ7NXB5VTJ2MHLR6G…", { why: "shortened" }],
    ["W3KZQ7NXB5VTJ2MHLR6G...", { why: "shortened" }],
    ["•••••• W3KZQ7NXB5VTJ2MHLR6G", { why: "shortened" }],
    ["W3KZQ7NX … B5VTJ2MHLR6GYCPD", { why: "shortened" }],
    ["otpauth://totp/x?secret=W3KZQ7NXB5VTJ2MH...", { why: "shortened" }],
    ["5f3a9c0e71d24b8896af03cd5e1b7742a09d6c3f", { why: "hex" }],
    ["5f3a 9c0e 71d2 4b88 96af 03cd 5e1b 7742 a09d 6c3f", { why: "hex" }],
    [`otpauth://totp/x?secret=JBSWY3DP'EHPK3PXP`, { why: "wrong-character", character: "'", position: 9 }],
    [`steam://${secret}`, { why: "steam" }],
    [`otpauth://totp/x?secret=${secret}&2step_salt=8`, { why: "two-step" }],
    ["JBSW Y3DP EHPK", { why: "too-short", length: 12 }],
    ["A kulcsom: alma", { why: "too-short", length: 4 }],
    ["kulcs:", { why: "empty" }],
    ["A titkos kulcsom ez: ", { why: "empty" }],
    ["JBSWY3DPEHPK3PXPA", { why: "wrong-length" }],
    ["JBSWY3DPEHPK3PX7".repeat(14), { why: "too-long" }],
    ["ugye abcd efgh ijkl mnop", { why: "unclear-boundaries" }],
    ["abcd efgh ijkl mnop ugye", { why: "unclear-boundaries" }],
    ["JBSW Y3DP EHPK 3PXP UGYE", { why: "unclear-boundaries" }],
    ["jbsw y3dp ehpk 3pxp nem", { why: "unclear-boundaries" }],
    ["JBSW Y3DP EHPK 3PXP 3QZá", { why: "unclear-boundaries" }],
    ["JBSWY3DPEHPK3PXP 3QZ0", { why: "wrong-character", character: "0", position: 20 }],
    ["itt van otpauth://steam/x?secret=JBSWY3DPEHPK3PXP", { why: "steam" }],
    ["otpauth-migration://offline?data=CjEK%2B", { why: "google-export" }],
    [`otpauth://hotp/x?secret=${secret}`, { why: "hotp" }],
    [`{"secret":"${secret}","otpLength":8}`, { why: "unclear-settings" }],
    [`${link}\nDigits: 8`, { why: "unclear-settings" }],
    [`kulcs: ${secret} és a kód nálam 8 számjegyű`, { why: "unclear-settings" }],
    [`${secret}\nPeriod: 30\nPeriod: 60`, { why: "unclear-settings" }],
    [`${secret}\nLépés: 60`, { why: "unclear-settings" }],
    [`Digits: 8\n${secret}\n${otherSecret}`, { why: "unclear-settings" }],
    [`Típus: számláló alapú\nKulcs: ${secret}`, { why: "hotp" }],
    [`Kulcs: ${secret}\nDigits: 10`, { why: "bad-digits" }],
    [`${secret} MD5`, { why: "bad-algorithm" }],
    ["Y WIc67ba2UD deivfR M", { why: "unclear-boundaries" }],
    ["KSB46FM ...", { why: "shortened" }],
    ["itt van: FT3WRN ;2SEXXTNYP7", { why: "sign", sign: ";" }],
    ["W3KZ_Q7NXB_5VT_J2MH", { why: "sign", sign: "_" }],
    ["W3KZQ7NX_B5VTJ2MH", { why: "sign", sign: "_" }],
    ["https://example.com/#/JBSWY3DPEHPK3PXP", { why: "unclear-boundaries" }],
    ["JBSW Y3DP EHPK 3PXP bocsánat, a vége nem 3PXP hanem 3PXQ", { why: "unclear-boundaries" }],
    ["Secret: 2XIJ FVM2 QTQM 7AXY 2LED A\nAlgorithm: SHA1", { why: "unclear-boundaries" }],
    ["Minta;anna;TC\n\nOS327QLZ73OCJEBA;SHA1;6;30", { why: "unclear-boundaries" }],
    ["2XIJ FVM2 QTQM 7AXY 2LEB", { why: "wrong-length" }],
    ["UCODV OXT5J F95SL O", { why: "wrong-character", character: "9", position: 12 }],
    ["JBSWY 3DPEH PK3PX PGEZD GNBVG Y3TQO JQ4XL 2WRNB 7HKDM Q5VTZ Yı !!", { why: "unclear-boundaries" }],
    ["kaptam egy ilyet: Yf\n\n6fjxvdirkdrjor ok", { why: "unclear-boundaries" }],
    ["W3KZQ7NXB5VTJ2MHLR6GYCPD4S\nEISXXLHISUTU köszi", { why: "unclear-boundaries" }],
    ["W3KZQ7NXB5VTJ2MHLR6GYCPD4S\nXOB… anyukám kulcsa", { why: "shortened" }],
    ["otpauth://totp/x?secret=W3KZQ7NXB5VTJ2MHLR6GYCPD4S\nEISXXLHISUTU··· köszi", { why: "shortened" }],
    ["otpauth://totp/x?secret=2N5ZQ—\n>PBREEPIGH36GVT4ZOZL6D7GILQ&issuer=Y", { why: "bad-link" }],
    ["otpauth://totp/x?secret=2N5ZQ—\n>PBREEPIGH36GVT4ZOZL6D7GILQ", { why: "bad-link" }],
    [`${link}&timeperiod=60`, { why: "bad-link" }],
    [`${link}&digi`, { why: "bad-link" }],
    [`${link}&digits=99`, { why: "bad-digits" }],
    [`${link}&period=1`, { why: "bad-period" }],
    [`${link}&algorithm=MD5`, { why: "bad-algorithm" }],
  ])("reports the problem of %j", (text, problem) => {
    expect(read(text)).toEqual({ kind: "problem", problem });
  });

  test("reports any single wrong character of a key after a label", () => {
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

describe("parsePastedKey with words", () => {
  test.each([
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
    "https://example.com/minta/oldal-2025",
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
    "Mit jelent az, hogy otpauth:// link?",
    "otpauth:",
    "A csomagom száma HU2024BUDAPEST7733, de nem ide tartozik",
    "Mi az az otpauth://totp/?",
    "Olyat kaptam, hogy otpauth-migration://offline?data=..., ez mi?",
    "SAMSUNG GALAXY A52S 5G TELEFONOM VAN",
    "WINDOWS11 ES CHROME VAN A GEPEN",
  ])("takes %j for words", (text) => {
    expect(read(text)).toEqual({ kind: "words" });
  });

  test.each(["xxxxxxxxxxxxxxxx", "nagyerzsebet2745", "AAAABBBBAAAABBBB"])("is unsure about %s", (text) => {
    expect(parsePastedKey(text).kind).toBe("unsure");
  });
});

describe("parsePastedKey with any text", () => {
  const starts = ["", "A kulcsom: ", "otpauth://totp/a?secret=", "otpauth-migration://offline?data=", "<a "];
  const parts = [
    "-",
    " ",
    "\t",
    "\n",
    "\r",
    "=",
    "•",
    ".",
    ",",
    ">",
    "2",
    "A",
    "a2",
    "&a",
    "SHA1\t",
    '"',
    "href='otpauth",
  ];

  // A pattern that takes the square of the length, or its cube, does not end before the test's timeout.
  test.each(starts)(
    "ends with a long message of repeated characters after %j",
    { timeout: 30_000 },
    (start) => {
      for (const part of parts) {
        const text = `${start}${part.repeat(20_000 / part.length)}x`;
        expect(parsePastedKey(text).kind).not.toBe("key");
      }
    },
  );

  test("never throws", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "otpauth://",
        "totp/",
        "?secret=",
        "kulcs:",
        secret,
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
});
