// The practice portal, one screen at a time. The server generates keys and checks codes.
import { byId, kindById, make } from "./dom.js";

/** The traps of the real page, with an explanation why not to press them. */
/** @type {Record<string, [title: string, text: string]>} */
const explanations = {
  dap: [
    "Ez egy másik út",
    "A DÁP az állam mobilalkalmazása. A gyakorlás az Ügyfélkapu+ útját mutatja, ezért most a másik gombot válaszd.",
  ],
  register: ["Most erre nincs szükség", "A gyakorlásban Minta Annának már van Ügyfélkapuja."],
  forgotten: [
    "Most erre nincs szükség",
    "Itt bármilyen jelszó jó. Írj be valamit, de ne az igazi jelszavadat!",
  ],
  email: [
    "Nagyon hasonlít, de nem ez az",
    "Ez az e-mailes változat: annál minden belépéskor levélben jön a kód. A robotos úthoz ez kell: ÜGYFÉLKAPU+ IGÉNYLÉSE.",
  ],
  erase: [
    "Ezt az igazi oldalon soha ne!",
    "Itt nem történt semmi. Az igazi oldalon viszont ez a gomb az egész Ügyfélkaput szünteti meg.",
  ],
  other: ["Most erre nincs szükség", "A gyakorláshoz ez kell: ÜGYFÉLKAPU+ IGÉNYLÉSE."],
  "email-login": [
    "Most nem ez kell",
    "A robot a hitelesítő alkalmazás kódját adja. Ezt válaszd: Ügyfélkapu+ hitelesítő alkalmazással.",
  ],
};

const wrongCode = "Ez az azonosító most nem jó. Kérj friss kódot a robottól, és írd be azt!";
const unreachable =
  "A próba most nem válaszol. Lehet, hogy leállt vagy újraindult. Kezdd elölről a gyakorlást!";

let walk = "";

/** @param {string} id */
const go = (id) => {
  for (const screen of document.querySelectorAll("section")) screen.hidden = screen.dataset["screen"] !== id;
  const heading = document.querySelector(`section[data-screen="${id}"] h1`);
  // Who listens to the page hears where they are.
  if (heading instanceof HTMLElement) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  scrollTo(0, 0);
};

/** @param {string} id */
const explain = (id) => {
  const [title, text] = explanations[id] ?? ["", ""];
  byId("explanation-title").textContent = title;
  byId("explanation-text").textContent = text;
  kindById("explanation", HTMLDialogElement).showModal();
};

/**
 * Asks the server.
 * @param {string} what
 * @param {object} [more]
 * @returns {Promise<any>} `undefined` when it does not answer
 */
const ask = async (what, more = {}) => {
  try {
    const response = await fetch(`/api/practice/${what}`, {
      method: "POST",
      body: JSON.stringify({ walk, ...more }),
    });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Says under a form what is wrong, or nothing.
 * @param {Element} form
 * @param {string} words
 */
const complain = (form, words) => {
  form.querySelector(".bad")?.remove();
  if (words !== "") form.append(make("p", { class: "bad", role: "alert" }, words));
  form.querySelector(".bad")?.scrollIntoView({ block: "nearest" });
};

/** @param {boolean} asText */
const showKeyAs = (asText) => {
  byId("as-text").hidden = !asText;
  byId("as-picture").hidden = asText;
};

const newKey = async () => {
  const answer = await ask("apply");
  if (answer === undefined) return false;
  ({ walk } = answer);
  byId("key").textContent = answer.key;
  // A picture of the same address would not be asked for again.
  kindById("qr", HTMLImageElement).src = `/api/practice/qr.svg?walk=${walk}&key=${Date.now()}`;
  return true;
};

/** The form was filled in and TOVÁBB pressed: only Mentés sends it. */
const readyToSave = (/** @type {boolean} */ ready) => {
  byId("saving").hidden = !ready;
  byId("onwards").hidden = ready;
};

/** @type {Record<string, (form: HTMLFormElement, data: FormData) => unknown>} */
const forms = {
  login: () => go("menu"),
  async pair(form, data) {
    complain(form, "");
    if (byId("saving").hidden) {
      readyToSave(true);
      byId("saving").scrollIntoView({ block: "nearest" });
      byId("saving").querySelector("button")?.focus();
      return;
    }
    const answer = await ask("pair", { code: data.get("code") });
    readyToSave(false);
    if (answer?.ok !== true) {
      complain(form, answer === undefined ? unreachable : wrongCode);
      return;
    }
    byId("cancellation-code").textContent = answer.cancellationCode;
    go("cancellation");
  },
  "plus-login": () => go("plus-code"),
  async "plus-code"(form, data) {
    complain(form, "");
    const answer = await ask("login", { code: data.get("code") });
    if (answer?.ok === true) go("inside");
    else complain(form, answer === undefined ? unreachable : wrongCode);
  },
};

for (const form of document.querySelectorAll("form")) {
  const act = forms[form.dataset["form"] ?? ""];
  if (act === undefined) continue;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void act(form, new FormData(form));
  });
  form.addEventListener("input", () => readyToSave(false));
}
document.addEventListener("click", ({ target }) => {
  const pressed = target instanceof Element ? target.closest("[data-go], [data-explain]") : null;
  if (!(pressed instanceof HTMLElement)) return;
  const { go: where, explain: why } = pressed.dataset;
  if (where !== undefined) go(where);
  if (why !== undefined) explain(why);
});
byId("apply").addEventListener("click", async () => {
  if (await newKey()) {
    showKeyAs(false);
    go("pair");
  } else complain(/** @type {Element} */ (byId("apply").closest("section")), unreachable);
});
for (const id of ["new-key", "new-key-text"]) {
  byId(id).addEventListener("click", async () => {
    if (await newKey()) byId("said").textContent = "Új kódot kaptál. A régi már nem jó.";
  });
}
byId("to-text").addEventListener("click", () => showKeyAs(true));
byId("to-picture").addEventListener("click", () => showKeyAs(false));
byId("save-code").addEventListener("click", () => {
  const code = byId("cancellation-code").textContent;
  const blob = new Blob([`GYAKORLÁS, kitalált törlőkód: ${code}\n`], { type: "text/plain" });
  kindById("save-code", HTMLAnchorElement).href = URL.createObjectURL(blob);
});
byId("finish").addEventListener("click", async () => {
  const section = /** @type {Element} */ (byId("finish").closest("section"));
  complain(section, "");
  if (!kindById("saved", HTMLInputElement).checked) {
    complain(section, "Előbb pipáld ki a fenti sort.");
    return;
  }
  if ((await ask("finish"))?.ok === true) go("success");
  else complain(section, unreachable);
});
