import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createTranslator, type TextKey, type TextValues } from "../src/i18n.ts";
import { profileOf } from "../src/features/start/bot-profile.ts";
import { parseHtml } from "./support/bot-api-server/index.ts";

const root = new URL("../", import.meta.url).pathname;
interface Tree {
  readonly [name: string]: string | Tree;
}

/** The texts of a tree, by path. */
const leaves = (tree: Tree, path = ""): [string, string][] =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? [[path + name, value]] : leaves(value, `${path}${name}.`),
  );

const namespaces = readdirSync(join(root, "locales/hu"))
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.replace(/\.json$/, ""));
const texts = namespaces.flatMap((namespace) => {
  const tree = JSON.parse(readFileSync(join(root, `locales/hu/${namespace}.json`), "utf8")) as Tree;
  return leaves(tree, `${namespace}:`);
});
const keys = new Set(texts.map(([key]) => key));

/** The titles and texts of the question base, which src does not address by key. */
const answerFiles = readdirSync(join(root, "locales/hu/answers"));
const answers = answerFiles.flatMap((file) => {
  const tree = JSON.parse(readFileSync(join(root, "locales/hu/answers", file), "utf8")) as Record<
    string,
    { readonly title: string; readonly text: string; readonly beside?: string }
  >;
  return Object.entries(tree).flatMap(([id, { title, text, beside = "" }]): [string, string][] => [
    [`answers/${file}:${id}.title`, title],
    [`answers/${file}:${id}.text`, `${text}\n${beside}`.trim()],
  ]);
});

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  // A key in a comment is not a use.
  .map((path) => readFileSync(join(root, "src", path), "utf8").replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, ""));
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The files of locales/hu, each as the prefix of its keys. */
const files = [...namespaces.map((name) => `${name}:`), ...answerFiles.map((file) => `answers/${file}:`)];

/** The keys of a file whose text has problems, with the problems; empty if all is well. */
const offendersIn = (
  file: string,
  entries: readonly (readonly [key: string, text: string])[],
  problemsOf: (key: string, text: string) => readonly (string | false)[],
): readonly string[] =>
  entries
    .filter(([key]) => key.startsWith(file))
    .map(([key, text]) => ({ key, problems: problemsOf(key, text).filter((problem) => problem !== false) }))
    .filter(({ problems }) => problems.length > 0)
    .map(({ key, problems }) => `${key} ${problems.join(", ")}`);

/** The keys that src has as literals, and patterns for those it composes. */
const named: string[] = [];
const patterns: RegExp[] = [];
for (const source of sources) {
  const literal = new RegExp(`["'\`]((?:${namespaces.join("|")}):[^"'\`\\s]+)["'\`]`, "g");
  for (const [, found = ""] of source.matchAll(literal)) {
    const parts = found.split(/\$\{[^}]*\}/);
    if (parts.length === 1) named.push(found);
    else patterns.push(new RegExp(`^${parts.map(escaped).join("\\w+")}$`));
  }
}

describe("the keys of locales/hu", () => {
  test("are all used in src", () => {
    const used = new Set(named);
    expect(patterns.length).toBeGreaterThan(3);
    const unused = [...keys].filter((key) => !used.has(key) && !patterns.some((one) => one.test(key)));
    expect(unused).toEqual([]);
  });

  test("include every key in src, and match every pattern in src", () => {
    // Callback data such as "code:<id>" looks like a key.
    const callbackData = new Set(
      readFileSync(join(root, "src/chat/callback-data.ts"), "utf8").match(/"[\w:-]+"/g),
    );
    const unknown = named.filter((key) => !keys.has(key) && !callbackData.has(`"${key}"`));
    expect(unknown).toEqual([]);
    for (const pattern of patterns) expect([...keys].filter((key) => pattern.test(key))).not.toEqual([]);
  });

  test("are more than 80, or this test looks in the wrong place", () => {
    expect(keys.size).toBeGreaterThan(80);
    expect(named.length).toBeGreaterThan(40);
  });
});

/** The longest and most difficult value of each placeholder. */
const longName = `<b>&"Ő</i>${"W<&>".repeat(16)}`.slice(0, 64);
const operator =
  `Minta Anna & Társa <minta@example.org>, ${"1234 Mintaváros, Minta utca 1. ".repeat(10)}`.slice(0, 200);
