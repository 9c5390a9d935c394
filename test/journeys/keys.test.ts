import { describe, expect, test } from "vitest";
import type { Person } from "../support/bot-api-server/index.ts";
import { link } from "../support/drawings.ts";
import { totp } from "../support/totp-oracle.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

const grouped = (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`;
const minutes = 60_000;

/** Anna with her own key and her mother's. */
const withTwo = async (): Promise<{ app: AppFixture; anna: Person }> => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(link(keys.anna, "ANNA")));
  await app.after(anna, anna.say(link(keys.bela, "MAMA")));
  return { app, anna };
};

const open = async (app: AppFixture, person: Person, name: string) => {
  await app.after(person, person.say("/kulcsok"));
  return app.after(person, person.press(name));
};

const names = async (app: AppFixture, person: Person) =>
  (await app.after(person, person.say("/kulcsok"))).buttons.flat();

test.each(["jaj nem ezt akartam, hozd vissza", "mégse", "/megse"])(
  "a key that was just deleted is offered again for %s",
  async (words) => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    const { text } = await app.after(anna, anna.say(words));
    expect(text).toContain("„MAMA”");
    expect(text).not.toContain("Semmi nem változott");
    await app.after(anna, anna.press("Tedd vissza ezt a kulcsot"));
    expect(await names(app, anna)).toContain("MAMA");
  },
);

describe("the keys", () => {
  test.each(["/kulcsok", "kulcsok", "A kulcsaim", "Mutasd a kulcsaimat!", "kulcsaim."])(
    "come for %s",
    async (words) => {
      const { app, anna } = await withTwo();
      const list = await app.after(anna, anna.say(words));
      expect(list.text).toContain("2 kulcsot őrzök neked");
      expect(list.buttons.flat()).toEqual(["ANNA", "MAMA"]);
    },
  );

  test("are none at first, with ways to begin", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const none = await app.after(anna, anna.say("/kulcsok"));
    expect(none.text).toContain("Még nincs nálam kulcsod");
    expect(none.buttons.flat()).toContain("Kezdjük");
  });

  test("are one by itself, without a way back to a list there is not", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    const one = await app.after(anna, anna.say("/kulcsok"));
    expect(one.text).toContain("Ügyfélkapu+");
    expect(one.buttons.flat()).toEqual([
      "🔑 Kérek kódot",
      "Átnevezem",
      "Átviszem másik alkalmazásba",
      "Törlöm ezt a kulcsot",
    ]);
  });

  test("give a code by the button under one of them", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    const { text } = await app.after(anna, anna.press("Kérek kódot"));
    expect(text).toContain(grouped(totp(keys.bela, app.clock.now())));
  });

  test("go one place up, and stay there after a restart", async () => {
    const { app, anna } = await withTwo();
    await app.after(anna, anna.say(link(keys.new, "PAPA")));
    await open(app, anna, "PAPA");
    expect((await app.after(anna, anna.press("Előrébb teszem"))).text).toContain("Előrébb tettem");
    await app.after(anna, anna.press("Előrébb teszem"));
    expect(anna.last?.buttons.flat()).not.toContain("Előrébb teszem");
    await app.restart();
    expect(await names(app, anna)).toEqual(["PAPA", "ANNA", "MAMA"]);
    expect((await app.after(anna, anna.say("/kod"))).buttons.flat()).toEqual(["PAPA", "ANNA", "MAMA"]);
    await open(app, anna, "MAMA");
    await app.after(anna, anna.press("Előrébb teszem"));
    expect(await names(app, anna)).toEqual(["PAPA", "MAMA", "ANNA"]);
  });

  test("of a large family are turned over page by page", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    for (let i = 1; i <= 22; i += 1) {
      const secret = `JBSWY3DPEHPK3P${"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i]!}A`;
      app.secrets.push(secret);
      await app.after(anna, anna.say(link(secret, `NAGYCSALAD${String(i)}`)));
      await app.after(anna, anna.say("/sugo"));
    }
    const first = await app.after(anna, anna.say("/kulcsok"));
    expect(first.text).toContain("22 kulcsot őrzök neked");
    expect(first.text).toContain("Ez az 1. oldal, összesen 3 van.");
    expect(first.buttons).toHaveLength(9);
    expect(first.buttons.at(-1)).toEqual(["Következő"]);
    await app.after(anna, anna.press("Következő"));
    expect(anna.last?.buttons.at(-1)).toEqual(["Előző", "Következő"]);
    await app.after(anna, anna.press("Következő"));
    expect(anna.last?.buttons.flat()).toEqual([
      ...[17, 18, 19, 20, 21, 22].map((i) => `NAGYCSALAD${String(i)}`),
      "Előző",
    ]);
    await app.after(anna, anna.press("NAGYCSALAD18"));
    await app.after(anna, anna.press("Vissza a kulcsokhoz"));
    expect(anna.last?.text).toContain("Ez a 3. oldal");
    expect(anna.last).toMatchObject({ id: first.id });

    const choice = await app.after(anna, anna.say("/kod"));
    expect(choice.buttons).toHaveLength(21);
    await app.after(anna, anna.press("A többi kulcsom"));
    expect(anna.last?.text).toContain("22 kulcsot őrzök neked");
    await app.after(anna, anna.pressOld("key-page:9999"));
    expect(anna.last?.text).toContain("Ez a 3. oldal");
  });
});

