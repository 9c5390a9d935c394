// Connects the parts of the page to the views from the server.
import { byId, kindById, speak, toast } from "./dom.js";
import { showComposer } from "./composer.js";
import { showMessages, stopTurning } from "./messages.js";
import { follow, user } from "./net.js";
import { robotStates } from "./panel.js";
import "./pictures.js";
import { setAhead } from "./time.js";

/** @typedef {import("../wire.ts").ChatView} ChatView */

/** When the last answer to a pressed button was shown. */
let popupAt = Infinity;
let wasTyping = false;

/** @param {ChatView} view */
const statusOf = ({ robot, typing }) => {
  if (robot !== "running") return `a robot ${robotStates[robot]}`;
  return typing ? "ír…" : "robot";
};

/** @param {NonNullable<ChatView["popup"]>} popup */
const showPopup = ({ text, alert }) => {
  if (!alert) return toast(text);
  byId("alert-text").textContent = text;
  const dialog = kindById("alert", HTMLDialogElement);
  if (!dialog.open) dialog.showModal();
};

/** @param {ChatView} view */
const show = (view) => {
  setAhead(view.ahead);
  byId("person").textContent = view.person;
  byId("description").textContent = view.description;
  byId("status").textContent = statusOf(view);
  byId("typing").hidden = !view.typing;
  if (view.typing && !wasTyping) speak("A robot ír.");
  wasTyping = view.typing;
  showComposer(view);
  showMessages(view.messages);
  if (!view.spinning) stopTurning();
  if (view.popup !== undefined && view.popup.at > popupAt) showPopup(view.popup);
  popupAt = view.popup?.at ?? 0;
  document.body.dataset["ready"] = "yes";
};

if (["1", "2"].includes(user)) {
  kindById("other-person", HTMLAnchorElement).href = user === "2" ? "/" : "/?user=2";
  follow("/api/chat", show, () => (byId("status").textContent = "a próba nem fut"));
} else {
  byId("unknown").hidden = false;
  byId("note").hidden = true;
  byId("status").textContent = "robot";
}
