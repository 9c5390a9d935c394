import { execFileSync } from "node:child_process";
import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { freePort } from "../support/ports.ts";
import { Lock } from "../support/database-lock.ts";
import { productFixture, withoutRoot } from "../support/product-fixture.ts";
import type { Product } from "../support/product.ts";
import { readiness } from "../support/readiness.ts";
import { keys } from "../support/app-fixture.ts";

const fixture = productFixture("disk");

/** ms for tests that wait until the bot gives up. */
const patience = 60_000;

/** From now on no file may grow beyond this, as if the disk were full; `unlimited`: there is room again. */
const roomFor = ({ pid }: Product, bytes: number | "unlimited") =>
  execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);

const setRights = async (writable: boolean) => {
  if (writable) await chmod(fixture.folder, 0o700);
  for (const name of await readdir(fixture.folder))
    await chmod(join(fixture.folder, name), writable ? 0o600 : 0o400);
  if (!writable) await chmod(fixture.folder, 0o500);
};

afterEach(() => setRights(true));

/** A product with Anna's key in it. */
const begun = async (environment: Record<string, string> = {}) => {
  const port = await freePort();
  const settings = { PORT: String(port), ...environment };
  const product = await fixture.start(settings, withoutRoot).ready();
  const anna = fixture.telegram.person();
  await anna.say(keys.anna);
  await anna.until("Megvan a kulcsod");
  await fixture.telegram.settled();
  return { port, product, anna, settings };
};

/** Béla's key came back as sorry, was not kept, and is still in the chat; Anna's was kept. */
const notKept = async (bela: ReturnType<typeof fixture.telegram.person>) => {
  await bela.say(keys.bela);
  await bela.until("Most nem sikerült", 20_000);
  expect(bela.sees("Megvan a kulcsod")).toBe(false);
};

test(
  "a full disk: nothing is said to be kept that is not, and it heals when there is room",
  async () => {
    const { port, product, anna, settings } = await begun();
    const bela = fixture.telegram.person("Minta Béla");
    roomFor(product, 0);
    await readiness(port, /^503 not ready: the database takes no writes/);
    await notKept(bela);
    roomFor(product, "unlimited");
    await readiness(port, /^200 /);
    await bela.say(keys.bela);
    await bela.until("Megvan a kulcsod");
    // A disk fills in the middle of something, as a rule.
    roomFor(product, 40_000);
    await readiness(port, /^503 /);
    await product.stop("SIGKILL");
    await fixture.start(settings, withoutRoot).ready();
    for (const person of [anna, bela]) {
      await person.say("/torles");
      await person.until("1 kulcs");
    }
  },
  patience,
);

test(
  "a disk that becomes read-only: the same, also for a start",
  async () => {
    const { port, product } = await begun();
    const bela = fixture.telegram.person("Minta Béla");
    // The next connection is made to a file that cannot be written, as after an error that made the disk read-only.
    const lock = await Lock.take(`file:${fixture.database}`);
    await setRights(false);
    await notKept(bela);
    await readiness(port, /^503 not ready: the database takes no writes/);
    await setRights(true);
    await lock.release();
    await readiness(port, /^200 /);
    await bela.say(keys.bela);
    await bela.until("Megvan a kulcsod");
    expect((await product.stop()).code).toBe(0);

    await setRights(false);
    const { code, stderr } = await fixture.start({}, withoutRoot).ending();
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^DATABASE_URL: [^\n]*this user needs the right to read and write[^\n]*\n$/),
    ]);
  },
  patience,
);

test(
  "a program that holds the database for longer than people wait",
  async () => {
    const port = await freePort();
    const { anna } = await begun({ PORT: String(port), WEBHOOK_URL: `http://127.0.0.1:${port}/in` });
    const bela = fixture.telegram.person("Minta Béla");
    const lock = await Lock.take(`file:${fixture.database}`);
    await readiness(port, /^503 not ready: (no answer in time|the database takes no writes)/);
    await notKept(bela);
    expect(fixture.telegram.deliveries.at(-1)?.state).toBe("pending");
    await lock.release();
    // It was not acknowledged, so it is brought again.
    await bela.until("Megvan a kulcsod", 20_000);
    await readiness(port, /^200 /);
    await fixture.telegram.settled(10_000);
    expect(bela.sees(keys.bela)).toBe(false);
    for (const person of [anna, bela]) {
      await person.say("/torles");
      await person.until("1 kulcs");
    }
  },
  patience,
);
