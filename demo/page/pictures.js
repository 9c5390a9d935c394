// Pictures and files: chosen, dropped or pasted, one or several at once, previewed, and sent.
import { byId, kindById, make } from "./dom.js";
import { post } from "./net.js";

const dialog = kindById("sending", HTMLDialogElement);
const previews = byId("previews");
const asFile = kindById("as-file", HTMLInputElement);
const caption = kindById("caption", HTMLInputElement);
const chooser = kindById("file", HTMLInputElement);

/** @type {readonly File[]} */
let chosen = [];

/** @param {File} file */
const previewOf = (file) => {
  const image = make("img", { src: URL.createObjectURL(file), alt: file.name });
  // A format that the browser cannot show, such as HEIC, can still be sent.
  image.addEventListener("error", () => image.remove());
  return image;
};

/** @param {Iterable<File> | null | undefined} files */
const offer = (files) => {
  const offered = [...(files ?? [])];
  if (offered.length === 0 || dialog.open || kindById("composer", HTMLFormElement).hidden) return;
  chosen = offered;
  const arePictures = chosen.every(({ type }) => type.startsWith("image/"));
  const what = arePictures ? "kép" : "fájl";
  byId("sending-title").textContent =
    chosen.length === 1 ? `${arePictures ? "Kép" : "Fájl"} küldése` : `${chosen.length} ${what} küldése`;
  byId("file-name").textContent = chosen.map(({ name }) => name).join(", ");
  asFile.checked = !arePictures;
  asFile.disabled = !arePictures;
  caption.value = "";
  previews.replaceChildren(...(arePictures ? chosen.map(previewOf) : []));
  dialog.returnValue = "cancel";
  dialog.showModal();
};

const send = () => {
  const form = new FormData();
  form.set("as", asFile.checked ? "files" : "photos");
  form.set("caption", caption.value.trim());
  chosen.forEach((file, index) => form.set(`file${index}`, file));
  void post("/api/send", form);
};

dialog.addEventListener("close", () => {
  for (const image of previews.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  previews.replaceChildren();
  if (dialog.returnValue === "send") send();
  chosen = [];
  byId("text").focus({ preventScroll: true });
});

byId("attach").addEventListener("click", () => chooser.click());
chooser.addEventListener("change", () => {
  offer(chooser.files);
  // So that the same file can be chosen again.
  chooser.value = "";
});

document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files;
  if (files === undefined || files.length === 0) return;
  event.preventDefault();
  offer(files);
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
  offer(event.dataTransfer?.files);
});
