import { expect, test } from "vitest";
import { link, screenshot } from "../support/drawings.ts";
import { freePort } from "../support/ports.ts";
import { keys, startAppFixture } from "../support/app-fixture.ts";

test("the whole road also goes over a webhook", async () => {
  const port = await freePort();
  const app = await startAppFixture({ WEBHOOK_URL: `http://127.0.0.1:${port}/telegram`, PORT: String(port) });
  expect(app.telegram.webhook).toMatchObject({ url: `http://127.0.0.1:${port}/telegram` });
  expect(app.telegram.webhook?.secret_token).toMatch(/^[\w-]{43}$/);
  const anna = app.person();
  await app.after(anna, anna.say("/utmutato"));
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
  await anna.sendAlbum([await screenshot(), await screenshot(link(keys.anna))]);
  await anna.until("Ez a kulcs már megvan nálam");
  expect(anna.sees("nem látok QR-kódot")).toBe(false);
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("🔑");
  await app.after(anna, anna.say("/torles"));
  expect((await app.after(anna, anna.press("Igen, törölj mindent"))).text).toContain("Mindent kitöröltem");
  expect(app.telegram.unconfirmed).toEqual([]);
});

const webhookSecret = "titkos-szo_".repeat(3);

test("an update without the right secret has no effect", async () => {
  const port = await freePort();
  const app = await startAppFixture({
    WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    PORT: String(port),
    WEBHOOK_SECRET: webhookSecret,
  });
  const anna = app.person();
  const from = { id: anna.chatId, is_bot: false, first_name: "Anna" };
  const message = {
    message_id: 1,
    date: 1,
    chat: { id: anna.chatId, type: "private", first_name: "Anna" },
    from,
    text: keys.anna,
  };
  for (const secret of [undefined, "", "rossz", `${webhookSecret} `]) {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      headers: secret === undefined ? {} : { "x-telegram-bot-api-secret-token": secret.replace(/ $/, "_") },
      body: JSON.stringify({ update_id: 1, message }),
    });
    expect(response.status).toBe(401);
  }
  expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
});

test("readiness and life are told over HTTP in either mode", async () => {
  const app = await startAppFixture();
  const at = (path: string) => fetch(`http://127.0.0.1:${app.port}${path}`).then(({ status }) => status);
  expect(await at("/healthz")).toBe(200);
  expect(await at("/readyz")).toBe(200);
  expect(await at("/nowhere")).toBe(404);
});
