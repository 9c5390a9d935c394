import { createClient } from "@libsql/client";
import { afterEach, beforeEach } from "vitest";
import { Database, type DatabaseAddress } from "../../../src/storage/database.ts";
import type { Change } from "../../../src/storage/changes.ts";
import { Store } from "../../../src/storage/store.ts";
import { type SealedJob } from "../../../src/storage/rows.ts";
import { Maintenance } from "../../../src/storage/maintenance.ts";

/** What the contract is tested on. */
export interface Ground {
  /** Prepares an empty database. @returns where it is */
  prepare(): Promise<DatabaseAddress>;
  /** Takes it away. */
  clear(): Promise<void>;
}

/** An empty database, new for every test, and ways into it; what was opened is closed when the test ends. */
export interface Setting {
  readonly address: DatabaseAddress;
  open(): Promise<Store>;
  openUpkeep(): Promise<Maintenance>;
  openDatabase(): Promise<Database>;
  /** Looks into the database past the store, or changes it. */
  query(sql: string): Promise<unknown[][]>;
}

/** Sets up this ground around each test that is described after it. */
export const settingOn = (ground: Ground): Setting => {
  const opened: { close(): Promise<void> }[] = [];
  const noted = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const one = await opening;
    opened.push(one);
    return one;
  };
  const setting = {
    address: { url: "" } as DatabaseAddress,
    open: () => noted(Store.open(setting.address)),
    openUpkeep: () => noted(Maintenance.open(setting.address)),
    openDatabase: () => noted(Database.open(setting.address)),
    query: async (sql: string) => {
      const { url, authToken } = setting.address;
      const client = createClient({ url, ...(authToken === undefined ? {} : { authToken }) });
      try {
        return (await client.execute(sql)).rows.map((row) =>
          Array.from({ length: row.length }, (_, i) => row[i]),
        );
      } finally {
        client.close();
      }
    },
  };
  beforeEach(async () => {
    setting.address = await ground.prepare();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await ground.clear();
  });
  return setting;
};

const chatOf = (fill: number) => new Uint8Array(32).fill(fill);
export const anna = chatOf(1);
export const bela = chatOf(2);
export const bytes = (...values: number[]) => Uint8Array.from(values);

export const put = (id: string, version: number, sealed: Uint8Array, chat = anna): Change => ({
  put: "record",
  chat,
  record: { id, version, sealed },
});
export const job = (id: string, dueAt: number, chat = anna): SealedJob => ({
  id,
  chat,
  dueAt,
  attempts: 0,
  sealed: bytes(7, 7),
});
export const plan = (id: string, dueAt: number, chat = anna): Change => ({
  put: "job",
  job: job(id, dueAt, chat),
});

/** A chat begins, with a key of its own. */
export const found = (chat: Uint8Array, ...key: number[]): Change => ({
  put: "chat",
  chat,
  wrappedKey: bytes(...key),
});

export const recordsOf = async (store: Store, chat = anna) =>
  (await store.chat(chat))?.records.map(({ id, version, sealed }) => [id, version, ...sealed]);

/** A store where Anna and Béla have a key of their own. */
export const inhabited = async (setting: Setting): Promise<Store> => {
  const store = await setting.open();
  await store.apply([found(anna, 10)]);
  await store.apply([found(bela, 20)]);
  return store;
};
