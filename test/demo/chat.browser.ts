import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { Chat, Portal } from "./demo-driver.ts";
import { openDemo } from "./demo-fixture.ts";

const guidePicture = () => readFile(new URL("../../locales/hu/pictures/cover.png", import.meta.url));

test("keeps the chats of two users apart", async () => {
  const { open } = await openDemo();
  const anna = new Chat(await open("/"));
  const bela = new Chat(await open("/?user=2"));
  await bela.page.getByText("Minta Béla").waitFor();
  await anna.start();
  expect(await bela.messages.count()).toBe(0);
  await bela.start();
  await anna.say("csak Annáé");
  await anna.messages.filter({ hasText: "csak Annáé" }).waitFor();
  expect(await bela.messages.filter({ hasText: "csak Annáé" }).count()).toBe(0);
});

test("a killed bot answers missed messages after a restart and still has the key", async () => {
  const { open } = await openDemo();
  const chat = new Chat(await open("/"));
  const portal = new Portal(await open("/proba"));
  await portal.apply();
  await chat.start();
  await chat.send(await portal.photograph());
  await chat.sees("Megvan a kulcsod");
  const panel = await chat.openPanel();
  await panel.getByRole("button", { name: "A robot leállítása" }).click();
  await panel.getByText("Állapota: áll").waitFor();
  await panel.getByRole("button", { name: "Bezárás" }).click();
  await chat.page.getByText("a robot áll", { exact: true }).waitFor();
  await chat.say("/kod");
  await chat.messages.filter({ hasText: "/kod" }).last().waitFor();
  const before = await chat.messages.count();
  await chat.page.getByRole("button", { name: "Mi történik belül?" }).click();
  await panel.getByRole("button", { name: "A robot indítása" }).click();
  await chat.messages.nth(before).waitFor();
  await chat.seesCode();
  await panel.getByRole("button", { name: "A robot újraindítása" }).click();
  await panel.getByText("Állapota: leáll").or(panel.getByText("Állapota: indul")).waitFor();
  await panel.getByText(/Fut, a folyamat száma/).waitFor();
});

test("codes count down, and expire when the clock is set forward", async () => {
  const { open } = await openDemo();
  const chat = new Chat(await open("/"));
  await chat.start();
  await chat.say("JBSWY3DPEHPK3PXP");
  await chat.sees("Megvan a kulcsod");
  await chat.say("/kod");
  await chat.seesCode();
  const countdown = chat.page.locator("time.ticking").last();
  await countdown.waitFor();
  const first = (await countdown.textContent()) ?? "";
  expect(first).toMatch(/^\d+ másodperc múlva$/);
  await countdown.filter({ hasNotText: first }).waitFor();
  const panel = await chat.openPanel();
  await panel.getByRole("button", { name: "+1 óra" }).click();
  await chat.sees("Ez a kód lejárt");
  // A code that was only promised has set the clock forward by seconds before.
  await panel.getByText(/^1 órával.* előbbre$/).waitFor();
});

test("accepts dropped and pasted pictures, as photos and as files", async () => {
  const { open, errors } = await openDemo();
  const chat = new Chat(await open("/"));
  await chat.start();
  const bytes = JSON.stringify((await guidePicture()).toString("base64"));
  const transfer = `
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(${bytes}), (one) => one.charCodeAt(0));
    data.items.add(new File([bytes], "kep.png", { type: "image/png" }));`;
  const dialog = chat.page.getByRole("dialog", { name: "Kép küldése" });
  await chat.page.evaluate(
    `${transfer} document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }))`,
  );
  await dialog.getByLabel("Felirat").fill("húzva");
  await dialog.getByRole("button", { name: "Küldés" }).click();
  await chat.messages.filter({ hasText: "húzva" }).getByAltText("Az elküldött kép").waitFor();
  await chat.page.evaluate(
    `${transfer} document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }))`,
  );
  await dialog.getByLabel("Fájlként").check();
  await dialog.getByRole("button", { name: "Küldés" }).click();
  const file = chat.messages.getByRole("link", { name: "kep.png" });
  await file.waitFor();
  const saved = await chat.page.request.get(
    new URL((await file.getAttribute("href")) ?? "", chat.page.url()).href,
  );
  expect(await saved.body()).toEqual(await guidePicture());
  await chat.send(Buffer.from("szöveg"), "levél.png");
  await chat.page.getByRole("status").filter({ hasText: "Küldd fájlként!" }).waitFor();
  // The browser reports a refused request as an error.
  expect(errors.filter((fault) => !fault.includes("422"))).toEqual([]);
});

test("shows what users write as text, never as markup", async () => {
  const { open, errors } = await openDemo();
  const chat = new Chat(await open("/"));
  await chat.start();
  const evil = `<img src=x onerror="document.title='gotcha'"> &amp; <b>nem</b>`;
  await chat.say(evil);
  await chat.messages.filter({ hasText: evil }).waitFor();
  expect(await chat.page.title()).toBe("Kapusegéd – próba");
  expect(errors).toEqual([]);
});

test("can be used with a keyboard alone", async () => {
  const { open } = await openDemo();
  const chat = new Chat(await open("/"));
  const { page } = chat;
  await page.getByRole("button", { name: "Indítás" }).press("Enter");
  await chat.sees("Kapusegéd vagyok");
  const menu = page.getByRole("button", { name: "Parancsok" });
  await menu.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  expect(await page.evaluate("document.activeElement.id")).toBe("menu");
  await menu.press("Enter");
  await page.keyboard.press("Enter");
  await chat.sees("Még nincs nálam kulcsod");
  const guide = chat.messages.last().getByRole("button", { name: "Kezdjük" });
  await guide.press("Enter");
  await chat.sees("Honnan kérnéd a kódot?");
  expect(await page.evaluate("document.activeElement.closest('#messages') !== null")).toBe(true);
});

test("rejects requests from other websites", async () => {
  const { demo } = await openDemo();
  const ask = (headers: Record<string, string>) =>
    fetch(`${demo.url}/api/say?user=1`, { method: "POST", body: '{"text":"/start"}', headers });
  expect((await ask({ origin: "https://example.org" })).status).toBe(403);
  expect((await ask({ origin: demo.url })).status).toBe(204);
  const page = await fetch(demo.url);
  expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'self';/);
  expect((await fetch(`${demo.url}/page/..%2fdemo.ts`)).status).toBe(404);
});
