// What is done to a vault while it is killed, and what must hold afterwards.
import { randomBytes } from "node:crypto";
import { copyFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { Key } from "../../src/totp/key.ts";
import { Store } from "../../src/storage/store.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { Maintenance } from "../../src/storage/maintenance.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { masterKeyUses, countNeedingMasterKey, rewrap } from "../../src/vault/rotation.ts";
import { Vault } from "../../src/vault/vault.ts";
import { replaceKey, setStep } from "../../src/vault/changes.ts";
import { commit, contentsOf, erase, schedule, storeKey } from "../support/chat-session.ts";

/** What a life may consist of. */
export const deeds = ["begin", "add", "step", "replace", "erase", "rewrap"] as const;
export type Deed = (typeof deeds)[number];

const old = `1:${Buffer.alloc(32, 1).toString("base64")}`;
const oldRing = KeyRing.parse(old);
const ring = KeyRing.parse(`2:${Buffer.alloc(32, 2).toString("base64")},${old}`);

const anna = 5_100_000_001;
const bela = 5_100_000_002;
const crowdFrom = 5_200_000_000;
const keyOf = (fill: number) => new Key({ secret: Buffer.alloc(20, fill), issuer: "Minta" });
/** The update whose effect the deed is: it comes again after a crash. */
const update = 77_000;

const fileIn = (folder: string) => join(folder, "life.db");

/** A vault with Anna, who has two keys, and with a crowd of others; all wrapped under the old master key. */
export const settle = async (folder: string, crowd: number): Promise<void> => {
  const store = await Store.open({ url: `file:${fileIn(folder)}` });
  const vault = await Vault.open(store, oldRing);
  await storeKey(vault, anna, "Régi", keyOf(1), newClaim(1));
  await storeKey(vault, anna, "Új", keyOf(2), newClaim(2));
  await commit(vault, anna, [setStep("send")], newClaim(3));
  await schedule(vault, anna, { kind: "delete-message", messageId: 7 }, 10);
  for (let i = 0; i < crowd; i += 1) await storeKey(vault, crowdFrom + i, "Sokaság", keyOf(9));
  await store.close();
};

/** Copies a settled vault. */
export const copy = (from: string, to: string): Promise<void> => copyFile(fileIn(from), fileIn(to));

const carryOut = async (deed: Deed, vault: Vault, upkeep: Maintenance): Promise<void> => {
  const claim = newClaim(update);
  switch (deed) {
    case "begin":
      await storeKey(vault, bela, "Béla kulcsa", keyOf(3), claim);
      return;
    case "add":
      await storeKey(vault, anna, "Harmadik", keyOf(3), claim);
      return;
    case "step":
      await commit(vault, anna, [setStep("code")], claim);
      return;
    case "replace": {
      const { keys } = await contentsOf(vault, anna);
      const [first, second] = ["Régi", "Új"].map((wanted) => keys.find(({ name }) => name === wanted)?.id);
      await commit(vault, anna, [replaceKey(second ?? "", first ?? "")], claim);
      return;
    }
    case "erase":
      await erase(vault, anna, claim);
      return;
    case "rewrap":
      await rewrap(upkeep, ring, 2);
      return;
  }
};

const opened = async (folder: string) => {
  const address = { url: `file:${fileIn(folder)}` };
  const store = await Store.open(address);
  const vault = await Vault.open(store, ring);
  const upkeep = await Maintenance.open(address);
  const close = async () => {
    await upkeep.close();
    await store.close();
  };
  return { store, vault, upkeep, close };
};

/** Lives: opens the vault, carries the deed out, and closes it. @param tell is told of the beginning and the end */
export const live = async (
  folder: string,
  deed: Deed,
  tell: (word: "begin" | "done") => void,
): Promise<void> => {
  const { vault, upkeep, close } = await opened(folder);
  tell("begin");
  await carryOut(deed, vault, upkeep);
  tell("done");
  await close();
};

/** All that can be told of what is kept. */
const told = async (vault: Vault, crowd: number): Promise<string> => {
  const of = async (chatId: number) => {
    const { keys, undecidedKeys, step } = await contentsOf(vault, chatId);
    const names = keys.map(({ name, key }) => `${name} ${Buffer.from(key.secret).toString("hex")}`);
    return { names, offers: undecidedKeys.length, step, jobs: (await contentsOf(vault, chatId)).jobs.length };
  };
  const others = [];
  for (let i = 0; i < crowd; i += 1) others.push(await of(crowdFrom + i));
  return JSON.stringify([await of(anna), await of(bela), others]);
};

/** Every sealed cell of the database, one's place with it. */
const cells = async (folder: string): Promise<Map<string, Buffer>> => {
  const client = createClient({ url: `file:${fileIn(folder)}` });
  const { rows } = await client.execute(
    `SELECT id AS at, sealed AS cell FROM jobs
     UNION ALL SELECT hex(chat) || 'key', wrapped_key FROM chats UNION ALL SELECT hex(chat) || 'contents', contents FROM chats
     UNION ALL SELECT 'root', value FROM facts WHERE name = 'root'`,
  );
  client.close();
  return new Map(rows.map((row) => [row["at"] as string, Buffer.from(row["cell"] as ArrayBuffer)]));
};

const bytesOf = async (folder: string): Promise<Buffer> =>
  Buffer.concat(await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name)))));

