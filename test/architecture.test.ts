import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "../src");

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
  .map((path) => join(source, path));

/** What a file imports, types included: the linter's own rule against cycles does not follow those. */
const importsOf = (file: string): readonly string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+\.ts)"/g)]
    .map(([, path = ""]) => resolve(dirname(file), path))
    .filter((path) => existsSync(path));

type Graph = ReadonlyMap<string, readonly string[]>;

/** A way from a node back to itself, if there is one. */
const cycleIn = (graph: Graph): readonly string[] | undefined => {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    done.add(node);
    for (const next of graph.get(node) ?? []) {
      const found = visit(next, [...path, node]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const node of graph.keys()) {
    const found = visit(node, []);
    if (found !== undefined) return found;
  }
  return undefined;
};

const fileGraph: Graph = new Map(files.map((file) => [file, importsOf(file)]));

/** The folder right below src, or the file itself. */
const roomOf = (file: string): string => relative(source, file).split("/")[0] ?? "";

const roomGraph = (): Graph => {
  const rooms = new Map<string, Set<string>>();
  for (const [file, imports] of fileGraph)
    for (const imported of imports)
      if (roomOf(file) !== roomOf(imported))
        rooms.set(roomOf(file), (rooms.get(roomOf(file)) ?? new Set()).add(roomOf(imported)));
  return new Map([...rooms].map(([room, imports]) => [room, [...imports]]));
};

test("finds a cycle where there is one", () => {
  expect(
    cycleIn(
      new Map([
        ["a", ["b"]],
        ["b", ["c"]],
        ["c", ["b"]],
      ]),
    ),
  ).toEqual(["b", "c", "b"]);
  expect(
    cycleIn(
      new Map([
        ["a", ["b", "c"]],
        ["b", ["c"]],
      ]),
    ),
  ).toBeUndefined();
});

test("no file of src imports itself by way of others", () => {
  expect(files.length).toBeGreaterThan(100);
  expect(cycleIn(fileGraph)?.map((file) => relative(source, file))).toBeUndefined();
});

test("the rooms of src import each other in one direction only", () => {
  expect(cycleIn(roomGraph())).toBeUndefined();
});

/** What makes a secret readable: the characters of a key, its link and QR code, a button that copies. */
const revealing = /\.base32\b|\b(?:inGroups|otpauthUriOf|drawQrCode)\(|\bcopies:/;
/** Login codes are sent in another way (SECURITY.md); one file compares keys. */
const exceptions = [
  "features/login-code/screens.ts",
  "features/guide/step-screen.ts",
  "features/receive-key/receive-key.ts",
];

test("only files of secret screens make a secret readable, and all that they export is a secret screen", () => {
  const features = files.filter((file) => roomOf(file) === "features");
  const revealed = features.filter((file) => revealing.test(readFileSync(file, "utf8")));
  const named = (file: string) => file.endsWith("secret-screens.ts");
  const others = revealed.filter((file) => !named(file)).map((file) => relative(source, file));
  expect(others.toSorted()).toEqual(exceptions.toSorted());
  expect(features.filter(named).length).toBeGreaterThan(3);
  for (const file of features.filter(named))
    for (const [exported] of readFileSync(file, "utf8").matchAll(/^export const [^]*?=>/gmu))
      expect(exported, relative(source, file)).toMatch(/\): (?:SecretScreen|Promise<SecretScreen>) =>$/u);
});
