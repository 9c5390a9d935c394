import { expect, test } from "vitest";
import { packRecords, unpackRecords } from "../../src/vault/packed-records.ts";

test("records of every length are read back, also when fewer bytes of padding are left than a length takes", () => {
  for (let length = 0; length <= 3100; length += 1) {
    const content = Buffer.alloc(length, 7);
    const records = new Map([["key:a", content]]);
    const read = unpackRecords(packRecords(records));
    expect([...read.keys()], String(length)).toEqual(["key:a"]);
    expect(read.get("key:a")?.equals(content), String(length)).toBe(true);
  }
});
