// npm run notices: writes THIRD-PARTY-NOTICES.txt, the licences that an image or a release must carry.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { productionPackages, titleOf, type ProductionPackage } from "./production.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const textFiles = /^(?:licen[cs]e|copying|notice|thirdparty|third-party)/i;
const rule = "=".repeat(80);

/** The texts that a package brings: its licence, and the notices that the licence asks to pass on. */
const textsOf = ({ folder }: ProductionPackage): string[] => {
  if (!existsSync(`${root}${folder}`)) throw new Error(`${folder} is not installed: run npm ci on Linux x64`);
  return readdirSync(`${root}${folder}`, { withFileTypes: true })
    .filter((entry) => entry.isFile() && textFiles.test(entry.name))
    .map(({ name }) => readFileSync(`${root}${folder}/${name}`, "utf8").replaceAll("\r\n", "\n").trim());
};

/** Who a package is by, for one without a text of its own. */
const authorOf = ({ folder }: ProductionPackage): string => {
  const { author, repository } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8")) as {
    author?: string | { name: string };
    repository?: string | { url: string };
  };
  const name = typeof author === "object" ? author.name : author;
  const url = typeof repository === "object" ? repository.url : repository;
  return [name, url].filter((part) => part !== undefined).join(", ");
};

const packages = productionPackages();
/** The packages of each text, since many share one. */
const byText = new Map<string, string[]>();
const without: string[] = [];
for (const one of packages) {
  const texts = textsOf(one);
  if (texts.length === 0) without.push(`${titleOf(one)}: ${authorOf(one)}`);
  for (const text of texts) byText.set(text, [...(byText.get(text) ?? []), titleOf(one)]);
}
const standard = ["Apache-2.0", "LGPL-3", "GPL-3"].map(
  (name) => [name, readFileSync(`${root}licences/texts/${name}.txt`, "utf8").trim()] as const,
);

const sections = [
  `Third-party notices\n\nThe packages that Kapusegéd is delivered with (npm ci --omit=dev on Linux x64), and their licences. NOTICE says more about\nthose that are not under permissive licences, and where their source is. Made by npm run notices.\n\n${packages.map(titleOf).join("\n")}`,
  `Packages that bring no text of their licence, under the terms that their name above gives. Of the MIT licence:\nsee any text of it below; the others are at the end.\n\n${without.join("\n")}`,
  ...[...byText].map(([text, titles]) => `${titles.join("\n")}\n\n${text}`),
  ...standard.map(([name, text]) => `The text of ${name}\n\n${text}`),
];
writeFileSync(`${root}THIRD-PARTY-NOTICES.txt`, `${sections.join(`\n\n${rule}\n\n`)}\n`);
