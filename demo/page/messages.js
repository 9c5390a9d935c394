// The list of messages: new, changed and deleted ones.
import { byId, make, speak } from "./dom.js";
import { draw } from "./message.js";

/** @typedef {import("../wire.ts").MessageView} MessageView */

/** ms until a deleted message has faded: slightly longer than the style sheet's animation. */
const fading = 950;

/** @type {Map<number, { item: HTMLLIElement, drawn: string }>} */
const known = new Map();
const list = byId("messages");
const scroller = byId("scroll");
let first = true;

/** Within how many pixels of its end the list counts as scrolled to the end. */
const near = 90;
let atEnd = true;

const toEnd = () => {
  scroller.scrollTop = scroller.scrollHeight;
};

const noteWhere = () => {
  atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < near;
  byId("down").hidden = atEnd;
};

/** @param {MessageView} message */
const spokenOf = ({ text, photo, file, rows }) => {
  const what = photo ? "Kép. " : file ? `Fájl: ${file.name}. ` : "";
  const choices = rows.flat().length > 0 ? ` ${rows.flat().length} gomb.` : "";
  return `Kapusegéd: ${what}${text}${choices}`;
};

/**
 * Redraws a changed message without losing the focus.
 * @param {HTMLLIElement} item
 * @param {MessageView} message
 */
const redraw = (item, message) => {
  const focused = item.contains(document.activeElement);
  draw(item, message);
  if (focused) {
    const next = item.querySelector(".key");
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
    else scroller.focus({ preventScroll: true });
  }
};

/** @param {number} id */
const remove = (id) => {
  const gone = known.get(id);
  if (gone === undefined) return;
  known.delete(id);
  if (gone.item.contains(document.activeElement)) scroller.focus({ preventScroll: true });
  gone.item.inert = true;
  gone.item.classList.add("gone");
  speak("Egy üzenet eltűnt a beszélgetésből.");
  setTimeout(() => {
    gone.item.remove();
    if (atEnd) toEnd();
    noteWhere();
  }, fading);
};

/** @param {MessageView} message */
const put = (message) => {
  const drawn = JSON.stringify(message);
  const before = known.get(message.id);
  if (before?.drawn === drawn) return;
  const item = before?.item ?? make("li", { "data-id": message.id });
  known.set(message.id, { item, drawn });
  if (before) redraw(item, message);
  else {
    draw(item, message);
    if (!first) item.classList.add("fresh");
    list.append(item);
    if (message.mine) atEnd = true;
  }
  if (!message.mine && !first) speak(spokenOf(message));
};

/**
 * Shows these messages and removes those that are no longer among them.
 * @param {readonly MessageView[]} messages oldest first
 */
export const showMessages = (messages) => {
  const there = new Set(messages.map(({ id }) => id));
  for (const id of [...known.keys()]) if (!there.has(id)) remove(id);
  for (const message of messages) put(message);
  if (atEnd) toEnd();
  noteWhere();
  first = false;
};

/** Stops the spinner of a pressed button: the bot has answered. */
export const stopTurning = () => {
  for (const key of list.querySelectorAll(".busy")) key.classList.remove("busy");
};

scroller.addEventListener("scroll", noteWhere, { passive: true });
// The list's height changes with the window, a phone's keyboard, and what appears below it.
new ResizeObserver(() => {
  if (atEnd) toEnd();
}).observe(scroller);
byId("down").addEventListener("click", () => {
  toEnd();
  noteWhere();
});
