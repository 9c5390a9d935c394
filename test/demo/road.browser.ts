import { expect, test } from "vitest";
import { Portal } from "./demo-driver.ts";
import { openDemo } from "./demo-fixture.ts";
import { Walk } from "./walk.ts";

test("leads a user on a phone through the practice portal to a login, and erases everything", async () => {
  const walk = await Walk.begin();
  const { chat, portal } = walk;
  await walk.sendFirstQrCode();
  await walk.pair();
  await portal.shows("TÖRLŐKÓD");
  expect(await portal.page.locator("#cancellation-code").textContent()).toMatch(/^\d{8}$/);
  await portal.press("BEFEJEZÉS");
  await portal.refuses("Előbb pipáld ki");
  await walk.finishAndLogIn();
  await chat.press("Most nem");
  await chat.seesStep("tidyUp");

  await chat.say("/torles");
  await chat.press("Igen, törölj mindent");
  await chat.sees("Mindent kitöröltem");
  const panel = await chat.openPanel();
  await panel.getByText("chats 0 sor").waitFor();
  await panel.getByText("records 0 sor").waitFor();
});

test("explains the traps of the practice portal and rejects a wrong code", async () => {
  const { open, errors } = await openDemo();
  const portal = new Portal(await open("/proba"));
  await portal.press("Bejelentkezés");
  await portal.press("Ügyfélkapuval");
  await portal.fill("JELSZÓ", "minta");
  await portal.press("BEJELENTKEZÉS");
  const dialog = portal.page.getByRole("dialog");
  for (const [trap, words] of [
    ["Ügyfélkapu+ igénylés e-mailes kóddal", "Nagyon hasonlít"],
    ["ÜGYFÉLKAPU TÖRLÉSE", "soha ne"],
  ] as const) {
    await portal.press(trap);
    await dialog.getByText(words).first().waitFor();
    await dialog.getByRole("button", { name: "Értem" }).click();
  }
  await portal.press("ÜGYFÉLKAPU+ IGÉNYLÉSE");
  await portal.press("Tovább az Ügyfélkapu+ igényléséhez");
  await portal.press("Nem tudom beolvasni a kódot");
  const key = portal.page.locator("#key");
  const first = await key.textContent();
  expect(first).toMatch(/^[A-Z2-7]{16}$/);
  await portal.press("Új kódot kérek");
  await key.filter({ hasNotText: first ?? "" }).waitFor();
  await portal.press("Inkább kérem a QR-kódot");
  await portal.fill("ÜGYFÉLKAPUS JELSZÓ *", "minta");
  await portal.fill("AZONOSÍTÓ MEGADÁSA *", "12345");
  await portal.press("TOVÁBB");
  await portal.press("Mentés");
  await portal.page.getByRole("alert").filter({ hasText: "friss kódot" }).waitFor();
  expect(errors).toEqual([]);
});
