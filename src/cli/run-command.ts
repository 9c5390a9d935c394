import { reportOf } from "../observability/log.ts";
import { OperatorError } from "../operator-error.ts";
import { version } from "../version.ts";

/** Writes a line to standard output. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Runs an operator's command, or prints the version for `--version`. The process exits with 0, or with 1 and one line per problem on standard error, never a
 * stack trace or a secret.
 */
export const runCommand = async (command: () => Promise<void>): Promise<void> => {
  try {
    if (process.argv.slice(2).join() === "--version") print(version);
    else await command();
  } catch (thrown) {
    const message =
      thrown instanceof OperatorError ? thrown.message : `Crashed: ${JSON.stringify(reportOf(thrown))}`;
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
  }
};

/** Parses arguments. @throws OperatorError with the usage for those that node:util's parseArgs does not know */
export const orUsage = <T>(usage: string, parse: () => T): T => {
  try {
    return parse();
  } catch (thrown) {
    if (thrown instanceof TypeError) throw new OperatorError(usage);
    throw thrown;
  }
};
