import { describe, expect, onTestFinished, test } from "vitest";
import { createQrReader } from "../../src/qr/reader.ts";
import type { Person } from "../support/bot-api-server/index.ts";
import { link } from "../support/drawings.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

const minutes = 60_000;
const groups = "JBSW Y3DP EHPK 3PXP";

const withKey = async (more = ""): Promise<{ app: AppFixture; anna: Person }> => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(link(keys.anna, "ANNA", more)));
  return { app, anna };
};

/** Presses up to where the key is seen. */
const show = async (app: AppFixture, anna: Person) => {
  await app.after(anna, anna.say("/kulcsok"));
  const warning = await app.after(anna, anna.press("Átviszem másik alkalmazásba"));
  await app.after(anna, anna.press("Más nem látja, mutasd"));
  return warning;
};

/** What of a key is on the screen. */
const seen = (anna: Person) => ({
  text: anna.sees(groups) || anna.sees(keys.anna),
  picture: anna.screen.some(({ kind }) => kind === "photo"),
});
const everything = { text: true, picture: true };
const nothing = { text: false, picture: false };

const read = async (anna: Person) => {
  const reader = createQrReader();
  onTestFinished(() => reader.close());
  const picture = anna.screen.find(({ photo }) => photo !== undefined);
  const reading = await reader.read(picture!.photo!.bytes);
  return reading.ok ? reading.texts : [];
};

