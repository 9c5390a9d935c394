import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLog } from "../../src/log.ts";
import { Key } from "../../src/otp/key.ts";
import { Store } from "../../src/store/store.ts";
import { Upkeep } from "../../src/store/upkeep.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { chatKeyPlace } from "../../src/vault/places.ts";
import { BrokenSeal } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";

/** Every text is looked for by its first bytes, then whole: one walk through a file, however many there are. */
const stem = 6;
const stemOf = (bytes: Buffer, at = 0) => bytes.toString("latin1", at, at + stem);

class Search {
  readonly #wanted = new Map<string, Buffer[]>();

  add(bytes: Buffer): void {
    expect(bytes.length).toBeGreaterThanOrEqual(stem);
    this.#wanted.set(stemOf(bytes), [...(this.#wanted.get(stemOf(bytes)) ?? []), bytes]);
  }

  hits(content: Buffer): string[] {
    const text = content.toString("latin1");
    const found: string[] = [];
    for (let at = 0; at + stem <= text.length; at += 1) {
      for (const bytes of this.#wanted.get(text.slice(at, at + stem)) ?? [])
        if (content.subarray(at, at + bytes.length).equals(bytes)) found.push(bytes.toString("latin1"));
    }
    return found;
  }
}

/** Half capitals, half not, as somebody may type it. */
const mixed = (text: string) => Array.from(text, (c, i) => (i % 2 === 0 ? c.toLowerCase() : c)).join("");

/** Base64 of something that does not begin where a group of three does, without what depends on its neighbours. */
const base64Inside = (bytes: Buffer, shift: number) =>
  Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .slice(Math.ceil((shift * 4) / 3) + 1, -6);

const formsOfSecret = (secret: Buffer): Buffer[] => {
  const base32 = new Key({ secret }).base32;
  const hex = secret.toString("hex");
  const texts = [
    ...[base32, base32.toLowerCase(), mixed(base32)],
    ...[
      hex,
      hex.toUpperCase(),
      secret.toString("base64").slice(0, 26),
      secret.toString("base64url").slice(0, 26),
    ],
    ...[0, 1, 2].map((shift) => base64Inside(secret, shift)),
  ];
  return [secret, ...texts.map((text) => Buffer.from(text))];
};

const formsOfId = (id: number): Buffer[] => {
  const wide = Buffer.alloc(8);
  wide.writeBigInt64BE(BigInt(id));
  // SQLite itself writes an integer of this size in six bytes.
  return [
    Buffer.from(`${id}`),
    Buffer.from(id.toString(16)),
    wide.subarray(2),
    Buffer.from(wide).reverse().subarray(0, 6),
  ];
};

test("whoever steals database, write-ahead log, backup and log of a thousand people finds nothing of them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-stolen-"));
  const url = `file:${join(folder, "test.db")}`;
  const lines: string[] = [];
  const log = createLog("trace", { write: (line) => lines.push(line) });
  const store = await Store.open({ url }, (code) => log.warn({ code }, "busy"));
  try {
    const text = KeyRing.fresh();
    const vault = await Vault.open(store, KeyRing.parse(text));
    const search = new Search();
    search.add(Buffer.from(text.slice(2)));
    search.add(Buffer.from(text.slice(2), "base64"));
    let lastId = "";
    for (let i = 0; i < 1_000; i += 1) {
      const chatId = 5_123_456_001 + i * 7_919;
      const secret = randomBytes(20);
      // Eight digits such as a törlőkód has, in the name, where a person may write what they like.
      const digits = String(10_000_000 + Math.floor(Math.random() * 89_999_999));
      const name = `Mintakulcs ${i} ŐŰ ${digits}`;
      const marks = [name, digits, `Kibocsátó ${i}`, `minta.anna.${i}@example.hu`];
      const key = new Key({ secret, issuer: marks[2], account: marks[3] });
      lastId = (await vault.addKey(chatId, name, key, undefined)) ?? "";
      if (i % 4 === 0) await vault.schedule(chatId, { kind: "delete-message", messageId: 7 }, 10);
      for (const form of [...formsOfSecret(secret), ...formsOfId(chatId)]) search.add(form);
      for (const mark of marks) search.add(Buffer.from(mark));
      log.error(
        { err: Object.assign(new Error(`${name} ${digits}`), { key, chat: { id: digits } }) },
        "failed",
      );
    }
    const upkeep = await Upkeep.open({ url });
    await upkeep.copyInto(join(folder, "backup.db"));
    const files = (await readdir(folder)).sort();
    expect(files).toEqual(["backup.db", "test.db", "test.db-shm", "test.db-wal"]);
    const seen: string[] = [];
    for (const file of files) {
      const content = await readFile(join(folder, file));
      expect(search.hits(content), file).toEqual([]);
      // A key's own id stands openly beside it: the search looks where the rows are.
      if (content.includes(lastId)) seen.push(file);
    }
    expect(seen).toContain("backup.db");
    expect(seen).toContain("test.db-wal");
    expect(search.hits(Buffer.from(lines.join("")))).toEqual([]);
    expect(lines).toHaveLength(1_000);

    // The search does find what is there.
    expect(search.hits(Buffer.from(`… ${text} …`))).toHaveLength(1);
    // And another's master key opens none of the thousand.
    const thief = KeyRing.parse(KeyRing.fresh());
    await expect(Vault.open(store, thief)).rejects.toThrow(BrokenSeal);
    let opened = 0;
    for (const { wrappedKey, chat } of await upkeep.allKeys(new Uint8Array(), 2_000)) {
      try {
        thief.unwrap(wrappedKey, chatKeyPlace(chat, true));
        opened += 1;
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(BrokenSeal);
      }
    }
    expect(opened).toBe(0);
    await upkeep.close();
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
