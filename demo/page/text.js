// Converts formatted text to DOM nodes.
import { copy, make } from "./dom.js";
import { momentOf } from "./time.js";

/** @typedef {import("../wire.ts").Mark} Mark */

/** Marks that only need an element. */
const plain = /** @type {const} */ ({
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
});

/**
 * Allows only URLs that are safe to open, so no javascript: URLs.
 * @param {string} url
 */
const safeUrl = (url) => (/^(https?|mailto|tel):/i.test(url) ? url : undefined);

/**
 * A link that opens in a new tab.
 * @param {string} url
 * @param {Node[]} children
 */
const link = (url, children) => {
  const safe = safeUrl(url);
  if (safe === undefined) return make("span", {}, ...children);
  return make("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, ...children);
};

/** @param {Node[]} children */
const spoiler = (children) => {
  const hidden = make("button", {
    class: "spoiler",
    type: "button",
    "aria-label": "Rejtett szöveg megmutatása",
  });
  hidden.append(...children);
  hidden.addEventListener("click", () => hidden.replaceWith(...hidden.childNodes), { once: true });
  return hidden;
};

/**
 * The node for a mark and the text it covers.
 * @param {Mark} mark
 * @param {string} covered
 * @param {Node[]} children
 * @param {(text: string) => void} say sends a command
 * @returns {Node}
 */
const wrap = (mark, covered, children, say) => {
  if (mark.type in plain) return make(plain[/** @type {keyof typeof plain} */ (mark.type)], {}, ...children);
  switch (mark.type) {
    case "code":
      return make("code", { title: "Másolás", onclick: () => void copy(covered) }, ...children);
    case "heading":
      return make("strong", { class: `heading size-${mark.size ?? 6}` }, ...children);
    case "spoiler":
      return spoiler(children);
    case "text_link":
      return link(mark.url ?? "", children);
    case "url":
      return link(/^[a-z]+:/i.test(covered) ? covered : `https://${covered}`, children);
    case "email":
      return link(`mailto:${covered}`, children);
    case "bot_command":
      return make("button", { class: "command", type: "button", onclick: () => say(covered) }, ...children);
    case "date_time": {
      const unix = mark.unix_time ?? 0;
      const format = mark.date_time_format ?? "";
      // Without a format the text stays as it is. Screen readers must not read out a countdown every second.
      if (format === "") return make("time", {}, ...children);
      const data = { "data-unix": unix, "data-format": format, class: "ticking", "aria-live": "off" };
      return make("time", data, momentOf(unix, format));
    }
    default:
      return make("span", {}, ...children);
  }
};

/**
 * The nodes of a text. Marks are sorted by offset, longest first, and do not overlap partially.
 * @param {string} text
 * @param {readonly Mark[]} marks counted in UTF-16 units, as JavaScript does
 * @param {(text: string) => void} say
 * @param {number} from
 * @param {number} to
 * @returns {Node[]}
 */
export const nodesOf = (text, marks, say, from = 0, to = text.length) => {
  const nodes = [];
  let at = from;
  for (let i = 0; i < marks.length;) {
    const mark = /** @type {Mark} */ (marks[i]);
    const begin = Math.max(mark.offset, at);
    const end = Math.min(mark.offset + mark.length, to);
    let next = i + 1;
    while (next < marks.length && /** @type {Mark} */ (marks[next]).offset < end) next++;
    if (begin > at) nodes.push(document.createTextNode(text.slice(at, begin)));
    const inner = nodesOf(text, marks.slice(i + 1, next), say, begin, end);
    nodes.push(wrap(mark, text.slice(begin, end), inner, say));
    at = end;
    i = next;
  }
  if (to > at) nodes.push(document.createTextNode(text.slice(at, to)));
  return nodes;
};