describe("a key goes to an app", () => {
  test("after a warning, as a picture, in groups, to be copied, and as a link; all of them the same key", async () => {
    const { app, anna } = await withKey();
    const warning = await show(app, anna);
    expect(warning.text).toContain("Nézz körül");
    const expected =
      "otpauth://totp/%C3%9Cgyf%C3%A9lkapu:ANNA?issuer=%C3%9Cgyf%C3%A9lkapu&secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30";
    expect(await read(anna)).toEqual([expected]);
    expect(anna.last?.text).toContain(groups);
    expect(anna.last?.text).toContain(expected);
    expect(anna.last?.marks).toContainEqual(expect.objectContaining({ type: "code" }));
    expect(await anna.press("Kulcs másolása")).toBe(keys.anna);
    expect(anna.screen.find(({ kind }) => kind === "photo")?.text).toContain("Ugyanezen a telefonon nem");
    // The files of Telegram aside, nothing of the picture is kept.
    expect(app.telegram.calls.filter(({ method }) => method === "editMessageMedia")).toHaveLength(1);
  });

  test("with the steps of each app in the same message", async () => {
    const { app, anna } = await withKey();
    await show(app, anna);
    const { id } = anna.last!;
    for (const [target, words] of [
      ["NISZ Hitelesítő", "Kézi adatbevitel"],
      ["Google Hitelesítő", "időalapú"],
      ["Microsoft Authenticator", "egyéb fiókról"],
      ["Aegis", "Kézi megadás"],
    ] as const) {
      const steps = await app.after(anna, anna.press(target));
      expect(steps.id).toBe(id);
      expect(steps.text).toContain(words);
      expect(steps.text).toContain(groups);
      expect(steps.buttons.flat()).not.toContain(target);
    }
  });

  test("with its settings, where they are not the usual ones", async () => {
    const { app, anna } = await withKey("&algorithm=SHA256&digits=8&period=60");
    await show(app, anna);
    expect(anna.last?.text).toContain("SHA256, 8 számjegy, 60 másodperc");
    expect((await read(anna))[0]).toContain("algorithm=SHA256&digits=8&period=60");
  });

  test("and is out of the chat when the person says so; then it may be erased here, and brought back", async () => {
    const { app, anna } = await withKey();
    await show(app, anna);
    expect(seen(anna)).toEqual(everything);
    const after = await app.after(anna, anna.press("Kész, átvittem"));
    expect(seen(anna)).toEqual(nothing);
    expect(after.text).toContain("Kitöröljem innen?");
    await app.after(anna, anna.press("Igen, töröld innen"));
    expect(anna.last?.text).toContain("Töröltem ezt a kulcsot: „ANNA”");
    await app.after(anna, anna.press("Visszavonom a törlést"));
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("🔑");
    app.clock.forward(11 * minutes);
    await app.after(anna, anna.say("/sugo"));
    expect(anna.screen.filter(({ text }) => text.includes("Kitöröljem innen?"))).toEqual([]);
  });

  test("and is out of the chat after ten minutes, also when the program was down", async () => {
    const { app, anna } = await withKey();
    await show(app, anna);
    await app.stop();
    expect(seen(anna)).toEqual(everything);
    app.clock.forward(10 * minutes);
    await app.start();
    await anna.until("Kitöröljem innen?");
    await app.settled();
    expect(seen(anna)).toEqual(nothing);
    await app.after(anna, anna.press("Nem, maradjon itt is"));
    expect(anna.last?.text).toContain("Mit szeretnél ezzel a kulccsal?");
    const code = totp(keys.anna, app.clock.now());
    await app.after(anna, anna.press("Kérek kódot"));
    expect(anna.last?.text).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
  });

  test("but what can no longer be deleted loses what it showed", async () => {
    const { app, anna } = await withKey();
    await show(app, anna);
    const ids = anna.screen.filter(({ from }) => from === "bot").map(({ id }) => id);
    await app.stop();
    app.clock.forward(49 * 60 * minutes);
    app.allowRefused("deleteMessage");
    await app.start();
    await anna.until("Kitöröljem innen?");
    await app.settled();
    expect(anna.sees(groups)).toBe(false);
    expect(await read(anna)).toEqual([]);
    expect(anna.screen.filter(({ text }) => text.includes("Itt egy titok volt"))).toHaveLength(2);
    expect(anna.screen.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  test("or not after all", async () => {
    const { app, anna } = await withKey();
    await app.after(anna, anna.say("/kulcsok"));
    await app.after(anna, anna.press("Átviszem másik alkalmazásba"));
    const back = await app.after(anna, anna.press("Mégse"));
    expect(back.text).toContain("Mit szeretnél ezzel a kulccsal?");
    expect(seen(anna)).toEqual(nothing);
  });

  test("while the picture is refused: the text comes all the same, and everything goes", async () => {
    const { app, anna } = await withKey();
    app.telegram.faults.next("editMessageMedia", {
      kind: "refuse",
      code: 400,
      description: "Bad Request: PHOTO_INVALID_DIMENSIONS",
    });
    app.allowRefused("editMessageMedia");
    await show(app, anna);
    expect(anna.sees("A QR-kódot most nem tudom megmutatni")).toBe(true);
    expect(anna.last?.text).toContain(groups);
    await app.after(anna, anna.press("Kész, átvittem"));
    expect(anna.sees("A QR-kódot most nem tudom megmutatni")).toBe(false);
  });
});

test("/torles takes a key that is being shown out of the chat", async () => {
  const { app, anna } = await withKey();
  await show(app, anna);
  await app.after(anna, anna.say("/torles"));
  await app.after(anna, anna.press("Igen, törölj mindent"));
  expect(seen(anna)).toEqual(nothing);
  app.clock.forward(11 * minutes);
  await app.after(anna, anna.say("/sugo"));
  expect(anna.sees("Kitöröljem innen?")).toBe(false);
});

test("a key that was deleted meanwhile goes from the chat without a question", async () => {
  const { app, anna } = await withKey();
  await show(app, anna);
  const shown = anna.last!;
  await app.after(anna, anna.say("/kulcsok"));
  await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
  await app.after(anna, anna.press("Aegis", { on: shown }));
  expect(anna.sees(groups)).toBe(false);
  app.clock.forward(10 * minutes);
  await anna.until("Végleg kitöröltem");
  await anna.until((screen) => screen.every(({ kind }) => kind !== "photo"));
  expect(anna.sees("Kitöröljem innen?")).toBe(false);
});

test("a button left over from a message that showed a key shows it no more", async () => {
  const { app, anna } = await withKey();
  // The same answer to each button, which Telegram refuses as no change.
  app.allowRefused("editMessageText");
  await show(app, anna);
  const data = anna
    .last!.rawButtons.flat()
    .flatMap((one) => ("callback_data" in one ? [one.callback_data] : []));
  await app.after(anna, anna.press("Kész, átvittem"));
  for (const press of data) await app.after(anna, anna.pressOld(press));
  expect(seen(anna)).toEqual(nothing);
});
