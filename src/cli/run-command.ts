import { OperatorError } from "../config.ts";
import { reportOf } from "../observability/log.ts";

/** Writes a line for the operator. */
export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Runs an operator's tool. It ends with 0, or with 1 and what the operator must mend: one line a fault, never a stack
 * or a secret.
 */
export const runTool = async (tool: () => Promise<void>): Promise<void> => {
  try {
    await tool();
  } catch (thrown) {
    const words =
      thrown instanceof OperatorError
        ? thrown.message
        : `Stopped on an error of its own: ${JSON.stringify(reportOf(thrown))}`;
    process.stderr.write(`${words}\n`);
    process.exitCode = 1;
  }
};

/** What node:util's parseArgs says of arguments it does not know, as a fault with how it is used. */
export const reading = <T>(usage: string, read: () => T): T => {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof TypeError) throw new OperatorError(usage);
    throw thrown;
  }
};
