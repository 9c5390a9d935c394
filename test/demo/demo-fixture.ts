import axe from "axe-core";
import type { BrowserContext, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { startDemo, type Demo } from "../../demo/demo.ts";
import { launch } from "./demo-driver.ts";

/** A small phone. */
const phone = { width: 360, height: 740 };

/** The longest wait for anything on a page, in ms. */
const patience = 15_000;

/** The demo and a browser, for the whole of a file's tests or one of them. */
export interface Stage {
  readonly demo: Demo;
  readonly context: BrowserContext;
  /** Opens a page of the demo, by its path. What goes wrong in it is in `faults`. */
  readonly open: (path: string) => Promise<Page>;
  /** What pages complained of: errors, and what their policy forbade. */
  readonly faults: string[];
}

/** Starts a demo and a phone of its own for one test. */
export const setStage = async (options: { dark?: boolean } = {}): Promise<Stage> => {
  const demo = await startDemo({ port: 0 });
  onTestFinished(() => demo.close());
  const browser = await launch();
  onTestFinished(() => browser.close());
  const context = await browser.newContext({
    viewport: phone,
    deviceScaleFactor: 2,
    hasTouch: true,
    locale: "hu-HU",
    timezoneId: "Europe/Budapest",
    reducedMotion: "no-preference",
    colorScheme: options.dark ? "dark" : "light",
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: demo.url });
  context.setDefaultTimeout(patience);
  const faults: string[] = [];
  const open = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    await page.goto(demo.url + path);
    return page;
  };
  return { demo, context, open, faults };
};

/** What axe finds serious or critical on a page as it is now, as "rule: element". */
export const seriousIssues = async (page: Page): Promise<string[]> => {
  // Not a script element: the page's policy allows none but its own.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
};
