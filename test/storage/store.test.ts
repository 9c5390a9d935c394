import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newClaim } from "../../src/storage/rows.ts";
import { storageContract } from "./contract/contract.ts";
import {
  anna,
  bela,
  bytes,
  withTwoChats,
  job,
  put,
  setUp,
  type DatabaseLocation,
} from "./contract/fixture.ts";

let folder: string;

const onFile: DatabaseLocation = {
  prepare: async () => {
    folder = await mkdtemp(join(tmpdir(), "kapuseged-store-"));
    return { url: `file:${join(folder, "test.db")}` };
  },
  clear: () => rm(folder, { recursive: true, force: true }),
};

storageContract("in a file", onFile);

describe("deleted data", () => {
  const testDatabase = setUp(onFile);

  const filesWith = async (marker: Buffer) => {
    const found: string[] = [];
    for (const name of await readdir(folder)) {
      if ((await readFile(join(folder, name))).includes(marker)) found.push(name);
    }
    return found;
  };

  test("is in no file after a wipe", async () => {
    const store = await withTwoChats(testDatabase);
    const marker = randomBytes(24);
    const kept = randomBytes(24);
    const fat = Buffer.concat([randomBytes(1500), marker, randomBytes(9000)]);
    const changes = Array.from({ length: 40 }, (_, i) => put(`r${i}`, 1, i % 2 === 0 ? fat : marker));
    await store.apply([...changes, { put: "job", job: { ...job("j", 1), sealed: marker } }]);
    await store.apply([put("kept", 1, kept, bela)]);
    // Some of it is in the database file, some in the write-ahead log.
    await store.wipeDeleted();
    await store.apply([put("later", 2, marker)]);
    expect(await filesWith(marker)).not.toEqual([]);

    await store.apply([{ drop: "chat", chat: anna }], newClaim(1));
    expect(await store.wipeDeleted()).toBe(true);
    expect(await filesWith(marker)).toEqual([]);
    expect(await filesWith(kept)).toEqual(["test.db"]);
  });

  test("includes earlier contents of a chat", async () => {
    const store = await withTwoChats(testDatabase);
    const marker = randomBytes(24);
    const [first, second] = [bytes(0), marker].map((contents) => ({ wrappedKey: bytes(10), contents }));
    await store.apply([{ put: "contents", chat: anna, was: first!, now: second! }]);
    await store.apply([{ put: "contents", chat: anna, was: second!, now: first! }]);
    expect(await store.wipeDeleted()).toBe(true);
    expect(await filesWith(marker)).toEqual([]);
  });
});
