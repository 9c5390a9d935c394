import { describe, expect, test } from "vitest";
import type { Person } from "../support/bot-api-server/index.ts";
import { link } from "../support/drawings.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, setStage, type Stage } from "../support/app-fixture.ts";

const grouped = (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`;
const minutes = 60_000;

/** Anna with her own key and her mother's. */
const withTwo = async (): Promise<{ stage: Stage; anna: Person }> => {
  const stage = await setStage();
  const anna = stage.person();
  await stage.after(anna, anna.say(link(keys.anna, "ANNA")));
  await stage.after(anna, anna.say(link(keys.bela, "MAMA")));
  return { stage, anna };
};

const open = async (stage: Stage, person: Person, name: string) => {
  await stage.after(person, person.say("/kulcsok"));
  return stage.after(person, person.press(name));
};

const names = async (stage: Stage, person: Person) =>
  (await stage.after(person, person.say("/kulcsok"))).buttons.flat();

describe("the keys", () => {
  test.each(["/kulcsok", "kulcsok", "A kulcsaim", "Mutasd a kulcsaimat!", "kulcsaim."])(
    "come for %s",
    async (words) => {
      const { stage, anna } = await withTwo();
      const list = await stage.after(anna, anna.say(words));
      expect(list.text).toContain("2 kulcsot őrzök neked");
      expect(list.buttons.flat()).toEqual(["ANNA", "MAMA"]);
    },
  );

  test("are none at first, with ways to begin", async () => {
    const stage = await setStage();
    const anna = stage.person();
    const none = await stage.after(anna, anna.say("/kulcsok"));
    expect(none.text).toContain("Még nincs nálam kulcsod");
    expect(none.buttons.flat()).toContain("Kezdjük az útmutatót");
  });

  test("are one by itself, without a way back to a list there is not", async () => {
    const stage = await setStage();
    const anna = stage.person();
    await stage.after(anna, anna.say(keys.anna));
    const one = await stage.after(anna, anna.say("/kulcsok"));
    expect(one.text).toContain("Ügyfélkapu+");
    expect(one.buttons.flat()).toEqual([
      "🔑 Kérek kódot",
      "Átnevezem",
      "Átviszem másik alkalmazásba",
      "Törlöm ezt a kulcsot",
    ]);
  });

  test("give a code by the button under one of them", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "MAMA");
    const { text } = await stage.after(anna, anna.press("Kérek kódot"));
    expect(text).toContain(grouped(totp(keys.bela, stage.clock.now())));
  });

  test("go one place up, and stay there after a restart", async () => {
    const { stage, anna } = await withTwo();
    await stage.after(anna, anna.say(link(keys.new, "PAPA")));
    await open(stage, anna, "PAPA");
    expect((await stage.after(anna, anna.press("Előrébb teszem"))).text).toContain("Előrébb tettem");
    await stage.after(anna, anna.press("Előrébb teszem"));
    expect(anna.last?.buttons.flat()).not.toContain("Előrébb teszem");
    await stage.restart();
    expect(await names(stage, anna)).toEqual(["PAPA", "ANNA", "MAMA"]);
    expect((await stage.after(anna, anna.say("/kod"))).buttons.flat()).toEqual(["PAPA", "ANNA", "MAMA"]);
    await open(stage, anna, "MAMA");
    await stage.after(anna, anna.press("Előrébb teszem"));
    expect(await names(stage, anna)).toEqual(["PAPA", "MAMA", "ANNA"]);
  });

  test("of a large family are turned over page by page", async () => {
    const stage = await setStage();
    const anna = stage.person();
    for (let i = 1; i <= 22; i += 1) {
      const secret = `JBSWY3DPEHPK3P${"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i]!}A`;
      stage.secrets.push(secret);
      await stage.after(anna, anna.say(link(secret, `NAGYCSALAD${String(i)}`)));
      await stage.after(anna, anna.say("/sugo"));
    }
    const first = await stage.after(anna, anna.say("/kulcsok"));
    expect(first.text).toContain("22 kulcsot őrzök neked");
    expect(first.text).toContain("Ez az 1. oldal, összesen 3 van.");
    expect(first.buttons).toHaveLength(9);
    expect(first.buttons.at(-1)).toEqual(["Következő"]);
    await stage.after(anna, anna.press("Következő"));
    expect(anna.last?.buttons.at(-1)).toEqual(["Előző", "Következő"]);
    await stage.after(anna, anna.press("Következő"));
    expect(anna.last?.buttons.flat()).toEqual([
      ...[17, 18, 19, 20, 21, 22].map((i) => `NAGYCSALAD${String(i)}`),
      "Előző",
    ]);
    await stage.after(anna, anna.press("NAGYCSALAD18"));
    await stage.after(anna, anna.press("Vissza a kulcsokhoz"));
    expect(anna.last?.text).toContain("Ez a 3. oldal");
    expect(anna.last).toMatchObject({ id: first.id });

    const choice = await stage.after(anna, anna.say("/kod"));
    expect(choice.buttons).toHaveLength(21);
    await stage.after(anna, anna.press("A többi kulcsom"));
    expect(anna.last?.text).toContain("22 kulcsot őrzök neked");
    await stage.after(anna, anna.pressOld("key-page:9999"));
    expect(anna.last?.text).toContain("Ez a 3. oldal");
  });
});

