import axe from "axe-core";
import type { BrowserContext, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { startDemo, type Demo } from "../../demo/demo.ts";
import { launch } from "./demo-driver.ts";

/** A small phone. */
const phone = { width: 360, height: 740 };

/** Of the pages, whatever this machine's is. */
export const timeZone = "Europe/Budapest";

const pageTimeoutMs = 15_000;

/** A running demo and a browser context. */
export interface DemoFixture {
  readonly demo: Demo;
  readonly context: BrowserContext;
  /** Opens a page of the demo by its path. */
  readonly open: (path: string) => Promise<Page>;
  /** Errors of the opened pages, including what their content security policy blocked. */
  readonly errors: string[];
}

/** Starts a demo and a browser with a phone-sized window for one test. */
export const openDemo = async (options: { dark?: boolean } = {}): Promise<DemoFixture> => {
  const demo = await startDemo({ port: 0 });
  onTestFinished(() => demo.close());
  const browser = await launch();
  onTestFinished(() => browser.close());
  const context = await browser.newContext({
    viewport: phone,
    deviceScaleFactor: 2,
    hasTouch: true,
    locale: "hu-HU",
    timezoneId: timeZone,
    reducedMotion: "no-preference",
    colorScheme: options.dark ? "dark" : "light",
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: demo.url });
  context.setDefaultTimeout(pageTimeoutMs);
  const errors: string[] = [];
  const open = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      // The bot may delete a picture before the page has loaded it.
      const isDeletedPicture = message.location().url.includes("/media/") && message.text().includes(" 404 ");
      if (message.type() === "error" && !isDeletedPicture) errors.push(message.text());
    });
    await page.goto(demo.url + path);
    return page;
  };
  return { demo, context, open, errors };
};

/** What axe finds serious or critical on a page in its current state, as "rule: element". */
export const seriousIssues = async (page: Page): Promise<string[]> => {
  // Not as a script element: the page's policy allows only its own scripts.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
};
