import { expect, onTestFinished } from "vitest";
import { Chat, Portal } from "./demo-driver.ts";
import { openDemo } from "./demo-fixture.ts";

/** A user who goes through the registration with the bot and the practice portal side by side. */
export class Walk {
  readonly chat: Chat;
  readonly portal: Portal;

  private constructor(chat: Chat, portal: Portal) {
    this.chat = chat;
    this.portal = portal;
  }

  /**
   * Opens the chat and the practice portal. The test fails if a page reports an error.
   * @param fault what goes wrong on the portal
   */
  static async begin(fault?: string): Promise<Walk> {
    const { open, errors } = await openDemo();
    const chat = new Chat(await open("/"));
    await chat.start();
    await chat.chooseRoad();
    const portal = new Portal(await open(fault === undefined ? "/proba" : `/proba?fault=${fault}`));
    onTestFinished(() => {
      if (errors.length > 0) throw new Error(errors.join("\n"));
    });
    return new Walk(chat, portal);
  }

  /** From the first step until the QR code is sent and the bot asks for the password. */
  async sendFirstQrCode(): Promise<void> {
    await this.portal.apply();
    await this.chat.goOn("open", "send");
    await this.sendQrCode();
    await this.chat.sees("Megvan a kulcsod");
    await this.chat.seesStep("code");
  }

  /** Sends a screenshot of the QR code that the page shows now, and waits until the chat has lost it. */
  async sendQrCode(): Promise<void> {
    const sent = this.chat.page.getByAltText("Az elküldött kép");
    await this.chat.send(await this.portal.photograph());
    await sent.waitFor();
    await sent.waitFor({ state: "detached" });
  }

  /** Asks for a code in the step, and copies it with its button. */
  async copyCode(button: "Kérem a kódot" | "Kérek új kódot" = "Kérem a kódot"): Promise<void> {
    const { chat } = this;
    await chat.press(button);
    const digits = await chat.seesCode();
    await chat.press("Kód másolása");
    await expect
      .poll(() => chat.page.evaluate("navigator.clipboard.readText()"), { timeout: 15_000 })
      .toBe(digits);
  }

  /** The password, then a code, then TOVÁBB and Mentés, in the order in which the bot says it. */
  async pair(button?: "Kérek új kódot"): Promise<void> {
    const { portal } = this;
    await portal.fill("ÜGYFÉLKAPUS JELSZÓ *", "minta");
    await this.copyCode(button);
    await this.saveCode();
  }

  /** Pastes the copied code, and presses TOVÁBB and Mentés. */
  async saveCode(): Promise<void> {
    const { portal } = this;
    await portal.paste("AZONOSÍTÓ MEGADÁSA *");
    await portal.press("TOVÁBB");
    await portal.press("Mentés");
  }

  /** From the törlőkód, which shows that the code was accepted, to BEFEJEZÉS and the first login. */
  async finishAndLogIn(): Promise<void> {
    await this.reachFinish();
    const { chat, portal } = this;
    await portal.screen.getByLabel("A FENTI TÖRLŐKÓD MENTÉSÉRŐL GONDOSKODTAM").check();
    await portal.press("BEFEJEZÉS");
    await portal.shows("Sikeres igénylés");
    await chat.press("Igen, elfogadta");
    await chat.seesStep("newLogin");
    await portal.press("KIJELENTKEZÉS AZ ÜGYFÉLKAPUBÓL");
    await portal.logInWithPlus();
    await chat.press("Kész, tovább");
    await chat.seesStep("loginCode");
    await this.copyCode();
    await portal.paste("Hitelesítő kód");
    await portal.press("Bejelentkezés");
    await portal.shows("Beléptél");
    await chat.press("Igen, elfogadta");
    await chat.seesStep("reserve");
  }

  /** From the törlőkód to the step that asks for BEFEJEZÉS. */
  async reachFinish(): Promise<void> {
    const { chat, portal } = this;
    await portal.shows("TÖRLŐKÓD");
    await chat.press("Igen, elfogadta");
    await chat.seesStep("cancellationCode");
    await chat.press("Kész, tovább");
    await chat.seesStep("finish");
  }
}
