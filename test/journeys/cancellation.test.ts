import { describe, expect, test } from "vitest";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

/** An invented törlőkód. */
const digits = "48151623";
const grouped = "4815 1623";
const minute = 60_000;

const set = async () => {
  const app = await startAppFixture();
  app.secrets.push(digits, grouped, "4815-1623");
  return { app, anna: app.person() };
};
type Anna = Awaited<ReturnType<typeof set>>["anna"];

/** Lets time pass, and waits for what was planned. */
const passing = async (app: AppFixture, anna: Anna, ms: number, until: string) => {
  app.clock.forward(ms);
  await anna.until(until);
  await app.settled();
};

const kept = async () => {
  const { app, anna } = await set();
  await app.after(anna, anna.say("/torlokod"));
  await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
  await app.after(anna, anna.say(grouped));
  return { app, anna };
};

describe("on request", () => {
  test("it is explained, with paper first, and kept only when asked for", async () => {
    const { app, anna } = await set();
    const about = await app.after(anna, anna.say("/torlokod"));
    expect(about.text).toContain("Papíron van a legjobb helyen");
    expect(about.text).toContain("egy helyre kerülne");
    expect(about.buttons.flat()).toContain("Nézzük, mi van meg");
    await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
    expect(anna.last?.text).toContain("Küldd el a törlőkódodat");
    const done = await app.after(anna, anna.say("4815-1623"));
    expect(done.text).toContain("Eltettem a törlőkódodat");
    expect(done.text).toContain("8 számjegyből áll");
    expect(done.text).toContain("Az üzenetedet kitöröltem a beszélgetésből");
    expect(anna.sees("4815")).toBe(false);
    // The question has its answer.
    expect(anna.sees("Tíz percig várok rá")).toBe(false);
    await app.restart();
    const status = await app.after(anna, anna.say("/torlokod"));
    expect(status.text).toContain("A törlőkódod nálam van");
    await app.after(anna, anna.press("Nézzük, mi van meg"));
    expect(anna.last?.text).toContain("Az Ügyfélkapud megvan, nem veszett el");
  });

  test.each(["123456", "481 516-234 299", "a törlőkódom 4815162"])(
    "%s is taken for it while it is waited for, also after a restart",
    async (words) => {
      const { app, anna } = await set();
      app.secrets.push(words);
      await app.after(anna, anna.say("/torlokod"));
      await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
      await app.restart();
      const { text } = await app.after(anna, anna.say(words));
      expect(text).toContain(`${words.replace(/\D/g, "").length} számjegyből áll`);
    },
  );

  test("too few digits are refused and asked for again", async () => {
    const { app, anna } = await set();
    await app.after(anna, anna.say("/torlokod"));
    await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
    expect((await app.after(anna, anna.say("4815"))).text).toContain("legalább 6, legfeljebb 12 számjegyet");
    expect(anna.sees(/^4815$/)).toBe(false);
    expect((await app.after(anna, anna.say(digits))).text).toContain("Eltettem a törlőkódodat");
  });

  test.each(["a kód 48151623 volt", "ez az: 48151623", "48.15.16.23", "４８１５１６２３", "4815\n1623"])(
    "„%s” is taken while it is awaited",
    async (words) => {
      const { app, anna } = await set();
      app.secrets.push(words);
      await app.after(anna, anna.say("/torlokod"));
      await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
      expect((await app.after(anna, anna.say(words))).text).toContain("8 számjegyből áll");
      expect(anna.sees(words)).toBe(false);
    },
  );

  test.each(["48l51623", "O8151623 az", "48151623 vagy 48151632", "kód48151623", "a számom 06 30 123 4567"])(
    "„%s” is deleted and asked for again while it is awaited",
    async (words) => {
      const { app, anna } = await set();
      app.secrets.push(words);
      await app.after(anna, anna.say("/torlokod"));
      await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
      expect((await app.after(anna, anna.say(words))).text).toContain("Nézd meg újra");
      expect(anna.sees(words)).toBe(false);
      expect((await app.after(anna, anna.say(digits))).text).toContain("Eltettem a törlőkódodat");
    },
  );

  test("a key, a password or a question in between is taken for what it is while it is awaited", async () => {
    const { app, anna } = await set();
    app.secrets.push("Kutya123456");
    await app.after(anna, anna.say("/torlokod"));
    await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
    await app.after(anna, anna.say(keys.anna));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    expect((await app.after(anna, anna.say("a jelszavam: Kutya123456"))).text).toContain("jelszónak látszik");
    await app.after(anna, anna.say("hol találom a törlőkódot?"));
    expect(anna.sees("hol találom")).toBe(true);
    expect((await app.after(anna, anna.say(digits))).text).toContain("Eltettem a törlőkódodat");
  });

  test("after ten minutes it is not waited for any longer, and six digits are a code again", async () => {
    const { app, anna } = await set();
    await app.after(anna, anna.say("/torlokod"));
    await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
    await app.restart();
    await passing(app, anna, 11 * minute, "Nem jött törlőkód");
    expect((await app.after(anna, anna.say("123456"))).text).toContain("talán a belépési kód");
  });

  test("who thinks better of it is not waited for", async () => {
    const { app, anna } = await set();
    await app.after(anna, anna.say("/torlokod"));
    await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
    await app.after(anna, anna.press("Mégse küldöm"));
    expect((await app.after(anna, anna.say("123456"))).text).toContain("talán a belépési kód");
  });

  test("everything else is understood while it is waited for", async () => {
    const { app, anna } = await set();
    await app.after(anna, anna.say("/torlokod"));
    await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
    await app.after(anna, anna.say(keys.anna));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
  });

  test("it is shown for a minute, also across a restart", async () => {
    const { app, anna } = await kept();
    await app.after(anna, anna.say("/torlokod"));
    const shown = await app.after(anna, anna.press("Mutasd meg"));
    expect(shown.text).toContain(grouped);
    await anna.press("Törlőkód másolása");
    expect(anna.clipboard).toBe(digits);
    await app.restart();
    await passing(app, anna, minute, "A számokat eltüntettem");
    expect(anna.sees(grouped)).toBe(false);
    await app.after(anna, anna.press("Mutasd meg újra"));
    expect(anna.sees(grouped)).toBe(true);
    await app.after(anna, anna.press("Vissza"));
    expect(anna.sees(grouped)).toBe(false);
    app.clock.forward(2 * minute);
    expect((await app.after(anna, anna.say("/sugo"))).text).toContain("/torlokod");
    expect(anna.sees("A számokat eltüntettem")).toBe(false);
  });

  test("it is deleted after a question, and overwritten on the disk", async () => {
    const { app, anna } = await kept();
    await app.after(anna, anna.say("/torlokod"));
    await app.after(anna, anna.press("Töröld ki a törlőkódomat"));
    await app.after(anna, anna.press("Nem, maradjon"));
    await app.after(anna, anna.press("Töröld ki a törlőkódomat"));
    expect((await app.after(anna, anna.press("Igen, töröld ki"))).text).toContain(
      "Kitöröltem a törlőkódodat",
    );
    expect((await app.after(anna, anna.say("/torlokod"))).text).toContain("Papíron van a legjobb helyen");
  });

  test("another takes its place", async () => {
    const { app, anna } = await kept();
    const other = "23421615";
    app.secrets.push(other);
    await app.after(anna, anna.say("/torlokod"));
    await app.after(anna, anna.press("Másik törlőkódot küldök"));
    await app.after(anna, anna.say(other));
    await app.after(anna, anna.say("/torlokod"));
    expect((await app.after(anna, anna.press("Mutasd meg"))).text).toContain("2342 1615");
    await app.after(anna, anna.press("Vissza"));
  });

  test("sent behind the command it is understood and deleted", async () => {
    const { app, anna } = await set();
    const { text } = await app.after(anna, anna.say(`/torlokod ${digits}`));
    expect(text).toContain("Hova kerüljön a törlőkódod?");
    expect(anna.sees(digits)).toBe(false);
  });

  test("an update that comes again keeps it once and asks for nothing", async () => {
    const { app, anna } = await kept();
    await app.after(anna, anna.say("/torlokod"));
    await app.after(anna, anna.press("Töröld ki a törlőkódomat"));
    await app.after(anna, anna.press("Igen, töröld ki"));
    for (const { updateId } of [...app.telegram.deliveries]) await app.telegram.redeliver(updateId);
    await app.settled();
    // Telegram knows a button only once.
    app.allowRefused("answerCallbackQuery");
    expect((await app.after(anna, anna.say("/torlokod"))).text).toContain("Papíron van a legjobb helyen");
  });
});

