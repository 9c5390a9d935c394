import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Tree {
  readonly [name: string]: string | Tree;
}

/** Parts of a topic of the question base that are for the program. */
const notWords = /\/.*:\w+\.(ways|sure|source)\b/;

const leaves = (tree: Tree, path: string): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? [[path + name, value]] : leaves(value, `${path}${name}.`),
  );

/** Every text of the JSON files in a folder and in its sub-folders, by file and key ("guide:steps.open.text"). */
export function textsIn(folder: string): [key: string, text: string][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .sort()
    .flatMap((path) =>
      leaves(
        JSON.parse(readFileSync(join(folder, path), "utf8")) as Tree,
        `${path.replaceAll("\\", "/").replace(/\.json$/, "")}:`,
      ),
    )
    .filter(([key]) => !notWords.test(key));
}
