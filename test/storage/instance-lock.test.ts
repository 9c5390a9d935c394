import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InstanceLock } from "../../src/storage/instance-lock.ts";
import { Store } from "../../src/storage/store.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-instance-lock-"));
  file = join(folder, "in", "a folder", "kapuseged.db");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("gives the lock to one holder at a time, and to the next after its release", async () => {
  const one = await InstanceLock.acquire(file);
  await expect(InstanceLock.acquire(file)).rejects.toMatchObject({ code: "in-use" });
  await expect(InstanceLock.acquire(file)).rejects.toMatchObject({ code: "in-use" });
  one.release();
  (await InstanceLock.acquire(file)).release();
});

test("locks each file separately", async () => {
  const one = await InstanceLock.acquire(file);
  (await InstanceLock.acquire(`${file}2`)).release();
  one.release();
});

test("does not keep operator's commands off the database", async () => {
  const lock = await InstanceLock.acquire(file);
  const store = await Store.open({ url: `file:${file}` });
  await store.probe();
  await store.close();
  lock.release();
});

test("releases the lock when the process is killed", async () => {
  const holder = `
    import { InstanceLock } from ${JSON.stringify(new URL("../../src/storage/instance-lock.ts", import.meta.url).href)};
    const lock = await InstanceLock.acquire(process.argv[1]);
    process.stdout.write("acquired");
    setInterval(() => lock, 1000);
  `;
  const args = ["--import", "tsx", "--input-type=module", "--eval", holder, file];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  await expect(InstanceLock.acquire(file)).rejects.toMatchObject({ code: "in-use" });
  child.kill("SIGKILL");
  await once(child, "exit");
  (await InstanceLock.acquire(file)).release();
});

test("reports a folder that cannot be created as a DatabaseError", async () => {
  await expect(InstanceLock.acquire("/dev/null/kapuseged.db")).rejects.toThrow("database: ");
});
