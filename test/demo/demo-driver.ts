import { chromium, type Browser, type Locator, type Page } from "playwright-core";
import guide from "../../locales/hu/guide.json" with { type: "json" };
import { roadOf } from "../../src/guide/roads.ts";
import type { StepId } from "../../src/guide/steps.ts";
import { placeOf } from "../../src/guide/walk.ts";

/** The heading of a step on the road on which the bot gives the codes. */
const headingOf = (id: StepId): string => {
  const { step, number, total } = placeOf("bot", id);
  return `${number}/${total} · ${guide.steps[step].title}`;
};

/** Starts Debian's chromium. */
export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

/*
 * Acting on a page brings it to the front, as a user does with an app. The browser also slows down pages in the
 * background.
 */

/** A user of the chat page. */
export class Chat {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** All messages on the screen, oldest first, without those that are fading out. */
  get messages(): Locator {
    return this.page.locator("#messages .message:not(.gone)");
  }

  async start(): Promise<void> {
    await this.page.getByRole("button", { name: "Indítás", exact: true }).click();
    await this.sees("Kapusegéd vagyok");
  }

  /** Chooses the road on which the bot gives the codes, with an Android phone. */
  async chooseRoad(): Promise<void> {
    await this.press("Kezdjük");
    await this.press("Tőled, itt a Telegramban");
    await this.press("Androidos");
    await this.seesStep("open");
  }

  /** Waits for a step of that road. */
  async seesStep(step: StepId): Promise<void> {
    await this.sees(headingOf(step));
  }

  /** Goes on from step to step of that road, up to this one. @param from where the user stands */
  async goOn(from: StepId, to: StepId): Promise<void> {
    const { steps } = roadOf("bot");
    for (const step of steps.slice(steps.indexOf(from) + 1, steps.indexOf(to) + 1)) {
      await this.press("Kész, tovább");
      await this.seesStep(step);
    }
  }

  async say(text: string): Promise<void> {
    await this.page.bringToFront();
    await this.page.getByRole("textbox", { name: "Üzenet" }).fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Presses a button of the newest message that has it. */
  async press(label: string | RegExp): Promise<void> {
    await this.page.bringToFront();
    await this.page.locator("#messages .message:not(.gone) .key").filter({ hasText: label }).last().click();
  }

  /** Waits for a text in any message of the bot. */
  async sees(text: string | RegExp): Promise<void> {
    await this.messages.filter({ hasText: text }).filter({ hasText: "Kapusegéd:" }).last().waitFor();
  }

  /** Sets the clock of the bot and of the portal forward. */
  async forwardClock(seconds: number): Promise<void> {
    const url = new URL("/api/clock", this.page.url()).href;
    await this.page.request.post(url, { data: JSON.stringify({ seconds }) });
  }

  /** Waits for a code in the newest message; for a promised one it sets the clock forward. @returns the digits */
  async seesCode(): Promise<string> {
    const newest = this.messages.last();
    const code = newest.filter({ hasText: /🔑 \d{3} \d{3}/ });
    // On a slow machine the clock may be set forward so late that the promised code is about to expire as well, and the
    // next one is promised.
    for (let promise = ""; ;) {
      const promised = newest.filter({ hasText: /csak \d+ másodpercig/, hasNotText: promise || "🔑" });
      await code.or(promised).waitFor();
      const text = (await newest.textContent()) ?? "";
      const [, digits] = /🔑 (\d{3} \d{3})/.exec(text) ?? [];
      if (digits !== undefined) return digits.replace(" ", "");
      const [found, seconds] = /csak (\d+) másodpercig/.exec(text) ?? [];
      if (found === undefined || found === promise) continue;
      promise = found;
      await this.forwardClock(Number(seconds) + 1);
    }
  }

  /** Chooses a picture and sends it. */
  async send(picture: Buffer, name = "kepernyokep.png", mimeType = "image/png"): Promise<void> {
    await this.page.bringToFront();
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
    await this.page.bringToFront();
    await this.screen.getByRole("button", { name: label, exact: true }).click();
  }

  async fill(label: string, text: string): Promise<void> {
    await this.page.bringToFront();
    await this.screen.getByLabel(label, { exact: true }).fill(text);
  }

  async shows(heading: string): Promise<void> {
    await this.screen.getByRole("heading", { name: heading, exact: true }).waitFor();
  }

  /** Goes from the first page to the one with the QR code. @param name the user name */
  async apply(name = "minta.anna"): Promise<void> {
    await this.press("Bejelentkezés");
    await this.press("Ügyfélkapuval");
    await this.fill("FELHASZNÁLÓNÉV", name);
    await this.fill("JELSZÓ", "minta");
    await this.press("BEJELENTKEZÉS");
    await this.press("ÜGYFÉLKAPU+ IGÉNYLÉSE");
    await this.press("Tovább az Ügyfélkapu+ igényléséhez");
    await this.shows("1. QR-KÓD LEOLVASÁSA");
  }

  /** The key of the QR code on the page. */
  async key(): Promise<string> {
    return (await this.page.locator("#key").textContent()) ?? "";
  }

  /** A screenshot of the QR code that the page shows now. */
  async photograph(): Promise<Buffer> {
    await this.page.bringToFront();
    const qr = this.screen.getByAltText("A gyakorlás QR-kódja");
    await qr.evaluate("(image) => image.decode()");
    await qr.scrollIntoViewIfNeeded();
    return this.page.screenshot();
  }

  /** Comes back to the page from another app, as the phone reports it. */
  async comeBack(): Promise<void> {
    await this.page.bringToFront();
    await this.page.evaluate(`dispatchEvent(new Event("focus"))`);
  }

  /** Holds the finger on the field and chooses "Beillesztés". */
  async paste(label: string): Promise<void> {
    await this.page.bringToFront();
    await this.screen.getByLabel(label, { exact: true }).focus();
    await this.page.keyboard.press("Control+V");
  }

  /** Waits for a refusal. */
  async refuses(words: string): Promise<void> {
    await this.page.getByRole("alert").filter({ hasText: words }).waitFor();
  }

  /** Logs in with Ügyfélkapu+, up to the code. */
  async logInWithPlus(): Promise<void> {
    await this.press("Bejelentkezés");
    await this.screen.getByText("Ügyfélkapu+", { exact: true }).click();
    await this.press("Ügyfélkapu+ hitelesítő alkalmazással");
    await this.fill("Jelszó", "minta");
    await this.press("Bejelentkezés");
  }
}
