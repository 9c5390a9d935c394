// The operator's command for master keys: npm run keys -- status | rewrap | retire ID | new
import { parseArgs } from "node:util";
import { parseStorageConfig, type StorageConfig } from "../config.ts";
import { envFileOption, withEnvFile } from "../env-file.ts";
import { databaseExists, findKeyRing, openMaintenance, withMaintenance } from "../open-storage.ts";
import { OperatorError } from "../operator-error.ts";
import { databaseFile } from "../storage/database.ts";
import { KeyRing } from "../vault/key-ring.ts";
import { masterKeyUses, countNeedingMasterKey, rewrap } from "../vault/rotation.ts";
import { orUsage, print, runCommand } from "./run-command.ts";

const usage = "Usage: npm run keys -- status | rewrap | retire ID | new";

const chatCount = (chats: number): string => (chats === 1 ? "1 chat" : `${chats} chats`);
const listOf = ({ chats, root }: { chats: number; root: boolean }): string =>
  [...(chats > 0 ? [chatCount(chats)] : []), ...(root ? ["the root"] : [])].join(" and ");

/** Prints what each master key wraps. */
const status = (config: StorageConfig): Promise<void> =>
  withMaintenance(config, async (maintenance, { ids }) => {
    const uses = await masterKeyUses(maintenance);
    const all = [...new Set([...ids, ...uses.map(({ id }) => id)])];
    for (const id of all) {
      const use = uses.find((one) => one.id === id) ?? { chats: 0, root: false };
      const state = id === ids[0] ? "newest" : ids.includes(id) ? "only opens" : "NOT IN MASTER_KEY";
      print(`master key ${id} (${state}): ${listOf(use) || "nothing"}`);
    }
  });

/** Wraps everything under the newest master key. */
const rewrapAll = (config: StorageConfig): Promise<void> =>
  withMaintenance(config, async (maintenance, ring) => {
    const [newest] = ring.ids;
    const { chats, root, broken, wiped } = await rewrap(maintenance, ring, newest);
    print(`Rewrapped under master key ${newest}: ${listOf({ chats, root }) || "nothing was left to do"}.`);
    if (!wiped)
      print(
        databaseFile(config.database.url) === undefined
          ? "The replaced wrappings stay in the server's files for as long as it keeps them. Destroy the old master keys."
          : "The replaced wrappings are still in the write-ahead log; the bot overwrites them within an hour of running.",
      );
    if (broken > 0)
      throw new OperatorError(
        `${chatCount(broken)} cannot be opened with MASTER_KEY and stay as they are. If a key is missing there, add it and run this again.`,
      );
  });

/** Checks whether a master key can be removed from the ring. */
const retire = (config: StorageConfig, id: number): Promise<void> =>
  withMaintenance(config, async (maintenance, ring) => {
    if (id === ring.ids[0])
      throw new OperatorError(
        `Master key ${id} is the newest. Put a newer one before it first: npm run keys -- new`,
      );
    if (!ring.ids.includes(id)) throw new OperatorError(`Master key ${id} is not in MASTER_KEY.`);
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
    "Put it before the other keys, followed by a comma. Back it up. Restart the bot. Then: npm run keys -- rewrap\n",
  );
};

await runCommand(async () => {
  const { positionals, values } = orUsage(usage, () =>
    parseArgs({ allowPositionals: true, options: { ...envFileOption } }),
  );
  const [command, id, ...rest] = positionals;
  const isComplete = rest.length === 0 && (command === "retire") === (id !== undefined);
  if (!isComplete) throw new OperatorError(usage);
  const config = parseStorageConfig(withEnvFile(process.env, values["env-file"]));
  switch (command) {
    case "status":
      return status(config);
    case "rewrap":
      return rewrapAll(config);
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
