// A reader written from docs/vault-format.md alone: nothing of ours is used to read, and the cipher is another's.
// Node's HMAC and HKDF stand in for what the page names by RFC.
import { createHmac, hkdfSync } from "node:crypto";
import type { Client } from "@libsql/client";
import { gcm } from "@noble/ciphers/aes.js";

/** A master key as it stands in MASTER_KEY. */
export interface MasterKey {
  readonly id: number;
  readonly key: Uint8Array;
}

/** The page's `place`. */
export const place = (...parts: readonly (string | number | Uint8Array)[]): Uint8Array =>
  Buffer.concat(
    parts.flatMap((part) => {
      const bytes = part instanceof Uint8Array ? part : Buffer.from(`${part}`, "utf8");
      return [Buffer.of(bytes.length >>> 24, bytes.length >>> 16, bytes.length >>> 8, bytes.length), bytes];
    }),
  );

/** The page's `HKDF`. */
export const hkdf = (key: Uint8Array, use: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", key, new Uint8Array(), `kapuseged/${use}/v1`, 32));

/** Opens what the page calls a seal. @throws Error when it does not open */
export const open = (key: Uint8Array, where: Uint8Array, sealed: Uint8Array): Buffer => {
  if (sealed[0] !== 1) throw new Error("another format");
  return Buffer.from(gcm(key, sealed.slice(1, 13), Uint8Array.from(where)).decrypt(sealed.slice(13)));
};

/** Makes what the page calls a seal. */
export const seal = (key: Uint8Array, where: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.of(1), nonce, gcm(key, nonce, Uint8Array.from(where)).encrypt(plain)]);

const unwrap = (master: MasterKey, wrapped: Uint8Array, where: Uint8Array): Buffer => {
  if (Buffer.from(wrapped).readUInt32BE(0) !== master.id) throw new Error("under another master key");
  return open(hkdf(master.key, "wrap"), place("wrap", master.id, where), wrapped.slice(4));
};

/** A chat as the reader finds it. */
export interface ReadChat {
  /** The plaintexts of its records, by their ids. */
  readonly records: Readonly<Record<string, string>>;
  readonly jobs: readonly string[];
}

/** All there is in a database. */
export interface ReadDatabase {
  readonly root: Buffer;
  /** By the names of their rows, in hex. */
  readonly chats: ReadonlyMap<string, ReadChat>;
  /** What is left to do of erasures. */
  readonly farewells: readonly string[];
  /** How many seals were opened. */
  readonly opened: number;
}

const bytesIn = (value: unknown) => new Uint8Array(value as ArrayBuffer);

/** What a chat's row is called. */
export const rowOf = (root: Uint8Array, name: string): Buffer =>
  createHmac("sha256", hkdf(root, "chat")).update(name).digest();

/** The page's packed records. */
const unpack = (packed: Buffer): [string, string][] => {
  const records: [string, string][] = [];
  let at = 0;
  const next = () => {
    const length = packed.readUInt32BE(at);
    at += 4 + length;
    return packed.subarray(at - length, at).toString("utf8");
  };
  while (at + 4 <= packed.length && packed.readUInt32BE(at) !== 0) records.push([next(), next()]);
  if (packed.subarray(at).some((byte) => byte !== 0)) throw new Error("the padding has content");
  return records;
};

/** Opens everything that is sealed in a database. @throws Error when something does not open */
export const readAll = async (client: Client, master: MasterKey): Promise<ReadDatabase> => {
  const rows = async (sql: string) => (await client.execute(sql)).rows;
  const [fact] = await rows("SELECT value FROM facts WHERE name = 'root'");
  const root = unwrap(master, bytesIn(fact?.["value"]), place("root"));
  let opened = 1;
  const [allRecords, allJobs] = [await rows("SELECT * FROM records"), await rows("SELECT * FROM jobs")];
  const of = (row: Uint8Array, all: typeof allRecords) =>
    all.filter(({ chat }) => Buffer.from(chat as ArrayBuffer).equals(row));

  const chats = new Map<string, ReadChat>();
  for (const chat of await rows("SELECT * FROM chats")) {
    const row = bytesIn(chat["chat"]);
    const isWhole = chat["contents"] !== null;
    const isListed = !isWhole && chat["manifest"] !== null;
    const layout = isWhole ? ["whole"] : isListed ? ["listed"] : [];
    const chatPlace = place("chat", row, ...layout);
    const dataKey = unwrap(master, bytesIn(chat["wrapped_key"]), chatPlace);
    const records = of(row, allRecords).map((record) => ({
      id: record["id"] as string,
      version: Number(record["version"]),
      sealed: bytesIn(record["sealed"]),
    }));
    records.sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
    const listed = records.flatMap((record) => [record.id, record.version, record.sealed]);
    if (isListed) {
      const listing = open(dataKey, place("listing", row, ...listed), bytesIn(chat["manifest"]));
      if (listing.length !== 0) throw new Error("a listing has content");
    }
    const earlier = records.map(({ id, version, sealed }): [string, string] => [
      id,
      open(dataKey, place("record", row, id, version), sealed).toString("utf8"),
    ]);
    const plain = isWhole
      ? unpack(open(dataKey, place("contents", row), bytesIn(chat["contents"])))
      : earlier;
    const jobs = of(row, allJobs).map((job) =>
      open(dataKey, place("job", row, job["id"] as string), bytesIn(job["sealed"])).toString("utf8"),
    );
    chats.set(Buffer.from(row).toString("hex"), { records: Object.fromEntries(plain), jobs });
    opened += (isWhole || isListed ? 2 : 1) + records.length + jobs.length;
  }

  const farewells = of(rowOf(root, "farewell"), allJobs).map((job) =>
    open(hkdf(root, "farewell"), place("farewell", job["id"] as string), bytesIn(job["sealed"])).toString(),
  );
  return { root, chats, farewells, opened: opened + farewells.length };
};
