import { describe, expect, test } from "vitest";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

const warning = "A szerver órája pontatlan";

const readiness = async ({ port }: AppFixture) => {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  return { status: response.status, body: await response.text() };
};

describe("a clock that is wrong", () => {
  test.each([10, 30, 90, -10, -30, -90])(
    "by %d s is told with every code, and to the operator",
    async (by) => {
      const app = await startAppFixture();
      const anna = app.person();
      expect((await app.after(anna, anna.say(keys.anna))).text).toMatch(/🔑 \d{3} \d{3}/);
      expect(anna.sees(warning)).toBe(false);
      expect(await readiness(app)).toEqual({ status: 200, body: "ready\n" });

      app.telegram.dateAhead = by * -1_000;
      await app.after(anna, anna.say("/sugo"));
      const { text } = await app.after(anna, anna.say("/kod"));
      expect(text).toMatch(/🔑 \d{3} \d{3}/);
      expect(text).toContain(warning);
      expect(text).toContain("kérj másikat");
      const { status, body } = await readiness(app);
      expect(status).toBe(503);
      expect(body).toMatch(/^not ready: the clock is about \d+ s (ahead of|behind) Telegram's\n$/);
      expect(body).toContain(by > 0 ? "ahead of" : "behind");
      expect(app.log.join("")).toContain("codes may be refused");

      app.telegram.dateAhead = 0;
      await app.after(anna, anna.say("/sugo"));
      expect((await app.after(anna, anna.say("/kod"))).text).not.toContain(warning);
      expect((await readiness(app)).status).toBe(200);
    },
  );

  test("is told in the guide's step too, and known before the first code", async () => {
    const app = await startAppFixture();
    app.telegram.dateAhead = 60_000;
    await app.restart();
    expect((await readiness(app)).status).toBe(503);
    const anna = app.person();
    await app.after(anna, anna.say("/utmutato"));
    for (const answer of ["Tőled, itt a Telegramban", "Androidos"]) await app.after(anna, anna.press(answer));
    while (!anna.sees("1. QR-KÓD LEOLVASÁSA")) await app.after(anna, anna.press("Kész, tovább"));
    await app.after(anna, anna.say(keys.anna));
    app.clock.forwardTo(29.9);
    const { text } = await app.after(anna, anna.press("Kérem a kódot"));
    expect(text).toMatch(/🔑 \d{3} \d{3}/);
    expect(text).toContain(warning);
  });
});

test("an idle bot asks Telegram for the time every five minutes", async () => {
  const app = await startAppFixture();
  const asked = () => app.telegram.calls.filter(({ method }) => method === "getMe").length;
  const before = asked();
  app.clock.forward(301_000);
  await expect.poll(asked).toBe(before + 1);
});
