import { describe, expect, test } from "vitest";
import { keys, setStage, type Stage } from "../support/app-fixture.ts";

/** An invented törlőkód. */
const digits = "48151623";
const grouped = "4815 1623";
const minute = 60_000;

const set = async () => {
  const stage = await setStage();
  stage.secrets.push(digits, grouped, "4815-1623");
  return { stage, anna: stage.person() };
};
type Anna = Awaited<ReturnType<typeof set>>["anna"];

/** Lets time pass, and waits for what was planned. */
const passing = async (stage: Stage, anna: Anna, ms: number, until: string) => {
  stage.clock.forward(ms);
  await anna.until(until);
  await stage.telegram.settled();
};

const kept = async () => {
  const { stage, anna } = await set();
  await stage.after(anna, anna.say("/torlokod"));
  await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
  await stage.after(anna, anna.say(grouped));
  return { stage, anna };
};

describe("on request", () => {
  test("it is explained, with paper first, and kept only when asked for", async () => {
    const { stage, anna } = await set();
    const about = await stage.after(anna, anna.say("/torlokod"));
    expect(about.text).toContain("Papíron van a legjobb helyen");
    expect(about.text).toContain("egy helyre kerülne");
    expect(about.buttons.flat()).toContain("Elveszett a telefonom");
    await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
    expect(anna.last?.text).toContain("Küldd el a törlőkódodat");
    const done = await stage.after(anna, anna.say("4815-1623"));
    expect(done.text).toContain("Eltettem a törlőkódodat");
    expect(done.text).toContain("8 számjegyből áll");
    expect(done.text).toContain("Az üzenetedet kitöröltem a beszélgetésből");
    expect(anna.sees("4815")).toBe(false);
    // The question has its answer.
    expect(anna.sees("Tíz percig várok rá")).toBe(false);
    await stage.restart();
    const status = await stage.after(anna, anna.say("/torlokod"));
    expect(status.text).toContain("A törlőkódod nálam van");
    await stage.after(anna, anna.press("Elveszett a telefonom"));
    expect(anna.last?.text).toContain("Az Ügyfélkapud megvan, nem veszett el");
  });

  test.each(["123456", "481 516-234 299", "a törlőkódom 4815162"])(
    "%s is taken for it while it is waited for, also after a restart",
    async (words) => {
      const { stage, anna } = await set();
      stage.secrets.push(words);
      await stage.after(anna, anna.say("/torlokod"));
      await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
      await stage.restart();
      const { text } = await stage.after(anna, anna.say(words));
      expect(text).toContain(`${words.replace(/\D/g, "").length} számjegyből áll`);
    },
  );

  test("too few digits are refused and asked for again", async () => {
    const { stage, anna } = await set();
    await stage.after(anna, anna.say("/torlokod"));
    await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
    expect((await stage.after(anna, anna.say("4815"))).text).toContain(
      "legalább 6, legfeljebb 12 számjegyet",
    );
    expect(anna.sees(/^4815$/)).toBe(false);
    expect((await stage.after(anna, anna.say(digits))).text).toContain("Eltettem a törlőkódodat");
  });

  test("after ten minutes it is not waited for any longer, and six digits are a code again", async () => {
    const { stage, anna } = await set();
    await stage.after(anna, anna.say("/torlokod"));
    await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
    await stage.restart();
    await passing(stage, anna, 11 * minute, "Nem jött törlőkód");
    expect((await stage.after(anna, anna.say("123456"))).text).toContain("talán a belépési kód");
  });

  test("who thinks better of it is not waited for", async () => {
    const { stage, anna } = await set();
    await stage.after(anna, anna.say("/torlokod"));
    await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
    await stage.after(anna, anna.press("Mégse küldöm"));
    expect((await stage.after(anna, anna.say("123456"))).text).toContain("talán a belépési kód");
  });

  test("everything else is understood while it is waited for", async () => {
    const { stage, anna } = await set();
    await stage.after(anna, anna.say("/torlokod"));
    await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
    await stage.after(anna, anna.say(keys.anna));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
  });

  test("it is shown for a minute, also across a restart", async () => {
    const { stage, anna } = await kept();
    await stage.after(anna, anna.say("/torlokod"));
    const shown = await stage.after(anna, anna.press("Mutasd meg"));
    expect(shown.text).toContain(grouped);
    await anna.press("Törlőkód másolása");
    expect(anna.clipboard).toBe(digits);
    await stage.restart();
    await passing(stage, anna, minute, "A számokat eltüntettem");
    expect(anna.sees(grouped)).toBe(false);
    await stage.after(anna, anna.press("Mutasd meg újra"));
    expect(anna.sees(grouped)).toBe(true);
    await stage.after(anna, anna.press("Vissza"));
    expect(anna.sees(grouped)).toBe(false);
    stage.clock.forward(2 * minute);
    expect((await stage.after(anna, anna.say("/sugo"))).text).toContain("/torlokod");
    expect(anna.sees("A számokat eltüntettem")).toBe(false);
  });

  test("it is deleted after a question, and overwritten on the disk", async () => {
    const { stage, anna } = await kept();
    await stage.after(anna, anna.say("/torlokod"));
    await stage.after(anna, anna.press("Töröld ki a törlőkódomat"));
    await stage.after(anna, anna.press("Nem, maradjon"));
    await stage.after(anna, anna.press("Töröld ki a törlőkódomat"));
    expect((await stage.after(anna, anna.press("Igen, töröld ki"))).text).toContain(
      "Kitöröltem a törlőkódodat",
    );
    expect((await stage.after(anna, anna.say("/torlokod"))).text).toContain("Papíron van a legjobb helyen");
  });

  test("another takes its place", async () => {
    const { stage, anna } = await kept();
    const other = "23421615";
    stage.secrets.push(other);
    await stage.after(anna, anna.say("/torlokod"));
    await stage.after(anna, anna.press("Másik törlőkódot küldök"));
    await stage.after(anna, anna.say(other));
    await stage.after(anna, anna.say("/torlokod"));
    expect((await stage.after(anna, anna.press("Mutasd meg"))).text).toContain("2342 1615");
    await stage.after(anna, anna.press("Vissza"));
  });

  test("sent behind the command it is understood and deleted", async () => {
    const { stage, anna } = await set();
    const { text } = await stage.after(anna, anna.say(`/torlokod ${digits}`));
    expect(text).toContain("Hova kerüljön a törlőkódod?");
    expect(anna.sees(digits)).toBe(false);
  });

  test("an update that comes again keeps it once and asks for nothing", async () => {
    const { stage, anna } = await kept();
    await stage.after(anna, anna.say("/torlokod"));
    await stage.after(anna, anna.press("Töröld ki a törlőkódomat"));
    await stage.after(anna, anna.press("Igen, töröld ki"));
    for (const { updateId } of [...stage.telegram.deliveries]) await stage.telegram.redeliver(updateId);
    await stage.telegram.settled();
    // Telegram knows a button only once.
    stage.forgive("answerCallbackQuery");
    expect((await stage.after(anna, anna.say("/torlokod"))).text).toContain("Papíron van a legjobb helyen");
  });
});

