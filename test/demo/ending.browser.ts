import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { PanelView } from "../../demo/wire.ts";
import { isRunning } from "../support/children.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

const waitOptions = { timeout: 60_000 };

type Command = readonly [file: string, ...parameters: string[]];

/** Starts the demo with a temporary directory of its own. @returns the process, its data folders there, and the bot's id */
const startDemo = async ([file, ...parameters]: Command) => {
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-ending-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const child = spawn(file, parameters, {
    cwd: root,
    env: { ...process.env, PORT: "0", TMPDIR: folder, npm_lifecycle_event: undefined },
    stdio: ["ignore", "pipe", "inherit"],
    // A process group of its own, as the command of a terminal has.
    detached: true,
  });
  const pid = child.pid ?? 0;
  onTestFinished(() => {
    // Whatever a failed test has left of the process group.
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // Nothing.
    }
  });
  let url: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    url = /The chat:\s+(\S+)/.exec(line)?.[1];
    if (url !== undefined) break;
  }
  const panel = await fetch(`${url}/api/panel`);
  let event = "";
  for await (const part of panel.body ?? []) {
    event += Buffer.from(part).toString();
    if (event.endsWith("\n\n")) break;
  }
  const view = JSON.parse(event.slice("data: ".length)) as PanelView;
  // Not the cache of tsx.
  const folders = async () => (await readdir(folder)).filter((name) => name.startsWith("kapuseged-demo-"));
  return { child, pid, folders, bot: view.pid };
};

const demo: Command = ["npm", "run", "demo"];
const withoutNpm: Command = [process.execPath, "--import", "tsx", "demo/main.ts"];

test.each<readonly [string, Command, (pid: number) => unknown]>([
  ["the terminal is closed", demo, (pid) => process.kill(-pid, "SIGHUP")],
  ["npm is killed", demo, (pid) => process.kill(pid, "SIGKILL")],
  ["the demo is killed", withoutNpm, (pid) => process.kill(pid, "SIGKILL")],
])("leaves no bot and no data behind when %s", async (_case, command, end) => {
  const { child, pid, folders, bot } = await startDemo(command);
  expect(await folders()).toHaveLength(1);
  expect(isRunning(bot)).toBe(true);
  const ended = once(child, "exit");
  end(pid);
  await ended;
  await expect.poll(() => isRunning(bot), waitOptions).toBe(false);
  await expect.poll(folders, waitOptions).toEqual([]);
});
