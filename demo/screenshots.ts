// Takes the README's screenshots on a phone-sized screen. Needs Debian's chromium: npm run demo:screenshots
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { Chat, launch, Portal } from "../test/demo/demo-driver.ts";
import { startDemo } from "./demo.ts";

const folder = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));

/** A current phone, in CSS pixels. */
const phone = { width: 390, height: 844 };

const demo = await startDemo({ port: 0 });
const browser = await launch();
const context = await browser.newContext({
  viewport: phone,
  deviceScaleFactor: 2,
  locale: "hu-HU",
  timezoneId: "Europe/Budapest",
});
const open = async (path: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(demo.url + path);
  await page.evaluate("document.fonts.ready");
  return page;
};

/** Finishes all animations, or stops them at `ms`. */
const settle = (page: Page, ms?: number) =>
  page.evaluate(`for (const one of document.getAnimations()) {
    if (one.effect?.getTiming().iterations === Infinity) continue;
    ${ms === undefined ? "one.finish()" : `one.pause(); one.currentTime = ${ms}`};
  }`);

const shoot = async (page: Page, name: string): Promise<void> => {
  await page.mouse.move(0, 0);
  await page.evaluate("document.activeElement?.blur()");
  const shot = await page.screenshot();
  const { size } = await sharp(shot)
    .png({ palette: true, quality: 90, effort: 8 })
    .toFile(`${folder}${name}.png`);
  process.stdout.write(`${name.padEnd(10)}${Math.round(size / 1000)} kB\n`);
};

mkdirSync(folder, { recursive: true });
const chat = new Chat(await open("/"));
const { page } = chat;
await chat.start();
await settle(page);
await shoot(page, "start");

await chat.chooseRoad();
await chat.goOn("open", "apply");
await page.evaluate("Promise.allSettled([...document.images].map((image) => image.decode()))");
await settle(page);
await shoot(page, "step");

const portal = new Portal(await open("/proba"));
await portal.apply();
await portal.photograph();
await shoot(portal.page, "portal");
const picture = await portal.photograph();

await page.bringToFront();
await chat.goOn("apply", "send");
const going = page.locator("#messages .message.gone");
const gone = going.waitFor();
await chat.send(picture);
await gone;
await settle(page, 480);
await chat.sees("Megvan a kulcsod");
await page.evaluate("document.querySelector('#messages .message.gone').scrollIntoView()");
await shoot(page, "gone");
await page.evaluate("for (const one of document.getAnimations()) one.play()");
await going.waitFor({ state: "detached" });

// The code in the step that asks for it, at the start of its validity.
const seconds = 30.2 - ((Date.now() / 1000) % 30);
await chat.forwardClock(seconds);
await chat.press("Kérem a kódot");
await chat.seesCode();
await page.evaluate("Promise.allSettled([...document.images].map((image) => image.decode()))");
await settle(page);
await page.evaluate(
  "[...document.querySelectorAll('#messages .message')].at(-1).scrollIntoView({ block: 'end' })",
);
await shoot(page, "code");

await chat.say("/torles");
await chat.press("Igen, törölj mindent");
await chat.sees("Mindent kitöröltem");
// Wait until the code above has been removed.
await going.waitFor({ state: "detached" });
await settle(page);
await shoot(page, "erased");

// Use the other user's chat, so that nothing of the first one is in the picture.
const other = new Chat(await open("/?user=2"));
await other.start();
await other.say("mire jó az a törlőkód?");
await other.messages.nth(3).waitFor();
await settle(other.page);
await shoot(other.page, "question");

await browser.close();
await demo.close();
