import { describe, expect, test } from "vitest";
import { maxFileKeys, type FileKeys } from "../../src/key-files/key-entries.ts";
import { maxTextFileBytes, readKeyFile } from "../../src/key-files/key-file.ts";
import type { Key } from "../../src/totp/key.ts";
import { aegis, aegisEntry, link, secrets, twoFas, twoFasService, unread, unreadTexts } from "./exports.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string, name = "kulcsok.txt") => readKeyFile(encode(text), name);
const readJson = (document: unknown, name = "mentes.json") => read(JSON.stringify(document), name);

const found = (file: ReturnType<typeof readKeyFile>): FileKeys => {
  if (file.kind !== "keys") throw new Error(`the file is ${file.kind}, not keys`);
  return file.found;
};
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const told = ({ issuer, account, base32, algorithm, digits, period }: Key) =>
  [issuer, account, base32, algorithm, digits, period].join(" ");

describe("a list of links", () => {
  const two = [link(secrets.anna, "Minta:anna"), link(secrets.bela, "Bank:béla", "&digits=8&period=60")];
  const expected = [`Minta anna ${secrets.anna} SHA1 6 30`, `Bank béla ${secrets.bela} SHA1 8 60`];

  const ways: Readonly<Record<string, string>> = {
    "one a line": two.join("\n"),
    "with Windows' line ends": `${two.join("\r\n")}\r\n`,
    "with old Mac line ends": two.join("\r"),
    "with empty lines and headings": `# Kulcsaim\n\nMinta:\n${two[0]}\n\nBank, közös számla\n${two[1]}\n--- vége ---\n`,
    "with a word before each": two.map((one) => `kulcs: ${one}`).join("\n"),
    "in a table with commas": `name,uri\nMinta,${two[0]}\nBank,${two[1]}`,
    "in a table with quotes": `"name";"uri"\n"Minta";"${two[0]}"\n"Bank";"${two[1]}"`,
    "with each link twice": [...two, ...two].join("\n"),
    "as a JSON list": JSON.stringify(two),
    "inside the entries of a JSON export": JSON.stringify({
      version: 1,
      entries: two.map((uri, id) => ({ id, content: { uri, entry_type: "Totp" }, note: null })),
    }).replaceAll("&", "\\u0026"),
  };
  test.each(Object.entries(ways))("is read %s", (_way, text) => {
    const { keys, unusable, isCut } = found(read(text));
    expect(keys.map(told)).toEqual(expected);
    expect(unusable).toEqual([]);
    expect(isCut).toBe(false);
  });

  const bytes = (text: string, endian: "le" | "be") => {
    const buffer = Buffer.from(text, "utf16le");
    return endian === "le" ? buffer : buffer.swap16();
  };
  const accented = `${link(secrets.anna, "Minta:anna").replace("anna", "Őrsi Ünige")}\n${two[1]}`;
  const encodings: Readonly<Record<string, Uint8Array>> = {
    "UTF-8": encode(accented),
    "UTF-8 with a byte order mark": encode(`\uFEFF${accented}`),
    "UTF-16, little endian, with a byte order mark": bytes(`\uFEFF${accented}`, "le"),
    "UTF-16, big endian, with a byte order mark": bytes(`\uFEFF${accented}`, "be"),
    "UTF-16, little endian, without one": bytes(accented, "le"),
    "UTF-16, big endian, without one": bytes(accented, "be"),
    "Latin-2": Buffer.from(accented.replace("Ő", "\xd5"), "latin1"),
  };
  test.each(Object.entries(encodings))("is read in %s", (_encoding, content) => {
    const { keys } = found(readKeyFile(content, "kulcsok.txt"));
    expect(keys.map(({ account }) => account)).toEqual(["Őrsi Ünige", "béla"]);
  });

  test("names what cannot be used and keeps the rest", () => {
    const { keys, unusable } = found(
      read(
        [
          link(secrets.anna, "Minta:anna"),
          `otpauth://hotp/Bank%3Ab%C3%A9la?secret=${secrets.bela}&counter=1`,
          link("ABC1", "Bolt:rövid"),
          `steam://${secrets.bela}`,
          `motp://Minta:anna?secret=0123456789abcdef`,
          `otpauth://totp/anna%3Fsecret%3D${secrets.bela}1`,
          link("ABC1", `anna ${secrets.bela}`),
        ].join("\n"),
      ),
    );
    expect(keys.map(({ account }) => account)).toEqual(["anna"]);
    expect(unusable).toEqual([
      { name: "Bank:béla", why: "hotp" },
      { name: "Bolt:rövid", why: "broken" },
      ...Array.from({ length: 4 }, () => ({ name: undefined, why: "broken" })),
    ]);
  });

  const halves = [secrets.bela.slice(0, 16), secrets.bela.slice(16)] as const;
  const torn: Readonly<Record<string, string>> = {
    "a line end": halves.join("\n"),
    "an indented line": halves.join("\n   "),
    "an empty line": halves.join("\n\n"),
    "a doubled line end": halves.join("\r\r\n"),
    "two line ends": [halves[0], halves[1].slice(0, 8), halves[1].slice(8)].join("\n"),
    "the marks of quoted mail": halves.join("\n> "),
    "quoted-printable": halves.join("=\n"),
    "an ellipsis": `${halves[0]}…`,
  };
  test.each(Object.entries(torn))("never gives a part of a secret that is torn by %s", (_tear, secret) => {
    for (const text of [secret, secret.toLowerCase()]) {
      const list = [link(secrets.anna, "anna"), link(text, "béla"), link(secrets.new, "új")].join("\n");
      const allowed: readonly string[] = Object.values(secrets);
      const read32 = found(read(list)).keys.map(({ base32 }) => base32);
      for (const base32 of read32) expect(allowed).toContain(base32);
      expect(read32).toEqual(expect.arrayContaining([secrets.anna, secrets.new]));
    }
  });

  test("takes headings between the links for what they are", () => {
    for (const heading of ["GITHUB", "Google", "facebook", "3. fiók", "period"])
      expect(found(read(two.map((one) => `${one}\n${heading}\n`).join(""))).keys.map(told)).toEqual(expected);
  });

  test("reads Google's export among the links", () => {
    const google =
      "otpauth-migration://offline?data=ChkKCpklNznImSU3OcgSBVRlc3QxIAEoATACChsKCpklNznamSU3OdoSBVRlc3QyIAEoATABOAAQARgBIAAo8enF1vr%2F%2F%2F%2F%2FAQ%3D%3D";
    const { keys, unusable, parts } = found(read(`${google}\n${link(secrets.anna, "anna")}`));
    expect(keys.map(({ account }) => account)).toEqual(["Test1", "anna"]);
    expect(unusable).toEqual([{ name: "Test2", why: "hotp" }]);
    expect(parts).toEqual([{ number: 1, of: 1 }]);
  });
});

