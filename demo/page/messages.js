// The list of messages: what came, what changed, what is gone.
import { byId, make, speak } from "./dom.js";
import { draw } from "./message.js";

/** @typedef {import("../wire.ts").MessageView} MessageView */

/** ms until a message that was deleted has faded; as long as the style sheet says, and a little more. */
const fading = 950;

/** @type {Map<number, { item: HTMLLIElement, drawn: string }>} */
const known = new Map();
const list = byId("messages");
const scroller = byId("scroll");
let first = true;

/** How near to its end the list counts as being at it, in pixels. */
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
 * A message whose content changed under the reader's fingers keeps the focus.
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
 * Shows these messages, and lets go of those that are no longer among them.
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

/** The bot has answered: no button turns any more. */
export const stopTurning = () => {
  for (const key of list.querySelectorAll(".busy")) key.classList.remove("busy");
};

scroller.addEventListener("scroll", noteWhere, { passive: true });
// The window, the keyboard of a phone, and what appears below the list change its height.
new ResizeObserver(() => {
  if (atEnd) toEnd();
}).observe(scroller);
byId("down").addEventListener("click", () => {
  toEnd();
  noteWhere();
});
