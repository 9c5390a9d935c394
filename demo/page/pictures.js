// Pictures and files: chosen, dropped or pasted, previewed, and sent.
import { byId, kindById } from "./dom.js";
import { post } from "./net.js";

const dialog = kindById("sending", HTMLDialogElement);
const preview = kindById("preview", HTMLImageElement);
const asFile = kindById("as-file", HTMLInputElement);
const caption = kindById("caption", HTMLInputElement);
const chooser = kindById("file", HTMLInputElement);

/** @type {File | undefined} */
let chosen;

/** @param {File} file */
const offer = (file) => {
  if (dialog.open || kindById("composer", HTMLFormElement).hidden) return;
  chosen = file;
  const picture = file.type.startsWith("image/");
  byId("sending-title").textContent = picture ? "Kép küldése" : "Fájl küldése";
  byId("file-name").textContent = file.name;
  asFile.checked = !picture;
  asFile.disabled = !picture;
  caption.value = "";
  preview.hidden = !picture;
  if (picture) preview.src = URL.createObjectURL(file);
  dialog.returnValue = "cancel";
  dialog.showModal();
};

// A format that the browser cannot show, such as HEIC, can still be sent.
preview.addEventListener("error", () => (preview.hidden = true));

dialog.addEventListener("close", () => {
  URL.revokeObjectURL(preview.src);
  preview.removeAttribute("src");
  preview.hidden = true;
  if (dialog.returnValue === "send" && chosen !== undefined) {
    const words = { caption: caption.value.trim() };
    if (asFile.checked) void post("/api/file", chosen, { ...words, name: chosen.name, type: chosen.type });
    else void post("/api/photo", chosen, words);
  }
  chosen = undefined;
  byId("text").focus({ preventScroll: true });
});

byId("attach").addEventListener("click", () => chooser.click());
chooser.addEventListener("change", () => {
  const [file] = chooser.files ?? [];
  if (file) offer(file);
  // So that the same file can be chosen again.
  chooser.value = "";
});

document.addEventListener("paste", (event) => {
  const [file] = event.clipboardData?.files ?? [];
  if (file === undefined) return;
  event.preventDefault();
  offer(file);
});

const drop = byId("drop");
/** @param {DragEvent} event */
const hasFiles = (event) => event.dataTransfer?.types.includes("Files") === true;
document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  drop.hidden = false;
});
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) drop.hidden = true;
});
document.addEventListener("drop", (event) => {
  drop.hidden = true;
  if (!hasFiles(event)) return;
  event.preventDefault();
  const [file] = event.dataTransfer?.files ?? [];
  if (file) offer(file);
});
