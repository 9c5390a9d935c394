import axe from "axe-core";
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { startDemo, type Demo } from "../../demo/demo.ts";

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

const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

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

/** A person before the chat page. */
export class Chat {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** All messages on the screen, oldest first; those that fade are not among them. */
  get messages(): Locator {
    return this.page.locator("#messages > li:not(.gone)");
  }

  async start(): Promise<void> {
    await this.page.getByRole("button", { name: "Indítás" }).click();
    await this.sees("Kapusegéd vagyok");
  }

  async say(text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Üzenet" }).fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Presses a button of the newest message that has it. */
  async press(label: string | RegExp): Promise<void> {
    await this.page.locator("#messages > li:not(.gone) .key").filter({ hasText: label }).last().click();
  }

  /** Waits for a text in any message of the bot's. */
  async sees(text: string | RegExp): Promise<void> {
    await this.messages.filter({ hasText: text }).filter({ hasText: "Kapusegéd:" }).last().waitFor();
  }

  /** Chooses a picture and sends it. */
  async send(picture: Buffer, name = "kepernyokep.png", mimeType = "image/png"): Promise<void> {
    await this.page.locator("#file").setInputFiles({ name, mimeType, buffer: picture });
    await this.page.getByRole("dialog").getByRole("button", { name: "Küldés" }).click();
  }

  /** Opens what goes on inside. */
  async openPanel(): Promise<Locator> {
    await this.page.getByRole("button", { name: "Mi történik belül?" }).click();
    const panel = this.page.getByRole("complementary");
    await panel.getByText(/Fut, a folyamat száma/).waitFor();
    return panel;
  }
}

/** The practice portal before a person. */
export class Portal {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** What is to be seen of it now. */
  get screen(): Locator {
    return this.page.locator("section:not([hidden])");
  }

  async press(label: string): Promise<void> {
    await this.screen.getByRole("button", { name: label, exact: true }).click();
  }

  async fill(label: string, text: string): Promise<void> {
    await this.screen.getByLabel(label, { exact: true }).fill(text);
  }

  async shows(heading: string): Promise<void> {
    await this.screen.getByRole("heading", { name: heading, exact: true }).waitFor();
  }

  /** From the first page to the one with the QR code. */
  async apply(): Promise<void> {
    await this.press("Bejelentkezés");
    await this.press("Ügyfélkapuval");
    await this.fill("JELSZÓ", "minta");
    await this.press("BEJELENTKEZÉS");
    await this.press("ÜGYFÉLKAPU+ IGÉNYLÉSE");
    await this.press("Tovább az Ügyfélkapu+ igényléséhez");
    await this.shows("1. QR-KÓD LEOLVASÁSA");
    await this.page.waitForFunction("document.getElementById('qr').naturalWidth > 0");
  }
}

/** What axe finds serious or critical on a page as it is now, as "rule: element". */
export const seriousIssues = async (page: Page): Promise<string[]> => {
  // Not a script element: the page's policy allows none but its own.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
};