test("/megse ends the waiting", async () => {
  const { stage, anna } = await set();
  await stage.after(anna, anna.say("/torlokod"));
  await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
  await stage.after(anna, anna.say("/megse"));
  expect((await stage.after(anna, anna.say("123456"))).text).toContain("talán a belépési kód");
});

test("erasing everything takes it along, and the message that shows it", async () => {
  const { stage, anna } = await kept();
  await stage.after(anna, anna.say("/torlokod"));
  await stage.after(anna, anna.press("Mutasd meg"));
  expect((await stage.after(anna, anna.say("/torles"))).text).toContain("a törlőkódod");
  const receipt = await stage.after(anna, anna.press("Igen, törölj mindent"));
  expect(receipt.text).toContain("a törlőkódod");
  expect(anna.sees(grouped)).toBe(false);
  expect((await stage.after(anna, anna.say("/torlokod"))).text).toContain("Papíron van a legjobb helyen");
});

describe("eight digits that come unasked", () => {
  const asked = async () => {
    const { stage, anna } = await set();
    const { text } = await stage.after(anna, anna.say(grouped));
    expect(text).toContain("A törlőkódod volt?");
    expect(anna.sees(grouped)).toBe(false);
    return { stage, anna };
  };

  test("are kept when that is what the person wants", async () => {
    const { stage, anna } = await asked();
    await stage.after(anna, anna.press("Igen, a törlőkódom"));
    expect(anna.last?.text).toContain("Hova kerüljön a törlőkódod?");
    const done = await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
    expect(done.text).toContain("Eltettem a törlőkódodat");
    stage.clock.forward(11 * minute);
    await stage.restart();
    await stage.after(anna, anna.say("/torlokod"));
    expect((await stage.after(anna, anna.press("Mutasd meg"))).text).toContain(grouped);
    expect(anna.sees("Nem választottál")).toBe(false);
  });

  test("are shown to be written down, twice if need be, and then dropped", async () => {
    const { stage, anna } = await asked();
    await stage.after(anna, anna.press("Igen, a törlőkódom"));
    expect((await stage.after(anna, anna.press("Papírra írom, mutasd meg"))).text).toContain(grouped);
    await stage.restart();
    await passing(stage, anna, minute, "Fel tudtad írni?");
    expect(anna.sees(grouped)).toBe(false);
    expect((await stage.after(anna, anna.press("Mutasd meg újra"))).text).toContain(grouped);
    expect((await stage.after(anna, anna.press("Felírtam"))).text).toContain("Én nem őriztem meg");
    expect(anna.sees(grouped)).toBe(false);
    stage.clock.forward(11 * minute);
    expect((await stage.after(anna, anna.say("/torlokod"))).text).toContain("Papíron van a legjobb helyen");
    expect(anna.sees("Nem választottál")).toBe(false);
  });

  test("are dropped when they are something else", async () => {
    const { stage, anna } = await asked();
    expect((await stage.after(anna, anna.press("Nem, ez más"))).text).toContain("nem őriztem meg");
    expect((await stage.after(anna, anna.say("/adataim"))).text).not.toContain("számsor");
  });

  test("are dropped after ten minutes without an answer, also across a restart", async () => {
    const { stage, anna } = await asked();
    const question = anna.last!;
    await stage.restart();
    await passing(stage, anna, 11 * minute, "a számokat nem őriztem meg");
    expect((await stage.after(anna, anna.say("/adataim"))).text).not.toContain("számsor");
    expect(anna.screen.find(({ id }) => id === question.id)?.buttons.flat()).not.toContain(
      "Igen, a törlőkódom",
    );
  });

  test("replace the one that is kept only after a word about it", async () => {
    const { stage, anna } = await kept();
    const other = "23421615";
    stage.secrets.push(other);
    await stage.after(anna, anna.say(other));
    await stage.after(anna, anna.press("Igen, a törlőkódom"));
    expect(anna.last?.text).toContain("a régi helyére kerül");
    await stage.after(anna, anna.press("Papírra írom, mutasd meg"));
    await stage.after(anna, anna.press("Felírtam"));
    await stage.after(anna, anna.say("/torlokod"));
    expect((await stage.after(anna, anna.press("Mutasd meg"))).text).toContain(grouped);
  });

  test("sent twice are two questions, and each button speaks of its own", async () => {
    const { stage, anna } = await asked();
    const first = anna.last!;
    stage.secrets.push("23421615");
    await stage.after(anna, anna.say("23421615"));
    await stage.after(anna, anna.press("Igen, a törlőkódom", { on: first }));
    await stage.after(anna, anna.press("Papírra írom, mutasd meg", { on: first }));
    expect(anna.sees(grouped)).toBe(true);
    await stage.after(anna, anna.press("Felírtam", { on: first }));
    await stage.after(anna, anna.press("Nem, ez más"));
  });

  test("that come once more after their answer are not offered again", async () => {
    const { stage, anna } = await asked();
    await stage.after(anna, anna.press("Nem, ez más"));
    const { updateId } = stage.telegram.deliveries[0]!;
    await stage.telegram.redeliver(updateId);
    await stage.telegram.settled();
    expect((await stage.after(anna, anna.say("/adataim"))).text).not.toContain("számsor");
  });

  test("in a button of an earlier version lead to what a törlőkód is", async () => {
    const { stage, anna } = await set();
    await stage.after(anna, anna.start());
    await stage.after(anna, anna.pressOld("eight:yes"));
    expect(anna.last?.text).toContain("Papíron van a legjobb helyen");
    await stage.after(anna, anna.pressOld("eight:no"));
    expect(anna.last?.text).toContain("Erre a számra nincs szükségem");
  });
});

test("the guide offers it where the törlőkód is shown, below the step", async () => {
  const { stage, anna } = await set();
  await stage.after(anna, anna.start());
  await stage.after(anna, anna.pressOld("phone:android:bot:cancellationCode"));
  expect(anna.last?.text).toContain("papírra");
  await stage.after(anna, anna.press("Inkább őrizd meg te"));
  expect(anna.last?.text).toContain("Papíron van a legjobb helyen");
  await stage.after(anna, anna.press("Igen, mentsd el titkosítva"));
  await stage.after(anna, anna.say(digits));
  expect(anna.sees("Írd fel a törlőkódot")).toBe(true);
  expect(anna.last?.text).toContain("Eltettem a törlőkódodat");
});
