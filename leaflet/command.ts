import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { orUsage } from "../src/cli/run-command.ts";
import { OperatorError } from "../src/operator-error.ts";
import { parseBotName } from "./bot-link.ts";
import { drawLeaflet } from "./leaflet.ts";

const usage = "Usage: npm run leaflet -- --bot NAME [--out FILE]";

const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: { bot: { type: "string" }, out: { type: "string" } } }).values;

/**
 * Writes the leaflet to a file, by default `NAME.pdf` in the current folder.
 * @param args as on the command line
 * @returns the line for the operator
 * @throws OperatorError for wrong arguments, or a file that cannot be written
 */
export const makeLeaflet = async (args: readonly string[]): Promise<string> => {
  const { bot, out } = orUsage(usage, () => parse(args));
  if (bot === undefined || out === "") throw new OperatorError(usage);
  const name = parseBotName(bot);
  const file = out ?? `${name}.pdf`;
  const pdf = await drawLeaflet(name);
  try {
    writeFileSync(file, pdf);
  } catch {
    throw new OperatorError(
      `${file} cannot be written. Name a file in a folder that exists and is yours: --out FILE`,
    );
  }
  return `${file} is ready: two A4 pages. Print the second only for those who want to write on it.`;
};
