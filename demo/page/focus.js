// Where the keyboard focus goes when the bot answers.
import { byId } from "./dom.js";

let isAwaited = false;

/**
 * Call this when the user has pressed a button of the chat: the buttons of the answer get the focus, so that the next Tab
 * reaches them. Whatever the user does before the answer comes keeps the focus where it is.
 */
export const awaitButtons = () => {
  isAwaited = true;
};
for (const type of ["keydown", "pointerdown"]) {
  document.addEventListener(type, () => (isAwaited = false), { capture: true });
}

/**
 * Puts the focus on the buttons of a message; not on the first of them, which a second press of Enter would press.
 * @param {Element | undefined} message
 * @returns {boolean} false if it has no buttons
 */
export const focusButtons = (message) => {
  const buttons = message?.querySelector(".buttons");
  if (!(buttons instanceof HTMLElement)) return false;
  buttons.focus({ preventScroll: true });
  return true;
};

/** Puts the focus on the newest buttons, if they are awaited. */
export const focusNewest = () => {
  const isElsewhere = document.activeElement === byId("text") || document.querySelector("dialog[open]");
  if (!isAwaited || isElsewhere) return;
  focusButtons([...document.querySelectorAll("#messages .message:not(.gone):has(> .buttons)")].at(-1));
};