describe("a key is renamed", () => {
  test("by the next words, without answering to the question", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "MAMA");
    const question = await stage.after(anna, anna.press("Átnevezem"));
    expect(question.text).toContain("Mi legyen az új neve?");
    const done = await stage.after(anna, anna.say("  Édesanyám   kulcsa "));
    expect(done.text).toContain("✅ Átneveztem.");
    expect(done.text).toContain("Édesanyám kulcsa");
    expect(anna.screen.some(({ id }) => id === question.id)).toBe(false);
    expect(await names(stage, anna)).toEqual(["ANNA", "Édesanyám kulcsa"]);
    // What is written later is no name any more.
    await stage.after(anna, anna.say("Köszönöm szépen"));
    expect(await names(stage, anna)).toEqual(["ANNA", "Édesanyám kulcsa"]);
  });

  test("also after a restart, by an answer to the question", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "MAMA");
    const question = await stage.after(anna, anna.press("Átnevezem"));
    await stage.restart();
    await stage.after(anna, anna.say("Mama", { replyTo: question }));
    expect(await names(stage, anna)).toEqual(["ANNA", "Mama"]);
  });

  test("with marks of HTML in the name, shown as they are", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "MAMA");
    await stage.after(anna, anna.press("Átnevezem"));
    const name = `<b>"Ő" & {{társa}}</b>`;
    const { text } = await stage.after(anna, anna.say(name));
    expect(text).toContain(name);
    expect(await names(stage, anna)).toEqual(["ANNA", name]);
    await stage.after(anna, anna.press(name));
    await stage.after(anna, anna.press("Törlöm ezt a kulcsot"));
    expect(anna.last?.text).toContain(name);
    expect((await stage.after(anna, anna.say("/torles"))).text).toContain("ANNA");
  });

  test("but not to what another is called, nothing, or a story", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "MAMA");
    await stage.after(anna, anna.press("Átnevezem"));
    expect((await stage.after(anna, anna.say("anna"))).text).toContain("Ilyen nevű kulcsod már van: „ANNA”");
    expect((await stage.after(anna, anna.say("\u200B\u2060"))).text).toContain("nem látszana");
    expect((await stage.after(anna, anna.say("nagyon ".repeat(8)))).text).toContain("túl hosszú");
    // Its own name in other letters is free.
    await stage.after(anna, anna.say("Mama"));
    expect(await names(stage, anna)).toEqual(["ANNA", "Mama"]);
  });

  test("not by a key, a code, a password or a question: each is taken for what it is", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "MAMA");
    await stage.after(anna, anna.press("Átnevezem"));
    await stage.after(anna, anna.say(keys.new));
    expect(anna.sees(keys.new)).toBe(false);
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    stage.secrets.push("Titkos2026");
    await stage.after(anna, anna.say("a jelszavam: Titkos2026"));
    expect(anna.last?.text).toContain("jelszónak látszik");
    expect((await stage.after(anna, anna.say("123456"))).text).toContain("hat számjegy");
    await stage.after(anna, anna.say("Miért kell ez?"));
    expect((await stage.after(anna, anna.say("/kod"))).text).toContain("Melyik kulcshoz");
    expect(await names(stage, anna)).toEqual(["ANNA", "MAMA", "Ügyfélkapu+"]);
    // The question has stayed open all the while.
    await stage.after(anna, anna.say("Mamáé"));
    expect(await names(stage, anna)).toEqual(["ANNA", "Mamáé", "Ügyfélkapu+"]);
  });

  test("by what could have been a key, once the person says that it is words", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "MAMA");
    await stage.after(anna, anna.press("Átnevezem"));
    await stage.after(anna, anna.say("nagymamarozsikaesistvan"));
    if (anna.last?.text.includes("Ez lehet a kulcsod") === true)
      await stage.after(anna, anna.press("Nem, ezt csak írtam"));
    expect(await names(stage, anna)).toEqual(["ANNA", "nagymamarozsikaesistvan"]);
  });

  test("or not after all: the button, /megse and ten minutes end the question", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "MAMA");
    await stage.after(anna, anna.press("Átnevezem"));
    const back = await stage.after(anna, anna.press("Mégse, maradjon a régi"));
    expect(back.text).toContain("Mit szeretnél ezzel a kulccsal?");
    await stage.after(anna, anna.say("Első"));

    await stage.after(anna, anna.press("Átnevezem", { on: back }));
    await stage.after(anna, anna.say("mégse"));
    await stage.after(anna, anna.say("Második"));

    await open(stage, anna, "MAMA");
    const question = await stage.after(anna, anna.press("Átnevezem"));
    await stage.stop();
    stage.clock.forward(10 * minutes);
    await stage.start();
    await anna.until("Nem írtál új nevet");
    expect(anna.screen.find(({ id }) => id === question.id)?.text).toContain("maradt a régi: „MAMA”");
    await stage.after(anna, anna.say("Harmadik"));
    expect(await names(stage, anna)).toEqual(["ANNA", "MAMA"]);
  });

  test("one at a time: a second question takes the place of the first", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "MAMA");
    const first = await stage.after(anna, anna.press("Átnevezem"));
    await open(stage, anna, "ANNA");
    await stage.after(anna, anna.press("Átnevezem"));
    expect(anna.screen.some(({ id }) => id === first.id)).toBe(false);
    await stage.after(anna, anna.say("Az enyém"));
    expect(await names(stage, anna)).toEqual(["Az enyém", "MAMA"]);
  });
});

