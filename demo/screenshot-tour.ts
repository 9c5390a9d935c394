import type { Browser, Page } from "playwright-core";
import { Chat, Portal } from "../test/demo/demo-driver.ts";
import { startDemo } from "./demo.ts";

/** A current phone, in CSS pixels. */
const phone = { width: 390, height: 844 };

/** Finishes all animations, or stops them at `ms`. */
const settle = (page: Page, ms?: number) =>
  page.evaluate(`for (const one of document.getAnimations()) {
    if (one.effect?.getTiming().iterations === Infinity) continue;
    ${ms === undefined ? "one.finish()" : `one.pause(); one.currentTime = ${ms}`};
  }`);

/** What the chat or the portal's page says. Codes, days, times and the key, which differ from run to run, are left out. */
export const wordsOf = async (page: Page): Promise<string> => {
  const text = await page.evaluate<string>(
    `[...document.querySelectorAll("#messages .message, section:not([hidden])")].map((one) => one.innerText).join(" ")`,
  );
  return (
    text
      .replace(/\b\d{3} \d{3}\b/g, "000 000")
      .replace(/\b[A-Z2-7]{4}( [A-Z2-7]{4}){3,}\b|\b[A-Z2-7]{26,}\b/g, "KEY")
      .replace(
        /(?:január|február|március|április|május|június|július|augusztus|szeptember|október|november|december) \d+\./g,
        "ma",
      )
      .replace(/\b\d{1,2}:\d{2}(:\d{2})?\b/g, "0:00")
      .replace(/\b\d+ másodperc/g, "0 másodperc")
      .replace(/\s+/g, " ")
      // A picture that the bot deletes: it fades meanwhile, or is gone.
      .replaceAll("Te: 0:00 , a robot megkapta ", "")
      .trim()
  );
};

/**
 * Walks through the demo and the practice portal as a user does, and stops where a picture for the README is taken.
 * @param shoot takes the picture of a page, which stands still meanwhile
 */
export const takeTour = async (
  browser: Browser,
  shoot: (page: Page, name: string) => Promise<void>,
): Promise<void> => {
  const demo = await startDemo({ port: 0 });
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

  // A code in large digits, at the start of its validity.
  await chat.forwardClock(30.2 - ((Date.now() / 1000) % 30));
  await chat.say("/kod");
  await chat.seesCode();
  await chat.press("Nagyobb számok");
  await page.locator("#messages .heading").waitFor();
  await settle(page);
  await page.evaluate(
    "document.querySelector('#scroll').scrollTop = document.querySelector('#scroll').scrollHeight",
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

  await context.close();
  await demo.close();
};
