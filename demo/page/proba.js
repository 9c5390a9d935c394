// The practice portal, one screen at a time. The server generates keys and checks codes.
import { byId, kindById, make } from "./dom.js";
import { faultFrom } from "./proba-faults.js";

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
const wrongPassword = "Ez a jelszó most nem jó. Írd be újra, és kérj friss kódot a robottól!";
const notOn = "Hibás a felhasználónév vagy a jelszó, vagy ez a belépési mód nincs bekapcsolva.";
const unreachable =
  "A próba most nem válaszol. Lehet, hogy leállt vagy újraindult. Kezdd elölről a gyakorlást!";

const fault = faultFrom(location.search);
byId("fault-note").hidden = fault.name === undefined;

let walk = "";

/** The user name typed at the login. */
let typedName = "minta.anna";

/** @param {string} id */
const go = (id) => {
  for (const screen of document.querySelectorAll("section")) screen.hidden = screen.dataset["screen"] !== id;
  const heading = document.querySelector(`section[data-screen="${id}"] h1`);
  // Who listens to the page hears where they are.
  if (heading instanceof HTMLElement) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  for (const list of document.querySelectorAll("details")) list.open = false;
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
  const answer = await ask("apply", { name: typedName });
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

const pairForm = /** @type {HTMLFormElement} */ (document.querySelector('form[data-form="pair"]'));

/** Shows the page with a new key and empty fields, as after a reload. */
const startPairing = async () => {
  if (!(await newKey())) return false;
  pairForm.reset();
  complain(pairForm, "");
  readyToSave(false);
  showKeyAs(false);
  go("pair");
  return true;
};

/** Refuses what was saved, and says why. @param {string} words */
const refusePairing = (words) => {
  readyToSave(false);
  pairForm.querySelectorAll("input").forEach((field) => (field.value = ""));
  complain(pairForm, words);
};

/** @type {Record<string, (form: HTMLFormElement, data: FormData) => unknown>} */
const forms = {
  login: (_form, data) => {
    typedName = String(data.get("name")).trim() || typedName;
    byId("menu-name").textContent = typedName === "minta.anna" ? "Minta Anna" : typedName;
    for (const field of document.querySelectorAll('input[name="name"]'))
      /** @type {HTMLInputElement} */ (field).value = typedName;
    go("menu");
  },
  async pair(form, data) {
    complain(form, "");
    if (byId("saving").hidden) {
      readyToSave(true);
      byId("saving").scrollIntoView({ block: "nearest" });
      byId("saving").querySelector("button")?.focus();
      return;
    }
    if (fault.happensAt("password")) return refusePairing(wrongPassword);
    if (fault.happensAt("code")) return refusePairing(wrongCode);
    const answer = await ask("pair", { code: data.get("code") });
    if (answer?.ok !== true) return refusePairing(answer === undefined ? unreachable : wrongCode);
    byId("cancellation-code").textContent = answer.cancellationCode;
    kindById("saved", HTMLInputElement).checked = false;
    go("cancellation");
  },
  async "plus-login"(form) {
    complain(form, "");
    const answer = await ask("login");
    if (answer?.isOn === true) go("plus-code");
    else complain(form, answer === undefined ? unreachable : notOn);
  },
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
  if (!(await startPairing()))
    complain(/** @type {Element} */ (byId("apply").closest("section")), unreachable);
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

/** The user is back from the other app, where the fault has happened meanwhile. */
const comeBack = () => {
  const isOn = (/** @type {string} */ id) =>
    document.querySelector(`section[data-screen="${id}"]:not([hidden])`) !== null;
  if (isOn("pair") && fault.happensAt("reload")) void startPairing();
  if (isOn("pair") && fault.happensAt("session")) go("logged-out");
  if (isOn("cancellation") && fault.happensAt("closed")) go("home");
};
// Phones report a switch of apps as a change of visibility, desktops as a change of focus.
addEventListener("focus", comeBack);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") comeBack();
});
