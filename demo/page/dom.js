// The few things every part of the page needs to build what is seen. Texts become text nodes and nothing else.

/**
 * The element of this id, which the page always has.
 * @param {string} id
 * @returns {HTMLElement}
 */
export const byId = (id) => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no #${id}`);
  return found;
};

/**
 * The element of this id, of this kind.
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
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | ((event: Event) => void)>} properties attributes, and `onclick` and its like
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
 * One of the icons the page begins with.
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
 * Says something in passing.
 * @param {string} words
 */
export const toast = (words) => {
  const shown = byId("toast");
  shown.textContent = words;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (shown.textContent = ""), 3500);
};

/**
 * Tells a screen reader, and nobody else.
 * @param {string} words
 */
export const speak = (words) => {
  byId("spoken").textContent = words;
};

/**
 * Puts something on the clipboard and says so.
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
