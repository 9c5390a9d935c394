/** A fenced block of commands in a document. */
export interface CommandBlock {
  /** The heading it stands under. */
  readonly heading: string;
  /** Why it is not run, as its mark says; `undefined` when it is run. */
  readonly notRun: string | undefined;
  readonly script: string;
}

const fence = /^(?<indent> *)```(?<info>[^\n`]*)\n(?<body>.*?)^\k<indent>```$/gms;

/** All blocks of shell commands in a Markdown document. @throws Error for a block whose mark is not known */
export const commandBlocks = (markdown: string): CommandBlock[] =>
  [...markdown.matchAll(fence)].flatMap(({ groups, index }) => {
    const { indent = "", info = "", body = "" } = groups ?? {};
    const [language, ...mark] = info.split(" ");
    if (language !== "sh") return [];
    const [, reason] = /^not-run: (.+)$/.exec(mark.join(" ")) ?? [];
    if (mark.length > 0 && reason === undefined) throw new Error(`an unknown mark: ${info}`);
    const heading = [...markdown.slice(0, index).matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? "";
    const script = body.replaceAll(new RegExp(`^${indent}`, "gm"), "");
    return [{ heading, notRun: reason, script }];
  });