const longest: Record<string, string | number> = {
  name: longName,
  names: Array.from({ length: 20 }, () => longName).join(", "),
  what: `20 kulcs (${Array.from({ length: 20 }, () => "&lt;W&amp;".repeat(12)).join(", ")}), a helyed az útmutatóban és a feljegyzett teendőim`,
  countdown: `<tg-time unix="1795348800" format="r">23:59:59-kor</tg-time>`,
  time: "23:59:59",
  digits: "1234 5678 9012",
  date: "2026. szeptember 30.",
  idle: "\nHa 99999 napig nem írsz, szólok. Ha 30 napig arra sem válaszolsz, mindent kitörlök.",
  seconds: 300,
  number: 999,
  total: 999,
  age: "999 napja",
  size: "1023 MB",
  step: "Kattints a Nem tudom beolvasni a kódot gombra",
  steps: "– Kattints a Nem tudom beolvasni a kódot gombra\n".repeat(40).trim(),
  version: "10.10.10",
  ...{
    people: 99_999,
    active: 99_999,
    keys: 99_999,
    codes: 99_999,
    pictures: 99_999,
    questions: 99_999,
    unanswered: 99_999,
  },
  here: "Koppints a képernyő alján a négyzetre, vagy húzd fel lassan alulról az ujjad, és ott állj meg.",
  text: "Hosszú válasz. ".repeat(60),
  app: "Proton Authenticator",
  max: 100,
  room: 100,
  host: "konzinfoidopont.mfa.gov.hu",
  key: "A".repeat(205),
  characters: "A".repeat(4),
  groups: "AAAA ".repeat(52).trim(),
  algorithm: "SHA512",
  otpauth: `otpauth://totp/${"%C5%90".repeat(150)}?secret=${"A".repeat(205)}`,
  traces: "Az üzenetedet nem tudtam kitörölni a beszélgetésből. Töröld ki te is: tartsd rajta az ujjad.",
  title:
    texts
      .filter(([key]) => key.endsWith(".title"))
      .map(([, text]) => text)
      .toSorted((a, b) => b.length - a.length)[0] ?? "",
  kept: `Nálam is van kulcsod: ${Array.from({ length: 3 }, () => `„${"W&lt;".repeat(16)}”`).join(", ")}, és még 99 másik.`,
  position: 999,
  character: "<",
  sign: "<",
  length: 999,
  link: "https://t.me/kapuseged_valamilyen_hosszu_nevu_bot",
  operator,
  controller: `Az adataidért az üzemeltetőm felel, ő az adatkezelő:\n${operator.replace("&", "&amp;").replace("<", "&lt;")}`,
};

