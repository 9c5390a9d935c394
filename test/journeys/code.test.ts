import { describe, expect, test } from "vitest";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

const grouped = (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`;

describe("the code", () => {
  test.each(["/kod", "kód", "kérek egy kódot", "Kérek kódot!", "/kód", "uj kodot kerek"])(
    "comes for %s",
    async (words) => {
      const app = await startAppFixture();
      const anna = app.person();
      await app.after(anna, anna.say(keys.anna));
      const message = await app.after(anna, anna.say(words));
      const code = totp(keys.anna, app.clock.now());
      expect(message.text).toContain(grouped(code));
    },
  );

  test("is copied bare, and shows one time, which the phone counts down", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    app.clock.forwardTo(25);
    const message = await app.after(anna, anna.say("/kod"));
    const end = Math.ceil(app.clock.now() / 30_000) * 30;
    expect(await anna.press("Kód másolása")).toBe(totp(keys.anna, app.clock.now()));
    expect(message.text).toMatch(/^🔑 \d{3} \d{3}\n\nLejár: \d{1,2}:\d{2}:[03]0-kor$/);
    expect(message.marks).toContainEqual(
      expect.objectContaining({ type: "date_time", unix_time: end, date_time_format: "r" }),
    );
  });

  test("takes its digits away when it runs out, and the button under it gives the next one there", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    const old = totp(keys.anna, app.clock.now());
    app.clock.forwardTo(29);
    const expired = await anna.until("Ez a kód lejárt");
    expect(anna.sees(grouped(old))).toBe(false);
    await app.after(anna, anna.press("Kérek kódot"));
    expect(anna.last).toMatchObject({ id: expired.id });
    expect(anna.last?.text).toContain(grouped(totp(keys.anna, app.clock.now())));
  });

  test("takes its digits away also when the program was down at that moment", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    const old = totp(keys.anna, app.clock.now());
    await app.stop();
    expect(anna.sees(grouped(old))).toBe(true);
    app.clock.forward(3_600_000);
    await app.start();
    await anna.until("Ez a kód lejárt");
    expect(anna.sees(grouped(old))).toBe(false);
  });

  test("of another key is asked for by name", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(`otpauth://totp/ANNA?secret=${keys.anna}`));
    await app.after(anna, anna.say(`otpauth://totp/BÉLA <b>?secret=${keys.bela}`));
    const choice = await app.after(anna, anna.say("/kod"));
    expect(choice.text).toContain("Melyik kulcshoz");
    const { text } = await app.after(anna, anna.press("BÉLA <b>"));
    expect(text).toContain("BÉLA <b>");
    expect(text).toContain(grouped(totp(keys.bela, app.clock.now())));
  });

  test.each([
    "gyorsan kell a kód!!!",
    "még egy kódot kérek",
    "Újat!",
    "újat kérek",
    "nem jó, még egyet",
    "lejárt, kérek másikat",
  ])("comes for %s, however it is put", async (words) => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    const message = await app.after(anna, anna.say(words));
    expect(message.text).toContain(grouped(totp(keys.anna, app.clock.now())));
  });

  test("does not come for „újat kérek” from a user without a key, who means a QR code", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    expect((await app.after(anna, anna.say("újat kérek"))).text).not.toContain("Még nincs nálam kulcsod");
  });

  test.each(["nagymama", "kérem a nagymama kódját", "a nagymamáé kell", "kód Nagymama!"])(
    "of a key comes for its name: %s",
    async (words) => {
      const app = await startAppFixture();
      const anna = app.person();
      await app.after(anna, anna.say(`otpauth://totp/Nagymama?secret=${keys.anna}`));
      await app.after(anna, anna.say(`otpauth://totp/Nagymama%20Apu?secret=${keys.bela}`));
      const { text } = await app.after(anna, anna.say(words));
      expect(text).toContain(grouped(totp(keys.anna, app.clock.now())));
    },
  );

  test("does not come for a name that the user gives to another key", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(`otpauth://totp/Apu?secret=${keys.anna}`));
    await app.after(anna, anna.say(`otpauth://totp/Mama?secret=${keys.bela}`));
    await app.after(anna, anna.say("/kulcsok"));
    await app.after(anna, anna.press("Mama"));
    await app.after(anna, anna.press("Átnevezem"));
    expect((await app.after(anna, anna.say("Apu"))).text).not.toMatch(/\d{3} \d{3}/);
  });

  test("of one person is never another's", async () => {
    const app = await startAppFixture();
    const [anna, bela] = [app.person(), app.person("Próba Béla")];
    await app.after(anna, anna.say(keys.anna));
    expect((await app.after(bela, bela.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  });
});

describe("in large digits", () => {
  const larger = "Nagyobb számok";
  const smaller = "Kisebb számok";
  const begin = async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const code = await app.after(anna, anna.say(keys.anna));
    return {
      app,
      anna,
      code,
      isHeading: () => anna.last?.marks.some(({ type }: { type: string }) => type === "heading"),
    };
  };

  test("comes in the same message, with the same button to copy it and the same countdown", async () => {
    const { app, anna, code, isHeading } = await begin();
    expect(isHeading()).toBe(false);
    const large = await app.after(anna, anna.press(larger));
    expect(large).toMatchObject({ id: code.id, text: code.text.replace("\n\n", "\n") });
    expect(large.marks[0]).toMatchObject({
      type: "heading",
      size: 1,
      offset: 0,
      length: "🔑 123 456".length,
    });
    const countdown = ({ marks }: typeof code) => marks.find(({ type }) => type === "date_time");
    expect(countdown(large)).toMatchObject({ ...countdown(code), offset: expect.any(Number) as number });
    expect(await anna.press("Kód másolása")).toBe(totp(keys.anna, app.clock.now()));
    const usual = await app.after(anna, anna.press(smaller));
    expect(usual).toMatchObject({ id: code.id, text: code.text, buttons: code.buttons });
    expect(isHeading()).toBe(false);
  });

  test("is removed when it expires, and the next one in that message is large again", async () => {
    const { app, anna, code, isHeading } = await begin();
    await app.after(anna, anna.press(larger));
    const old = totp(keys.anna, app.clock.now());
    app.clock.forwardTo(29);
    const expired = await anna.until("Ez a kód lejárt");
    expect(expired.id).toBe(code.id);
    expect(anna.sees(grouped(old))).toBe(false);
    expect(isHeading()).toBe(false);
    expect(anna.screen.filter(({ text }) => text.includes("lejárt"))).toHaveLength(1);
    await app.after(anna, anna.press("Kérek kódot"));
    expect(anna.last).toMatchObject({ id: code.id });
    expect(isHeading()).toBe(true);
  });

  test("is promised first with little time left, and then comes in large digits", async () => {
    const { app, anna, code, isHeading } = await begin();
    app.clock.forwardTo(14);
    const promise = await app.after(anna, anna.press(larger));
    expect(promise.text).toMatch(/már csak 1[34] másodpercig él/);
    app.clock.forwardTo(29.9);
    await anna.until((screen) => screen.some(({ id, text }) => id === code.id && text.includes("🔑")));
    expect(isHeading()).toBe(true);
  });

  const richCalls = (app: AppFixture) =>
    app.telegram.calls.filter(({ params }) => "rich_message" in params).length;
  const refusal = (description: string) => ({ kind: "refuse", code: 400, description }) as const;

  test("stays as it was where the server does not know rich messages, which is asked once an hour", async () => {
    const { app, anna, code, isHeading } = await begin();
    app.telegram.faults.next("editMessageText", refusal("Bad Request: message text is empty"));
    const usual = await app.after(anna, anna.press(larger));
    expect(usual).toMatchObject({ id: code.id, text: code.text, buttons: [["Kód másolása"]] });
    expect(isHeading()).toBe(false);
    expect(richCalls(app)).toBe(1);
    await app.after(anna, anna.say("/kod"));
    const { text } = await app.after(anna, anna.press(larger));
    expect(text).toContain(grouped(totp(keys.anna, app.clock.now())));
    expect(richCalls(app)).toBe(1);
    app.clock.forward(3_600_000);
    app.clock.forwardTo(29.9);
    await app.after(anna, anna.say("/kod"));
    await app.after(anna, anna.press(larger));
    expect(isHeading()).toBe(true);
  });

  test("stays as it was in one message that Telegram refuses, and comes in the next and for others", async () => {
    const { app, anna, code, isHeading } = await begin();
    app.telegram.faults.next("editMessageText", refusal("Bad Request: RICH_MESSAGE_INVALID"));
    const usual = await app.after(anna, anna.press(larger));
    expect(usual).toMatchObject({ id: code.id, text: code.text });
    expect(isHeading()).toBe(false);
    const bela = app.person("Próba Béla");
    await app.after(bela, bela.say(keys.bela));
    const large = await app.after(bela, bela.press(larger));
    expect(large.marks[0]).toMatchObject({ type: "heading" });
    await app.after(anna, anna.say("/kod"));
    await app.after(anna, anna.press(larger));
    expect(isHeading()).toBe(true);
  });
});

