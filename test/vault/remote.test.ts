import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient, type Row } from "@libsql/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Key } from "../../src/totp/key.ts";
import { Store } from "../../src/storage/store.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { chatKeyAad, contentsAad, rootAad } from "../../src/vault/associated-data.ts";
import { UnknownMasterKeyError } from "../../src/vault/key-wrapper.ts";
import { DecryptionError, open } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";
import { runTool } from "../support/command.ts";
import { describeOnSqld } from "../sqld/needed.ts";
import { startSqld, type Sqld } from "../sqld/server.ts";
import { keepCancellationCode } from "../../src/vault/changes.ts";
import { commit, contentsOf, erase, storeKey } from "../support/chat-session.ts";

let server: Sqld;
const stores: Store[] = [];

const patience = 120_000;
beforeEach(async () => {
  server = await startSqld();
}, patience);
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await server.close();
}, patience);

const anna = 5_100_000_001;
const bela = 5_100_000_002;
const secret = Buffer.alloc(20, 7);
const masters = [1, 2].map(() => randomBytes(32).toString("base64"));
const [old, next] = [`1:${masters[0]}`, `2:${masters[1]}`];

const openVault = async (ring: string) => {
  const store = await Store.open({ url: server.url, authToken: server.token() });
  stores.push(store);
  return Vault.open(store, KeyRing.parse(ring));
};

const keysTool = (ring: string, ...args: string[]) =>
  runTool("keys", args, {
    DATABASE_URL: server.url,
    DATABASE_AUTH_TOKEN: server.token(),
    MASTER_KEY: ring,
  });

const query = async (sql: string): Promise<Row[]> => {
  const client = createClient({ url: server.url, authToken: server.token() });
  try {
    return (await client.execute(sql)).rows;
  } finally {
    client.close();
  }
};

const bytes = (value: unknown) => Buffer.from(value as ArrayBuffer);

/** In which of the server's files these bytes are. */
const filesWith = async (wanted: Buffer): Promise<string[]> => {
  const entries = await readdir(server.folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const content = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    if (content.includes(wanted)) found.push(entry.name);
  }
  return found;
};

describeOnSqld("a remote database", () => {
  test(
    "keeps what was erased in its files; once the old master key is destroyed, nothing of it opens",
    async () => {
      const vault = await openVault(old);
      await storeKey(vault, anna, "Anna kulcsa", new Key({ secret }), newClaim(1));
      await commit(vault, anna, [keepCancellationCode({ digits: "23421614", day: 20_000 })], newClaim(2));
      const [root] = await query("SELECT value FROM facts WHERE name = 'root'");
      const [chat] = await query("SELECT chat, wrapped_key, contents FROM chats");
      await storeKey(vault, bela, "Béla kulcsa", new Key({ secret }), newClaim(3));
      await erase(vault, anna, newClaim(4));
      expect(await query("SELECT 1 FROM chats")).toHaveLength(1);

      // What is left: everything, for as long as the server keeps its log.
      const [row, wrapped] = [bytes(chat!["chat"]), bytes(chat!["wrapped_key"])];
      const contents = bytes(chat!["contents"]);
      for (const cell of [wrapped, contents]) expect(await filesWith(cell)).not.toEqual([]);
      const opened = (ring: string) => {
        const dataKey = KeyRing.parse(ring).unwrap(wrapped, chatKeyAad(row, "whole"));
        return open(dataKey, contentsAad(row), contents).toString("utf8");
      };
      expect(opened(old)).toContain(secret.toString("base64"));
      expect(opened(`${next},${old}`)).toContain("23421614");

      expect((await keysTool(`${next},${old}`, "rewrap")).stdout).toContain(
        "master key 2: 1 chat and the root",
      );
      expect((await keysTool(`${next},${old}`, "retire", "1")).stdout).toMatch(
        /^Nothing needs master key 1\. /,
      );
      for (const cell of [wrapped, contents]) expect(await filesWith(cell)).not.toEqual([]);
      // Also under the other's number.
      for (const [ring, failure] of [
        [next, UnknownMasterKeyError],
        [`1:${masters[1]}`, DecryptionError],
      ] as const) {
        expect(() => opened(ring)).toThrow(failure);
        expect(() => KeyRing.parse(ring).unwrap(bytes(root!["value"]), rootAad)).toThrow(failure);
      }
      const rotated = await openVault(next);
      expect((await contentsOf(rotated, bela)).keys.map(({ name }) => name)).toEqual(["Béla kulcsa"]);
      expect((await contentsOf(rotated, anna)).keys).toEqual([]);
    },
    patience,
  );

  test(
    "is checked and rewrapped by the commands, and refuses what does not belong to it",
    async () => {
      const vault = await openVault(old);
      for (let i = 0; i < 3; i += 1) await storeKey(vault, anna + i, "Kulcs", new Key({ secret }));
      const both = `${next},${old}`;
      expect((await keysTool(old, "status")).stdout).toMatch(
        /^master key 1 \(newest, .*\): 3 chats and the root\n$/,
      );
      expect((await keysTool(both, "retire", "1")).stderr).toMatch(
        /^Master key 1 is still needed by 3 chats and/,
      );
      const before = await query("SELECT * FROM chats ORDER BY chat");
      const wrong = await keysTool(KeyRing.fresh(3), "rewrap");
      expect(wrong).toMatchObject({ code: 1, stdout: "" });
      expect(wrong.stderr).toMatch(/^MASTER_KEY does not open this database.*\n$/);
      expect(await query("SELECT * FROM chats ORDER BY chat")).toEqual(before);

      const rewrapped = await keysTool(both, "rewrap");
      expect(rewrapped.stdout).toMatch(
        /^Rewrapped under master key 2: 3 chats and the root\.\nThe replaced wrappings stay in the server's files .*\n$/,
      );
      expect((await keysTool(both, "rewrap")).stdout).toContain("nothing was left to do");
      expect((await keysTool(both, "status")).stdout).toMatch(
        /^master key 2 \(newest, .*\): 3 chats and the root\nmaster key 1 \(only opens, .*\): nothing\n$/,
      );
      expect((await keysTool(both, "retire", "1")).stdout).toMatch(/^Nothing needs master key 1\. /);
      expect((await keysTool(next, "status")).stdout).toMatch(
        /^master key 2 \(newest, .*\): 3 chats and the root\n$/,
      );
    },
    patience,
  );
});
