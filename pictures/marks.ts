import { icon } from "./icons.ts";

type Turn = 1 | 2 | 3;

/** The label of an arrow. `turn`: its number if several steps follow each other. */
interface Saying {
  readonly tag: string;
  readonly turn?: Turn;
  readonly at?: "below" | "above";
  readonly along?: "left" | "middle" | "right";
}

export const arrows = {
  below: `<svg width="56" height="76" viewBox="0 0 92 124"><path d="M84 88C50 88 34 66 34 16M10 42 33 12 62 38"/></svg>`,
  above: `<svg width="56" height="76" viewBox="0 0 92 124"><path d="M84 36C50 36 34 58 34 108M10 82 33 112 62 86"/></svg>`,
  left: `<svg width="102" height="68" viewBox="0 0 120 80"><path d="M112 46C76 30 48 30 14 42M42 12 12 42 46 66"/></svg>`,
  right: `<svg width="102" height="68" viewBox="0 0 120 80"><path d="M8 46C44 30 72 30 106 42M78 12 108 42 74 66"/></svg>`,
};

/** A label on the strong colour, after the number of its turn. */
export const tag = (text: string, turn?: Turn) =>
  `<span class="tag">${turn === undefined ? "" : `<b>${turn}.</b>`}<span>${text}</span></span>`;

/** An arrow with its label. */
export const say = ({ tag: text, turn, at = "below", along = "left" }: Saying): string =>
  `<div class="say ${at} ${along}">${arrows[at]}${tag(text, turn)}</div>`;

/** A ring around an element; "round" for an icon, "tile" for one of several side by side. */
export const ring = (place: string, kind: "" | "round" | "tile" = ""): string =>
  `<div class="ring ${kind}">${place}</div>`;

/** Rings an element, with an arrow from below or above that says what to do there. */
export const press = (place: string, saying: Saying): string => {
  const [first, second] = saying.at === "above" ? [say(saying), ring(place)] : [ring(place), say(saying)];
  return `<div class="mark">${first}${second}</div>`;
};

/** The same for a text field, with the label inside it. */
export const pressInside = (content: string, { tag: text, turn }: Saying): string =>
  `<div class="mark">${ring(`<div class="input">${content}<span class="push say inside">${arrows.left}${tag(text, turn)}</span></div>`)}</div>`;

/** The same for an element that does not fill its line, such as a link. */
export const pressShort = (place: string, saying: Saying): string =>
  `<div class="mark fit">${ring(place)}${say(saying)}</div>`;

/** Rings an icon, with a label beside it that says what to do there. `side`: of the label. */
export const pressSign = (sign: string, side: "left" | "right", { tag: text, turn }: Saying): string => {
  const words = tag(text, turn);
  return side === "right"
    ? `<div class="mark side">${ring(sign, "round")}<div class="say">${arrows.left}${words}</div></div>`
    : `<div class="mark side"><div class="say">${words}${arrows.right}</div>${ring(sign, "round")}</div>`;
};

/** Rings a short button, with a label beside it that says what to do there. */
export const pressBeside = (place: string, { tag: text, turn }: Saying): string =>
  `<div class="mark side beside">${ring(place)}<div class="say">${arrows.left}${tag(text, turn)}</div></div>`;

/** Crosses out what must not be pressed. */
export const never = (place: string, text: string): string =>
  `<div><div class="struck">${place}${icon.cross}</div>` +
  `<div class="say no right" style="padding-top:4px">${tag(text)}</div></div>`;

/** A label beside an element that is not the one to press. */
export const hint = (text: string): string => `<span class="hint">${text}</span>`;
