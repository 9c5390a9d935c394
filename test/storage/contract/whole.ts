import { describe, expect, test } from "vitest";
import { migrations } from "../../../src/storage/migrations.ts";
import { Store } from "../../../src/storage/store.ts";
import { bytes, withTwoChats, put, putIn, type TestDatabase } from "./fixture.ts";

/** The database as a whole: metadata, pictures, migrations. */
export const databaseTests = (testDatabase: TestDatabase): void => {
  describe("metadata", () => {
    test("is set once, and stays", async () => {
      const store = await testDatabase.open();
      expect(await store.metadata("root")).toBeUndefined();
      expect(await store.putIfAbsent("root", bytes(1, 2))).toEqual(bytes(1, 2));
      expect(await store.putIfAbsent("root", bytes(3))).toEqual(bytes(1, 2));
      await store.probe();
      await store.probe();
      expect(await (await testDatabase.open()).metadata("root")).toEqual(bytes(1, 2));
    });

    test("passes the root to the caller's check before anything is changed", async () => {
      const shown: unknown[] = [];
      const refuse = (root: Uint8Array | undefined) => {
        shown.push(root);
        throw new Error("wrong key");
      };
      await expect(Store.open(testDatabase.address, undefined, refuse)).rejects.toThrow("wrong key");
      expect(await testDatabase.query("SELECT name FROM sqlite_schema")).toEqual([]);
      await (await testDatabase.open()).putIfAbsent("root", bytes(4, 2));
      await expect(Store.open(testDatabase.address, undefined, refuse)).rejects.toThrow("wrong key");
      expect(shown).toEqual([undefined, bytes(4, 2)]);
    });

    test("is the same for two instances that set it concurrently", async () => {
      const [one, other] = [await testDatabase.open(), await testDatabase.open()];
      const [a, b] = await Promise.all([
        one.putIfAbsent("root", bytes(1)),
        other.putIfAbsent("root", bytes(2)),
      ]);
      expect(a).toEqual(b);
    });
  });

  test("stores a picture's file id by name, replaces it, and deletes it only if it is still the same", async () => {
    const store = await testDatabase.open();
    expect(await store.pictureId("a")).toBeUndefined();
    await store.keepPictureId("a", "1");
    await store.keepPictureId("a", "2");
    await store.dropPictureId("a", "1");
    expect(await (await testDatabase.open()).pictureId("a")).toBe("2");
    await store.dropPictureId("a", "2");
    expect(await store.pictureId("a")).toBeUndefined();
  });

  describe("migrations", () => {
    const versions = () => testDatabase.query("SELECT version FROM migrations ORDER BY version");

    test("create the schema in an empty database, and leave a migrated one as it is", async () => {
      const store = await withTwoChats(testDatabase);
      const expected = migrations.map((_, i) => [i + 1]);
      expect(await versions()).toEqual(expected);
      await store.apply([put("a", 1, bytes(1))]);
      const again = await testDatabase.open();
      expect(await versions()).toEqual(expected);
      expect(await putIn(again)).toEqual([["a", 1, 1]]);
    });

    test("run once when three instances open one new database", async () => {
      const stores = await Promise.all([testDatabase.open(), testDatabase.open(), testDatabase.open()]);
      const settled = stores.map((store, i) => store.putIfAbsent("by", bytes(i)));
      expect(new Set((await Promise.all(settled)).map(([by]) => by))).toHaveProperty("size", 1);
      expect(await versions()).toEqual(migrations.map((_, i) => [i + 1]));
    });

    test("refuse a newer version's database, and leave it as it is", async () => {
      await testDatabase.open();
      const later = migrations.length + 1;
      await testDatabase.query(`INSERT INTO migrations VALUES (${later})`);
      const before = await testDatabase.query("SELECT * FROM sqlite_schema");
      await expect(testDatabase.open()).rejects.toMatchObject({ code: "schema-too-new" });
      expect(await testDatabase.query("SELECT * FROM sqlite_schema")).toEqual(before);
      expect((await versions()).at(-1)).toEqual([later]);
    });
  });
};
