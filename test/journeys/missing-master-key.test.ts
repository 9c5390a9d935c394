import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
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
