import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "../../src/observability/log.ts";
import { Store } from "../../src/storage/store.ts";
import { DistributedChatLock } from "../../src/jobs/distributed-chat-lock.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { Vault } from "../../src/vault/vault.ts";
import { startSqld, type Sqld } from "../sqld/server.ts";
import { open } from "../support/gate.ts";

/** How a chat is called in the database. */
const rowOf = (vault: Vault, chat: string) =>
  createHmac("sha256", vault.derive("chat")).update(chat).digest();

const anna = 5_100_000_001;
const bela = 5_100_000_002;
const ring = KeyRing.parse(KeyRing.fresh());

/** An instance, as far as its chat lock goes. */
interface Instance {
  readonly store: Store;
  readonly vault: Vault;
  readonly chatLock: DistributedChatLock;
}

let sqld: Sqld;
let instances: Instance[];
const lines: string[] = [];

const instance = async (): Promise<Instance> => {
  const store = await Store.open({ url: sqld.url, authToken: sqld.token() });
  const vault = await Vault.open(store, ring);
  const log = createLog("trace", { write: (line) => lines.push(line) });
  return { store, vault, chatLock: new DistributedChatLock(vault.locks, log) };
};

beforeAll(async () => {
  sqld = await startSqld();
  instances = [await instance(), await instance(), await instance()];
});

afterAll(async () => {
  await Promise.all(instances.map(({ store }) => store.close()));
  await sqld.close();
});

describe("among three instances", () => {
  test("no two work in one chat at the same time, and none is left out", async () => {
    const busy = new Set<number>();
    const done: string[] = [];
    const visits = Array.from({ length: 60 }, (_, i) => {
      const chat = i % 2 === 0 ? anna : bela;
      return instances[i % 3]!.chatLock.run(chat, async () => {
        expect(busy.has(chat)).toBe(false);
        busy.add(chat);
        await new Promise(setImmediate);
        busy.delete(chat);
        done.push(`${i}`);
      });
    });
    await Promise.all(visits);
    expect(new Set(done).size).toBe(60);
  });

  test("each keeps the order in which it was asked", async () => {
    const order: number[] = [];
    const { chatLock } = instances[0]!;
    await Promise.all([1, 2, 3, 4].map((i) => chatLock.run(anna, () => Promise.resolve(order.push(i)))));
    expect(order).toEqual([1, 2, 3, 4]);
  });

  test("who need not wait finds the chat taken, and free afterwards", async () => {
    const [one, two] = instances as [Instance, Instance];
    const [begun, visit] = [open(), open()];
    const work = one.chatLock.run(anna, () => {
      begun.release();
      return visit.gate;
    });
    await begun.gate;
    let ran = 0;
    const tick = () => {
      ran += 1;
      return Promise.resolve();
    };
    expect(await two.chatLock.runIfFree(anna, tick)).toBe(false);
    expect(await two.chatLock.runIfFree(bela, tick)).toBe(true);
    visit.release();
    await work;
    expect(await two.chatLock.runIfFree(anna, tick)).toBe(true);
    expect(ran).toBe(2);
  });

  test("work that fails gives the turn back", async () => {
    const [one, two] = instances as [Instance, Instance];
    await expect(one.chatLock.run(anna, () => Promise.reject(new Error("on purpose")))).rejects.toThrow(
      "on purpose",
    );
    expect(await two.chatLock.runIfFree(anna, () => Promise.resolve())).toBe(true);
  });

  test("an instance that has died keeps no other waiting for longer than its turn lasts", async () => {
    const { store, vault } = await instance();
    const row = rowOf(vault, String(anna));
    // What a visit leaves behind whose instance is gone.
    await store.locks.acquire(row, Buffer.from("dead"), 600);
    const [one] = instances as [Instance];
    expect(await one.chatLock.runIfFree(anna, () => Promise.resolve())).toBe(false);
    await one.chatLock.run(anna, () => Promise.resolve());
    await store.locks.acquire(row, Buffer.from("dead"), 0);
    await store.locks.deleteExpired();
    expect(await store.locks.acquire(row, Buffer.from("other"), 0)).toBe(true);
    await store.close();
  });

  test("a turn is prolonged while its instance lives", async () => {
    const { store, vault } = instances[0]!;
    const row = rowOf(vault, "prolonged");
    const [mine, other] = [Buffer.from("mine"), Buffer.from("other")];
    await store.locks.acquire(row, mine, 0);
    await store.locks.renew(mine, 60_000);
    expect(await store.locks.acquire(row, other, 60_000)).toBe(false);
    await store.locks.release(row, other);
    expect(await store.locks.acquire(row, other, 60_000)).toBe(false);
    await store.locks.release(row, mine);
    expect(await store.locks.acquire(row, other, 0)).toBe(true);
  });
});

test("an instance that cannot give a turn back does its work all the same, and says so", async () => {
  const written: string[] = [];
  const log = createLog("trace", { write: (line) => written.push(line) });
  const chatLock = new DistributedChatLock(
    {
      acquire: () => Promise.resolve(true),
      renew: () => Promise.resolve(),
      release: () => Promise.reject(new Error("gone")),
    },
    log,
  );
  await expect(chatLock.run(anna, () => Promise.resolve(7))).resolves.toBe(7);
  expect(written.join("")).toContain("a chat lock could not be renewed or released");
});
