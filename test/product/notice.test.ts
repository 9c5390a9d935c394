import { expect, test } from "vitest";
import { formatLocalTime } from "../../src/clock/local-time.ts";
import { runTool } from "../support/command.ts";
import { productFixture } from "../support/product-fixture.ts";

const fixture = productFixture("notice");

test("a notice is set and ended while the bot runs, by a command of its own", async () => {
  const product = await fixture.start().ready();
  const environment = { DATABASE_URL: `file:${fixture.database}` };
  const notice = (...args: string[]) => runTool("notice", args, environment);
  const anna = fixture.telegram.person();

  const set = await notice("Este 8 óráig <lassú> leszek.", "--hours", "6");
  expect(set).toMatchObject({ code: 0, stderr: "" });
  expect(set.stdout).toContain(`until ${formatLocalTime(Date.now() + 6 * 3_600_000).slice(0, 10)}`);
  await anna.start();
  await anna.until("Az üzemeltetőm üzeni\n\nEste 8 óráig <lassú> leszek.", 20_000);

  const { code, stdout, stderr } = await notice("Ma", "lassú");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^Usage: .*\n$/);

  expect((await notice("end")).stdout).toContain("The notice has ended");
  expect(await product.stop()).toMatchObject({ code: 0 });
});
