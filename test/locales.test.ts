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

/** The texts of a tree by their paths. */
const leaves = (tree: Tree, path = ""): [string, string][] =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? [[path + name, value]] : leaves(value, `${path}${name}.`),
  );

const topics = readdirSync(join(root, "locales/hu"))
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.replace(/\.json$/, ""));
const texts = topics.flatMap((topic) => {
  const tree = JSON.parse(readFileSync(join(root, `locales/hu/${topic}.json`), "utf8")) as Tree;
  return leaves(tree, `${topic}:`);
});
const keys = new Set(texts.map(([key]) => key));

/** The titles and texts of the question base, which src finds by themselves. */
const answers = readdirSync(join(root, "locales/hu/answers")).flatMap((file) => {
  const tree = JSON.parse(readFileSync(join(root, "locales/hu/answers", file), "utf8")) as Record<
    string,
    { readonly title: string; readonly text: string; readonly beside?: string }
  >;
  return Object.entries(tree).flatMap(([id, { title, text, beside = "" }]): [string, string][] => [
    [`answers/${id}.title`, title],
    [`answers/${id}.text`, `${text}\n${beside}`.trim()],
  ]);
});

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  // What only a comment says is not used.
  .map((path) => readFileSync(join(root, "src", path), "utf8").replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, ""));
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The keys that src names outright, and patterns for those it puts together. */
const named: string[] = [];
const patterns: RegExp[] = [];
for (const source of sources) {
  const literal = new RegExp(`["'\`]((?:${topics.join("|")}):[^"'\`\\s]+)["'\`]`, "g");
  for (const [, found = ""] of source.matchAll(literal)) {
    const parts = found.split(/\$\{[^}]*\}/);
    if (parts.length === 1) named.push(found);
    else patterns.push(new RegExp(`^${parts.map(escaped).join("\\w+")}$`));
  }
}

describe("keys", () => {
  test("are all used somewhere in src", () => {
    const used = new Set(named);
    expect(patterns.length).toBeGreaterThan(3);
    const unused = [...keys].filter((key) => !used.has(key) && !patterns.some((one) => one.test(key)));
    expect(unused).toEqual([]);
  });

  test("that src names all have a text, and every pattern meets some", () => {
    // Callback data such as "code:<id>" begins like a topic and is no key.
    const callbackData = new Set(
      readFileSync(join(root, "src/chat/callback-data.ts"), "utf8").match(/"[\w:-]+"/g),
    );
    const unknown = named.filter((key) => !keys.has(key) && !callbackData.has(`"${key}"`));
    expect(unknown).toEqual([]);
    for (const pattern of patterns) expect([...keys].filter((key) => pattern.test(key))).not.toEqual([]);
  });

  test("are more than a handful, or this file looks in the wrong place", () => {
    expect(keys.size).toBeGreaterThan(80);
    expect(named.length).toBeGreaterThan(40);
  });
});

/** As long and as nasty as each value can become. */
const longName = `<b>&"Ő</i>${"W<&>".repeat(16)}`.slice(0, 64);
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
  here: "Koppints a képernyő alján a négyzetre, vagy húzd fel lassan alulról az ujjad, és ott állj meg.",
  text: "Hosszú válasz. ".repeat(60),
  host: "konzinfoidopont.mfa.gov.hu",
  key: "A".repeat(205),
  groups: "AAAA ".repeat(52).trim(),
  algorithm: "SHA512",
  otpauth: `otpauth://totp/${"%C5%90".repeat(150)}?secret=${"A".repeat(205)}`,
  traces: "Az üzenetedet nem tudtam kitörölni a beszélgetésből. Töröld ki te is: tartsd rajta az ujjad.",
  title: "Keresd meg az igénylést és még valamit, ami jóval hosszabb ennél",
  position: 999,
  character: "<",
  length: 999,
  link: "https://t.me/kapuseged_valamilyen_hosszu_nevu_bot",
  operator: `Minta Anna & Társa <minta@example.org>, ${"1234 Mintaváros, Minta utca 1. ".repeat(10)}`,
};

