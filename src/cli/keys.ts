// The operator's tool for master keys: npm run keys -- status | rewrap | retire ID | new
import { parseArgs } from "node:util";
import { OperatorError, parseStorageConfig, type StorageConfig } from "../config.ts";
import { withEnvFile } from "../env-file.ts";
import { hasDatabase, keyRingOf, openMaintenance, withMaintenance } from "../open-storage.ts";
import { databaseFile } from "../storage/database.ts";
import { reading, runTool, say } from "./run-command.ts";
import { KeyRing } from "../vault/key-ring.ts";
import { masterKeyUses, needsOf, rewrap } from "../vault/rotation.ts";

const usage = `Say what to do: npm run keys -- status | rewrap | retire ID | new`;

const chatsOf = (chats: number) => (chats === 1 ? "1 chat" : `${chats} chats`);
const neededBy = ({ chats, root }: { chats: number; root: boolean }) =>
  [...(chats > 0 ? [chatsOf(chats)] : []), ...(root ? ["the root"] : [])].join(" and ");

/** Tells what is under which master key. */
const status = (config: StorageConfig) =>
  withMaintenance(config, async (upkeep, { ids }) => {
    const uses = await masterKeyUses(upkeep);
    const all = [...new Set([...ids, ...uses.map(({ id }) => id)])];
    for (const id of all) {
      const use = uses.find((one) => one.id === id) ?? { chats: 0, root: false };
      const standing = id === ids[0] ? "newest" : ids.includes(id) ? "only opens" : "NOT IN MASTER_KEY";
      say(`master key ${id} (${standing}): ${neededBy(use) || "nothing"}`);
    }
  });

/** Wraps everything anew under the newest master key. */
const rewrapAll = (config: StorageConfig) =>
  withMaintenance(config, async (upkeep, ring) => {
    const [newest] = ring.ids;
    const { chats, root, broken, wiped } = await rewrap(upkeep, ring, newest);
    say(`Wrapped anew under master key ${newest}: ${neededBy({ chats, root }) || "nothing was left to do"}.`);
    if (!wiped)
      say(
        databaseFile(config.database.url) === undefined
          ? "What was replaced stays in the server's files for as long as it keeps them, until the old master keys are destroyed."
          : "What was replaced is still in the write-ahead log; the bot overwrites it within an hour of running.",
      );
    if (broken > 0)
      throw new OperatorError(
        `${chatsOf(broken)} cannot be opened with MASTER_KEY and stay as they are. If a key is missing there, add it and run this again.`,
      );
  });

/** Says whether a master key can be taken out of the ring. */
const retire = (config: StorageConfig, id: number) =>
  withMaintenance(config, async (upkeep, ring) => {
    if (id === ring.ids[0])
      throw new OperatorError(
        `Master key ${id} is the newest. Put a newer one before it first: npm run keys -- new`,
      );
    if (!ring.ids.includes(id)) throw new OperatorError(`Master key ${id} is not in MASTER_KEY.`);
    const needs = await needsOf(upkeep, ring, id);
    if (needs.chats > 0 || needs.root)
      throw new OperatorError(
        `Master key ${id} is still needed by ${neededBy(needs)}. Run this first: npm run keys -- rewrap`,
      );
    say(
      `Nothing needs master key ${id}. Take it out of MASTER_KEY (or master.key), restart the bot, and destroy every copy of it: then copies of the database from before the rewrap cannot be opened any more.`,
    );
    if (needs.broken > 0) say(`${chatsOf(needs.broken)} under it do not open, with it or without.`);
  });

/** Prints a fresh master key under the next free id. */
const fresh = async (config: StorageConfig) => {
  const ids: number[] = [...((await keyRingOf(config))?.ids ?? [])];
  if (await hasDatabase(config)) {
    const upkeep = await openMaintenance(config);
    ids.push(...(await masterKeyUses(upkeep)).map(({ id }) => id));
    await upkeep.close();
  }
  say(KeyRing.fresh(Math.max(0, ...ids) + 1));
  process.stderr.write(
    "Put it before the others, with a comma after it; back it up; restart the bot; then: npm run keys -- rewrap\n",
  );
};

await runTool(async () => {
  const { positionals } = reading(usage, () => parseArgs({ allowPositionals: true }));
  const [command, id, ...rest] = positionals;
  const isWhole = rest.length === 0 && (command === "retire") === (id !== undefined);
  if (!isWhole) throw new OperatorError(usage);
  const config = parseStorageConfig(withEnvFile(process.env));
  switch (command) {
    case "status":
      return status(config);
    case "rewrap":
      return rewrapAll(config);
    case "retire":
      if (!/^[1-9]\d{0,8}$/.test(id ?? ""))
        throw new OperatorError("retire takes a master key's id, a number.");
      return retire(config, Number(id));
    case "new":
      return fresh(config);
    case undefined:
    default:
      throw new OperatorError(usage);
  }
});
