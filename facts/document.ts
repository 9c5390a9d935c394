import type { Certainty, Fact } from "../src/facts/facts.ts";

/** What each certainty means, in the order of the document. */
const meanings: Readonly<Record<Certainty, string>> = {
  official: "A government page says it, or a page that quotes the official text word for word.",
  screen: "It was read on the portal's screen, or in a guide that shows the screens.",
  code: "Public source code that logs in, or the tax authority's program, shows it.",
  press: "Newspapers, libraries, accountants or law firms write it.",
  general: "General knowledge, which no page was compared with.",
  inferred: "Our conclusion. No source states it, so no text may present it as official.",
  unknown:
    "Looked for and not found, or the sources contradict each other. Texts must say that it is not certain.",
};

const code = (ids: readonly string[]): string => ids.map((id) => `\`${id}\``).join(", ");

const lineOf = ({ id, statement, sources, checked, texts }: Fact): string =>
  `- **\`${id}\`** ${statement} Sources: ${sources.join("; ")}. Checked on ${checked}. Texts: ${code(texts)}.`;

/** The content of docs/facts.md: all facts by certainty, and the texts that rest on none. */
export const factsDocument = (
  facts: readonly Fact[],
  texts: ReadonlyMap<string, readonly string[]>,
): string => {
  const groups = Object.entries(meanings).map(([certainty, meaning]) => {
    const lines = facts.filter((fact) => fact.certainty === certainty).map(lineOf);
    return [`## ${certainty} (${lines.length})`, meaning, lines.join("\n")].join("\n\n");
  });
  const bare = [...texts].filter(([, names]) => names.length === 0).map(([id]) => id);
  return `${[
    "# Facts",
    "Made by `npm run facts -- --write` from `locales/facts/`; do not edit it. What to do when a fact changes: [CONTRIBUTING.md](../CONTRIBUTING.md#facts).",
    "The facts come from stored copies of public pages and from public source code. No live page of the portal was opened, and it may have changed since.",
    ...groups,
    `## Texts that rest on no fact (${bare.length})`,
    "They are about the bot itself, or small talk.",
    code(bare),
  ].join("\n\n")}\n`;
};
