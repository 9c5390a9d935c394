import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { Chat, Portal } from "./demo-driver.ts";
import { openDemo, timeZone } from "./demo-fixture.ts";

const guidePicture = () => readFile(new URL("../../locales/hu/pictures/cover.png", import.meta.url));

test("keeps the chats of two users apart, and refuses a third", async () => {
  const { demo, open } = await openDemo();
  const anna = new Chat(await open("/"));
  const bela = new Chat(await open("/?user=2"));
  await bela.page.locator("#person").getByText("Minta Béla").waitFor();
  await anna.start();
  expect(await bela.messages.count()).toBe(0);
  await bela.start();
  await anna.say("csak Annáé");
  await anna.messages.filter({ hasText: "csak Annáé" }).waitFor();
  expect(await bela.messages.filter({ hasText: "csak Annáé" }).count()).toBe(0);
  const third = await open("/?user=3");
  await third.getByRole("heading", { name: "Ilyen ember itt nincs" }).waitFor();
  expect(await third.getByRole("button", { name: "Indítás", exact: true }).isVisible()).toBe(false);
  const asThird = await fetch(`${demo.url}/api/say?user=3`, { method: "POST", body: '{"text":"/start"}' });
  expect(asThird.status).toBe(404);
  await third.getByRole("link", { name: "Minta Béla" }).click();
  await third.getByText("csak Annáé").or(third.getByText("Kapusegéd vagyok")).waitFor();
  expect(await third.getByText("Kapusegéd vagyok").count()).toBe(1);
});

test("a killed bot answers missed messages after a restart and still has the key", async () => {
  const { open } = await openDemo();
  const chat = new Chat(await open("/"));
  const portal = new Portal(await open("/proba"));
  await portal.apply("minta.bela");
  await chat.start();
  await chat.send(await portal.photograph());
  await chat.sees("Megvan a kulcsod");
  await chat.say("/kulcsok");
  // The bot keeps Telegram from making a link of it.
  await chat.sees(/minta\.\W?bela/);
  const panel = await chat.openPanel();
  await panel.getByRole("button", { name: "A robot leállítása" }).click();
  await panel.getByText("Állapota: áll").waitFor();
  await panel.getByRole("button", { name: "Bezárás" }).click();
  await chat.page.getByText("a robot áll", { exact: true }).waitFor();
  await chat.say("/kod");
  const missed = chat.messages.filter({ hasText: "/kod" }).filter({ hasText: "Te: " });
  await missed.getByText("elküldve").waitFor();
  await chat.page.getByRole("button", { name: "Mi történik belül?" }).click();
  await panel.getByRole("button", { name: "A robot indítása" }).click();
  await missed.getByText("a robot megkapta").waitFor();
  await chat.messages.last().filter({ hasText: "Kapusegéd: " }).waitFor();
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

test("shows the day of the messages, and local times in the panel", async () => {
  const { open } = await openDemo();
  const start = Date.now();
  const chat = new Chat(await open("/"));
  await chat.start();
  const panel = await chat.openPanel();
  await panel.getByText("Amit a Telegramtól kért").click();
  const times = panel.locator("#calls time");
  const newest = await times.first().textContent();
  const possible = [];
  for (let at = start - 1000; at <= Date.now(); at += 1000)
    possible.push(new Date(at).toLocaleTimeString("hu-HU", { timeZone, timeStyle: "medium" }));
  expect(possible).toContain(newest);
  const days = chat.page.locator("#messages").getByRole("heading");
  expect(await days.count()).toBe(1);
  await panel.getByRole("button", { name: "+1 nap" }).click();
  await panel.getByText("1 nappal előbbre").waitFor();
  // What was today is now told with its day.
  await times
    .last()
    .filter({ hasText: /^\S+ \d+\. \d+:/ })
    .waitFor();
  await panel.getByRole("button", { name: "Bezárás" }).click();
  await chat.say("másnap");
  await days.nth(1).waitFor();
  const nameOf = (at: number) =>
    new Date(at).toLocaleDateString("hu-HU", { timeZone, month: "long", day: "numeric" });
  expect(await days.last().textContent()).toContain(nameOf(Date.now() + 86_400_000));
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
    `${transfer} data.items.add(new File([bytes], "masik.png", { type: "image/png" }));
     document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }))`,
  );
  const two = chat.page.getByRole("dialog", { name: "2 kép küldése" });
  await two.getByLabel("Felirat").fill("egyszerre");
  await two.getByRole("button", { name: "Küldés" }).click();
  const album = chat.page.getByRole("list", { name: "Egyszerre küldött képek" });
  await album.filter({ hasText: "egyszerre" }).getByAltText("Az elküldött kép").nth(1).waitFor();
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

/** The newest message's buttons while they have the focus. */
const focusedButtons = (chat: Chat) => chat.messages.last().locator(".buttons:focus");

test("can be used with a keyboard alone", async () => {
  const { open } = await openDemo();
  const chat = new Chat(await open("/"));
  const { page } = chat;
  await page.getByRole("button", { name: "Indítás", exact: true }).press("Enter");
  await focusedButtons(chat).waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Kezdjük");
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
  await focusedButtons(chat).waitFor();
  await page.keyboard.press("Tab");
  const firstKey = chat.messages.last().locator(".key").first();
  expect(await page.evaluate("document.activeElement.textContent")).toBe(await firstKey.textContent());
  await page.getByRole("textbox", { name: "Üzenet" }).focus();
  await page.keyboard.press("Shift+Tab");
  expect(await page.evaluate("document.activeElement.closest('.buttons') !== null")).toBe(true);
});

test("leaves the focus in the message that is being written when an answer comes", async () => {
  const { demo, open } = await openDemo();
  const chat = new Chat(await open("/"));
  const { page } = chat;
  await chat.start();
  await fetch(`${demo.url}/api/robot/kill`, { method: "POST" });
  await chat.press("Kezdjük");
  const text = page.getByRole("textbox", { name: "Üzenet" });
  expect(await page.getByRole("button", { name: "Küldés", exact: true }).isVisible()).toBe(false);
  await page.getByRole("button", { name: "Hangüzenet" }).click();
  await page.getByRole("status").filter({ hasText: "hangüzenetet" }).waitFor();
  await text.focus();
  await page.keyboard.type("egy");
  expect(await page.getByRole("button", { name: "Hangüzenet" }).isVisible()).toBe(false);
  await fetch(`${demo.url}/api/robot/start`, { method: "POST" });
  await chat.sees("Honnan kérnéd a kódot?");
  await page.keyboard.type("ben");
  await page.getByRole("button", { name: "Küldés", exact: true }).click();
  await chat.messages.filter({ hasText: "egyben" }).waitFor();
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
