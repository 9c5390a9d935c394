import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { createClient } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Key } from "../../src/totp/key.ts";
import { Store } from "../../src/storage/store.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { Vault } from "../../src/vault/vault.ts";
import {
  deleteKey,
  eraseDeletedKey,
  raiseKey,
  renameKey,
  replaceKey,
  restoreKey,
} from "../../src/vault/changes.ts";
import { commit, contentsOf, storeKey } from "../support/chat-session.ts";

let folder: string;
let store: Store;
let vault: Vault;
let updates = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-keys-"));
  store = await Store.open({ url: `file:${join(folder, "test.db")}` });
  vault = await Vault.open(store, KeyRing.parse(KeyRing.fresh()));
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const claim = () => newClaim((updates += 1));
const keyOf = (fill: number) => new Key({ secret: Buffer.alloc(20, fill) });
const namesOf = async (chatId: number) => (await contentsOf(vault, chatId)).keys.map(({ name }) => name);

/** Keys named 0, 1, 2… @returns their ids */
const fill = async (chatId: number, count: number) => {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1)
    ids.push((await storeKey(vault, chatId, String(i), keyOf(i + 1), claim()))!);
  return ids;
};

describe("the order", () => {
  test("is what moving up one by one makes it, also of keys that came in one moment", async () => {
    let chatId = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 5 }), { maxLength: 12 }), async (moves) => {
        chatId += 1;
        const ids = await fill(chatId, 6);
        const expected = ["0", "1", "2", "3", "4", "5"];
        for (const move of moves) {
          await commit(vault, chatId, [raiseKey(ids[move]!)], claim());
          const at = expected.indexOf(String(move));
          if (at > 0) expected.splice(at - 1, 2, expected[at]!, expected[at - 1]!);
          expect(await namesOf(chatId)).toEqual(expected);
        }
      }),
      { numRuns: 15 },
    );
  });

  test("outlasts a deletion that is undone, and a replacement takes the old one's place", async () => {
    const [, , third] = await fill(1, 3);
    await commit(vault, 1, [raiseKey(third!)], claim());
    await commit(vault, 1, [deleteKey(third!)], claim());
    await commit(vault, 1, [restoreKey(third!, "2")], claim());
    expect(await namesOf(1)).toEqual(["0", "2", "1"]);
    const fresh = (await storeKey(vault, 1, "új", keyOf(9), claim()))!;
    await commit(vault, 1, [replaceKey(fresh, third!)], claim());
    expect(await namesOf(1)).toEqual(["0", "2", "1"]);
    expect((await contentsOf(vault, 1)).keys[1]?.key.sameAs(keyOf(9))).toBe(true);
  });
});

test("an update has its effect once", async () => {
  const [first, second] = await fill(1, 2);
  const once = claim();
  const again = newClaim(once.updateId);
  await commit(vault, 1, [raiseKey(second!)], once);
  await commit(vault, 1, [raiseKey(first!)], again);
  await commit(vault, 1, [renameKey(first!, "más")], again);
  await commit(vault, 1, [deleteKey(first!)], again);
  expect(await namesOf(1)).toEqual(["1", "0"]);
  expect((await contentsOf(vault, 1)).deletedKeys).toEqual([]);
});

test("what is not there is not renamed, moved, deleted, restored or erased", async () => {
  await fill(1, 1);
  const stranger = "AAAAAAAAAAAA";
  await commit(vault, 1, [renameKey(stranger, "más")], claim());
  await commit(vault, 1, [raiseKey(stranger)], claim());
  await commit(vault, 1, [deleteKey(stranger)], claim());
  await commit(vault, 1, [restoreKey(stranger, "más")], claim());
  await commit(vault, 1, [eraseDeletedKey(stranger)]);
  await commit(vault, 2, [eraseDeletedKey(stranger)]);
  expect((await contentsOf(vault, 2)).usage).toBeUndefined();
  expect(await namesOf(1)).toEqual(["0"]);
});

test("a deleted key is in no holdings, and an erased one's bytes are nowhere", async () => {
  const [id] = await fill(1, 2);
  const everything = async () => {
    const files = (await readdir(folder)).map((name) =>
      readFile(join(folder, name)).catch(() => Buffer.alloc(0)),
    );
    return Buffer.concat(await Promise.all(files));
  };
  await commit(vault, 1, [deleteKey(id!)], claim());
  expect(await namesOf(1)).toEqual(["1"]);
  expect((await contentsOf(vault, 1)).deletedKeys).toMatchObject([{ id, name: "0" }]);
  const client = createClient({ url: `file:${join(folder, "test.db")}` });
  const [row] = (await client.execute("SELECT contents FROM chats")).rows;
  client.close();
  const sealed = Buffer.from(row!["contents"] as ArrayBuffer).subarray(0, 300);
  expect((await everything()).includes(sealed)).toBe(true);
  await commit(vault, 1, [eraseDeletedKey(id!)]);
  expect((await contentsOf(vault, 1)).deletedKeys).toEqual([]);
  expect((await everything()).includes(sealed)).toBe(false);
});