describe("a key is renamed", () => {
  test("by the next words, without answering to the question", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    const question = await app.after(anna, anna.press("Átnevezem"));
    expect(question.text).toContain("Mi legyen az új neve?");
    const done = await app.after(anna, anna.say("  Édesanyám   kulcsa "));
    expect(done.text).toContain("✅ Átneveztem.");
    expect(done.text).toContain("Édesanyám kulcsa");
    expect(anna.screen.some(({ id }) => id === question.id)).toBe(false);
    expect(await names(app, anna)).toEqual(["ANNA", "Édesanyám kulcsa"]);
    // What is written later is no name any more.
    await app.after(anna, anna.say("Köszönöm szépen"));
    expect(await names(app, anna)).toEqual(["ANNA", "Édesanyám kulcsa"]);
  });

  test("also after a restart, by an answer to the question", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    const question = await app.after(anna, anna.press("Átnevezem"));
    await app.restart();
    await app.after(anna, anna.say("Mama", { replyTo: question }));
    expect(await names(app, anna)).toEqual(["ANNA", "Mama"]);
  });

  test("with marks of HTML in the name, shown as they are", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    await app.after(anna, anna.press("Átnevezem"));
    const name = `<b>"Ő" & {{társa}}</b>`;
    const { text } = await app.after(anna, anna.say(name));
    expect(text).toContain(name);
    expect(await names(app, anna)).toEqual(["ANNA", name]);
    await app.after(anna, anna.press(name));
    await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    expect(anna.last?.text).toContain(name);
    expect((await app.after(anna, anna.say("/torles"))).text).toContain("ANNA");
  });

  test("but not to what another is called, nothing, or a story", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    await app.after(anna, anna.press("Átnevezem"));
    expect((await app.after(anna, anna.say("anna"))).text).toContain("Ilyen nevű kulcsod már van: „ANNA”");
    expect((await app.after(anna, anna.say("\u200B\u2060"))).text).toContain("nem látszana");
    expect((await app.after(anna, anna.say("nagyon ".repeat(8)))).text).toContain("túl hosszú");
    // Its own name in other letters is free.
    await app.after(anna, anna.say("Mama"));
    expect(await names(app, anna)).toEqual(["ANNA", "Mama"]);
  });

  test("not by a word that looks like a password, which is deleted", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    await app.after(anna, anna.press("Átnevezem"));
    app.secrets.push("Titkos2026!");
    const { text } = await app.after(anna, anna.say("Titkos2026!"));
    expect(text).toContain("jelszónak látszik");
    expect(anna.sees("Titkos2026!")).toBe(false);
    await app.after(anna, anna.say("Mama 2026"));
    expect(await names(app, anna)).toEqual(["ANNA", "Mama 2026"]);
  });

  test("not by a key, a code, a password or a question: each is taken for what it is", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    await app.after(anna, anna.press("Átnevezem"));
    await app.after(anna, anna.say(keys.new));
    expect(anna.sees(keys.new)).toBe(false);
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    app.secrets.push("Titkos2026");
    await app.after(anna, anna.say("a jelszavam: Titkos2026"));
    expect(anna.last?.text).toContain("jelszónak látszik");
    expect((await app.after(anna, anna.say("123456"))).text).toContain("hat számjegy");
    await app.after(anna, anna.say("Miért kell ez?"));
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("Melyik kulcshoz");
    expect(await names(app, anna)).toEqual(["ANNA", "MAMA", "Ügyfélkapu+"]);
    // The question has stayed open all the while.
    await app.after(anna, anna.say("Mamáé"));
    expect(await names(app, anna)).toEqual(["ANNA", "Mamáé", "Ügyfélkapu+"]);
  });

  test("by what could have been a key, once the person says that it is words", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    await app.after(anna, anna.press("Átnevezem"));
    await app.after(anna, anna.say("nagymamarozsikaesistvan"));
    if (anna.last?.text.includes("Ez lehet a kulcsod") === true)
      await app.after(anna, anna.press("Nem, ezt csak írtam"));
    expect(await names(app, anna)).toEqual(["ANNA", "nagymamarozsikaesistvan"]);
  });

  test("or not after all: the button, /megse and ten minutes end the question", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    await app.after(anna, anna.press("Átnevezem"));
    const back = await app.after(anna, anna.press("Mégse, maradjon a régi"));
    expect(back.text).toContain("Mit szeretnél ezzel a kulccsal?");
    await app.after(anna, anna.say("Első"));

    await app.after(anna, anna.press("Átnevezem", { on: back }));
    await app.after(anna, anna.say("mégse"));
    await app.after(anna, anna.say("Második"));

    await open(app, anna, "MAMA");
    const question = await app.after(anna, anna.press("Átnevezem"));
    await app.stop();
    app.clock.forward(10 * minutes);
    await app.start();
    await anna.until("Nem írtál új nevet");
    expect(anna.screen.find(({ id }) => id === question.id)?.text).toContain("maradt a régi: „MAMA”");
    await app.after(anna, anna.say("Harmadik"));
    expect(await names(app, anna)).toEqual(["ANNA", "MAMA"]);
  });

  test("one at a time: a second question takes the place of the first", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "MAMA");
    const first = await app.after(anna, anna.press("Átnevezem"));
    await open(app, anna, "ANNA");
    await app.after(anna, anna.press("Átnevezem"));
    expect(anna.screen.some(({ id }) => id === first.id)).toBe(false);
    await app.after(anna, anna.say("Az enyém"));
    expect(await names(app, anna)).toEqual(["Az enyém", "MAMA"]);
  });
});

