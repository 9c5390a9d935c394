import { otpauthUriOf } from "../../src/totp/share-key.ts";
import { type Algorithm, type Digits, Key } from "../../src/totp/key.ts";
import { decodeBase32, isBase32Length } from "../../src/totp/base32.ts";
import type { PastedKey } from "../../src/pasted-key/parse-pasted-key.ts";
import { base32Alphabet, inGroups, seededRandom } from "../support/seeded-random.ts";

// Random keys in every way in which a mail program, a phone's keyboard, a table or a hand writes, breaks, decorates,
// damages or shortens them. None of it knows how the parser works.

/** A key as a person sends it. */
export interface WrittenKey {
  readonly key: Key;
  readonly text: string;
  readonly way: string;
}

type Random = () => number;
type Way = (key: string, pick: Pick) => string;

/** Choices of one random sequence. */
interface Pick {
  readonly next: Random;
  of<T>(choices: readonly T[]): T;
  between(from: number, to: number): number;
}

const pickFrom = (next: Random): Pick => ({
  next,
  of: (choices) => choices[Math.floor(next() * choices.length)]!,
  between: (from, to) => from + Math.floor(next() * (to - from + 1)),
});

const inPieces = (key: string, pick: Pick, separator: string): string => {
  const count = pick.between(2, 4);
  const cuts = Array.from({ length: count - 1 }, () => pick.between(1, key.length - 1)).sort((a, b) => a - b);
  return [0, ...cuts]
    .map((from, at) => key.slice(from, cuts[at] ?? key.length))
    .filter(Boolean)
    .join(separator);
};

const spaces = [
  " ",
  "  ",
  "\u00A0",
  "\t",
  "\n",
  "\r\n",
  " \n",
  "\n\n",
  "-",
  " - ",
  "–",
  "\u200B",
  "\u00AD",
  "\u2009",
];
const signs = [
  ...[
    "|",
    "*",
    ":",
    "=",
    "'",
    '"',
    "`",
    "´",
    "!",
    "?",
    ".",
    ",",
    ";",
    "/",
    "\\",
    "+",
    "#",
    "&",
    "%",
    "@",
    "$",
    "_",
  ],
  ...[
    "~",
    "^",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "…",
    "...",
    "•",
    "·",
    "°",
    "§",
    "€",
    "❤️",
    "🔑",
    "👨‍👩‍👧",
    "„",
    "”",
    "¦",
    "—>",
  ],
];
const lookAlikes = ["0", "1", "8", "9", "О", "І", "ß", "á", "ö", "ı", "²"];