test("a short text with one link or none is left to the parser of messages", () => {
  for (const text of [link(secrets.anna, "anna"), secrets.anna, "Hol van a kulcsom?", ""])
    expect(read(`${text}\n`)).toEqual({ kind: "text", text });
});

test("a long text without a link is not read", () => {
  expect(read("Egy hosszú levél. ".repeat(400))).toEqual({ kind: "long-text" });
});

describe("Aegis", () => {
  test("is read, with the parameters of each entry", () => {
    const { keys, unusable } = found(
      readJson(
        aegis([
          aegisEntry("anna", secrets.anna),
          aegisEntry("béla:közös", secrets.bela.toLowerCase(), {
            issuer: "Minta: Bank",
            info: { algo: "SHA256", digits: 8, period: 60 },
          }),
        ]),
      ),
    );
    expect(keys.map(told)).toEqual([
      `Minta anna ${secrets.anna} SHA1 6 30`,
      `Minta: Bank béla:közös ${secrets.bela} SHA256 8 60`,
    ]);
    expect(unusable).toEqual([]);
  });

  test("names the entries that cannot be used", () => {
    const { keys, unusable } = found(
      readJson(
        aegis([
          aegisEntry("számláló", secrets.anna, { type: "hotp", info: { counter: 1 } }),
          aegisEntry("játék", secrets.anna, { type: "steam", info: { digits: 5 } }),
          aegisEntry("régi", "00112233", { type: "motp" }),
          aegisEntry("", "rossz!", { issuer: "Bolt" }),
          aegisEntry("md5", secrets.anna, { info: { algo: "MD5" } }),
          aegisEntry("jó", secrets.anna),
        ]),
      ),
    );
    expect(keys.map(({ account }) => account)).toEqual(["jó"]);
    expect(unusable).toEqual([
      { name: "számláló", why: "hotp" },
      ...["játék", "régi", "Bolt", "md5"].map((name) => ({ name, why: "broken" })),
    ]);
  });

  test("without an entry is an empty export", () => {
    expect(readJson(aegis([]))).toEqual({ kind: "empty" });
  });
});

