import { expect, onTestFinished, test } from "vitest";
import { takeTour, wordsOf } from "../../demo/screenshot-tour.ts";
import words from "../../docs/screenshots/words.json" with { type: "json" };
import { launch } from "./demo-driver.ts";

test("the README's screenshots show what the demo shows (if not: npm run demo:screenshots)", async () => {
  const browser = await launch();
  onTestFinished(() => browser.close());
  const seen: Record<string, string> = {};
  // The words, because pixels differ with the machine's fonts.
  await takeTour(browser, async (page, name) => {
    seen[name] = await wordsOf(page);
  });
  expect(seen, "docs/screenshots is out of date: run npm run demo:screenshots").toEqual(words);
});
