// Takes the README's screenshots on a phone-sized screen. Needs Debian's chromium: npm run demo:screenshots
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { launch } from "../test/demo/demo-driver.ts";
import { takeTour, wordsOf } from "./screenshot-tour.ts";

const folder = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));
mkdirSync(folder, { recursive: true });
const words: Record<string, string> = {};
const browser = await launch();
await takeTour(browser, async (page, name) => {
  await page.mouse.move(0, 0);
  await page.evaluate("document.activeElement?.blur()");
  const shot = await page.screenshot();
  words[name] = await wordsOf(page);
  const { size } = await sharp(shot)
    .png({ palette: true, quality: 90, effort: 8 })
    .toFile(`${folder}${name}.png`);
  process.stdout.write(`${name.padEnd(10)}${Math.round(size / 1000)} kB\n`);
});
await browser.close();
// test/demo/screenshots.browser.ts compares them with what the demo shows.
writeFileSync(`${folder}words.json`, `${JSON.stringify(words, undefined, 2)}\n`);