describe("2FAS", () => {
  test("is read, and the service names the issuer where the entry does not", () => {
    const { keys, unusable } = found(
      readJson(
        twoFas([
          twoFasService("Minta", secrets.anna, { account: "anna", issuer: "Minta Kft." }),
          twoFasService("Bank", secrets.bela, { label: "béla", digits: 8, period: 60, algorithm: "SHA512" }),
          { name: "Régi", secret: secrets.new },
          twoFasService("Számláló", secrets.anna, { tokenType: "HOTP" }),
          twoFasService("Játék", secrets.anna, { tokenType: "STEAM" }),
        ]),
        "mentes.2fas",
      ),
    );
    expect(keys.map(told)).toEqual([
      `Minta Kft. anna ${secrets.anna} SHA1 6 30`,
      `Bank béla ${secrets.bela} SHA512 8 60`,
      `Régi  ${secrets.new} SHA1 6 30`,
    ]);
    expect(unusable).toEqual([
      { name: "Számláló", why: "hotp" },
      { name: "Játék", why: "broken" },
    ]);
  });
});

describe("what is not read is recognised", () => {
  const kinds: Readonly<Record<keyof typeof unread, unknown>> = {
    "Aegis with a password": { kind: "encrypted", app: "Aegis" },
    "2FAS with a password": { kind: "encrypted", app: "2FAS" },
    "Ente Auth with a password": { kind: "encrypted", app: "Ente Auth" },
    "Proton Authenticator with a password": { kind: "encrypted", app: "Proton Authenticator" },
    andOTP: { kind: "unread", app: "andOTP" },
    "Raivo OTP": { kind: "unread", app: "Raivo OTP" },
    "FreeOTP+": { kind: "unread", app: "FreeOTP+" },
    Stratum: { kind: "unread", app: "Stratum" },
    "LastPass Authenticator": { kind: "unread", app: "LastPass Authenticator" },
    Authy: { kind: "unread", app: "Authy" },
    "Bitwarden, with passwords": { kind: "passwords" },
    "Proton Pass": { kind: "passwords" },
    "something unknown": { kind: "unknown-export" },
  };
  test.each(Object.entries(unread))("%s", (name, document) => {
    expect(readJson(document)).toEqual(kinds[name as keyof typeof unread]);
  });

  const textKinds: Readonly<Record<keyof typeof unreadTexts, string>> = {
    "Bitwarden, a table": "passwords",
    "LastPass, a table": "passwords",
    "1Password, a table": "passwords",
    "KeePass, a table": "passwords",
    "KeePass, XML": "passwords",
    "a web page": "unknown-export",
    OpenPGP: "locked",
    "JSON that is cut off": "broken",
  };
  test.each(Object.entries(unreadTexts))("%s", (name, text) => {
    expect(read(text, "mentes").kind).toBe(textKinds[name as keyof typeof unreadTexts]);
  });

  const binaries: readonly (readonly [string, string, string])[] = [
    ["raivo-otp-export.zip", "504b0304140001", "archive"],
    ["jelszavak.1pux", "504b0304140001", "passwords"],
    ["jelszavak.kdbx", "03d9a29a67fb4bb500000400", "passwords"],
    ["otp_accounts.json.aes", "00aa17ffee01", "locked"],
    ["mentes.authpro", "00aa17ffee01", "locked"],
    ["level", "255044462d312e3400", "pdf"],
    ["IMG_0001", "ffd8ffe000104a464946", "other"],
  ];
  test.each(binaries)("%s, which is no text", (name, hex, kind) => {
    expect(readKeyFile(Buffer.from(`${hex}0000000000`, "hex"), name).kind).toBe(kind);
  });
});

