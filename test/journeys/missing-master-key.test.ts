import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { expect, test } from "vitest";
import { Maintenance } from "../../src/storage/maintenance.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { rewrap } from "../../src/vault/rotation.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";
import { readiness } from "../support/readiness.ts";
import { rowsLeft } from "../support/rows.ts";
import { totp } from "../support/totp-oracle.ts";

const locked = "Most nem férek hozzá ahhoz, amit nálam tárolsz. Nem veszett el semmi.";
const ringOf = (app: AppFixture) => join(app.folder, "master.key");
const rows = (app: AppFixture) => rowsLeft(join(app.folder, "kapuseged.db"));

/** Rewraps everything under a new master key. @returns the ring with it, which the running bot has not been given */
const rewrapBehind = async (app: AppFixture) => {
  const ring = `${KeyRing.fresh(2)},${(await readFile(ringOf(app), "utf8")).trim()}`;
  const maintenance = await Maintenance.open({ url: `file:${join(app.folder, "kapuseged.db")}` });
  expect((await rewrap(maintenance, KeyRing.parse(ring), 2)).chats).toBe(1);
  await maintenance.close();
  return ring;
};

/** A user whose shown code is to be taken away by a planned job. */
const withShownCode = async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  return { app, anna, code: totp(keys.anna, app.clock.now()) };
};

test("with a master key that the bot lacks, nothing is called damaged, erased or dropped, and all is back with the key", async () => {
  const { app, anna, code } = await withShownCode();
  const before = await rows(app);
  const ring = await rewrapBehind(app);

  for (const words of ["/kod", "/adataim", "/torles", "kulcsok"]) {
    await anna.say(words);
    await app.telegram.settled();
    expect(anna.last?.text).toContain(locked);
    expect(anna.last?.text).toContain("Gyere vissza egy óra múlva");
    expect(anna.last?.text).not.toMatch(/megsérült|\/torles/);
  }
  // The code runs out, and its job can not be opened.
  app.clock.forward(60_000);
  await readiness(app.port, /^503 not ready: the key ring lacks master key 2\n$/);
  expect(await rows(app)).toBe(before);
  expect(anna.sees(`${code.slice(0, 3)} ${code.slice(3)}`)).toBe(true);

  await writeFile(ringOf(app), ring);
  await readiness(app.port, /^200 /);
  app.clock.forward(60_000);
  await anna.until("Ez a kód lejárt");
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("🔑");
});

/** Runs SQL on the database of the running bot. */
const execute = async (app: AppFixture, sql: string, args: (Uint8Array | string)[] = []) => {
  const client = createClient({ url: `file:${join(app.folder, "kapuseged.db")}` });
  try {
    return (await client.execute({ sql, args })).rows;
  } finally {
    client.close();
  }
};

/** Writes another master key's number before the only wrapped key that is not among the earlier ones. */
const damageNewChat = async (app: AppFixture, earlier: readonly string[], id: number) => {
  const [found] = (await wrappedKeys(app)).filter((key) => !earlier.includes(key));
  const damaged = Buffer.from(found!, "hex");
  damaged.writeUInt32BE(id);
  const sql = "UPDATE chats SET wrapped_key = ? WHERE wrapped_key = ?";
  await execute(app, sql, [damaged, Buffer.from(found!, "hex")]);
};

const wrappedKeys = async (app: AppFixture) =>
  (await execute(app, "SELECT hex(wrapped_key) AS key FROM chats")).map(({ key }) => key as string);

const metric = async (app: AppFixture) => {
  const text = await fetch(`http://127.0.0.1:${app.port}/metrics`).then((answer) => answer.text());
  return /^kapuseged_key_ring_problem (\d)$/m.exec(text)?.[1];
};

test("one chat of several under a master key that no instance has is reported, and the bot stays ready for the others", async () => {
  const { app, anna } = await withShownCode();
  const [bela, cili] = [app.person("Minta Béla"), app.person("Minta Cili")];
  await app.after(bela, bela.say(keys.bela));
  const earlier = await wrappedKeys(app);
  await app.after(cili, cili.say(keys.bela));
  await damageNewChat(app, earlier, 7);
  await cili.say("/kod");
  await app.telegram.settled();
  expect(cili.last?.text).toContain(locked);
  await expect.poll(() => metric(app), { timeout: 10_000 }).toBe("1");
  // After a start, all chats are counted, also those that are not used.
  await app.restart();
  await expect.poll(() => metric(app), { timeout: 10_000 }).toBe("1");
  await readiness(app.port, /^200 /);
  for (const one of [anna, bela])
    expect((await app.after(one, one.say("/kod"))).text).toMatch(/🔑|mindjárt küldöm/);

  // Another instance that has that key may wrap new chats under it.
  const note = `7=0123456789ab,1=0123456789ab@${Date.now()}`;
  await execute(app, "INSERT INTO facts VALUES ('instance:other', ?)", [Buffer.from(note)]);
  await app.restart();
  await readiness(app.port, /^503 not ready: the key ring lacks master key 7\n$/);
});

test("the bot follows its key ring by itself, so that a user notices nothing of a rotation", async () => {
  const { app, anna } = await withShownCode();
  const one = (await readFile(ringOf(app), "utf8")).trim();
  const [two] = [KeyRing.fresh(2)];
  await writeFile(ringOf(app), `${two},${one}`);
  const maintenance = await Maintenance.open({ url: `file:${join(app.folder, "kapuseged.db")}` });
  await rewrap(maintenance, KeyRing.parse(`${two},${one}`), 2);
  await maintenance.close();
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("🔑");
  await writeFile(ringOf(app), two);
  await app.after(anna, anna.say(keys.new));
  const bela = app.person("Minta Béla");
  await app.after(bela, bela.say(keys.bela));
  expect((await app.after(bela, bela.say("/kod"))).text).toContain("🔑");
  await readiness(app.port, /^200 /);
  await app.restart();
  expect((await app.after(bela, bela.say("/kod"))).text).toContain("🔑");
});

test.each([
  ["is damaged", "2:nonsense", "the key ring file cannot be used (file-damaged)"],
  ["opens another database", KeyRing.fresh(1), "the key ring file does not open this database"],
])("a key ring file that %s is reported, and the former ring stays in use", async (_name, text, reason) => {
  const { app, anna } = await withShownCode();
  const ring = await readFile(ringOf(app), "utf8");
  await writeFile(ringOf(app), text);
  await expect
    .poll(() => fetch(`http://127.0.0.1:${app.port}/readyz`).then((answer) => answer.text()), {
      timeout: 10_000,
    })
    .toContain(reason);
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("🔑");
  await writeFile(ringOf(app), ring);
  await readiness(app.port, /^200 /);
});
