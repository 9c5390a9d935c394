/*
 * Stands for systemctl in the test of docs/operations.md: starts and stops the services of the unit files below the
 * scratch root, with their settings for directories, environment and credentials, but without users and hardening.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isRunning } from "../../support/children.ts";
import { readUnit, type UnitSection } from "../../support/systemd-unit.ts";

const root = process.env["SCRATCH_ROOT"] ?? "";
const units = join(root, "etc/systemd/system");
const run = join(root, "run");

const below = (path: string) => (path.startsWith(root) ? path : join(root, path));

/** The settings of a service with those of its drop-ins. */
const settingsOf = (name: string): UnitSection => {
  const dropIns = `${join(units, name)}.service.d`;
  const files = [
    `${join(units, name)}.service`,
    ...(existsSync(dropIns) ? readdirSync(dropIns).map((file) => join(dropIns, file)) : []),
  ];
  const merged: Record<string, string[]> = {};
  for (const file of files)
    for (const [setting, values] of Object.entries(readUnit(readFileSync(file, "utf8")).Service))
      (merged[setting] ??= []).push(...values);
  return merged;
};

const start = (name: string): void => {
  const settings = settingsOf(name);
  const credentials = join(run, "credentials", name);
  rmSync(credentials, { recursive: true, force: true });
  mkdirSync(credentials, { recursive: true });
  for (const credential of settings["LoadCredential"] ?? []) {
    const [id = "", path = ""] = credential.split(":");
    copyFileSync(below(path), join(credentials, id));
  }
  const environment = (settings["Environment"] ?? []).map((one) =>
    one.replaceAll("%d", credentials).split("=", 2),
  );
  const options = {
    cwd: below(settings["WorkingDirectory"]?.[0] ?? "/"),
    env: { PATH: process.env["PATH"] ?? "", ...(Object.fromEntries(environment) as Record<string, string>) },
  };
  const commands = (settings["ExecStart"] ?? []).map((line) => {
    const [program = "", ...args] = line.split(" ");
    const paths = args.map((arg) => (arg.startsWith("/") ? below(arg) : arg));
    return [program === "/usr/bin/node" ? process.execPath : below(program), paths] as const;
  });
  if (settings["Type"]?.[0] === "oneshot") {
    for (const [command, args] of commands)
      if (spawnSync(command, args, { ...options, stdio: "inherit" }).status !== 0) process.exit(1);
    return;
  }
  const [[command, args] = ["", []]] = commands;
  const log = openSync(join(run, `${name}.log`), "a");
  const child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", log, log] });
  writeFileSync(join(run, `${name}.pid`), String(child.pid));
  child.unref();
};

const stop = async (name: string): Promise<void> => {
  const file = join(run, `${name}.pid`);
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8"));
  if (isRunning(pid)) process.kill(pid, "SIGTERM");
  while (isRunning(pid)) await wait(50);
  rmSync(file);
};

const [verb = "", ...words] = process.argv.slice(2);
const names = words.filter((word) => !word.startsWith("-")).map((word) => word.replace(/\.service$/, ""));
mkdirSync(run, { recursive: true });
for (const name of names) {
  // A timer is there if it and its service are; the test does not wait for its hour.
  if (name.endsWith(".timer")) {
    readUnit(readFileSync(join(units, name), "utf8"));
    settingsOf(name.replace(/\.timer$/, ""));
  } else if (verb === "stop") await stop(name);
  else if (verb === "restart") await stop(name).then(() => start(name));
  else if (verb === "start" || (verb === "enable" && words.includes("--now"))) start(name);
  else throw new Error(`not known here: systemctl ${verb}`);
}
if (names.length === 0 && verb !== "daemon-reload") throw new Error(`not known here: systemctl ${verb}`);
