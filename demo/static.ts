import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { RequestError, type Exchange, type Routes } from "./http.ts";

const page = fileURLToPath(new URL("page/", import.meta.url));
const fonts = join(
  dirname(createRequire(import.meta.url).resolve("@fontsource/atkinson-hyperlegible-next/package.json")),
  "files",
);

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Sends a file of a folder. Its name must be plain, so that nothing outside the folder can be requested. */
const send = async ({ response }: Exchange, folder: string, name: string): Promise<undefined> => {
  if (!/^[\w-]+(\.[\w-]+)*$/.test(name)) throw new RequestError(404, "Itt nincs semmi.");
  const bytes = await readFile(join(folder, name)).catch(() => {
    throw new RequestError(404, "Itt nincs semmi.");
  });
  response.writeHead(200, { "content-type": types[extname(name)] ?? "application/octet-stream" });
  response.end(bytes);
};

const fileNameOf = ({ url }: Exchange) => url.pathname.slice(url.pathname.lastIndexOf("/") + 1);

/** The pages, their scripts and styles, and the fonts. */
export const staticRoutes: Routes = {
  "GET /": (exchange) => send(exchange, page, "index.html"),
  "GET /proba": (exchange) => send(exchange, page, "proba.html"),
  "GET /page/": (exchange) => send(exchange, page, fileNameOf(exchange)),
  "GET /fonts/": (exchange) => send(exchange, fonts, fileNameOf(exchange)),
};
