import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Environment } from "./config.ts";
import { OperatorError } from "./operator-error.ts";

const defaultPath = ".env";

/**
 * Adds the settings of an env file to the environment; variables that are already set win.
 * @param environment its `ENV_FILE` names the file: `.env` in the working directory if it is not set, none if it is empty
 * @throws OperatorError when the file cannot be read, unless it is the default and does not exist
 */
export const withEnvFile = (environment: Environment): Environment => {
  const named = environment["ENV_FILE"];
  if (named === "") return environment;
  const path = named ?? defaultPath;
  try {
    // Not process.loadEnvFile, which reports every failure as a missing file (Node 20).
    return { ...parseEnv(readFileSync(path, "utf8")), ...environment };
  } catch (thrown) {
    const { code = "unknown error" } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" && named === undefined) return environment;
    throw new OperatorError(
      `ENV_FILE: ${path} cannot be read (${code}). Check its path and permissions, or set ENV_FILE to nothing.`,
    );
  }
};