test("/megse ends the waiting", async () => {
  const { app, anna } = await set();
  await app.after(anna, anna.say("/torlokod"));
  await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
  await app.after(anna, anna.say("/megse"));
  expect((await app.after(anna, anna.say("123456"))).text).toContain("talán a belépési kód");
});

test("erasing everything takes it along, and the message that shows it", async () => {
  const { app, anna } = await kept();
  await app.after(anna, anna.say("/torlokod"));
  await app.after(anna, anna.press("Mutasd meg"));
  expect((await app.after(anna, anna.say("/torles"))).text).toContain("a törlőkódod");
  const receipt = await app.after(anna, anna.press("Igen, törölj mindent"));
  expect(receipt.text).toContain("a törlőkódod");
  expect(anna.sees(grouped)).toBe(false);
  expect((await app.after(anna, anna.say("/torlokod"))).text).toContain("Papíron van a legjobb helyen");
});

describe("eight digits that come unasked", () => {
  const asked = async () => {
    const { app, anna } = await set();
    const { text } = await app.after(anna, anna.say(grouped));
    expect(text).toContain("A törlőkódod volt?");
    expect(anna.sees(grouped)).toBe(false);
    return { app, anna };
  };

  test("are kept when that is what the person wants", async () => {
    const { app, anna } = await asked();
    await app.after(anna, anna.press("Igen, a törlőkódom"));
    expect(anna.last?.text).toContain("Hova kerüljön a törlőkódod?");
    const done = await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
    expect(done.text).toContain("Eltettem a törlőkódodat");
    app.clock.forward(11 * minute);
    await app.restart();
    await app.after(anna, anna.say("/torlokod"));
    expect((await app.after(anna, anna.press("Mutasd meg"))).text).toContain(grouped);
    expect(anna.sees("Nem választottál")).toBe(false);
  });

  test("are shown to be written down, twice if need be, and then dropped", async () => {
    const { app, anna } = await asked();
    await app.after(anna, anna.press("Igen, a törlőkódom"));
    expect((await app.after(anna, anna.press("Papírra írom, mutasd meg"))).text).toContain(grouped);
    await app.restart();
    await passing(app, anna, minute, "Fel tudtad írni?");
    expect(anna.sees(grouped)).toBe(false);
    expect((await app.after(anna, anna.press("Mutasd meg újra"))).text).toContain(grouped);
    expect((await app.after(anna, anna.press("Felírtam"))).text).toContain("Én nem őriztem meg");
    expect(anna.sees(grouped)).toBe(false);
    app.clock.forward(11 * minute);
    expect((await app.after(anna, anna.say("/torlokod"))).text).toContain("Papíron van a legjobb helyen");
    expect(anna.sees("Nem választottál")).toBe(false);
  });

  test("are dropped when they are something else", async () => {
    const { app, anna } = await asked();
    expect((await app.after(anna, anna.press("Nem, ez más"))).text).toContain("nem őriztem meg");
    expect((await app.after(anna, anna.say("/adataim"))).text).not.toContain("számsor");
  });

  test("are dropped after ten minutes without an answer, also across a restart", async () => {
    const { app, anna } = await asked();
    const question = anna.last!;
    await app.restart();
    await passing(app, anna, 11 * minute, "a számokat nem őriztem meg");
    expect((await app.after(anna, anna.say("/adataim"))).text).not.toContain("számsor");
    expect(anna.screen.find(({ id }) => id === question.id)?.buttons.flat()).not.toContain(
      "Igen, a törlőkódom",
    );
  });

  test("replace the one that is kept only after a word about it", async () => {
    const { app, anna } = await kept();
    const other = "23421615";
    app.secrets.push(other);
    await app.after(anna, anna.say(other));
    await app.after(anna, anna.press("Igen, a törlőkódom"));
    expect(anna.last?.text).toContain("a régi helyére kerül");
    await app.after(anna, anna.press("Papírra írom, mutasd meg"));
    await app.after(anna, anna.press("Felírtam"));
    await app.after(anna, anna.say("/torlokod"));
    expect((await app.after(anna, anna.press("Mutasd meg"))).text).toContain(grouped);
  });

  test("sent twice are two questions, and each button speaks of its own", async () => {
    const { app, anna } = await asked();
    const first = anna.last!;
    app.secrets.push("23421615");
    await app.after(anna, anna.say("23421615"));
    await app.after(anna, anna.press("Igen, a törlőkódom", { on: first }));
    await app.after(anna, anna.press("Papírra írom, mutasd meg", { on: first }));
    expect(anna.sees(grouped)).toBe(true);
    await app.after(anna, anna.press("Felírtam"));
    await app.after(anna, anna.press("Nem, ez más"));
  });

  test("that come once more after their answer are not offered again", async () => {
    const { app, anna } = await asked();
    await app.after(anna, anna.press("Nem, ez más"));
    const { updateId } = app.telegram.deliveries[0]!;
    await app.telegram.redeliver(updateId);
    await app.settled();
    expect((await app.after(anna, anna.say("/adataim"))).text).not.toContain("számsor");
  });

  test("in a button of an earlier version lead to what a törlőkód is", async () => {
    const { app, anna } = await set();
    await app.after(anna, anna.start());
    await app.after(anna, anna.pressOld("eight:yes"));
    expect(anna.last?.text).toContain("Papíron van a legjobb helyen");
    await app.after(anna, anna.pressOld("eight:no"));
    expect(anna.last?.text).toContain("Erre a számra nincs szükségem");
  });
});

test("the guide offers it where the törlőkód is shown, below the step", async () => {
  const { app, anna } = await set();
  await app.after(anna, anna.start());
  await app.after(anna, anna.say(keys.anna));
  await app.after(anna, anna.pressOld("phone:android:bot:cancellationCode"));
  expect(anna.last?.text).toContain("papírra");
  await app.after(anna, anna.press("Inkább őrizd meg te"));
  expect(anna.last?.text).toContain("Papíron van a legjobb helyen");
  await app.after(anna, anna.press("Igen, mentsd el titkosítva"));
  await app.after(anna, anna.say(digits));
  expect(anna.sees("Írd fel a törlőkódot")).toBe(true);
  expect(anna.last?.text).toContain("Eltettem a törlőkódodat");
});
