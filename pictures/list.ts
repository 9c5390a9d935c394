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

/** Every picture of the guide. */
export const drawings: readonly Drawing[] = [
  ...entry,
  ...screenshot,
  ...setup,
  ...authenticator,
  ...onThePhone,
  ...papers,
  ...switching,
];

/** The page a browser draws a picture from; it asks for nothing from elsewhere. */
export const pageOf = ({ name, body, height = usualHeight }: Drawing): string =>
  `<!doctype html><html lang="hu"><meta charset="utf-8"><title>${name}</title>` +
  `<style>${style}</style><body style="height:${height}px;min-width:${width}px">${body}`;

/** Stands in the PNG, so that a test can tell whether it was drawn from the source as it is now. */
export const markOf = (drawing: Drawing): string =>
  `drawn from sha256:${createHash("sha256").update(pageOf(drawing)).digest("hex")}`;