const placeholders = (text: string) => [...text.matchAll(/\{\{-?\s*(\w+)/g)].map(([, name = ""]) => name);
const valuesFor = (text: string): TextValues =>
  Object.fromEntries(
    placeholders(text).map((name) => {
      const value = longest[name];
      if (value === undefined) throw new Error(`say in this file how long {{${name}}} can become`);
      return [name, value];
    }),
  );

const t = createTranslator();
const filled = texts.map(([key, text]) => ({ key, text, html: t(key as TextKey, valuesFor(text)) }));
const plain = (html: string) => parseHtml(html).text;

describe("texts", () => {
  test.each(filled)(
    "$key is HTML that Telegram takes, and fits into a message, with its longest values",
    ({ html }) => {
      const shown = plain(html);
      expect(shown.trim()).not.toBe("");
      expect(shown.length).toBeLessThanOrEqual(4096);
      expect(shown).not.toMatch(/\{\{|\}\}|\$t\(|undefined|\[object/);
    },
  );

  test.each(answers)("%s is HTML that Telegram takes", (_key, text) => {
    const shown = plain(text);
    expect(shown.length).toBeLessThanOrEqual(1024);
    expect(text).not.toMatch(/\{\{|\$t\(/);
  });

  test("take values as they are, without their marks becoming the text's", () => {
    for (const { text, html } of filled) {
      if (placeholders(text).includes("name")) expect(plain(html)).toContain(longName);
    }
  });
});

/** Keys that src hands to a button as its label, outright or put together. */
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
  test("were found", () => {
    expect(labels.size).toBeGreaterThan(15);
  });

  test.each([...labels])("%s is short enough for a narrow phone, and plain", (key) => {
    const text = t(key as TextKey, valuesFor(new Map(texts).get(key) ?? ""));
    expect(Array.from(text).length).toBeLessThanOrEqual(40);
    expect(text).not.toMatch(/[<>&\n]|\{\{/);
    expect(text).not.toMatch(/\.$/);
  });
});

test("the bot's profile fits Telegram's limits", () => {
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

/** A text as one reads it: without tags, with something short where a value comes. */
const readAs = (text: string) =>
  text
    .replace(/\{\{-?\s*number[^}]*\}\}|\{\{-?\s*\w+, az\}\}/g, "5")
    .replace(/\{\{[^}]*\}\}/g, "valami")
    .replace(/<[^>]+>/g, "");

const english =
  /\b(screenshots?|apps?|login|log in|codes?|tokens?|backups?|settings|password|e-?mail address|link|click|upload|download|update|secret|user|chat|bot|browser|error|ok|oké)\b/i;

/** What is put together with other texts, and so need not end as a sentence does. */
const isFragment = (key: string, text: string) =>
  labels.has(key) ||
  key.endsWith(".title") ||
  /^(profile:commands|code:(name|digits|countdown)|erase:(keys|keysAlone|deleted|deletedAlone|offers|cancellation|numbers|step|jobs|damaged)|data:(key|moreKeys|file\.\w+|job\.\w+)|guide:heading|guide:steps\.\w+\.title|guide:steps\.fillIn\.text|intake:(defaultName|export.nameless))/.test(
    key,
  ) ||
  /\{\{-? ?(operator|link|countdown|traces|text)\}\}$/.test(text);

describe("Hungarian typography", () => {
  test.each([...texts, ...answers])("%s", (key, text) => {
    const shown = readAs(text);
    expect(shown).not.toMatch(/"/);
    expect(shown).not.toMatch(/\.\.\./);
    expect(shown).not.toMatch(/ {2}|[ \t]\n|\n[ \t]|^ | $/);
    expect(shown).not.toMatch(/\s[.,;:!?](\s|$)/);
    expect(shown).not.toMatch(/ - /);
    expect(shown.match(/„/g)?.length).toBe(shown.match(/”/g)?.length);
    expect(english.exec(shown.replace(/App Store|A megadott token|Authenticator/g, ""))?.[0]).toBeUndefined();
    if (!isFragment(key, text)) expect(text).toMatch(/([.!?:…]|<\/\w+>|\/\w+)$/);
  });
});

/** Sentences of a text; a line is never a part of two, and an abbreviation or number does not end one. */
const sentencesOf = (text: string) =>
  readAs(text)
    .split(/\n+|(?<=[.!?])\s+(?=[\p{Lu}„/⚠✅])/u)
    .map((sentence) => sentence.match(/[\p{L}\p{N}][\p{L}\p{N}+’.-]*/gu)?.length ?? 0)
    .filter((words) => words > 0);

describe("sentences", () => {
  test("have no more than 25 words each", () => {
    const long = [...texts, ...answers]
      .filter(([, text]) => Math.max(0, ...sentencesOf(text)) > 25)
      .map(([key]) => key);
    expect(long).toEqual([]);
  });

  test("have 15 words or fewer on average, in every topic", () => {
    for (const topic of [...topics.map((name) => `${name}:`), "answers/"]) {
      const counts = [...texts, ...answers]
        .filter(([key]) => key.startsWith(topic))
        .flatMap(([, text]) => sentencesOf(text));
      expect(counts.reduce((sum, words) => sum + words, 0) / counts.length).toBeLessThanOrEqual(15);
    }
  });
});
