// Renders the guide's pictures, all or the named ones: npm run pictures -- enter login
import { mkdirSync, statSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import sharp from "sharp";
import { type Drawing, usualHeight, width } from "./drawing.ts";
import { drawings, markOf, pageOf } from "./list.ts";

const folder = new URL("../locales/hu/pictures/", import.meta.url).pathname;

/** Telegram shows a small picture immediately. */
const maxFileBytes = 150_000;

/** Finds what a user could not see or read completely: elements outside the picture, text outside its box. */
const findLayoutErrors = `(() => {
  const faults = [];
  const { innerWidth: w, innerHeight: h } = window;
  for (const one of document.querySelectorAll("p,h1,h2,.tag,.ring,.button,.row,.input,.pill,.link,.hint,svg")) {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const whole = left >= 0 && top >= 0 && right <= w && bottom <= h;
    const tooLow = one.matches(".tag") && bottom > h - 24;
    if (tooLow || (!whole && !one.closest("[data-cut]")) || (!one.matches(".ring") && one.scrollWidth > one.clientWidth + 2))
      faults.push((one.textContent.trim() || one.getAttribute("class") || one.tagName).slice(0, 40));
  }
  return faults;
})()`;

const draw = async (page: Page, drawing: Drawing): Promise<string[]> => {
  await page.setViewportSize({ width, height: drawing.height ?? usualHeight });
  await page.setContent(pageOf(drawing), { waitUntil: "load" });
  await page.evaluate("document.fonts.ready");
  const faults = await page.evaluate<string[]>(findLayoutErrors);
  const shot = await page.screenshot();
  await sharp(shot)
    .withExif({ IFD0: { ImageDescription: markOf(drawing) } })
    .png({ palette: true, colours: 64, effort: 10, compressionLevel: 9, dither: 0 })
    .toFile(`${folder}${drawing.name}.png`);
  return faults;
};

const requested = process.argv.slice(2);
const chosen = drawings.filter(({ name }) => requested.length === 0 || requested.includes(name));
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
});
const page = await browser.newPage();
for (const drawing of chosen) {
  const faults = await draw(page, drawing);
  const bytes = statSync(`${folder}${drawing.name}.png`).size;
  if (bytes >= maxFileBytes) faults.push("too large");
  if (faults.length > 0) process.exitCode = 1;
  const size = `${(bytes / 1000).toFixed(1)} kB`.padStart(9);
  process.stdout.write(`${drawing.name.padEnd(20)}${size}  ${faults.join("; ") || "ok"}\n`);
}
await browser.close();
