// The operator's command for master keys: npm run keys -- rotate | status | rewrap | retire ID | new
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { parseStorageConfig, type StorageConfig } from "../config.ts";
import { envFileOption, withEnvFile } from "../env-file.ts";
import {
  databaseExists,
  findKeyRing,
  masterKeyPath,
  openMaintenance,
  withMaintenance,
  withOperatorErrors,
} from "../open-storage.ts";
import { OperatorError } from "../operator-error.ts";
import { databaseFile } from "../storage/database.ts";
import { InstanceLock } from "../storage/instance-lock.ts";
import type { Maintenance } from "../storage/maintenance.ts";
import { Instances } from "../vault/instances.ts";
import { KeyRing, type MasterKeyName } from "../vault/key-ring.ts";
import { masterKeyUses, countNeedingMasterKey, rewrap } from "../vault/rotation.ts";
import { chatCount } from "./count-of.ts";
import { instanceTimeoutMs, requireInstances } from "./require-instances.ts";
import { rotate } from "./rotate.ts";
import { orUsage, print, runCommand } from "./run-command.ts";

const usage =
  "Usage: npm run keys -- rotate [--copy-to FILE] [--wait SECONDS] | status | rewrap [--wait SECONDS] | retire ID | new";

const listOf = ({ chats, root }: { chats: number; root: boolean }): string =>
  [...(chats > 0 ? [chatCount(chats)] : []), ...(root ? ["the root"] : [])].join(" and ");

/** Prints each master key with its fingerprint, and what it wraps. */
const status = (config: StorageConfig): Promise<void> =>
  withMaintenance(config, async (maintenance, { ids, names }) => {
    const uses = await masterKeyUses(maintenance);
    const all = [...new Set([...ids, ...uses.map(({ id }) => id)])];
    for (const id of all) {
      const use = uses.find((one) => one.id === id) ?? { chats: 0, root: false };
      const state = id === ids[0] ? "newest" : ids.includes(id) ? "only opens" : "NOT IN MASTER_KEY";
      const { fingerprint } = names.find((name) => name.id === id) ?? {};
      const about = fingerprint === undefined ? state : `${state}, ${fingerprint}`;
      print(`master key ${id} (${about}): ${listOf(use) || "nothing"}`);
    }
  });

const instancesOf = ({ database }: StorageConfig, maintenance: Maintenance): Instances => {
  const file = databaseFile(database.url);
  return new Instances(maintenance, file === undefined ? undefined : () => InstanceLock.isHeld(file));
};

/** Wraps everything under the newest master key. @param timeoutMs how long to wait for running instances to have it */
const rewrapAll = (config: StorageConfig, timeoutMs: number): Promise<void> =>
  withMaintenance(config, async (maintenance, ring) => {
    const [newest] = ring.ids;
    const instances = instancesOf(config, maintenance);
    const { chats, root, broken, wiped } = await rewrap(maintenance, ring, newest, {
      checkReaders: () => requireInstances(instances, ring, timeoutMs),
    });
    print(`Rewrapped under master key ${newest}: ${listOf({ chats, root }) || "nothing was left to do"}.`);
    if (!wiped)
      print(
        databaseFile(config.database.url) === undefined
          ? "The replaced wrappings stay in the server's files for as long as it keeps them. Destroy the old master keys."
          : "The replaced wrappings are still in the write-ahead log; the bot overwrites them within an hour of running.",
      );
    if (broken > 0)
      throw new OperatorError(
        `${chatCount(broken)} cannot be opened with MASTER_KEY, and nothing of that is changed. If a key is missing there, add it and run this again.`,
      );
  });

/** Checks whether a master key can be removed from the ring. */
const retire = (config: StorageConfig, id: number): Promise<void> =>
  withMaintenance(config, async (maintenance, ring) => {
    if (id === ring.ids[0])
      throw new OperatorError(
        `Master key ${id} is the newest. Put a newer one before it first: npm run keys -- new`,
      );
    if (!ring.ids.includes(id))
      throw new OperatorError(
        `Master key ${id} is not in the key ring. npm run keys -- status shows which are.`,
      );
    const needs = await countNeedingMasterKey(maintenance, ring, id);
    if (needs.chats > 0 || needs.root)
      throw new OperatorError(
        `Master key ${id} is still needed by ${listOf(needs)}. Run this first: npm run keys -- rewrap`,
      );
    print(
      `Nothing needs master key ${id}. Remove it from MASTER_KEY (or master.key), restart the bot, and destroy every copy of it: then no one can open database copies from before the rewrap.`,
    );
    if (needs.broken > 0) print(`${chatCount(needs.broken)} under it cannot be opened, with or without it.`);
  });