/** What a deed makes of a settled vault. */
export interface Outcome {
  readonly before: string;
  readonly after: string;
  readonly cells: ReadonlyMap<string, Buffer>;
  readonly crowd: number;
}

/** Finds out what a deed makes of a settled vault when nothing disturbs it. @param folder a copy, to be spoilt */
export const foresee = async (folder: string, deed: Deed, crowd: number): Promise<Outcome> => {
  const before = await opened(folder);
  const was = await told(before.vault, crowd);
  await before.close();
  const formerly = await cells(folder);
  await live(folder, deed, () => undefined);
  const { vault, close } = await opened(folder);
  const after = await told(vault, crowd);
  await close();
  return { before: was, after, cells: formerly, crowd };
};

/**
 * What is wrong with a vault whose program was killed; nothing, if all is well.
 * @param acknowledged whether the deed had been said to be done
 */
export const faultsOf = async (
  folder: string,
  deed: Deed,
  acknowledged: boolean,
  { before, after, cells: former, crowd }: Outcome,
): Promise<string[]> => {
  const faults: string[] = [];
  const { store, vault, upkeep, close } = await opened(folder);
  const state = await told(vault, crowd);
  if (acknowledged && state !== after) faults.push("what was acknowledged is lost");
  if (state !== after && state !== before) faults.push("something is half done");
  if (!(await upkeep.isIntact())) faults.push("the file is damaged");
  // As the program does when it starts.
  await store.wipeDeleted();
  const now = await cells(folder);
  const bytes = await bytesOf(folder);
  for (const [at, cell] of former)
    if (now.get(at)?.equals(cell) !== true && bytes.includes(cell))
      faults.push(`the bytes of ${at} are still there`);

  // The update comes again, or the operator runs it again: then all is as it should be, and nothing is twice.
  await carryOut(deed, vault, upkeep);
  if ((await told(vault, crowd)) !== after) faults.push("the second time does not end where it should");
  if (deed === "rewrap") {
    const uses = await masterKeyUses(upkeep);
    if (uses.length !== 1 || uses[0]?.id !== 2 || !uses[0].root) faults.push("something is not rewrapped");
    const { chats, root } = await countNeedingMasterKey(upkeep, ring, 1);
    if (chats > 0 || root) faults.push("the old master key cannot go");
  }
  await close();
  return faults;
};

/** A name for a folder that no other folder has. */
export const folderName = (): string => `life-${randomBytes(6).toString("hex")}`;
