import { existsSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import { keys } from "../support/app-fixture.ts";
import { productFixture } from "../support/product-fixture.ts";

const fixture = productFixture("lost");

test("a database file that is deleted while the bot runs: nothing is said to be kept, and it ends with one line", async () => {
  const product = await fixture.start().ready();
  const anna = fixture.telegram.person();
  const bela = fixture.telegram.person("Minta Béla");
  await anna.say(keys.anna);
  await anna.until("Megvan a kulcsod");
  await fixture.telegram.settled();
  rmSync(fixture.database);
  await bela.say(keys.bela);
  await bela.until("Most nem sikerült");
  expect(bela.sees("Megvan a kulcsod")).toBe(false);

  const line = /^DATABASE_URL: [^\n]*kapuseged\.db[^\n]* was deleted, emptied or replaced [^\n]*\n$/;
  expect(await product.ending()).toMatchObject({ code: 1, stderr: expect.stringMatching(line) as unknown });
  expect(existsSync(fixture.database)).toBe(false);
  const next = await fixture.start().ending();
  expect([next.code, next.stderr]).toEqual([
    1,
    expect.stringMatching(/^DATABASE_URL: there is no database at [^\n]*\n$/),
  ]);
});