const ringInEnvironment =
  "rotate cannot change MASTER_KEY, which is an environment variable. Either move its value into a file and set MASTER_KEY_FILE, or do four steps: npm run keys -- new; set MASTER_KEY to the new entry, a comma and the present value, and restart every instance; npm run keys -- rewrap; set MASTER_KEY to the new entry alone, and restart.";

/** Shows a new master key in the terminal until the operator types its fingerprint. */
const confirmInTerminal = async (entry: string, { id, fingerprint }: MasterKeyName): Promise<boolean> => {
  print(`Store this entry in a safe place, apart from the database and its backups:\n\n  ${entry}\n`);
  print(`Fingerprint of master key ${id}: ${fingerprint}`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const typed = await terminal.question("Once it is stored, type its fingerprint: ");
  terminal.close();
  return typed.trim().toLowerCase() === fingerprint;
};

/** Rotates the master key from its file. */
const rotateRing = async (
  config: StorageConfig,
  copyPath: string | undefined,
  timeoutMs: number,
): Promise<void> => {
  if (config.keyRing !== undefined) throw new OperatorError(ringInEnvironment);
  if (copyPath === undefined && !process.stdin.isTTY)
    throw new OperatorError(
      "Without a terminal, rotate needs a file for the safe copy, apart from the database and its backups: npm run keys -- rotate --copy-to FILE",
    );
  const maintenance = await openMaintenance(config);
  try {
    await withOperatorErrors(config, () =>
      rotate({
        ringPath: masterKeyPath(config),
        copyPath,
        confirmCopy: confirmInTerminal,
        maintenance,
        instances: instancesOf(config, maintenance),
        print,
        timeoutMs,
      }),
    );
  } finally {
    await maintenance.close();
  }
};

/** Prints a fresh master key under the next free id. */
const printFreshKey = async (config: StorageConfig): Promise<void> => {
  const ids: number[] = [...((await findKeyRing(config))?.ids ?? [])];
  if (await databaseExists(config)) {
    const maintenance = await openMaintenance(config);
    ids.push(...(await masterKeyUses(maintenance)).map(({ id }) => id));
    await maintenance.close();
  }
  print(KeyRing.fresh(Math.max(0, ...ids) + 1));
  process.stderr.write(
    "Put it before the other keys, followed by a comma. Back it up. Restart the bot if MASTER_KEY is an environment variable. Then: npm run keys -- rewrap\n",
  );
};

/** @returns ms */
const parseWait = (seconds: string | undefined): number => {
  if (seconds === undefined) return instanceTimeoutMs;
  if (!/^\d{1,4}$/.test(seconds)) throw new OperatorError("--wait takes a number of seconds.");
  return Number(seconds) * 1_000;
};

await runCommand(async () => {
  const { positionals, values } = orUsage(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: { ...envFileOption, "copy-to": { type: "string" }, wait: { type: "string" } },
    }),
  );
  const [command, id, ...rest] = positionals;
  const { "copy-to": copyTo, wait } = values;
  const isComplete =
    rest.length === 0 &&
    (command === "retire") === (id !== undefined) &&
    (copyTo === undefined || command === "rotate") &&
    (wait === undefined || command === "rotate" || command === "rewrap");
  if (!isComplete) throw new OperatorError(usage);
  const timeoutMs = parseWait(wait);
  const config = parseStorageConfig(withEnvFile(process.env, values["env-file"]));
  switch (command) {
    case "rotate":
      return rotateRing(config, copyTo, timeoutMs);
    case "status":
      return status(config);
    case "rewrap":
      return rewrapAll(config, timeoutMs);
    case "retire":
      if (!/^[1-9]\d{0,8}$/.test(id ?? ""))
        throw new OperatorError("retire takes the id of a master key, a number.");
      return retire(config, Number(id));
    case "new":
      return printFreshKey(config);
    case undefined:
    default:
      throw new OperatorError(usage);
  }
});
