// The messages by day: new, changed and deleted ones.
import { byId, make, speak } from "./dom.js";
import { focusButtons, focusNewest } from "./focus.js";
import { draw, showTaken } from "./message.js";
import { dateOf } from "./time.js";

/** @typedef {import("../wire.ts").MessageView} MessageView */

/** ms until a deleted message has faded: slightly longer than the style sheet's animation. */
const fading = 950;

/** ms after the last scrolling for which the date at the top stays. */
const dateShownMs = 1200;

/** @type {Map<number, { item: HTMLLIElement, drawn: string }>} */
const known = new Map();
const days = byId("messages");
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
  if (focused && !focusButtons(item)) scroller.focus({ preventScroll: true });
};

/** @param {HTMLLIElement} item a faded message; its album and its day go with their last message */
const removeItem = (item) => {
  const around = [item.closest(".album"), item.closest(".day")];
  item.remove();
  for (const group of around) if (group?.querySelector(".message") === null) group.remove();
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
    removeItem(gone.item);
    if (atEnd) toEnd();
    noteWhere();
  }, fading);
};

/**
 * The list of a day's messages, newly made if it is a new day.
 * @param {number} date in seconds
 */
const dayListOf = (date) => {
  const words = dateOf(date);
  const last = days.lastElementChild;
  if (last instanceof HTMLElement && last.dataset["day"] === words && last.lastElementChild)
    return last.lastElementChild;
  const list = make("ol", { class: "messages" });
  const chip = make("h2", { class: "chip" }, make("span", {}, words));
  days.append(make("section", { class: "day", "data-day": words }, chip, list));
  return list;
};

/**
 * The list that a new message is added to: that of its day, or of its album.
 * @param {MessageView} message
 */
const listOf = ({ date, album, photo, mine }) => {
  const list = dayListOf(date);
  if (album === undefined || photo === undefined) return list;
  const last = list.lastElementChild;
  if (last instanceof HTMLElement && last.dataset["album"] === album && last.firstElementChild)
    return last.firstElementChild;
  const pictures = make("ol", { "aria-label": "Egyszerre küldött képek" });
  list.append(make("li", { class: mine ? "album mine" : "album", "data-album": album }, pictures));
  return pictures;
};

/**
 * @param {MessageView} message
 * @returns {boolean} whether it is new or has changed
 */
const put = (message) => {
  // The ticks alone do not redraw a message, which would load its picture again.
  const drawn = JSON.stringify({ ...message, taken: undefined });
  const before = known.get(message.id);
  const item = before?.item ?? make("li", { "data-id": message.id });
  if (before?.drawn === drawn) {
    showTaken(item, message.taken);
    return false;
  }
  known.set(message.id, { item, drawn });
  if (before) redraw(item, message);
  else {
    draw(item, message);
    if (!first) item.classList.add("fresh");
    listOf(message).append(item);
    if (message.mine) atEnd = true;
  }
  if (!message.mine && !first) speak(spokenOf(message));
  return true;
};

/**
 * Shows these messages and removes those that are no longer among them.
 * @param {readonly MessageView[]} messages oldest first
 */
export const showMessages = (messages) => {
  const there = new Set(messages.map(({ id }) => id));
  for (const id of [...known.keys()]) if (!there.has(id)) remove(id);
  const changed = messages.filter(put);
  if (atEnd) toEnd();
  noteWhere();
  if (changed.some(({ mine }) => !mine)) focusNewest();
  first = false;
};

/** Stops the spinner of a pressed button: the bot has answered. */
export const stopTurning = () => {
  for (const key of days.querySelectorAll(".busy")) key.classList.remove("busy");
};

/** @type {ReturnType<typeof setTimeout> | undefined} */
let dateTimer;

scroller.addEventListener(
  "scroll",
  () => {
    noteWhere();
    scroller.classList.add("scrolling");
    clearTimeout(dateTimer);
    dateTimer = setTimeout(() => scroller.classList.remove("scrolling"), dateShownMs);
  },
  { passive: true },
);
// The list's height changes with the window, a phone's keyboard, and what floats over its end.
new ResizeObserver(() => {
  if (atEnd) toEnd();
}).observe(scroller);
byId("down").addEventListener("click", () => {
  toEnd();
  noteWhere();
});
