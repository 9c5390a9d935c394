import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Ending } from "./product.ts";

const root = new URL("../../", import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
  scripts: Record<"keys" | "backup" | "notice", string>;
};

/** Runs an operator's tool as `npm run` does, in a process of its own, set by environment variables alone. */
export const runTool = async (
  tool: "keys" | "backup" | "notice",
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Ending> => {
  const [, ...words] = scripts[tool].split(" ");
  const child = spawn(process.execPath, [...words, ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", ENV_FILE: "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (text: Buffer) => (said[name] += text.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...said };
};
