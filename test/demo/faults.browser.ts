import { expect, test } from "vitest";
import { Walk } from "./walk.ts";

/*
 * Faults of the portal, and how the bot helps. Each user presses what the bot offers and does exactly what it says, until
 * the first login with a code succeeds.
 */

test("a picture of the new QR code helps when the page has reloaded unnoticed", async () => {
  const walk = await Walk.begin("reload");
  const { chat, portal } = walk;
  await walk.sendFirstQrCode();
  const first = await portal.key();
  await portal.comeBack();
  await portal.page.locator("#key").filter({ hasNotText: first }).waitFor({ state: "attached" });
  await walk.pair();
  await portal.refuses("Ez az azonosító most nem jó");
  await chat.press("Nem fogadta el");
  await chat.press("Újratöltött vagy kiléptetett az oldal");
  await chat.sees("Küldj képet arról a QR-kódról, amelyet most látsz");
  await walk.sendQrCode();
  await chat.sees("Ez új kulcs. Lecseréltem a régit");
  await walk.pair();
  await walk.finishAndLogIn();
});

test("a new login and a picture of the new QR code help when the session has ended", async () => {
  const walk = await Walk.begin("session");
  const { chat, portal } = walk;
  await walk.sendFirstQrCode();
  const first = await portal.key();
  await portal.comeBack();
  await portal.shows("Kiléptünk");
  await chat.press("Elakadtam");
  await chat.press("Újratöltött vagy kiléptetett az oldal");
  await chat.sees("Küldj képet arról a QR-kódról, amelyet most látsz");
  await portal.apply();
  expect(await portal.key()).not.toBe(first);
  await walk.sendQrCode();
  await chat.sees("Ez új kulcs. Lecseréltem a régit");
  await walk.pair();
  await walk.finishAndLogIn();
});

test("the password and a fresh code help when the password was refused", async () => {
  const walk = await Walk.begin("password");
  const { chat, portal } = walk;
  await walk.sendFirstQrCode();
  await walk.pair();
  await portal.refuses("Ez a jelszó most nem jó");
  await chat.press("Nem fogadta el");
  await chat.press("A jelszóval volt baj");
  await chat.sees("Utána friss kód is kell.");
  await walk.pair("Kérek új kódot");
  await walk.finishAndLogIn();
});

test("a fresh code helps when one was refused, also after one that had expired", async () => {
  const walk = await Walk.begin("code");
  const { chat, portal } = walk;
  await walk.sendFirstQrCode();
  await walk.pair();
  await portal.refuses("Ez az azonosító most nem jó");
  await chat.press("Nem fogadta el");
  await chat.press("Lassan írtam be");
  await chat.sees("Ez a leggyakoribb.");
  await portal.fill("ÜGYFÉLKAPUS JELSZÓ *", "minta");
  await walk.copyCode("Kérek új kódot");
  await chat.forwardClock(30);
  await chat.sees("Ez a kód lejárt");
  await walk.saveCode();
  await portal.refuses("Ez az azonosító most nem jó");
  await chat.press("Nem fogadta el");
  await chat.press("Egyik sem");
  await chat.sees("Küldj képet a QR-kódról, amelyet most látsz");
  await walk.sendQrCode();
  await chat.sees("Ez ugyanaz a kulcs, ezzel nincs baj.");
  await walk.pair("Kérek új kódot");
  await walk.finishAndLogIn();
});

test("a new registration helps when the törlőkód page was closed before BEFEJEZÉS", async () => {
  const walk = await Walk.begin("closed");
  const { chat, portal } = walk;
  await walk.sendFirstQrCode();
  await walk.pair();
  await walk.reachFinish();
  await portal.comeBack();
  await chat.press("Nem fogadta el");
  await chat.press("Bezárult az oldal");
  await chat.sees("Próbálj belépni az új módon");
  await portal.logInWithPlus();
  await portal.refuses("nincs bekapcsolva");
  await chat.sees("Akkor kezdd újra, új QR-kóddal.");
  await chat.press("Keresd meg a belépést");
  await chat.seesStep("enter");
  await portal.page.getByRole("link", { name: "Próba-Ügyfélkapu" }).click();
  await portal.apply();
  await chat.goOn("enter", "send");
  await walk.sendQrCode();
  await chat.sees("Ez új kulcs. Lecseréltem a régit");
  await walk.pair();
  await walk.finishAndLogIn();
});
