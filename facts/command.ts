import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { orUsage } from "../src/cli/run-command.ts";
import { overdueFacts, readFacts, readTexts, type Fact } from "../src/facts/facts.ts";
import { OperatorError } from "../src/operator-error.ts";
import { factsDocument } from "./document.ts";

const usage = "Usage: npm run facts [-- --step ID … | --write]";

const documentFile = new URL("../docs/facts.md", import.meta.url);

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: { step: { type: "string", multiple: true }, write: { type: "boolean" } },
  }).values;

const describe = ({ id, statement, checked, sources, texts }: Fact): readonly string[] => [
  `${id}, checked on ${checked}: ${statement}`,
  ...sources.map((source) => `  source: ${source}`),
  `  texts: ${texts.join(", ")}`,
];

/** The facts behind steps of the guide that people report as not seen. */
const behind = (steps: readonly string[]): readonly Fact[] => {
  const texts = readTexts();
  const names = steps.flatMap((step) => {
    const facts = texts.get(`step:${step}`);
    if (facts === undefined)
      throw new OperatorError(`The guide has no step "${step}". See src/guide/steps.ts.`);
    return facts;
  });
  return readFacts().filter(({ id }) => names.includes(id));
};

/**
 * Lists the facts to check again: those older than a year, or behind the steps after `--step`. `--write` makes docs/facts.md.
 * @param args as on the command line
 * @returns the lines to print
 * @throws OperatorError for wrong arguments
 */
export const listFacts = (args: readonly string[], today: Date): readonly string[] => {
  const { step = [], write } = orUsage(usage, () => parse(args));
  if (write === true) {
    if (step.length > 0) throw new OperatorError(usage);
    writeFileSync(documentFile, factsDocument(readFacts(), readTexts()));
    return ["docs/facts.md is up to date."];
  }
  if (step.length > 0) {
    const facts = behind(step);
    return [`${facts.length} facts are behind ${step.join(", ")}:`, ...facts.flatMap(describe)];
  }
  const facts = overdueFacts(today);
  if (facts.length === 0) return [`All ${readFacts().length} facts were checked within the last year.`];
  return [
    `${facts.length} facts were last checked more than a year ago. Compare each with its source, then change "checked" in locales/facts/facts.json:`,
    ...facts.flatMap(describe),
  ];
};
