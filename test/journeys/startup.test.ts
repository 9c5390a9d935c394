import { expect, test } from "vitest";
import { link, screenshot } from "../support/drawings.ts";
import { keys, startAppFixtureWith } from "../support/app-fixture.ts";
import { MovableClock } from "../support/clock.ts";
import { totp } from "../support/totp-oracle.ts";

test("a product that starts its own reading process and question base reads pictures and answers questions, also after a restart", async () => {
  const clock = new MovableClock();
  clock.forwardTo(29);
  const app = await startAppFixtureWith(clock, { ownParts: true });
  const anna = app.person();
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
  expect((await app.after(anna, anna.say("mi az a törlőkód?"))).text).toContain("törlőkód");

  await app.restart();
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.bela))));
  await anna.press("Nem, maradjon mindkettő");
  // After slow readings the next code may be promised first.
  const isShown = (text: string) => /🔑 \d{3} \d{3}/.test(text);
  await anna.until((screen) => isShown(screen.at(-1)!.text), 40_000);
  const { text } = anna.last!;
  expect(/\d{3} \d{3}/.exec(text)?.[0].replace(" ", "")).toBe(totp(keys.bela, clock.now()));
});
