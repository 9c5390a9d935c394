import { describe, expect, test } from "vitest";
import { migrations } from "../../../src/storage/migrations.ts";
import { Store } from "../../../src/storage/store.ts";
import { bytes, inhabited, put, recordsOf, type Setting } from "./fixture.ts";

/** What holds of the database as a whole: facts, pictures, migrations. */
export const wholeDatabase = (setting: Setting): void => {
  describe("facts", () => {
    test("settle once, and last", async () => {
      const store = await setting.open();
      expect(await store.metadata("root")).toBeUndefined();
      expect(await store.putIfAbsent("root", bytes(1, 2))).toEqual(bytes(1, 2));
      expect(await store.putIfAbsent("root", bytes(3))).toEqual(bytes(1, 2));
      await store.probe();
      await store.probe();
      expect(await (await setting.open()).metadata("root")).toEqual(bytes(1, 2));
    });

    test("the root is shown to whoever admits us, before anything is changed", async () => {
      const shown: unknown[] = [];
      const refuse = (root: Uint8Array | undefined) => {
        shown.push(root);
        throw new Error("not you");
      };
      await expect(Store.open(setting.address, undefined, refuse)).rejects.toThrow("not you");
      expect(await setting.query("SELECT name FROM sqlite_schema")).toEqual([]);
      await (await setting.open()).putIfAbsent("root", bytes(4, 2));
      await expect(Store.open(setting.address, undefined, refuse)).rejects.toThrow("not you");
      expect(shown).toEqual([undefined, bytes(4, 2)]);
    });

    test("two instances that settle at once agree", async () => {
      const [one, other] = [await setting.open(), await setting.open()];
      const [a, b] = await Promise.all([
        one.putIfAbsent("root", bytes(1)),
        other.putIfAbsent("root", bytes(2)),
      ]);
      expect(a).toEqual(b);
    });
  });

  test("a picture's id is kept by name, replaced, and dropped only if it is still that one", async () => {
    const store = await setting.open();
    expect(await store.pictureId("a")).toBeUndefined();
    await store.keepPictureId("a", "1");
    await store.keepPictureId("a", "2");
    await store.dropPictureId("a", "1");
    expect(await (await setting.open()).pictureId("a")).toBe("2");
    await store.dropPictureId("a", "2");
    expect(await store.pictureId("a")).toBeUndefined();
  });

  describe("migrations", () => {
    const versions = () => setting.query("SELECT version FROM migrations ORDER BY version");

    test("make the schema in an empty database, and leave a migrated one with what it holds", async () => {
      const store = await inhabited(setting);
      const expected = migrations.map((_, i) => [i + 1]);
      expect(await versions()).toEqual(expected);
      await store.apply([put("a", 1, bytes(1))]);
      const again = await setting.open();
      expect(await versions()).toEqual(expected);
      expect(await recordsOf(again)).toEqual([["a", 1, 1]]);
    });

    test("are done once when three instances open one new database", async () => {
      const stores = await Promise.all([setting.open(), setting.open(), setting.open()]);
      const settled = stores.map((store, i) => store.putIfAbsent("by", bytes(i)));
      expect(new Set((await Promise.all(settled)).map(([by]) => by))).toHaveProperty("size", 1);
      expect(await versions()).toEqual(migrations.map((_, i) => [i + 1]));
    });

    test("refuse a database from a later version, and leave it as it is", async () => {
      await setting.open();
      const later = migrations.length + 1;
      await setting.query(`INSERT INTO migrations VALUES (${later})`);
      const before = await setting.query("SELECT * FROM sqlite_schema");
      await expect(setting.open()).rejects.toMatchObject({ code: "schema-too-new" });
      expect(await setting.query("SELECT * FROM sqlite_schema")).toEqual(before);
      expect((await versions()).at(-1)).toEqual([later]);
    });
  });
};
