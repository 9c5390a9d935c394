import { expect, test } from "vitest";
import { Chat, Portal } from "./demo-driver.ts";
import { openDemo } from "./demo-fixture.ts";

test("leads a user on a phone through the practice portal to a login", async () => {
  const { open, errors } = await openDemo();
  const chat = new Chat(await open("/"));
  await chat.start();
  for (const label of ["Kezdjük az útmutatót", "Igen, tudom a jelszavamat", "Velem", "Androidos"]) {
    await chat.press(label);
  }
  await chat.sees("Nyisd meg az oldalt");

  const portal = new Portal(await open("/proba"));
  await portal.apply();
  for (const heading of [
    "Keresd meg a belépést",
    "Lépj be",
    "Keresd meg az igénylést",
    "Indítsd el az igénylést",
    "Állj meg a QR-kódnál",
    "Küldd el nekem a képet",
  ]) {
    await chat.press("Kész, tovább");
    await chat.sees(heading);
  }
  const sent = chat.page.getByAltText("Az elküldött kép");
  await chat.send(await portal.page.screenshot());
  await chat.sees("Megvan a kulcsod");
  await sent.waitFor({ state: "detached" });

  await chat.sees("Írd be a jelszavadat az oldalon");
  await portal.fill("ÜGYFÉLKAPUS JELSZÓ *", "minta");
  await chat.press("Kész, tovább");
  await chat.press("Kérem a kódot");
  await chat.press("Kód másolása");
  const code = await chat.page.evaluate<string>("navigator.clipboard.readText()");
  expect(code).toMatch(/^\d{6}$/);
  await portal.fill("AZONOSÍTÓ MEGADÁSA *", code);
  await portal.press("TOVÁBB");
  await portal.press("Mentés");
  await portal.shows("TÖRLŐKÓD");
  expect(await portal.page.locator("#cancellation-code").textContent()).toMatch(/^\d{8}$/);

  await chat.press("Kész, tovább");
  await chat.press("Igen, elfogadta");
  await chat.sees("Írd fel a törlőkódot");
  await portal.press("BEFEJEZÉS");
  await portal.page.getByRole("alert").waitFor();
  await portal.screen.getByLabel("A FENTI TÖRLŐKÓD MENTÉSÉRŐL GONDOSKODTAM").check();
  await portal.press("BEFEJEZÉS");
  await portal.shows("Sikeres igénylés");

  await portal.press("Kijelentkezés, és belépés újra");
  await portal.screen.getByText("Ügyfélkapu+", { exact: true }).click();
  await portal.press("Ügyfélkapu+ hitelesítő alkalmazással");
  await portal.fill("Jelszó", "minta");
  await portal.press("Bejelentkezés");
  await chat.say("/kod");
  const fresh = chat.messages.last().filter({ hasText: /🔑 \d{3} \d{3}/ });
  await fresh.waitFor();
  const [, digits = ""] = /(\d{3} \d{3})/.exec((await fresh.textContent()) ?? "") ?? [];
  await portal.fill("Hitelesítő kód", digits);
  await portal.press("Bejelentkezés");
  await portal.shows("Beléptél");

  await chat.say("/torles");
  await chat.press("Igen, törölj mindent");
  await chat.sees("Mindent kitöröltem");
  const panel = await chat.openPanel();
  await panel.getByText("chats 0 sor").waitFor();
  await panel.getByText("records 0 sor").waitFor();
  expect(errors).toEqual([]);
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
