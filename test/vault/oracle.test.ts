import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { gcm } from "@noble/ciphers/aes.js";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Key } from "../../src/otp/key.ts";
import { newClaim, Store } from "../../src/store/store.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { open, place, seal } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";

// A reader written from docs/vault-format.md alone: nothing of ours is used to read, and the cipher is another's.
// Node's HMAC and HKDF stand in for what the page names by RFC.

const reader = {
  place: (...parts: (string | number | Uint8Array)[]) =>
    Buffer.concat(
      parts.flatMap((part) => {
        const bytes = part instanceof Uint8Array ? part : Buffer.from(`${part}`, "utf8");
        return [Buffer.of(bytes.length >>> 24, bytes.length >>> 16, bytes.length >>> 8, bytes.length), bytes];
      }),
    ),
  hkdf: (key: Uint8Array, use: string) =>
    new Uint8Array(hkdfSync("sha256", key, new Uint8Array(), `kapuseged/${use}/v1`, 32)),
  open: (key: Uint8Array, where: Uint8Array, sealed: Uint8Array) => {
    expect(sealed[0]).toBe(1);
    return Buffer.from(gcm(key, sealed.slice(1, 13), Uint8Array.from(where)).decrypt(sealed.slice(13)));
  },
  unwrap(master: { id: number; key: Uint8Array }, wrapped: Uint8Array, where: Uint8Array) {
    expect(Buffer.from(wrapped).readUInt32BE(0)).toBe(master.id);
    return this.open(this.hkdf(master.key, "wrap"), this.place("wrap", master.id, where), wrapped.slice(4));
  },
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-oracle-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("another's cipher opens what ours sealed, and ours what another's did", () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const some = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(
      bytes(32),
      fc.array(fc.oneof(fc.string(), fc.nat(), some)),
      some,
      bytes(12),
      (key, parts, plain, nonce) => {
        const where = reader.place(...parts);
        expect(where.equals(place(...parts))).toBe(true);
        expect([...reader.open(key, where, seal(key, place(...parts), plain))]).toEqual([...plain]);
        const theirs = gcm(key, nonce, Uint8Array.from(where)).encrypt(plain);
        expect([...open(key, place(...parts), Buffer.concat([Buffer.of(1), nonce, theirs]))]).toEqual([
          ...plain,
        ]);
      },
    ),
    { numRuns: 200 },
  );
});

test("the page is enough to read all that is kept of a person", async () => {
  const url = `file:${join(folder, "test.db")}`;
  const master = { id: 7, key: randomBytes(32) };
  const ring = KeyRing.parse(`7:${master.key.toString("base64")}`);
  const chatId = 5_100_000_001;
  const secret = randomBytes(20);
  const store = await Store.open({ url });
  const vault = await Vault.open(store, ring);
  const id = await vault.addKey(
    chatId,
    "Anna kulcsa",
    new Key({ secret, issuer: "Minta", account: "minta.anna" }),
    undefined,
  );
  await vault.setStep(chatId, "send", undefined);
  await vault.schedule(chatId, { kind: "delete-message", messageId: 7 }, 10);
  await vault.cancellation.keep(chatId, { digits: "23421614", day: 20_000 }, newClaim(1));
  // Another, who is erased: what is left to do outlives the chat.
  await vault.addKey(chatId + 1, "Béla kulcsa", new Key({ secret }), undefined);
  await vault.erase(chatId + 1, newClaim(2), { dueAt: 20, receiptIn: 8 });
  const webhook = Buffer.from(vault.derive("webhook"));
  await store.close();

  const client = createClient({ url });
  const rows = async (sql: string) => (await client.execute(sql)).rows;
  const bytes = (value: unknown) => new Uint8Array(value as ArrayBuffer);
  const [fact] = await rows("SELECT value FROM facts WHERE name = 'root'");
  const root = reader.unwrap(master, bytes(fact!["value"]), reader.place("root"));
  expect(Buffer.from(reader.hkdf(root, "webhook")).equals(webhook)).toBe(true);

  const row = createHmac("sha256", reader.hkdf(root, "chat")).update(`${chatId}`).digest();
  const [chat] = await rows("SELECT * FROM chats");
  expect(row.equals(bytes(chat!["chat"]))).toBe(true);
  const dataKey = reader.unwrap(master, bytes(chat!["wrapped_key"]), reader.place("chat", row, "listed"));

  const records = (await rows("SELECT * FROM records")).map((record) => ({
    id: record["id"] as string,
    version: Number(record["version"]),
    sealed: bytes(record["sealed"]),
  }));
  records.sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
  const listed = records.flatMap((record) => [record.id, record.version, record.sealed]);
  expect(reader.open(dataKey, reader.place("listing", row, ...listed), bytes(chat!["listing"]))).toHaveLength(
    0,
  );

  const plain = Object.fromEntries(
    records.map(({ id, version, sealed }) => [
      id,
      reader.open(dataKey, reader.place("record", row, id, version), sealed).toString("utf8"),
    ]),
  );
  expect(plain["step"]).toBe("send");
  expect(JSON.parse(plain[`key:${id}`]!)).toMatchObject({
    name: "Anna kulcsa",
    secret: secret.toString("base64"),
    issuer: "Minta",
    account: "minta.anna",
    algorithm: "SHA1",
    digits: 6,
    period: 30,
  });
  expect(plain["chat"]).toBe(`${chatId}`);
  expect(JSON.parse(plain["cancellation"]!)).toEqual({ digits: "23421614", day: 20_000 });
  const [job, farewell] = await rows("SELECT * FROM jobs ORDER BY due_at");
  const content = reader.open(dataKey, reader.place("job", row, job!["id"] as string), bytes(job!["sealed"]));
  expect(JSON.parse(content.toString("utf8"))).toEqual({
    chatId,
    job: { kind: "delete-message", messageId: 7 },
  });
  const nobody = createHmac("sha256", reader.hkdf(root, "chat")).update("farewell").digest();
  expect(nobody.equals(bytes(farewell!["chat"]))).toBe(true);
  const there = reader.place("farewell", farewell!["id"] as string);
  const left = reader.open(reader.hkdf(root, "farewell"), there, bytes(farewell!["sealed"]));
  expect(JSON.parse(left.toString("utf8"))).toMatchObject({ chatId: chatId + 1, job: { kind: "farewell" } });
  client.close();
});
