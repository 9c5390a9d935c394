import { describe, expect, test } from "vitest";
import { keys, setStage, type Stage } from "../support/app-fixture.ts";

const warning = "A szerver órája pontatlan";

const readiness = async ({ port }: Stage) => {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  return { status: response.status, body: await response.text() };
};

describe("a clock that is wrong", () => {
  test.each([10, 30, 90, -10, -30, -90])(
    "by %d s is told with every code, and to the operator",
    async (by) => {
      const stage = await setStage();
      const anna = stage.person();
      expect((await stage.after(anna, anna.say(keys.anna))).text).toMatch(/🔑 \d{3} \d{3}/);
      expect(anna.sees(warning)).toBe(false);
      expect(await readiness(stage)).toEqual({ status: 200, body: "ready\n" });

      stage.telegram.dateAhead = by * -1_000;
      await stage.after(anna, anna.say("/sugo"));
      const { text } = await stage.after(anna, anna.say("/kod"));
      expect(text).toMatch(/🔑 \d{3} \d{3}/);
      expect(text).toContain(warning);
      expect(text).toContain("kérj másikat");
      const { status, body } = await readiness(stage);
      expect(status).toBe(503);
      expect(body).toMatch(/^not ready: the clock is about \d+ s (ahead of|behind) Telegram's\n$/);
      expect(body).toContain(by > 0 ? "ahead of" : "behind");
      expect(stage.log.join("")).toContain("codes may be refused");

      stage.telegram.dateAhead = 0;
      await stage.after(anna, anna.say("/sugo"));
      expect((await stage.after(anna, anna.say("/kod"))).text).not.toContain(warning);
      expect((await readiness(stage)).status).toBe(200);
    },
  );

  test("is told in the guide's step too, and known before the first code", async () => {
    const stage = await setStage();
    stage.telegram.dateAhead = 60_000;
    await stage.restart();
    expect((await readiness(stage)).status).toBe(503);
    const anna = stage.person();
    await stage.after(anna, anna.say("/utmutato"));
    for (const answer of ["Igen, tudom a jelszavamat", "Velem, a Kapusegéddel", "Androidos"])
      await stage.after(anna, anna.press(answer));
    while (!anna.sees("1. QR-KÓD LEOLVASÁSA")) await stage.after(anna, anna.press("Kész, tovább"));
    await stage.after(anna, anna.say(keys.anna));
    while (!anna.sees("AZONOSÍTÓ MEGADÁSA")) await stage.after(anna, anna.press("Kész, tovább"));
    const { text } = await stage.after(anna, anna.press("Kérem a kódot"));
    expect(text).toMatch(/🔑 \d{3} \d{3}/);
    expect(text).toContain(warning);
  });
});

test("an idle bot asks Telegram for the time every five minutes", async () => {
  const stage = await setStage();
  const asked = () => stage.telegram.calls.filter(({ method }) => method === "getMe").length;
  const before = asked();
  stage.clock.forward(301_000);
  await expect.poll(asked).toBe(before + 1);
});
