import { describe, expect, it } from "vitest";
import { parseHtml } from "./index.ts";

const marks = (html: string): unknown[] =>
  parseHtml(html).entities.map(({ type, offset, length }) => [type, offset, length]);

describe("Telegram's HTML", () => {
  it.each([
    ["plain &lt;b&gt; &amp; &quot;&#33;&#x41; &nbsp; &", 'plain <b> & "!A &nbsp; &'],
    ["<b>a</b><strong>b</strong><i>c</i><em>d</em>", "abcd"],
    ["<B>x</B>", "x"],
    ["<b>x</>", "x"],
    ["line\n<b>two</b>\n", "line\ntwo\n"],
  ])("reads the text of %j", (html, text) => {
    expect(parseHtml(html).text).toBe(text);
  });

  it.each([
    ["<b>é🎉</b>x", [["bold", 0, 3]]],
    [
      "<u>a</u><ins>b</ins>",
      [
        ["underline", 0, 1],
        ["underline", 1, 1],
      ],
    ],
    [
      "<s>a</s><strike>b</strike><del>c</del>",
      [
        ["strikethrough", 0, 1],
        ["strikethrough", 1, 1],
        ["strikethrough", 2, 1],
      ],
    ],
    [
      '<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>',
      [
        ["spoiler", 0, 1],
        ["spoiler", 1, 1],
      ],
    ],
    [
      "<b>x<i>y</i></b>",
      [
        ["bold", 0, 2],
        ["italic", 1, 1],
      ],
    ],
    [
      "<b>x <code>y</code> z</b>",
      [
        ["bold", 0, 2],
        ["code", 2, 1],
        ["bold", 3, 2],
      ],
    ],
    ["<pre>a<b>b</b></pre>", [["pre", 0, 2]]],
    [
      "<blockquote>a</blockquote><blockquote expandable>b</blockquote>",
      [
        ["blockquote", 0, 1],
        ["expandable_blockquote", 1, 1],
      ],
    ],
    ["<b></b>x", []],
  ])("marks %j", (html, expected) => {
    expect(marks(html)).toEqual(expected);
  });

  it("keeps what a mark carries", () => {
    expect(parseHtml('<a href="https://ex.hu/?a=1&amp;b=2">x</a>').entities).toEqual([
      { type: "text_link", offset: 0, length: 1, url: "https://ex.hu/?a=1&b=2" },
    ]);
    expect(parseHtml('<pre><code class="language-ts">x</code></pre>').entities).toEqual([
      { type: "pre", offset: 0, length: 1, language: "ts" },
    ]);
    expect(parseHtml('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>').entities).toEqual([
      { type: "custom_emoji", offset: 0, length: 2, custom_emoji_id: "5368324170671202286" },
    ]);
    expect(parseHtml('<tg-time unix="1647531900" format="wDT">most</tg-time>').entities).toEqual([
      { type: "date_time", offset: 0, length: 4, unix_time: 1647531900, date_time_format: "wDT" },
    ]);
  });

  it.each([
    ["<b>x", `Can't find end tag corresponding to start tag "b"`],
    ["x</b>", "Unexpected end tag at byte offset 1"],
    ["é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'],
    ["<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ["a<br>", 'Unsupported start tag "br" at byte offset 1'],
    ["5 < 6 > 4", 'Unsupported start tag "" at byte offset 2'],
    ["x <b", "Unclosed start tag at byte offset 2"],
    ["<b>x</b", "Unclosed end tag at byte offset 4"],
    ["<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ["<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"],
    ['<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
    ['<a href="x', 'Unclosed start tag "a" at byte offset 0'],
    ['<a href="javascript:alert(1)">y</a>', 'Tag "a" has an unusable href "javascript:alert(1)"'],
    ['<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"],
    ['<tg-time unix="1" format="dd">y</tg-time>', "Invalid date-time format specified"],
    ['<tg-time unix="ma">y</tg-time>', "Invalid date-time unix time specified"],
  ])("refuses %j", (html, words) => {
    expect(() => parseHtml(html)).toThrow(`Bad Request: can't parse entities: ${words}`);
  });
});
