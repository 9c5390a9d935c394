import { createHash } from "node:crypto";
import { type Drawing, usualHeight, width } from "./drawing.ts";
import { authenticator } from "./drawings/app.ts";
import { entry } from "./drawings/entry.ts";
import { papers } from "./drawings/papers.ts";
import { onThePhone } from "./drawings/phone.ts";
import { screenshot } from "./drawings/screenshot.ts";
import { setup } from "./drawings/setup.ts";
import { switching } from "./drawings/switching.ts";
import { style } from "./style.ts";

/** All pictures of the guide. */
export const drawings: readonly Drawing[] = [
  ...entry,
  ...screenshot,
  ...setup,
  ...authenticator,
  ...onThePhone,
  ...papers,
  ...switching,
];

/** The page that a browser renders as a picture; it loads nothing from elsewhere. */
export const pageOf = ({ name, body, height = usualHeight }: Drawing): string =>
  `<!doctype html><html lang="hu"><meta charset="utf-8"><title>${name}</title>` +
  `<style>${style}</style><body style="height:${height}px;min-width:${width}px">${body}`;

/** The mark stored in the PNG, which lets a test check that it was rendered from the current source. */
export const markOf = (drawing: Drawing): string =>
  `drawn from sha256:${createHash("sha256").update(pageOf(drawing)).digest("hex")}`;
