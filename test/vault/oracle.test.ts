import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Key } from "../../src/totp/key.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { open, associatedData, seal } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";
import { readWithAnother } from "./oracle.ts";
import * as reader from "./reader.ts";
import { withDatabase } from "./temporary.ts";
import { keepCancellationCode, setStep } from "../../src/vault/changes.ts";
import { commit, erase, schedule, storeKey } from "../support/chat-session.ts";

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
        expect(Buffer.from(where).equals(associatedData(...parts))).toBe(true);
        expect([...reader.open(key, where, seal(key, associatedData(...parts), plain))]).toEqual([...plain]);
        expect([...open(key, associatedData(...parts), reader.seal(key, where, nonce, plain))]).toEqual([
          ...plain,
        ]);
      },
    ),
    { numRuns: 200 },
  );
});

test("the page is enough to read all that is kept of a person", () =>
  withDatabase(async ({ store, client }) => {
    const master = { id: 7, key: randomBytes(32) };
    const chatId = 5_100_000_001;
    const secret = randomBytes(20);
    const vault = await Vault.open(store, KeyRing.parse(`7:${master.key.toString("base64")}`));
    const key = new Key({ secret, issuer: "Minta", account: "minta.anna" });
    const id = await storeKey(vault, chatId, "Anna kulcsa", key);
    await commit(vault, chatId, [setStep("send")]);
    await schedule(vault, chatId, { kind: "delete-message", messageId: 7 }, 10);
    await commit(vault, chatId, [keepCancellationCode({ digits: "23421614", day: 20_000 })], newClaim(1));
    // Another, who is erased: what is left to do outlives the chat.
    await storeKey(vault, chatId + 1, "Béla kulcsa", new Key({ secret }));
    await erase(vault, chatId + 1, newClaim(2), { dueAt: 20, receiptIn: 8 });

    const { root, chats, farewells } = await reader.readAll(client, master);
    expect(reader.hkdf(root, "webhook")).toEqual(vault.derive("webhook"));
    const row = reader.rowOf(root, `${chatId}`).toString("hex");
    expect([...chats.keys()]).toEqual([row]);
    const { records, jobs } = chats.get(row)!;
    expect(records["step"]).toBe("send");
    expect(records["chat"]).toBe(`${chatId}`);
    expect(JSON.parse(records["cancellation"]!)).toEqual({ digits: "23421614", day: 20_000 });
    expect(JSON.parse(records[`key:${id}`]!)).toMatchObject({
      name: "Anna kulcsa",
      secret: secret.toString("base64"),
      issuer: "Minta",
      account: "minta.anna",
      algorithm: "SHA1",
      digits: 6,
      period: 30,
    });
    expect(jobs.map((job): unknown => JSON.parse(job))).toEqual([
      { chatId, job: { kind: "delete-message", messageId: 7 } },
    ]);
    expect(farewells.map((job): unknown => JSON.parse(job))).toMatchObject([
      { chatId: chatId + 1, job: { kind: "farewell" } },
    ]);
  }));

test("so it is for a crowd, every seal of it", async () => {
  const { database, alone, wrong } = await readWithAnother({ people: 10, seals: 20 });
  // The root, and for each chat the data key, the contents and a job.
  expect(database).toBe(1 + 10 * 3);
  expect(alone).toBe(20);
  expect(wrong).toBe(0);
});
