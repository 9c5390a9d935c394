import { describe, expect, test } from "vitest";
import { Chat, Portal } from "./demo-driver.ts";
import { seriousIssues, openDemo } from "./demo-fixture.ts";

/** How many pixels a page is wider than the window. */
const overflow = "document.documentElement.scrollWidth - innerWidth";

const namesOfTables = (condition: string) => `[...document.querySelectorAll(".table")]
  .filter((table) => ${condition})
  .map((table) => table.getAttribute("aria-label"))`;
/** The tables of the panel that are wider than it. */
const wideTables = namesOfTables("table.scrollWidth > table.clientWidth");
const unexplainedTables = namesOfTables("table.querySelector('p') === null");

/** The labels of visible buttons that stick out of what they are in. */
const stickingOut = `[...document.querySelectorAll("section:not([hidden]) button")]
  .filter((one) => one.getBoundingClientRect().right > one.parentElement.getBoundingClientRect().right + 1)
  .map((one) => one.textContent)`;

describe.each([{ dark: false }, { dark: true }])("axe, dark: $dark", (scheme) => {
  test("finds nothing serious on the chat and the panel", async () => {
    const { open } = await openDemo(scheme);
    const chat = new Chat(await open("/"));
    const { page } = chat;
    await page.getByRole("button", { name: "Indítás", exact: true }).waitFor();
    expect(await seriousIssues(page), "empty chat").toEqual([]);
    await chat.start();
    await chat.say("JBSWY3DPEHPK3PXP");
    await chat.sees("Megvan a kulcsod");
    await chat.say("/kod");
    await chat.seesCode();
    await page.locator("time.ticking").last().waitFor();
    await page.getByRole("button", { name: "Parancsok" }).click();
    await page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))");
    expect(await seriousIssues(page), "chat").toEqual([]);
    expect(await page.evaluate(overflow)).toBe(0);
    await page.keyboard.press("Escape");
    await page.locator("#file").setInputFiles({
      name: "a.svg",
      mimeType: "image/svg+xml",
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    });
    await page.getByRole("dialog").waitFor();
    expect(await seriousIssues(page), "sending").toEqual([]);
    await page.keyboard.press("Escape");
    const panel = await chat.openPanel();
    for (const summary of ["A naplója", "Amit a Telegramtól kért"]) await panel.getByText(summary).click();
    await panel.getByText(/chats [1-9]\d* sor/).waitFor();
    expect(await page.evaluate(wideTables)).toEqual([]);
    expect(await page.evaluate(unexplainedTables)).toEqual([]);
    expect(await seriousIssues(page), "panel").toEqual([]);
    expect(await page.evaluate(overflow)).toBe(0);
  });

  test("finds nothing serious on any screen of the practice portal", async () => {
    const { open } = await openDemo(scheme);
    const portal = new Portal(await open("/proba"));
    const { page } = portal;
    const names = await page.evaluate<string[]>(
      `[...document.querySelectorAll("section")].map((one) => one.dataset.screen)`,
    );
    expect(names).toContain("inside");
    await portal.apply();
    await page.evaluate(`for (const list of document.querySelectorAll("details")) list.open = true`);
    for (const name of names) {
      await page.evaluate(
        `for (const one of document.querySelectorAll("section")) one.hidden = one.dataset.screen !== "${name}"`,
      );
      expect(await seriousIssues(page), name).toEqual([]);
      expect(await page.evaluate(overflow), name).toBe(0);
      expect(await page.evaluate(stickingOut), name).toEqual([]);
    }
  });
});
