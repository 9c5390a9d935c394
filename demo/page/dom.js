// DOM helpers. Texts always become text nodes, never markup.

/**
 * The element with this id, which always exists.
 * @param {string} id
 * @returns {HTMLElement}
 */
export const byId = (id) => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no #${id}`);
  return found;
};

/**
 * The element with this id, of this class.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export const kindById = (id, kind) => {
  const found = byId(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is no ${kind.name}`);
  return found;
};

/**
 * Creates an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | ((event: Event) => void)>} properties attributes, and event handlers such as `onclick`
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const make = (tag, properties, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
};

const svgSpace = "http://www.w3.org/2000/svg";

/**
 * One of the icons defined at the top of the page.
 * @param {string} name
 */
export const icon = (name) => {
  const svg = document.createElementNS(svgSpace, "svg");
  const use = document.createElementNS(svgSpace, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
};

/** @type {ReturnType<typeof setTimeout> | undefined} */
let toastTimer;

/**
 * Shows a short notification.
 * @param {string} words
 */
export const toast = (words) => {
  const shown = byId("toast");
  shown.textContent = words;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (shown.textContent = ""), 3500);
};

/**
 * Announces a text to screen readers only.
 * @param {string} words
 */
export const speak = (words) => {
  byId("spoken").textContent = words;
};

/**
 * Copies a text to the clipboard and notifies the user.
 * @param {string} words
 */
export const copy = async (words) => {
  try {
    await navigator.clipboard.writeText(words);
    toast("Vágólapra másolva");
  } catch {
    toast("A böngésző nem engedte a másolást");
  }
};
