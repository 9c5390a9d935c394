import { createClient } from "@libsql/client";
import { afterEach, beforeEach } from "vitest";
import { Database, type DatabaseAddress } from "../../../src/storage/database.ts";
import type { Change } from "../../../src/storage/changes.ts";
import { Store } from "../../../src/storage/store.ts";
import { type SealedJob } from "../../../src/storage/rows.ts";
import { Maintenance } from "../../../src/storage/maintenance.ts";

/** Where the contract is tested. */
export interface DatabaseLocation {
  /** Creates an empty database. @returns its address */
  prepare(): Promise<DatabaseAddress>;
  /** Removes it. */
  clear(): Promise<void>;
}

/** An empty database, new for every test; everything opened on it is closed after the test. */
export interface TestDatabase {
  readonly address: DatabaseAddress;
  open(): Promise<Store>;
  openMaintenance(): Promise<Maintenance>;
  openDatabase(): Promise<Database>;
  /** Reads or changes the database directly. */
  query(sql: string): Promise<unknown[][]>;
}

/** Sets up a database at this location around each test that is described after the call. */
export const setUp = (location: DatabaseLocation): TestDatabase => {
  const opened: { close(): Promise<void> }[] = [];
  const noted = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const one = await opening;
    opened.push(one);
    return one;
  };
  const testDatabase = {
    address: { url: "" } as DatabaseAddress,
    open: () => noted(Store.open(testDatabase.address)),
    openMaintenance: () => noted(Maintenance.open(testDatabase.address)),
    openDatabase: () => noted(Database.open(testDatabase.address)),
    query: async (sql: string) => {
      const { url, authToken } = testDatabase.address;
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
    testDatabase.address = await location.prepare();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await location.clear();
  });
  return testDatabase;
};

const chatOf = (fill: number) => new Uint8Array(32).fill(fill);
export const anna = chatOf(1);
export const bela = chatOf(2);
export const bytes = (...values: number[]) => Uint8Array.from(values);

/** When the jobs of {@link put} are due. */
const putDueAt = 7_777;

/** A change that shows whether it was applied: a job with these attempts and this content. */
export const put = (id: string, attempts: number, sealed: Uint8Array, chat = anna): Change => ({
  put: "job",
  job: { id, chat, dueAt: putDueAt, attempts, sealed },
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

/** Creates a chat with a wrapped key. */
export const newChat = (chat: Uint8Array, ...key: number[]): Change => ({
  put: "chat",
  chat,
  wrappedKey: bytes(...key),
  contents: bytes(0),
});

/** A chat's seals, without its usage and jobs. */
export const sealsOf = async (store: Store, chat = anna) => {
  const whole = await store.wholeChat(chat);
  if (whole === undefined) return undefined;
  const { wrappedKey, contents, manifest } = whole;
  return { wrappedKey, contents, ...(manifest === undefined ? {} : { manifest }) };
};

/** All jobs of a chat, earliest first. */
export const jobsOf = async (store: Store, chat = anna) => (await store.wholeChat(chat))?.jobs ?? [];

/** What {@link put} has put into a chat, by id. */
export const putIn = async (store: Store, chat = anna) =>
  (await jobsOf(store, chat))
    .filter(({ dueAt }) => dueAt === putDueAt)
    .map(({ id, attempts, sealed }) => [id, attempts, ...sealed])
    .toSorted();

/** A store with the chats of Anna and Béla. */
export const withTwoChats = async (testDatabase: TestDatabase): Promise<Store> => {
  const store = await testDatabase.open();
  await store.apply([newChat(anna, 10)]);
  await store.apply([newChat(bela, 20)]);
  return store;
};