const placeholders = (text: string) => [...text.matchAll(/\{\{-?\s*(\w+)/g)].map(([, name = ""]) => name);
const valuesFor = (text: string): TextValues =>
  Object.fromEntries(
    placeholders(text).map((name) => {
      const value = longest[name];
      if (value === undefined) throw new Error(`this test needs the longest value of {{${name}}}`);
      return [name, value];
    }),
  );

const t = createTranslator();
const plain = (html: string) => parseHtml(html).text;

/** Problems of a text as Telegram shows it; `parseHtml` throws if Telegram would reject it. */
const htmlProblemsOf = (html: string, maxLength: number): readonly (string | false)[] => {
  try {
    const shown = plain(html);
    return [
      shown.trim() === "" && "is empty",
      shown.length > maxLength && `has ${shown.length} characters`,
      /\{\{|\}\}|\$t\(|undefined|\[object/.test(shown) && "has an unfilled placeholder",
    ];
  } catch (error) {
    return [`is not valid HTML: ${String(error)}`];
  }
};

describe("the texts of locales/hu", () => {
  test.each(files)("%s has only HTML that Telegram accepts, short enough with the longest values", (file) => {
    const problems = [
      ...offendersIn(file, texts, (key, text) => htmlProblemsOf(t(key as TextKey, valuesFor(text)), 4096)),
      ...offendersIn(file, answers, (_key, text) => htmlProblemsOf(text, 1024)),
    ];
    expect(problems).toEqual([]);
  });

  test("show a name with HTML characters literally", () => {
    const named = texts.filter(([, text]) => placeholders(text).includes("name"));
    expect(named.length).toBeGreaterThan(5);
    for (const [key, text] of named)
      expect(plain(t(key as TextKey, valuesFor(text))).replaceAll("\u2060", ""), key).toContain(longName);
  });
});

/** Keys of button labels in src, as literals or composed. */
const labels = new Set(
  sources.flatMap((source) =>
    [...source.matchAll(/label: t\(([^)]*)\)|const label = t\(([^)]*)\)/g)].flatMap(([, one, other]) =>
      [...(one ?? other ?? "").matchAll(/["`]([\w:.${}]+)["`]/g)].flatMap(([, key = ""]) => {
        const pattern = new RegExp(
          `^${key
            .split(/\$\{[^}]*\}/)
            .map(escaped)
            .join("\\w+")}$`,
        );
        return [...keys].filter((known) => pattern.test(known));
      }),
    ),
  ),
);

describe("button labels", () => {
  test("are found in src", () => {
    expect(labels.size).toBeGreaterThan(15);
  });

  test("are short enough for a narrow phone, without markup and without a full stop", () => {
    const labelTexts = texts.filter(([key]) => labels.has(key));
    const problems = offendersIn("", labelTexts, (key, text) => {
      const label = t(key as TextKey, valuesFor(text));
      const length = Array.from(label).length;
      return [
        length > 40 && `has ${length} characters`,
        /[<>&\n]|\{\{/.test(label) && "has markup",
        label.endsWith(".") && "ends with a full stop",
      ];
    });
    expect(problems).toEqual([]);
  });
});

test("the bot profile is within Telegram's limits", () => {
  const { commands, description, shortDescription } = profileOf(t);
  expect(description.length).toBeLessThanOrEqual(512);
  expect(shortDescription.length).toBeLessThanOrEqual(120);
  expect(commands.length).toBeLessThanOrEqual(100);
  for (const { command, description: words } of commands) {
    expect(command).toMatch(/^[a-z0-9_]{1,32}$/);
    expect(words.length).toBeGreaterThanOrEqual(1);
    expect(words.length).toBeLessThanOrEqual(256);
  }
  for (const [key, text] of texts) if (key.startsWith("profile:")) expect(text).not.toMatch(/[<>&]|\{\{/);
});

/** A text as the user reads it: without tags, with short values. */
const readAs = (text: string) =>
  text
    .replace(/\{\{-?\s*number[^}]*\}\}|\{\{-?\s*\w+, az\}\}/g, "5")
    .replace(/\{\{[^}]*\}\}/g, "valami")
    .replace(/<[^>]+>/g, "");

const english =
  /\b(screenshots?|apps?|login|log in|codes?|tokens?|backups?|settings|password|e-?mail address|link|click|upload|download|update|secret|user|chat|bot|browser|error|ok|oké)\b/i;

/** Texts that are combined with others and so need not end like a sentence. */
const isFragment = (key: string, text: string) =>
  labels.has(key) ||
  key.endsWith(".title") ||
  /^(profile:commands|code:(name|digits|countdown)|erase:(more|keys|keysAlone|deleted|deletedAlone|offers|cancellation|numbers|readings|step|jobs|damaged)|guide:kept\.more|data:(key|moreKeys|file\.\w+|job\.\w+)|guide:heading|guide:steps\.\w+\.title|guide:steps\.fillIn\.text|characters:doubtful|intake:(defaultName|export.nameless)|owner:(portal\.step|age\.|status\.|decimalMark|command))/.test(
    key,
  ) ||
  /\{\{-? ?(operator|link|countdown|traces|text|kept)\}\}$/.test(text);

test.each(files)("%s follows Hungarian typography and has no English words", (file) => {
  const problems = offendersIn(file, [...texts, ...answers], (key, text) => {
    const shown = readAs(text);
    const englishWord = english.exec(
      shown.replace(/App Store|A megadott token|Authenticator|npm run backup/g, ""),
    )?.[0];
    return [
      shown.includes('"') && "has straight quotes",
      shown.includes("...") && "has three dots instead of …",
      / {2}|[ \t]\n|\n[ \t]|^ | $/.test(shown) && "has superfluous spaces",
      /\s[.,;:!?](\s|$)/.test(shown) && "has a space before a punctuation mark",
      shown.includes(" - ") && "has a hyphen instead of a dash",
      shown.match(/„/g)?.length !== shown.match(/”/g)?.length && "has an unpaired quote",
      englishWord !== undefined && `has the English word ${englishWord}`,
      !isFragment(key, text) && !/([.!?:…]|<\/\w+>|\/\w+)$/.test(text) && "has no end of sentence",
    ];
  });
  expect(problems).toEqual([]);
});

/** Numbers of words of the sentences of a text. A line break ends a sentence; an abbreviation or number does not. */
const sentencesOf = (text: string) =>
  readAs(text)
    .split(/\n+|(?<=[.!?])\s+(?=[\p{Lu}„/⚠✅])/u)
    .map((sentence) => sentence.match(/[\p{L}\p{N}][\p{L}\p{N}+’.-]*/gu)?.length ?? 0)
    .filter((words) => words > 0);

describe("the sentences of locales/hu", () => {
  test("have at most 25 words each", () => {
    const long = [...texts, ...answers]
      .filter(([, text]) => Math.max(0, ...sentencesOf(text)) > 25)
      .map(([key]) => key);
    expect(long).toEqual([]);
  });

  test("have at most 15 words on average in every file", () => {
    for (const file of files) {
      const counts = [...texts, ...answers]
        .filter(([key]) => key.startsWith(file))
        .flatMap(([, text]) => sentencesOf(text));
      expect(counts.reduce((sum, words) => sum + words, 0) / counts.length, file).toBeLessThanOrEqual(15);
    }
  });
});
