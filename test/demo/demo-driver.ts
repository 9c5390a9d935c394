import { chromium, type Browser, type Locator, type Page } from "playwright-core";

/** Starts Debian's chromium. */
export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

/** A user of the chat page. */
export class Chat {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** All messages on the screen, oldest first, without those that are fading out. */
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

  /** Waits for a text in any message of the bot. */
  async sees(text: string | RegExp): Promise<void> {
    await this.messages.filter({ hasText: text }).filter({ hasText: "Kapusegéd:" }).last().waitFor();
  }

  /** Chooses a picture and sends it. */
  async send(picture: Buffer, name = "kepernyokep.png", mimeType = "image/png"): Promise<void> {
    await this.page.locator("#file").setInputFiles({ name, mimeType, buffer: picture });
    await this.page.getByRole("dialog").getByRole("button", { name: "Küldés" }).click();
  }

  /** Opens the panel with the inside view. */
  async openPanel(): Promise<Locator> {
    await this.page.getByRole("button", { name: "Mi történik belül?" }).click();
    const panel = this.page.getByRole("complementary");
    await panel.getByText(/Fut, a folyamat száma/).waitFor();
    return panel;
  }
}

/** A user of the practice portal. */
export class Portal {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The screen that is visible now. */
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

  /** Goes from the first page to the one with the QR code. */
  async apply(): Promise<void> {
    await this.press("Bejelentkezés");
    await this.press("Ügyfélkapuval");
    await this.fill("JELSZÓ", "minta");
    await this.press("BEJELENTKEZÉS");
    await this.press("ÜGYFÉLKAPU+ IGÉNYLÉSE");
    await this.press("Tovább az Ügyfélkapu+ igényléséhez");
    await this.shows("1. QR-KÓD LEOLVASÁSA");
    await this.page.evaluate("document.getElementById('qr').decode()");
  }
}
