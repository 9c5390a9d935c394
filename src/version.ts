import { readFileSync } from "node:fs";

const { version: packageVersion } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { readonly version: string };

/** The version of the program, as in package.json, which lies above both `src` and `dist`. */
export const version: string = packageVersion;