/** Ways that leave every character of the key. */
const breaks: Record<string, Way> = {
  "in one piece": (key) => key,
  "in groups": (key, pick) => inGroups(key, pick.between(1, 12), pick.of(spaces)),
  "in groups of four": (key, pick) => inGroups(key, 4, pick.of([" ", " ", "-", "\n", "  "])),
  "broken at random": (key, pick) => inPieces(key, pick, pick.of(spaces)),
  "in lines": (key, pick) => inGroups(key, pick.between(5, 40), "\n"),
  "in lines of groups": (key, pick) =>
    inGroups(key, 4, " ")
      .split(" ")
      .map((group, at) => (at % pick.between(2, 5) === 0 && at > 0 ? `\n${group}` : ` ${group}`))
      .join("")
      .trim(),
  "in quoted lines": (key, pick) => `> ${inGroups(key, pick.between(5, 40), "\n> ")}`,
  "in quoted-printable": (key, pick) => inGroups(key, pick.between(8, 40), "=\n"),
  "with invisible characters": (key, pick) =>
    inPieces(key, pick, pick.of(["\u200B", "\u00AD", "\u2060", "\uFEFF"])),
  "in full width": (key) => key.replace(/[!-~]/gu, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
};

/** Ways that put something between the characters, replace some or leave some out. */
const damages: Record<string, Way> = {
  "with a sign inside": (key, pick) => {
    const at = pick.between(1, key.length - 1);
    const space = (): string => pick.of(["", "", " "]);
    return `${key.slice(0, at)}${space()}${pick.of(signs)}${space()}${key.slice(at)}`;
  },
  // Not the first or the last one: a sign beside a key cannot be told from one for a character.
  "with a sign for a character": (key, pick) => {
    const at = pick.between(1, key.length - 2);
    return key.slice(0, at) + pick.of(signs) + key.slice(at + 1);
  },
  "with signs between groups": (key, pick) => {
    const sign = pick.of(signs);
    return inGroups(key, pick.between(2, 20), pick.of([sign, ` ${sign} `, `${sign} `]));
  },
  "with a sign in groups of four": (key, pick) => {
    const grouped = inGroups(key, 4);
    const at = pick.between(1, grouped.length - 1);
    return `${grouped.slice(0, at)}${pick.of(signs)}${grouped.slice(at)}`;
  },
  "with a look-alike": (key, pick) => {
    const at = pick.between(0, key.length - 1);
    return key.slice(0, at) + pick.of(lookAlikes) + key.slice(at + 1);
  },
  "with a look-alike in groups": (key, pick) => {
    const at = pick.between(0, key.length - 1);
    return inGroups(key.slice(0, at) + pick.of(lookAlikes) + key.slice(at + 1), pick.between(3, 8));
  },
  "with its end left out": (key, pick) =>
    key.slice(0, pick.between(4, key.length - 1)) +
    pick.of(["…", "...", "..", " …", " ...", "****", "•••••", "***", "···"]),
  "with its beginning left out": (key, pick) =>
    pick.of(["…", "...", "****", "•••••", "… ", "... "]) + key.slice(pick.between(1, key.length - 4)),
  "with its middle left out": (key, pick) => {
    const at = pick.between(2, key.length - 3);
    return `${key.slice(0, at)}${pick.of(["…", "...", " … ", " ... ", "****", "•••"])}${key.slice(pick.between(at + 1, key.length - 1))}`;
  },
  "broken, with a sign": (key, pick) => {
    const broken = inPieces(key, pick, pick.of([" ", "\n"]));
    const at = pick.between(1, broken.length - 1);
    return `${broken.slice(0, at)}${pick.of(signs)}${broken.slice(at)}`;
  },
};

const casings: readonly ((key: string, pick: Pick) => string)[] = [
  (key) => key,
  (key) => key,
  (key) => key.toLowerCase(),
  (key) => key.charAt(0) + key.slice(1).toLowerCase(),
  (key, pick) => Array.from(key, (one) => (pick.next() < 0.5 ? one : one.toLowerCase())).join(""),
];

const decorations: readonly ((text: string) => string)[] = [
  ...Array.from({ length: 12 }, () => (text: string) => text),
  ...['"', "'", "`", "*", "**", "```", "_", "||"].map((sign) => (text: string) => sign + text + sign),
  ...["()", "[]", "<>", "{}", "„”", "»«", "‘’"].map(
    (two) => (text: string) => two.charAt(0) + text + two.charAt(1),
  ),
  ...["- ", "• ", "* ", "1. ", "2. ", "3) ", "# ", "🔑", "🔑 "].map((mark) => (text: string) => mark + text),
  ...["====", ".", "!", ",", ";", " 🙂", "🙂", " !!"].map((mark) => (text: string) => text + mark),
  (text) => `| Kulcs | ${text} |`,
  (text) => `Minta\t${text}\tAnna`,
  (text) => `Minta;anna;${text};SHA1;6;30`,
  (text) => `<b>${text}</b>`,
  (text) => `{"secret":"${text}"}`,
  (text) => `**Kulcs**: \`${text}\``,
];

const before = [
  ...Array.from({ length: 12 }, () => ""),
  ...[
    "kulcs: ",
    "A kulcsom: ",
    "Kulcs:\n",
    "kulcs=",
    "a kódom ez: ",
    "Secret: ",
    "Titkos kulcs: ",
    "kulcs ",
    "Kulcs - ",
  ],
  ...[
    "szia, ezt írta ki: ",
    "Jó napot!\n",
    "itt a kulcs: ",
    "ide másoltam ",
    "itt van a ",
    "Szia! ",
    "1. fiók: ",
    "NAV: ",
  ],
  ...[
    "Fiók: minta.anna@example.com\nKulcs: ",
    "ez az ",
    "kaptam egy ilyet: ",
    "anya: ",
    "tessek ",
    "NEM MEGY ",
    "ez a ",
  ],
];
const after = [
  ...Array.from({ length: 12 }, () => ""),
  ...[
    " köszi",
    "\nköszönöm",
    " koszi",
    "\nkoszonom szepen",
    " most mit csináljak?",
    ". Jó lesz?",
    "! Mi a következő?",
  ],
  ...[
    " (ezt írta ki)",
    " MIT TEGYEK",
    " ez jó?",
    "\nAnna",
    " ok",
    "\nüdv, Béla",
    " anyukam kulcsa",
    ", ez az",
    " 482913",
    " vegre",
  ],
];

const labels = [
  "minta.anna",
  "Minta:anna",
  "Minta Bank Zrt:anna@pelda.hu",
  "100% Minta",
  "Bodri's Bolt",
  "Pelda (csapat)",
  "%DCgyf%E9l",
];

const link = (key: Key, pick: Pick): string => {
  const parameters = [
    `secret=${pick.next() < 0.2 ? inGroups(key.base32, 4, pick.of([" ", "%20", "+"])) : key.base32}`,
    ...(key.digits === 6 && pick.next() < 0.5 ? [] : [`${pick.of(["digits", "size"])}=${key.digits}`]),
    ...(key.period === 30 && pick.next() < 0.5 ? [] : [`${pick.of(["period", "step"])}=${key.period}`]),
    ...(key.algorithm === "SHA1" ? [] : [`algorithm=${key.algorithm}`]),
    ...(pick.next() < 0.5
      ? [
          `issuer=${pick.of(["Minta", "Minta Bank Zrt", "Bodri's%20Bolt", "Tom & Jerry", 'A "B"', "100%", "C#"])}`,
        ]
      : []),
  ];
  const shift = pick.between(0, parameters.length - 1);
  const turned = [...parameters.slice(shift), ...parameters.slice(0, shift)];
  const separators = pick.of([
    ["?", "&"],
    ["?", "&"],
    ["?", "&"],
    ["?", "?"],
    ["&", "&"],
  ]);
  return `otpauth://totp/${pick.of(labels)}${separators[0]!}${turned.join(separators[1])}`;
};

const quotedPrintable = (text: string): string => text.replaceAll("=", "=3D").replace(/(.{60})/gu, "$1=\n");

const escapes: readonly ((link: string, pick: Pick) => string)[] = [
  (text) => text,
  (text) => text,
  (text) => text.replaceAll("&", "&amp;"),
  (text) => text.replaceAll("&", "\\u0026").replaceAll("/", "\\/"),
  (text) => encodeURIComponent(text),
  (text) => encodeURIComponent(encodeURIComponent(text)),
  (text) => `https://example.com/chart?cht=qr&chl=${encodeURIComponent(text)}&choe=UTF-8`,
  (text) => quotedPrintable(text),
  (text, pick) => inGroups(text, pick.between(30, 76), "\n"),
  (text, pick) => `> ${inGroups(text, pick.between(30, 76), "\n> ")}`,
  (text) => `"${text}"`,
  (text) => `<${text}>`,
];

const secretSigns: Way = (text, pick) =>
  text.replace(/(?<=secret=)([A-Z2-7]{16,})/u, (key) => pick.of(Object.values(damages))(key, pick));

const keyOf = (pick: Pick): Key => {
  let length = pick.of([16, 16, 32, 26, 52, pick.between(16, 64)]);
  while (!isBase32Length(length)) length -= 1;
  const base32 = Array.from({ length }, () => base32Alphabet[pick.between(0, 31)]).join("");
  const decoded = decodeBase32(base32);
  if (!decoded.ok) throw new Error("a random key does not decode");
  return new Key({ secret: decoded.bytes });
};

const withParameters = (key: Key, pick: Pick): Key =>
  new Key({
    secret: key.secret,
    digits: pick.of<Digits>([6, 6, 6, 7, 8]),
    period: pick.of([30, 30, 30, 60, 15]),
    algorithm: pick.of<Algorithm>(["SHA1", "SHA1", "SHA1", "SHA256", "SHA512"]),
  });

/** Ways in which pages, programs and people write the settings beside a key. */
const described: readonly ((text: string, key: Key) => string)[] = [
  (text, key) => `Secret: ${text}\nAlgorithm: ${key.algorithm}\nDigits: ${key.digits}\nPeriod: ${key.period}`,
  (text, key) =>
    `Számjegyek: ${key.digits}\nIdőköz: ${key.period} mp\nAlgoritmus: ${key.algorithm}\nKulcs: ${text}`,
  (text, key) => `${text} (${key.algorithm.replace("SHA", "SHA-")}, ${key.digits} digits, ${key.period}s)`,
  (text, key) => `${text}\n${key.digits} számjegyű kód, ${key.period} másodpercenként, ${key.algorithm}`,
  (text, key) => `Minta;anna;${text};${key.algorithm};${key.digits};${key.period}`,
  (text, key) =>
    JSON.stringify({ secret: text, digits: key.digits, period: key.period, algorithm: key.algorithm }),
  (text, key) =>
    `[{'key': '${text}', 'algo': '${key.algorithm}', 'digits': ${key.digits}, 'period': ${key.period}}]`,
];

/** Writes random keys in random ways, the same ones for the same seed: each call returns the next one. */
export const keyWriter = (seed: number): (() => WrittenKey) => {
  const pick = pickFrom(seededRandom(seed));
  const ways = Object.entries({ ...breaks, ...damages });
  const around = (text: string): string => pick.of(before) + text + pick.of(after);
  const linked = (key: Key): WrittenKey => {
    const plain = pick.next() < 0.3 ? otpauthUriOf(key, pick.of(labels)) : link(key, pick);
    const isDamaged = pick.next() < 0.2;
    const text = pick.of(escapes)(isDamaged ? secretSigns(plain, pick) : plain, pick);
    return { key, text: around(text), way: isDamaged ? "a damaged link" : "a link" };
  };
  return () => {
    const key = keyOf(pick);
    if (pick.next() < 0.25) return linked(withParameters(key, pick));
    if (pick.next() < 0.1) {
      const set = withParameters(key, pick);
      const written = pick.of([
        breaks["in one piece"],
        breaks["in groups of four"],
        damages["with a look-alike"],
      ])!;
      return {
        key: set,
        text: around(pick.of(described)(written(key.base32, pick), set)),
        way: "with settings",
      };
    }
    const [way, write] = pick.of(ways);
    return { key, text: around(pick.of(decorations)(write(pick.of(casings)(key.base32, pick), pick))), way };
  };
};

export type Outcome = "right" | "asked" | "refused" | "words" | "wrong";

/** What became of a written key. A key with other parameters is wrong, too. */
export const outcomeOf = (pasted: PastedKey, key: Key): Outcome => {
  switch (pasted.kind) {
    case "key":
      return pasted.key.sameAs(key) ? "right" : "wrong";
    case "unsure":
      return pasted.key.sameAs(key) ? "asked" : "wrong";
    case "keys":
      return pasted.keys.some((one) => one.sameAs(key)) ? "asked" : "wrong";
    case "halves":
      return [pasted.joined, ...pasted.separate].some((one) => one.sameAs(key)) ? "asked" : "wrong";
    case "problem":
      return "refused";
    case "words":
      return "words";
  }
};
