import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Tree {
  readonly [name: string]: string | Tree;
}

/** Fields of a topic that are not shown. */
const notWords = /\/.*:\w+\.ways\b/;

const leaves = (tree: Tree, path: string): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? [[path + name, value]] : leaves(value, `${path}${name}.`),
  );

/** Every text of the JSON files in a folder and its subfolders, by file and key ("guide:steps.open.text"). */
export const textsIn = (folder: string): [key: string, text: string][] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .sort()
    .flatMap((path) =>
      leaves(
        JSON.parse(readFileSync(join(folder, path), "utf8")) as Tree,
        `${path.replaceAll("\\", "/").replace(/\.json$/, "")}:`,
      ),
    )
    .filter(([key]) => !notWords.test(key));