describe("a key is deleted", () => {
  test("at once for codes, and comes back with its name and place when that is undone", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "ANNA");
    const deleted = await stage.after(anna, anna.press("Törlöm ezt a kulcsot"));
    expect(deleted.text).toContain("Töröltem ezt a kulcsot: „ANNA”");
    expect((await stage.after(anna, anna.say("/kod"))).text).toContain(
      grouped(totp(keys.bela, stage.clock.now())),
    );
    await stage.restart();
    await stage.after(anna, anna.press("Visszavonom a törlést", { on: deleted }));
    expect(anna.sees("Visszatettem")).toBe(true);
    expect(await names(stage, anna)).toEqual(["ANNA", "MAMA"]);
    stage.clock.forward(11 * minutes);
    await stage.after(anna, anna.say("/sugo"));
    expect(await names(stage, anna)).toEqual(["ANNA", "MAMA"]);
  });

  test("for good after ten minutes, also when the program was down, and leaves nothing on the disk", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "ANNA");
    const deleted = await stage.after(anna, anna.press("Törlöm ezt a kulcsot"));
    await stage.stop();
    stage.clock.forward(10 * minutes);
    await stage.start();
    await anna.until("Végleg kitöröltem ezt a kulcsot: „ANNA”");
    expect(anna.screen.find(({ id }) => id === deleted.id)?.buttons.flat()).not.toContain(
      "Visszavonom a törlést",
    );
    await stage.after(anna, anna.pressOld("key-restore:AAAAAAAAAAAA"));
    expect(anna.last?.text).toContain("Ezt már nem lehet visszavonni");
    const one = await stage.after(anna, anna.say("/kulcsok"));
    expect(one.text).toContain("MAMA");
  });

  test("twice by a double tap, or with a button of an old message", async () => {
    const { stage, anna } = await withTwo();
    const key = await open(stage, anna, "ANNA");
    const data = key.rawButtons.flat().flatMap((one) => ("callback_data" in one ? [one.callback_data] : []));
    await stage.after(anna, anna.press("Törlöm ezt a kulcsot"));
    const old = await stage.after(anna, anna.pressOld(data.find((one) => one.startsWith("key-delete:"))!));
    expect(old.text).toContain("Töröltem ezt a kulcsot");
    for (const { updateId } of [...stage.telegram.deliveries]) await stage.telegram.redeliver(updateId);
    await stage.telegram.settled();
    stage.forgive("answerCallbackQuery");
    stage.forgive("editMessageText");
    for (const press of data.filter((one) => !/^key-(delete|page):/.test(one))) {
      // The button goes into the newest message, which is not to be the one that offers to undo.
      await stage.after(anna, anna.say("/sugo"));
      await stage.after(anna, anna.pressOld(press));
      expect(anna.last?.text).toMatch(/már nincs nálam/);
    }
    await stage.after(anna, anna.press("Visszavonom a törlést", { on: old }));
    expect(await names(stage, anna)).toEqual(["ANNA", "MAMA"]);
  });

  test("and sent again meanwhile: undoing makes no second one of it", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "ANNA");
    const deleted = await stage.after(anna, anna.press("Törlöm ezt a kulcsot"));
    await stage.after(anna, anna.say(link(keys.anna, "ANNA")));
    await stage.after(anna, anna.press("Visszavonom a törlést", { on: deleted }));
    expect(await names(stage, anna)).toEqual(["MAMA", "ANNA"]);
  });

  test("while another took its name: it comes back with a number", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "ANNA");
    const deleted = await stage.after(anna, anna.press("Törlöm ezt a kulcsot"));
    await stage.after(anna, anna.say("/kulcsok"));
    await stage.after(anna, anna.press("Átnevezem"));
    await stage.after(anna, anna.say("Anna"));
    await stage.after(anna, anna.press("Visszavonom a törlést", { on: deleted }));
    expect(await names(stage, anna)).toEqual(["ANNA (2.)", "Anna"]);
  });

  test("and erased by /torles before the ten minutes are over", async () => {
    const { stage, anna } = await withTwo();
    await open(stage, anna, "ANNA");
    const deleted = await stage.after(anna, anna.press("Törlöm ezt a kulcsot"));
    const question = await stage.after(anna, anna.say("/torles"));
    expect(question.text).toContain("Ezt törlöm: 1 kulcs (MAMA), 1 nemrég törölt kulcs (ANNA) és");
    const receipt = await stage.after(anna, anna.press("Igen, törölj mindent"));
    expect(receipt.text).toContain("Kitöröltem: 1 kulcs, 1 nemrég törölt kulcs és");
    expect(anna.sees("Visszavonom")).toBe(false);
    expect(anna.screen.some(({ id }) => id === deleted.id)).toBe(false);
    await stage.after(anna, anna.pressOld("key-restore:AAAAAAAAAAAA"));
    stage.clock.forward(11 * minutes);
    expect((await stage.after(anna, anna.say("/kulcsok"))).text).toContain("Még nincs nálam kulcsod");
  });

  test("the last one too", async () => {
    const stage = await setStage();
    const anna = stage.person();
    await stage.after(anna, anna.say(keys.anna));
    await stage.after(anna, anna.say("/kulcsok"));
    await stage.after(anna, anna.press("Törlöm ezt a kulcsot"));
    expect((await stage.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
    // Something is still there, so erasing everything is offered.
    expect((await stage.after(anna, anna.say("/torles"))).text).toContain("Kitöröljek mindent?");
  });
});

test("of one person are never another's", async () => {
  const { stage, anna } = await withTwo();
  const bela = stage.person("Próba Béla");
  // The same answer to each button, which Telegram refuses as no change.
  stage.forgive("editMessageText");
  const key = await open(stage, anna, "ANNA");
  await stage.after(bela, bela.say("/kulcsok"));
  for (const button of key.rawButtons.flat()) {
    if (!("callback_data" in button)) continue;
    await stage.after(bela, bela.pressOld(button.callback_data));
    expect(bela.last?.text).toMatch(/nincs nálam/);
  }
  expect(await names(stage, anna)).toEqual(["ANNA", "MAMA"]);
});