describe("a hostile file does no harm", () => {
  test("takes no more keys than a user can want, and says that there are more", () => {
    const different = Array.from({ length: 1_024 }, (_, i) => {
      const end = [alphabet[i & 31], alphabet[i >> 5], "A"].join("");
      return aegisEntry(`fiók ${i}`, secrets.anna.slice(0, 13) + end);
    });
    const many = found(readJson(aegis(different)));
    expect(many.keys).toHaveLength(maxFileKeys);
    expect(many.isCut).toBe(true);
    const empty = found(readJson(aegis(Array.from({ length: 100_000 }, () => ({ type: "totp" })))));
    expect(empty.keys).toHaveLength(0);
    expect(empty.isCut).toBe(true);
  });

  test("takes no more links than a user can want", () => {
    const list = Array.from({ length: 20_000 }, (_, i) => link(secrets.anna, `x${i}`)).join("\n");
    expect(found(read(list)).keys).toHaveLength(1);
    expect(found(read("otpauth://\n".repeat(100_000))).keys).toHaveLength(0);
  });

  test("reads no more characters of links than a hundred usual links have, and says that there are more", () => {
    const long = (i: number) => link(secrets.anna, `x${i}-${"a".repeat(4_000)}`);
    const list = Array.from({ length: 100 }, (_, i) => long(i));
    for (const text of [list.join("\n"), JSON.stringify(list)]) {
      expect(found(read(text)).isCut).toBe(true);
    }
  });

  test("ends with a long text of line ends", () => {
    expect(read("\r".repeat(maxTextFileBytes)).kind).toBe("text");
    const cut = found(
      read(`${link(secrets.anna, "x")}${"\r".repeat(maxTextFileBytes / 2)}${link(secrets.bela, "y")}`),
    );
    expect(cut.keys).toHaveLength(1);
    expect(cut.isCut).toBe(true);
  });

  const oddities: Readonly<Record<string, string>> = {
    "deep lists": "[".repeat(500_000) + "]".repeat(500_000),
    "deep objects": '{"db":'.repeat(200_000) + "1" + "}".repeat(200_000),
    "deep and cut off": "[".repeat(1_000_000),
    "many values": `[${"0,".repeat(1_000_000)}0]`,
    "a prototype": '{"__proto__":{"services":[1]},"constructor":{"prototype":{"db":1}}}',
    "wrong types in Aegis": JSON.stringify({
      db: { entries: [null, 1, "x", [], {}, { info: [], type: {} }, true] },
    }),
    "wrong types in 2FAS": JSON.stringify({
      services: [null, 1, "x", [], { otp: 3 }, { otp: { digits: [] } }],
    }),
    "huge numbers": `{"db":{"entries":[{"type":"totp","name":1e999,"info":{"secret":"${secrets.anna}","digits":1e400,"period":${"9".repeat(5000)}}}]}}`,
    "an endless line": `otpauth://totp/${"a".repeat(2_000_000)}?secret=${secrets.anna}`,
    "a lone surrogate": '{"db":{"entries":[{"type":"totp","name":"\\ud800","info":{"secret":"\\udfff"}}]}}',
    nothing: "",
    null: "null",
  };
  test.each(Object.entries(oddities))("%s", (_oddity, text) => {
    const file = read(text, "mentes.json");
    if (file.kind === "keys") expect(file.found.keys).toEqual([]);
    expect(({} as Record<string, unknown>)["services"]).toBeUndefined();
  });

  test("a name with control characters, marks of direction and line ends is tidied", () => {
    const { unusable } = found(
      readJson(aegis([aegisEntry("a\u202eb\n\u0000c".repeat(50), "x", { issuer: "y" })])),
    );
    expect(unusable[0]?.name).toMatch(/^a b c/u);
    expect(unusable[0]?.name?.length).toBeLessThanOrEqual(64);
  });
});

test.each([
  ["semicolons", "Név;Felhasználó;Kulcs;Számjegy;Idő\r\nMinta;anna;JBSWY3DPEHPK3PXP;6;30"],
  ["commas", 'name,secret,digits\n"Minta","jbswy3dpehpk3pxp",8'],
  ["tabs", "Minta\tJBSWY3DPEHPK3PXP\t60"],
])("a table of keys with %s is an unknown export", (_, text) => {
  expect(readKeyFile(Buffer.from(text), "kulcsok.csv").kind).toBe("unknown-export");
});

test("a table without a key is a text", () => {
  expect(readKeyFile(Buffer.from("Név;Cím;Telefon\nMinta;Budapest;+36301234567"), "x.csv").kind).toBe("text");
});

test("a document in Rich Text Format is a text", () => {
  const rtf = String.raw`{\rtf1\ansi\ansicpg1250{\fonttbl{\f0 Calibri;}}{\*\generator Riched20;}\f0\fs22 Kulcs:\par JBSW Y3DP EHPK 3PXP\par sz\'f3k\u246?z}`;
  expect(readKeyFile(Buffer.from(rtf), "kulcs.rtf")).toEqual({
    kind: "text",
    text: "Kulcs:\nJBSW Y3DP EHPK 3PXP\nszóköz",
  });
});