describe("with less than twenty seconds left", () => {
  test("the next code is promised, and comes into the same message when it begins", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    app.clock.forwardTo(6);
    const old = totp(keys.anna, app.clock.now());
    const promise = await app.after(anna, anna.say("/kod"));
    expect(promise.text).toMatch(/már csak [56] másodpercig él/);
    expect(promise.text).not.toContain(grouped(old));
    app.clock.forwardTo(29.9);
    const code = await anna
      .until((screen) => screen.some(({ id, text }) => id === promise.id && text.includes("🔑")))
      .then(() => anna.last!);
    expect(code.text).toContain(grouped(totp(keys.anna, app.clock.now())));
    app.clock.forward(30_000);
    await anna.until((screen) => screen.every(({ text }) => !text.includes("Lejár:")));
  });

  test("with twenty seconds left it is given at once", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    app.clock.forwardTo(22);
    const { text } = await app.after(anna, anna.say("/kod"));
    expect(text).toContain(grouped(totp(keys.anna, app.clock.now())));
  });

  test("a promise is kept after a short restart and let go after a long one", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    app.clock.forwardTo(5);
    const kept = await app.after(anna, anna.say("/kod"));
    await app.stop();
    app.clock.forward(6_000);
    await app.start();
    await anna.until((screen) => screen.some(({ id, text }) => id === kept.id && text.includes("🔑")));
    await app.settled();

    app.clock.forwardTo(5);
    const promise = await app.after(anna, anna.say("/kod"));
    await app.stop();
    app.clock.forward(600_000);
    await app.start();
    await anna.until((screen) => screen.some(({ id, text }) => id === promise.id && text.includes("lejárt")));
  });
});
