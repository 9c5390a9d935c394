import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newClaim } from "../../src/storage/rows.ts";
import { storeContract } from "./contract/contract.ts";
import { anna, bela, bytes, inhabited, job, put, settingOn, type Ground } from "./contract/fixture.ts";

let folder: string;

const onFile: Ground = {
  prepare: async () => {
    folder = await mkdtemp(join(tmpdir(), "kapuseged-store-"));
    return { url: `file:${join(folder, "test.db")}` };
  },
  clear: () => rm(folder, { recursive: true, force: true }),
};

storeContract("in a file", onFile);

describe("what was deleted", () => {
  const setting = settingOn(onFile);

  const holding = async (marker: Buffer) => {
    const found: string[] = [];
    for (const name of await readdir(folder)) {
      if ((await readFile(join(folder, name))).includes(marker)) found.push(name);
    }
    return found;
  };

  test("is in no file any more once it has been wiped", async () => {
    const store = await inhabited(setting);
    const marker = randomBytes(24);
    const kept = randomBytes(24);
    const fat = Buffer.concat([randomBytes(1500), marker, randomBytes(9000)]);
    const changes = Array.from({ length: 40 }, (_, i) => put(`r${i}`, 1, i % 2 === 0 ? fat : marker));
    await store.apply([...changes, { put: "job", job: { ...job("j", 1), sealed: marker } }]);
    await store.apply([put("kept", 1, kept, bela)]);
    // Some of it in the database file, some in the log.
    await store.wipeDeleted();
    await store.apply([put("r1", 2, marker)]);
    expect(await holding(marker)).not.toEqual([]);

    await store.apply([{ drop: "chat", chat: anna }], newClaim(1));
    expect(await store.wipeDeleted()).toBe(true);
    expect(await holding(marker)).toEqual([]);
    expect(await holding(kept)).toEqual(["test.db"]);
  });

  test("includes the older version of a record", async () => {
    const store = await inhabited(setting);
    const marker = randomBytes(24);
    await store.apply([put("a", 1, marker)]);
    await store.apply([put("a", 2, bytes(1))]);
    expect(await store.wipeDeleted()).toBe(true);
    expect(await holding(marker)).toEqual([]);
  });
});
