import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Lease, Leased } from "../../src/store/lease.ts";
import { Store } from "../../src/store/store.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-lease-"));
  file = join(folder, "in", "a folder", "kapuseged.db");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("one has it at a time, and the next when it is released", async () => {
  const one = await Lease.take(file);
  await expect(Lease.take(file)).rejects.toThrow(Leased);
  await expect(Lease.take(file)).rejects.toThrow(Leased);
  one.release();
  (await Lease.take(file)).release();
});

test("each file has its own", async () => {
  const one = await Lease.take(file);
  (await Lease.take(`${file}2`)).release();
  one.release();
});

test("does not keep tools from the database", async () => {
  const lease = await Lease.take(file);
  const store = await Store.open({ url: `file:${file}` });
  await store.probe();
  await store.close();
  lease.release();
});

test("ends with its process, however that ends", async () => {
  const holder = `
    import { Lease } from ${JSON.stringify(new URL("../../src/store/lease.ts", import.meta.url).href)};
    const lease = await Lease.take(process.argv[1]);
    process.stdout.write("taken");
    setInterval(() => lease, 1000);
  `;
  const args = ["--import", "tsx", "--input-type=module", "--eval", holder, file];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  await expect(Lease.take(file)).rejects.toThrow(Leased);
  child.kill("SIGKILL");
  await once(child, "exit");
  (await Lease.take(file)).release();
});

test("a folder that cannot be had is a fault of the database", async () => {
  await expect(Lease.take("/dev/null/kapuseged.db")).rejects.toThrow("database: ");
});
