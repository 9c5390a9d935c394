// The input area: text, commands and the bot's keyboard.
import { byId, kindById, make, toast } from "./dom.js";
import { awaitButtons } from "./focus.js";
import { say } from "./message.js";

/** @typedef {import("../wire.ts").ChatView} ChatView */

const composer = kindById("composer", HTMLFormElement);
const text = kindById("text", HTMLTextAreaElement);
const menu = byId("menu");
const commands = byId("commands");

/** Fits the field to its text. As in Telegram, there is a microphone while it is empty, and the arrow otherwise. */
const fit = () => {
  text.style.height = "auto";
  // While it is hidden, it has no height.
  if (text.scrollHeight > 0) text.style.height = `${text.scrollHeight}px`;
  const isEmpty = text.value.trim() === "";
  byId("voice").hidden = !isEmpty;
  byId("send").hidden = isEmpty;
};
// A browser may restore the text of an earlier visit.
fit();

const send = () => {
  const words = text.value;
  if (words.trim() === "") return;
  text.value = "";
  fit();
  void say(words);
};

/** @param {boolean} open */
const openCommands = (open) => {
  commands.hidden = !open;
  menu.setAttribute("aria-expanded", String(open));
};

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
  text.focus();
});
text.addEventListener("input", () => {
  fit();
  openCommands(text.value === "/");
});
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
menu.addEventListener("click", () => {
  openCommands(commands.hidden !== false);
  if (!commands.hidden) commands.querySelector("button")?.focus();
});
commands.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = [...commands.querySelectorAll("button")];
  const at = all.findIndex((one) => one === document.activeElement);
  if (step === undefined) return;
  event.preventDefault();
  all.at((at + step) % all.length)?.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || commands.hidden) return;
  openCommands(false);
  menu.focus();
});
document.addEventListener("click", ({ target }) => {
  if (target instanceof Node && !commands.contains(target) && !menu.contains(target) && target !== text)
    openCommands(false);
});
byId("start").addEventListener("click", () => {
  awaitButtons();
  void say("/start");
});
byId("voice").addEventListener("click", () => {
  toast("Itt nem lehet hangüzenetet küldeni. Írd le, vagy küldj képet!");
});
// The list goes on behind what floats over it, so it has to know how tall that is.
new ResizeObserver(([foot]) => {
  const height = foot?.borderBoxSize[0]?.blockSize ?? 0;
  byId("chat").style.setProperty("--foot", `${height}px`);
}).observe(byId("foot"));

let drawnCommands = "";
let drawnKeyboard = "";

/**
 * Shows the buttons below the chat.
 * @param {ChatView} view
 */
export const showComposer = ({ commands: all, keyboard, messages }) => {
  const begun = messages.length > 0;
  byId("start").hidden = begun;
  byId("welcome").hidden = begun;
  composer.hidden = !begun;
  if (JSON.stringify(all) !== drawnCommands) {
    drawnCommands = JSON.stringify(all);
    commands.replaceChildren(
      ...all.map(({ command, description }) => {
        const pick = () => {
          if (text.value === "/") text.value = "";
          fit();
          openCommands(false);
          void say(`/${command}`);
          text.focus();
        };
        return make(
          "button",
          { type: "button", onclick: pick },
          description,
          make("span", {}, `/${command}`),
        );
      }),
    );
  }
  if (JSON.stringify(keyboard) !== drawnKeyboard) {
    drawnKeyboard = JSON.stringify(keyboard);
    const key = (/** @type {string} */ label) =>
      make("button", { class: "key", type: "button", onclick: () => void say(label) }, label);
    byId("keyboard").hidden = keyboard.length === 0;
    byId("keyboard").replaceChildren(...keyboard.map((row) => make("div", {}, ...row.map(key))));
  }
};
