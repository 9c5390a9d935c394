/**
 * Measures how many chats per second `npm run keys -- rewrap` puts under another master key: five times, on a database
 * file with the given number of chats. Usage: npm run bench:rewrap [-- CHATS]
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change } from "../src/storage/changes.ts";
import { Store } from "../src/storage/store.ts";
import { newClaim } from "../src/storage/rows.ts";
import { Maintenance } from "../src/storage/maintenance.ts";
import { KeyRing } from "../src/vault/key-ring.ts";
import { chatKeyAad } from "../src/vault/associated-data.ts";
import { rewrap } from "../src/vault/rotation.ts";
import { Vault } from "../src/vault/vault.ts";

const chatCount = Number(process.argv[2] ?? 50_000);
const rounds = 5;
const chatsPerBatch = 500;

const folder = await mkdtemp(join(tmpdir(), "kapuseged-rewrap-"));
try {
  const address = { url: `file:${join(folder, "bench.db")}` };
  let newest = KeyRing.fresh(1);
  const store = await Store.open(address);
  await Vault.open(store, KeyRing.parse(newest));
  for (let made = 0; made < chatCount; made += chatsPerBatch) {
    const changes = Array.from({ length: chatsPerBatch }, (): Change => {
      const chat = randomBytes(32);
      const wrappedKey = KeyRing.parse(newest).wrap(randomBytes(32), chatKeyAad(chat, "whole"));
      return { put: "chat", chat, wrappedKey, contents: randomBytes(797) };
    });
    await store.apply(changes, newClaim(made + 1));
  }
  await store.close();
  for (let round = 0; round < rounds; round += 1) {
    const old = newest;
    newest = KeyRing.fresh(round + 2);
    const maintenance = await Maintenance.open(address);
    const [started, worked] = [performance.now(), process.cpuUsage()];
    const done = await rewrap(maintenance, KeyRing.parse(`${newest},${old}`), round + 2);
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(worked);
    await maintenance.close();
    const rate = Math.round(done.chats / seconds).toLocaleString("en");
    process.stdout.write(
      `${done.chats} chats in ${seconds.toFixed(1)} s: ${rate} per second, ${((user + system) / 1e6).toFixed(1)} s of CPU\n`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