describe("a key is deleted", () => {
  test("at once for codes, and comes back with its name and place when that is undone", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "ANNA");
    const deleted = await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    expect(deleted.text).toContain("Töröltem ezt a kulcsot: „ANNA”");
    expect((await app.after(anna, anna.say("/kod"))).text).toContain(
      grouped(totp(keys.bela, app.clock.now())),
    );
    await app.restart();
    await app.after(anna, anna.press("Visszavonom a törlést", { on: deleted }));
    expect(anna.sees("Visszatettem")).toBe(true);
    expect(await names(app, anna)).toEqual(["ANNA", "MAMA"]);
    app.clock.forward(11 * minutes);
    await app.after(anna, anna.say("/sugo"));
    expect(await names(app, anna)).toEqual(["ANNA", "MAMA"]);
  });

  test("for good after ten minutes, also when the program was down, and leaves nothing on the disk", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "ANNA");
    const deleted = await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    await app.stop();
    app.clock.forward(10 * minutes);
    await app.start();
    await anna.until("Végleg kitöröltem ezt a kulcsot: „ANNA”");
    expect(anna.screen.find(({ id }) => id === deleted.id)?.buttons.flat()).not.toContain(
      "Visszavonom a törlést",
    );
    await app.after(anna, anna.pressOld("key-restore:AAAAAAAAAAAA"));
    expect(anna.last?.text).toContain("Ezt már nem lehet visszavonni");
    const one = await app.after(anna, anna.say("/kulcsok"));
    expect(one.text).toContain("MAMA");
  });

  test("twice by a double tap, or with a button of an old message", async () => {
    const { app, anna } = await withTwo();
    const key = await open(app, anna, "ANNA");
    const data = key.rawButtons.flat().flatMap((one) => ("callback_data" in one ? [one.callback_data] : []));
    await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    const old = await app.after(anna, anna.pressOld(data.find((one) => one.startsWith("key-delete:"))!));
    expect(old.text).toContain("Töröltem ezt a kulcsot");
    for (const { updateId } of [...app.telegram.deliveries]) await app.telegram.redeliver(updateId);
    await app.settled();
    app.allowRefused("answerCallbackQuery");
    app.allowRefused("editMessageText");
    for (const press of data.filter((one) => !/^key-(delete|page):/.test(one))) {
      // The button goes into the newest message, which is not to be the one that offers to undo.
      await app.after(anna, anna.say("/sugo"));
      await app.after(anna, anna.pressOld(press));
      expect(anna.last?.text).toMatch(/már nincs nálam/);
    }
    await app.after(anna, anna.press("Visszavonom a törlést", { on: old }));
    expect(await names(app, anna)).toEqual(["ANNA", "MAMA"]);
  });

  test("and sent again meanwhile: undoing makes no second one of it", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "ANNA");
    const deleted = await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    await app.after(anna, anna.say(link(keys.anna, "ANNA")));
    await app.after(anna, anna.press("Visszavonom a törlést", { on: deleted }));
    expect(await names(app, anna)).toEqual(["MAMA", "ANNA"]);
  });

  test("while another took its name: it comes back with a number", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "ANNA");
    const deleted = await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    await app.after(anna, anna.say("/kulcsok"));
    await app.after(anna, anna.press("Átnevezem"));
    await app.after(anna, anna.say("Anna"));
    await app.after(anna, anna.press("Visszavonom a törlést", { on: deleted }));
    expect(await names(app, anna)).toEqual(["ANNA (2.)", "Anna"]);
  });

  test("and erased by /torles before the ten minutes are over", async () => {
    const { app, anna } = await withTwo();
    await open(app, anna, "ANNA");
    const deleted = await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    const question = await app.after(anna, anna.say("/torles"));
    expect(question.text).toContain("Ezt törlöm: 1 kulcs (MAMA), 1 nemrég törölt kulcs (ANNA) és");
    const receipt = await app.after(anna, anna.press("Igen, törölj mindent"));
    expect(receipt.text).toContain("Kitöröltem: 1 kulcs, 1 nemrég törölt kulcs és");
    expect(anna.sees("Visszavonom")).toBe(false);
    expect(anna.screen.some(({ id }) => id === deleted.id)).toBe(false);
    await app.after(anna, anna.pressOld("key-restore:AAAAAAAAAAAA"));
    app.clock.forward(11 * minutes);
    expect((await app.after(anna, anna.say("/kulcsok"))).text).toContain("Még nincs nálam kulcsod");
  });

  test("the last one too", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    await app.after(anna, anna.say("/kulcsok"));
    await app.after(anna, anna.press("Törlöm ezt a kulcsot"));
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
    // Something is still there, so erasing everything is offered.
    expect((await app.after(anna, anna.say("/torles"))).text).toContain("Kitöröljek mindent?");
  });
});

test("of one person are never another's", async () => {
  const { app, anna } = await withTwo();
  const bela = app.person("Próba Béla");
  // The same answer to each button, which Telegram refuses as no change.
  app.allowRefused("editMessageText");
  const key = await open(app, anna, "ANNA");
  await app.after(bela, bela.say("/kulcsok"));
  for (const button of key.rawButtons.flat()) {
    if (!("callback_data" in button)) continue;
    await app.after(bela, bela.pressOld(button.callback_data));
    expect(bela.last?.text).toMatch(/nincs nálam/);
  }
  expect(await names(app, anna)).toEqual(["ANNA", "MAMA"]);
});
