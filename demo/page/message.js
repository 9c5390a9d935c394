// One message: bubble, picture, text and buttons.
import { byId, copy, icon, kindById, make } from "./dom.js";
import { awaitButtons } from "./focus.js";
import { post } from "./net.js";
import { nodesOf } from "./text.js";
import { hourOf } from "./time.js";

/** @typedef {import("../wire.ts").MessageView} MessageView */
/** @typedef {import("../wire.ts").ButtonView} ButtonView */

/** @param {string} text */
export const say = (text) => post("/api/say", { text });

/** @param {number} bytes */
const sizeOf = (bytes) =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toLocaleString("hu-HU", { maximumFractionDigits: 1 })} MB`;

/**
 * Shows a picture in the size of the window.
 * @param {string} src
 * @param {string} alt
 */
const view = (src, alt) => {
  const viewed = kindById("viewed", HTMLImageElement);
  viewed.src = src;
  viewed.alt = alt;
  kindById("viewer", HTMLDialogElement).showModal();
};

/** @param {MessageView} message */
const photoOf = ({ photo, mine }) => {
  if (photo === undefined) return [];
  const { src, width, height } = photo;
  const alt = mine ? "Az elküldött kép" : "Kép a robottól";
  const image = make("img", { src, width, height, alt });
  return [make("button", { class: "photo", type: "button", onclick: () => view(src, alt) }, image)];
};

/** @param {MessageView} message */
const fileOf = ({ file }) => {
  if (file === undefined) return [];
  const { src, name, size } = file;
  const words = make("span", {}, name, make("small", {}, sizeOf(size)));
  return [make("a", { class: "file", href: src, download: name }, icon("file"), words)];
};

/**
 * Kinds of messages that the bot does not send yet.
 * @param {MessageView} message
 */
const otherOf = ({ kind }) => (["text", "photo", "document"].includes(kind) ? "" : `[${kind}]`);

/**
 * @param {MessageView} message
 * @param {ButtonView} button
 */
const keyOf = (message, button) => {
  const style = ["primary", "success", "danger"].find((known) => known === button.style) ?? "";
  const key = make("button", { class: `key ${style}`, type: "button" }, button.label);
  if (button.copy !== undefined) {
    const text = button.copy;
    key.append(icon("copy"));
    key.addEventListener("click", () => void copy(text));
  } else if (button.url !== undefined) {
    const { url } = button;
    key.append(icon("link"));
    key.addEventListener("click", () => {
      if (/^https?:/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
    });
  } else {
    key.addEventListener("click", () => {
      key.classList.add("busy");
      awaitButtons();
      void post("/api/press", { message: message.id, label: button.label });
    });
  }
  return key;
};

/**
 * The ticks of a sent message: one when Telegram has it, two when the bot has taken it.
 * @param {boolean} taken
 */
const ticksOf = (taken) => {
  const words = make("span", { class: "unseen" }, taken ? ", a robot megkapta" : ", elküldve");
  return make("span", { class: "ticks" }, icon(taken ? "checks" : "check"), words);
};

/**
 * Brings the ticks of a message up to date.
 * @param {HTMLLIElement} item
 * @param {boolean} taken
 */
export const showTaken = (item, taken) => {
  const ticks = item.querySelector(".ticks");
  if (ticks === null || item.dataset["taken"] === String(taken)) return;
  item.dataset["taken"] = String(taken);
  ticks.replaceWith(ticksOf(taken));
};

/**
 * Fills a list item with the current state of a message.
 * @param {HTMLLIElement} item
 * @param {MessageView} message
 */
export const draw = (item, message) => {
  const { mine, text, marks, rows, edited, date, photo, file, taken } = message;
  const bare = (photo !== undefined || file !== undefined) && text === "";
  // Like Telegram, which does not mark messages with buttons as edited, since bots use them to change screens.
  const turned = edited && rows.length === 0;
  const meta = make("span", { class: "meta" }, `${turned ? "szerkesztve " : ""}${hourOf(date)}`);
  if (mine) meta.append(ticksOf(taken));
  item.dataset["taken"] = String(taken);
  const words = make("div", { class: "words", dir: "auto" });
  words.append(...nodesOf(text, marks, (command) => void say(command)), otherOf(message), meta);
  const author = make("span", { class: "unseen" }, mine ? "Te: " : "Kapusegéd: ");
  const bubble = make("div", { class: bare && photo ? "bubble bare" : "bubble" }, author);
  bubble.append(...photoOf(message), ...fileOf(message), words);
  const keys = rows.map((row) => make("div", {}, ...row.map((button) => keyOf(message, button))));
  item.className = `message ${mine ? "mine" : ""} ${rows.length > 0 || photo ? "wide" : ""}`;
  const group = { class: "buttons", role: "group", "aria-label": "Az üzenet gombjai", tabindex: -1 };
  item.replaceChildren(bubble, ...(rows.length > 0 ? [make("div", group, ...keys)] : []));
};

byId("viewer").addEventListener("click", () => kindById("viewer", HTMLDialogElement).close());
