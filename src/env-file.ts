import { readFileSync, statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { parseEnv } from "node:util";
import type { Environment } from "./config.ts";
import { OperatorError } from "./operator-error.ts";
import { isOpenToOthers } from "./vault/master-key-file.ts";

const defaultPath = ".env";

const secretNames = ["BOT_TOKEN", "MASTER_KEY", "DATABASE_AUTH_TOKEN", "WEBHOOK_SECRET"];

/**
 * Removes the secrets from the environment once they are parsed, so that no child process, report or library finds them
 * there. The kernel's copy of what the process was started with (`/proc/PID/environ`) cannot be changed from here.
 */
export const forgetSecrets = (environment: NodeJS.ProcessEnv): void => {
  for (const name of secretNames) Reflect.deleteProperty(environment, name);
};

/** The option that the bot and every operator's command have, for node:util's parseArgs. */
export const envFileOption = { "env-file": { type: "string" } } as const;

/**
 * Adds the settings of an env file to the environment; variables that are already set win.
 * @param environment its `ENV_FILE` names the file: `.env` in the working directory if it is not set, none if it is empty
 * @param option the value of `--env-file`, which wins over `ENV_FILE`
 * @throws OperatorError when the file cannot be read, unless it is the default and does not exist; when it holds a
 *   secret and other users of the machine can use it
 */
export const withEnvFile = (environment: Environment, option?: string): Environment => {
  const named = option ?? environment["ENV_FILE"];
  if (named === "") return environment;
  const source = option === undefined ? "ENV_FILE" : "--env-file";
  const path = named ?? defaultPath;
  try {
    // Not process.loadEnvFile, which reports every failure as a missing file (Node 20).
    const settings = parseEnv(readFileSync(path, "utf8"));
    const secret = secretNames.find((name) => settings[name]);
    if (secret !== undefined && isOpenToOthers(statSync(path)))
      throw new OperatorError(
        `${source}: ${path} holds ${secret} and can be read by every user of this machine. Run: chmod 600 ${path}`,
      );
    return { ...settings, ...environment };
  } catch (thrown) {
    if (thrown instanceof OperatorError) throw thrown;
    const { code = "unknown error" } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" && named === undefined) return environment;
    const remedy = isAbsolute(path)
      ? "Check its path and permissions."
      : "That is the folder this was started in. Start it in the program's folder, or name the file with its whole path.";
    throw new OperatorError(`${source}: ${resolve(path)} cannot be read (${code}). ${remedy}`);
  }
};
