import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { richLinks, richPhotos, richText } from "../../src/telegram/rich-text.ts";

const read = (...blocks: unknown[]) => richText({ blocks });
const paragraph = (text: unknown) => ({ type: "paragraph", text });

interface Type {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly subtypes?: readonly string[];
}
const path = new URL("../support/bot-api-server/bot-api.json", import.meta.url);
const { types } = JSON.parse(readFileSync(path, "utf8")) as { types: Record<string, Type> };
const subtypesOf = (name: string) => types[name]?.subtypes ?? [];

/** A value of the Bot API's type, with `words` wherever it has text. */
const sampleOf = (type: string, words: string): unknown => {
  const fields = types[type]?.fields ?? {};
  const samples: Record<string, unknown> = {
    text: words,
    summary: words,
    expression: words,
    alternative_text: words,
    blocks: [paragraph(words)],
    items: [{ label: "1.", blocks: [paragraph(words)] }],
    cells: [[{ text: words, align: "left", valign: "top" }]],
    caption: type === "RichBlockTable" ? words : { text: words, credit: words },
    credit: words,
  };
  return Object.fromEntries(Object.keys(fields).map((field) => [field, samples[field] ?? "x"]));
};

/** Kinds that show no text of their own. */
const silent = ["RichBlockDivider", "RichBlockAnchor", "RichTextAnchor"];

describe("every kind of block is read", () => {
  test.each(subtypesOf("RichBlock"))("%s", (type) => {
    const text = read(sampleOf(type, "szöveg"));
    if (silent.includes(type)) expect(text).not.toContain("szöveg");
    else expect(text).toContain("szöveg");
  });
});

describe("every kind of formatting is read through", () => {
  const kinds = subtypesOf("RichText").filter((type) => type.startsWith("RichText"));
  test.each(kinds)("%s", (type) => {
    const text = read(paragraph(["JBSW", sampleOf(type, "Y3DP"), "EHPK"]));
    expect(text).toBe(silent.includes(type) ? "JBSWEHPK" : "JBSWY3DPEHPK");
  });
});

test("formatting within a word does not separate its characters, also nested", () => {
  const nested = { type: "bold", text: ["Y3", { type: "italic", text: { type: "code", text: "DP" } }] };
  expect(read(paragraph(["JBSW", nested, ["EHPK"]]))).toBe("JBSWY3DPEHPK");
});

test("each block, list item and table row is a line, and lists are read without their marks", () => {
  const list = {
    type: "list",
    items: [
      {
        label: "1.",
        blocks: [paragraph("első"), { type: "list", items: [{ label: "a", blocks: [paragraph("belső")] }] }],
      },
      { label: "2.", blocks: [paragraph("második")] },
    ],
  };
  const table = {
    type: "table",
    cells: [
      [{ text: "Kulcs" }, {}, { text: ["ABCD", { type: "bold", text: "EFGH" }] }],
      [{ text: "Fiók" }, { text: "anna" }],
    ],
    caption: "Adatok",
  };
  const quote = { type: "blockquote", blocks: [paragraph("idézet")], credit: "Anna" };
  const details = { type: "details", summary: "Többet", blocks: [paragraph("benne"), { type: "divider" }] };
  expect(read({ type: "heading", text: "Cím", size: 1 }, list, table, quote, details).split("\n")).toEqual([
    ...["Cím", "első", "belső", "második", "Kulcs ABCDEFGH", "Fiók anna", "Adatok"],
    ...["idézet", "Anna", "Többet", "benne"],
  ]);
});

test("links and photos are found at any depth", () => {
  const url = "otpauth://totp/x?secret=ABC";
  const photo = [{ file_id: "a", file_unique_id: "a", width: 1, height: 1 }];
  const blocks = [
    { type: "details", summary: { type: "url", text: "ide", url }, blocks: [] },
    { type: "collage", blocks: [{ type: "photo", photo, caption: { text: "kép" } }] },
  ];
  expect(richLinks({ blocks })).toEqual([url]);
  expect(richPhotos({ blocks })).toEqual([photo]);
  expect(richText({ blocks })).toBe("ide\nkép");
});

test.each([undefined, null, 1, "x", [], [null], [{}], [{ type: "új", text: { text: null } }]])(
  "what is no block is read as nothing: %j",
  (blocks) => {
    expect(richText({ blocks })).toMatch(/^$/);
  },
);
