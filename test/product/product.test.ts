import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { roads } from "../../src/guide/roads.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { totp } from "../support/totp-oracle.ts";
import { productFixture } from "../support/product-fixture.ts";
import { rowsLeft } from "../support/rows.ts";
import { keys } from "../support/app-fixture.ts";

const fixture = productFixture("product");

const digitsIn = (text: string) => /🔑 (\d{3}) (\d{3})/.exec(text)?.slice(1).join("");

test("the whole road: guide, a QR screenshot as Telegram delivers it, code, restart, code, erasure", async () => {
  const pictures = new URL("../qr/pictures/", import.meta.url);
  const expected = JSON.parse(await readFile(new URL("expected.json", pictures), "utf8")) as Record<
    string,
    string[]
  >;
  const secret = /secret=(\w+)/.exec(expected["light.jpg"]?.[0] ?? "")?.[1] ?? "";

  const first = await fixture.start().ready();
  const anna = fixture.telegram.person();
  await anna.start();
  await anna.until("Kapusegéd vagyok");
  await anna.press("Kezdjük");
  await anna.until("Honnan kérnéd a kódot?");
  await anna.press("Tőled, itt a Telegramban");
  await anna.until("Milyen telefonod van?");
  await anna.press("Androidos");
  const { steps } = roads.bot;
  for (const [index, step] of steps.entries()) {
    await anna.until(`${index + 1}/${steps.length} · `);
    if (step === "send") break;
    await anna.press("Kész, tovább");
  }
  await anna.sendPhoto(await readFile(new URL("light.jpg", pictures)));
  await anna.until("Megvan a kulcsod");
  await anna.until("ÜGYFÉLKAPUS JELSZÓ");
  const asked = Date.now();
  await anna.press("Kérem a kódot");
  // With less than 25 seconds left the next code is promised; then it comes by itself.
  const code = await anna.until(/🔑 \d{3} \d{3}/, 30_000);
  expect([totp(secret, asked), totp(secret, Date.now()), totp(secret, Date.now() + 1_000)]).toContain(
    digitsIn(code.text),
  );
  expect(anna.screen.some(({ kind, from }) => kind === "photo" && from === "me")).toBe(false);
  await anna.press("Igen, elfogadta");
  await anna.until("TÖRLŐKÓD");
  expect((await first.stop()).code).toBe(0);

  const second = await fixture.start().ready();
  await anna.say("/kod");
  const again = await anna.until(/🔑 \d{3} \d{3}/, 25_000);
  expect([totp(secret, Date.now()), totp(secret, Date.now() - 30_000)]).toContain(digitsIn(again.text));
  await anna.say("/torles");
  await anna.until("Kitöröljek mindent?");
  await anna.press("Igen, törölj mindent");
  await anna.until("Mindent kitöröltem");
  await fixture.telegram.settled();
  expect(anna.sees(/🔑 \d{3} \d{3}/)).toBe(false);
  expect((await second.stop()).code).toBe(0);

  expect(await rowsLeft(fixture.database)).toBe(0);
  expect(fixture.telegram.refused).toEqual([]);
  const written = first.output + second.output;
  for (const word of [
    secret,
    fixture.telegram.token,
    String(anna.chatId),
    digitsIn(code.text)!,
    digitsIn(again.text)!,
  ]) {
    expect(written).not.toContain(word);
  }
});

test("kill -9 loses nothing that was acknowledged", async () => {
  const anna = fixture.telegram.person();
  const first = await fixture.start().ready();
  await anna.say(keys.anna);
  await anna.until("Megvan a kulcsod");
  await first.stop("SIGKILL");
  await fixture.start().ready();
  await anna.say("/torles");
  await anna.until("1 kulcs");
});

describe("a fault of the operator's is one clear line and a non-zero end", () => {
  const endingOf = async (environment: Record<string, string>) => fixture.start(environment).ending();

  test("no token", async () => {
    const { code, stdout, stderr } = await endingOf({ BOT_TOKEN: "" });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^BOT_TOKEN is not set\. .*@BotFather.*\n$/);
  });

  test("a token that Telegram refuses", async () => {
    const { code, stderr } = await endingOf({ BOT_TOKEN: "123:refused" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^BOT_TOKEN was refused by Telegram.*\n$/);
    expect(stderr).not.toContain("123:refused");
  });

  test("a database that cannot be opened", async () => {
    await writeFile(join(fixture.folder, "plain"), "");
    const { code, stderr } = await endingOf({
      DATABASE_URL: `file:${join(fixture.folder, "plain", "x.db")}`,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DATABASE_URL: .*\n$/);
  });

  test("a remote database that does not answer", async () => {
    const { code, stderr } = await endingOf({
      DATABASE_URL: "http://127.0.0.1:9",
      MASTER_KEY: KeyRing.fresh(),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DATABASE_URL: .*\n$/);
  });

  test("a master key that is not this database's", async () => {
    await (await fixture.start().ready()).stop();
    const { code, stderr } = await endingOf({ MASTER_KEY: KeyRing.fresh() });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^MASTER_KEY does not open this database.*\n$/);
  });

  test("a master key file that is gone", async () => {
    await (await fixture.start().ready()).stop();
    expect((await stat(join(fixture.folder, "master.key"))).mode & 0o777).toBe(0o600);
    await rm(join(fixture.folder, "master.key"));
    const { code, stderr } = await endingOf({});
    expect(code).toBe(1);
    expect(stderr).toMatch(/master\.key is missing.*\n$/);
    expect(await readdir(fixture.folder)).not.toContain("master.key");
  });

  test("a second instance on the same file", async () => {
    const anna = fixture.telegram.person();
    await fixture.start().ready();
    const { code, stdout, stderr } = await endingOf({});
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^DATABASE_URL: another Kapusegéd is running on .*Stop that one first\..*\n$/);
    // The first goes on as before.
    await anna.say(keys.anna);
    await anna.until("Megvan a kulcsod");
  });

  test("a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { code, stderr } = await endingOf({ PORT: String((server.address() as AddressInfo).port) });
    server.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^PORT: .*\n$/);
  });
});

test("SIGTERM while Telegram cannot be reached ends at once and in good order", async () => {
  const product = fixture.start({ TELEGRAM_API_ROOT: "http://127.0.0.1:9" });
  while (!product.output.includes("Telegram cannot be reached")) await new Promise(setImmediate);
  expect((await product.stop()).code).toBe(0);
});
