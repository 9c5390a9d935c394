import QR from "qrcode";
import { drawnKey } from "../src/guide/drawn-key.ts";
import { icon } from "./icons.ts";

/** The key in all drawings. */
export const inventedKey = drawnKey;
/** The content of the drawn QR code. */
export const inventedLink = `otpauth://totp/Minta%20Anna?secret=${inventedKey}`;
/** The login code as typed into a field: six digits without a space. */
export const inventedCode = "123456";
/** The same code as shown by an app or the bot. */
export const inventedCodeInGroups = "123 456";

/** Unimportant text as grey bars with these widths in percent. */
export const bars = (...widths: number[]): string =>
  `<div class="bars">${widths.map((width) => `<b style="width:${width}%"></b>`).join("")}</div>`;

/** A button of the portal. `pale`: not the relevant one. */
export const button = (label: string, kind: "" | "pale" | "outline" = ""): string =>
  `<div class="button ${kind}">${label}</div>`;

/** A hidden password. */
export const dots = `<span class="dots">${"<b></b>".repeat(8)}</span>`;

/** A text field. */
export const input = (content: string): string => `<div class="input">${content}</div>`;

/** An element under its label. */
export const labelled = (label: string, thing: string): string =>
  `<div><p class="label">${label}</p>${thing}</div>`;

/** A text field under its label. */
export const field = (label: string, content: string): string => labelled(label, input(content));

/** A menu item. */
export const row = (label: string, kind: "" | "main" | "big" = ""): string =>
  `<div class="row ${kind}">${label}</div>`;

/** A checkbox with its label. */
export const tickBox = (label: string): string =>
  `<div class="line" style="font-weight:700;font-size:48px;line-height:1.2"><span class="tick">${icon.check}</span><span>${label}</span></div>`;

/** Elements side by side. */
export const line = (...things: string[]): string => `<div class="line">${things.join("")}</div>`;

/** The QR code of the invented key, `size` pixels wide with its quiet zone. */
export const qr = (size: number): string => {
  const { size: modules, data } = QR.create(inventedLink, { errorCorrectionLevel: "M" }).modules;
  const dark = [...data.keys()].filter((at) => data[at] === 1);
  const path = dark.map((at) => `M${at % modules} ${Math.floor(at / modules)}h1v1h-1z`).join("");
  return (
    `<svg width="${size}" height="${size}" viewBox="-4 -4 ${modules + 8} ${modules + 8}" shape-rendering="crispEdges" ` +
    `style="background:#fff;fill:#000;stroke:none"><path d="${path}"/></svg>`
  );
};

/** The line above the picture: which program this is, and that this is a drawing. */
const head = (where: string) => `<div class="head"><span>${where}</span><i>rajz</i></div>`;

/** A browser's address bar. */
const addressBar = (address: string) =>
  `<div class="bar"><div class="pill">${icon.lock}${address}</div>${icon.more}</div>`;

/** The upper part of a phone that shows `screen`. */
export const phone = (where: string, screen: string): string =>
  `${head(where)}<div class="phone">${screen}</div>`;

/** The lower part of a phone that shows `screen`. */
export const phoneBelow = (where: string, screen: string): string =>
  `${head(where)}<div class="phone low">${screen}</div>`;

/** A browser with a page. `kind`: "spread" distributes the free space, "tight" saves space. */
export const browserPage = (address: string, things: readonly string[], kind = ""): string =>
  phone("A böngésződben", `${addressBar(address)}<div class="page ${kind}">${things.join("")}</div>`);

/** One of several browser windows in a picture. */
export const browserWindow = (address: string, things: readonly string[]): string =>
  `<div class="window">${addressBar(address)}<div class="page" style="gap:24px">${things.join("")}</div></div>`;

/** An arrow from one window to the next. */
export const then = `<div class="then">${icon.down}</div>`;

/** A picture without a phone. */
export const table = (where: string, things: string): string => head(where) + things;
