// What is stored keeps its spelling: tables, labels, record ids and job kinds, proven without the vault's own code.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { expect, onTestFinished, test } from "vitest";
import { Store } from "../../src/storage/store.ts";
import { startAppFixture } from "../support/app-fixture.ts";
import { copyEarlierDatabase, expected, type EarlierKey } from "../support/earlier-database.ts";
import { readAll, rowOf } from "./reader.ts";

const open = (folder: string) => {
  const client = createClient({ url: `file:${join(folder, "kapuseged.db")}` });
  onTestFinished(() => client.close());
  return client;
};

const masterIn = (folder: string) => {
  const ring = readFileSync(join(folder, "master.key"), "utf8").trim();
  const [id, key = ""] = ring.split(",").at(-1)?.split(":") ?? [];
  return { id: Number(id), key: Buffer.from(key, "base64") };
};

const schemaIn = async (folder: string) => {
  const { rows } = await open(folder).execute(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name",
  );
  return rows.map(({ type, name, tbl_name: table, sql }) => ({
    type,
    name,
    table,
    sql: typeof sql === "string" ? sql.replace(/\s+/g, " ") : sql,
  }));
};

interface StoredKeyJson {
  readonly name: string;
  readonly secret: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number;
  readonly added: number;
  readonly rank?: number;
}

/** The keys under a prefix, in the person's order, as they lie in the records. */
const keysUnder = (records: Readonly<Record<string, string>>, prefix: string) =>
  Object.entries(records)
    .filter(([id]) => id.startsWith(prefix))
    .map(([id, text]) => ({ id: id.slice(prefix.length), ...(JSON.parse(text) as StoredKeyJson) }))
    .sort((a, b) => (a.rank ?? a.added) - (b.rank ?? b.added))
    .map(({ id, name, secret, algorithm, digits, period }) => ({
      ...{ id, name, algorithm, digits, period },
      secret: Buffer.from(secret, "base64").toString("hex"),
    }));

const hexOf = (base32: string) => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = Array.from(base32, (letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = (bits.match(/[01]{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return Buffer.from(bytes).toString("hex");
};

const inHex = (keys: readonly EarlierKey[]) => keys.map((key) => ({ ...key, secret: hexOf(key.secret) }));

/** The kinds of the jobs whose sealed texts these are. */
const kinds = (jobs: readonly string[]) =>
  jobs.map((job) => (JSON.parse(job) as { job: { kind: string } }).job.kind).sort();

test("opens everything that version 0.1.0 sealed with a reader written from docs/vault-format.md", async () => {
  const folder = await copyEarlierDatabase();
  // Renames a column; the chats stay as they are until the vault opens them.
  await (await Store.open({ url: `file:${join(folder, "kapuseged.db")}` })).close();
  const { root, chats, farewells } = await readAll(open(folder), masterIn(folder));
  expect(createHash("sha256").update(root).digest("hex")).toBe(expected.rootSha256);
  for (const [index, person] of expected.people.entries()) {
    const chat = chats.get(rowOf(root, String(person.chatId)).toString("hex"));
    const records = chat?.records ?? {};
    expect(keysUnder(records, "key:")).toEqual(inHex(person.keys));
    expect(keysUnder(records, "bin:")).toEqual(inHex(person.deleted));
    expect(keysUnder(records, "offer:")).toEqual(inHex(person.offers));
    expect(records["step"] === undefined).toBe(person.step === null);
    expect(records["cancellation"] ?? "").toContain(person.cancellation ?? "");
    if (person.waitingDigits !== null)
      expect(records[`cancellation-offer:${person.waitingDigits.id}`]).toBe(person.waitingDigits.digits);
    if (chat === undefined) continue;
    expect(records["chat"]).toBe(String(person.chatId));
    expect(kinds(chat.jobs)).toEqual(
      expected.jobs
        .filter((job) => job.person === index)
        .map(({ kind }) => kind)
        .sort(),
    );
  }
  expect(kinds(farewells)).toEqual(["farewell"]);
});

test("gives a new database the schema that a database of version 0.1.0 gets", async () => {
  const app = await startAppFixture();
  await app.stop();
  const earlier = await copyEarlierDatabase();
  await (await Store.open({ url: `file:${join(earlier, "kapuseged.db")}` })).close();
  expect(await schemaIn(app.folder)).toEqual(await schemaIn(earlier));
});
