/** Hostile texts, names and files: what costs a parser much, and what a person could be deceived with. */
import { callbacksWithArgs, fixedCallbacks } from "../../src/chat/callback-data.ts";
import { maxTextFileBytes } from "../../src/key-files/key-file.ts";
import { base32Alphabet } from "../../test/support/seeded-random.ts";

/** Returns a number in [0, 1). */
export type Random = () => number;

export const pick = <T>(next: Random, from: readonly T[]): T => from[Math.floor(next() * from.length)]!;

/** Longest text of a message (Bot API, sendMessage). */
const maxMessageCharacters = 4_096;
const keysInExport = 100;

const lengthDelimited = (field: number, data: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([(field << 3) | 2, data.length]), data]);

/** An export link of Google Authenticator (see src/totp/google-export.ts). @param name of each entry @param type 1: HOTP, 2: TOTP */
const exportLink = (next: Random, name: string, type: number, entries: number): string => {
  const entry = () => {
    const secret = Buffer.from(Array.from({ length: 10 }, () => Math.floor(next() * 256)));
    const names = name === "" ? [] : [lengthDelimited(2, Buffer.from(name))];
    return lengthDelimited(
      1,
      Buffer.concat([lengthDelimited(1, secret), ...names, Buffer.from([0x20, 1, 0x28, 1, 0x30, type])]),
    );
  };
  const data = Buffer.concat(Array.from({ length: entries }, entry)).toString("base64");
  return `otpauth-migration://offline?data=${encodeURIComponent(data)}`;
};

/** As many keys without names as fit into one message. */
export const namelessExport = (next: Random): string => exportLink(next, "", 2, keysInExport);

const base32 = (next: Random, length: number): string =>
  Array.from({ length }, () => base32Alphabet[Math.floor(next() * 32)]).join("");

/** What is repeated until a text is as long as it may be. */
const patterns: readonly ((next: Random) => string)[] = [
  ...[
    " ",
    "a",
    "A2",
    "=",
    "%25",
    "%",
    "&",
    "\u202e",
    "\u200d",
    "🔑",
    "á ",
    "\n",
    "1",
    "12 ",
    "a1B2 ",
    "0O1l",
    "-",
  ],
  ...[
    "törlőkód ",
    "törlőkód:",
    "jelszó: ",
    "kód ",
    "secret=",
    '{"secret":',
    "[",
    "{",
    '"',
    "\\u0041",
    "\\",
    "<b>",
  ],
  ...[
    "otpauth://",
    "otpauth://totp/a?secret=A&",
    "otpauth-migration://offline?data=",
    "otpauth-migration:?&",
  ],
  ...[
    "http://a.b/",
    "@minta ",
    "ügyfélkapu ",
    "nem megy ",
    "hogyan lépjek be? ",
    "A-B-C-D ",
    "A\u00a0",
    "é\u0301",
  ],
].map((text) => () => text);

const starts = [
  "",
  "törlőkód",
  "A kulcsom: ",
  "otpauth://totp/",
  '{"a":',
  "jelszó",
  "/kod ",
  "{\\rtf",
  "otpauth-migration:?",
];

/** A text of one pattern, repeated. */
export const longText = (next: Random, length = maxMessageCharacters): string => {
  const start = pick(next, starts);
  const part = next() < 0.15 ? base32(next, 1 + Math.floor(next() * 200)) : pick(next, patterns)(next);
  return (start + part.repeat(Math.ceil(length / part.length))).slice(0, length - 1) + "x";
};

/** A text file as large as may be sent, in one line or in many. */
export const longFile = (next: Random): Uint8Array => {
  const length = next() < 0.5 ? maxTextFileBytes : maxMessageCharacters;
  const text = `${longText(next, length)}\n`;
  return Buffer.from(text.repeat(Math.ceil(maxTextFileBytes / text.length))).subarray(0, maxTextFileBytes);
};

/** Names that would deceive a user who reads them in a message from the bot. */
const names = [
  "\u202egro.live//:sptth",
  "https://hamis.example/belepes, Segítség: @hamis",
  "<b>Ügyfélkapu</b> $t(code:none) {{-x}} $&",
  "a\n".repeat(40),
  "__proto__",
  "Ü".repeat(57),
] as const;

/** A key, or entries that cannot be used, with such a name. */
export const hostileNames = (next: Random): string => {
  const name = pick(next, names);
  return next() < 0.5
    ? exportLink(next, name.slice(0, 60), 1, 15)
    : `otpauth://totp/${encodeURIComponent(`${name}:${name}`)}?secret=${base32(next, 32)}&issuer=${encodeURIComponent(name)}`;
};

export const commands = [
  ...[
    "/kod",
    "/kulcsok",
    "/torlokod",
    "/utmutato",
    "/adataim",
    "/torles",
    "/adatkezeles",
    "/sugo",
    "/megse",
    "/start",
  ],
  ...["/start kulcs", "kód", "kérek egy kódot", "/kod@kapuseged_proba_bot", "/KOD", "/nincs", "törlés"],
];

/** Questions and secrets that people send. */
export const words = [
  ...[
    "hol van a törlőkód?",
    "nem fogadja el a kódot",
    "elvesztettem a telefonomat",
    "ki vagy te",
    "jó napot kívánok",
  ],
  ...[
    "Kutya1234!",
    "minta.anna Kutya1234",
    "jelszó: Kutya1234",
    "12345678",
    "1234 5678",
    "4111 1111 1111 1111",
    "igen",
  ],
];

const foreignId = (next: Random): string => base32(next, 12);

/** Callback data of buttons that this chat never had, or that are malformed. */
export const callbackData = (next: Random): string => {
  const chosen = next();
  if (chosen < 0.4) return pick(next, Object.values(fixedCallbacks));
  if (chosen < 0.5) return base32(next, 64);
  const id = foreignId(next);
  const { codeHere, pick: pickKey, pickTwo, replace, key, nameKey, raiseKey, deleteKey } = callbacksWithArgs;
  const { restoreKey, askMove, showKey, showDigits, charactersMatch, keyPage, topic } = callbacksWithArgs;
  return pick(next, [
    ...[codeHere, pickKey, key, nameKey, raiseKey, deleteKey, restoreKey].map((one) => one.pack(id)),
    ...[askMove, showKey, showDigits, charactersMatch, topic].map((one) => one.pack(id)),
    ...[pickTwo.pack(id, foreignId(next)), replace.pack(id, foreignId(next)), keyPage.pack(9_999)],
  ]);
};
