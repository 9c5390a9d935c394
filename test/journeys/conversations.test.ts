import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SearchResult } from "../../src/faq/answers.ts";
import { parseTopic, type Topic } from "../../src/faq/topic.ts";
import { forks } from "../../src/guide/roads.ts";
import { steps } from "../../src/guide/steps.ts";
import { keys, startAppFixture, startAppFixtureWith, type AppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";
import { MovableClock } from "../support/clock.ts";
import { rowsLeft } from "../support/rows.ts";
import { entryOf, ScriptedAnswers } from "../support/scripted-answers.ts";

/*
 * What is around an answer, with a question base that finds what the test says: what the bot remembers of a conversation,
 * and how its answers are shown.
 */

const startWith = async (find: ConstructorParameters<typeof ScriptedAnswers>[0]) => {
  const answers = new ScriptedAnswers(find);
  const clock = new MovableClock();
  clock.forwardTo(29);
  const app = await startAppFixtureWith(clock, { answers });
  return { app, answers, anna: app.person() };
};

const say = (app: AppFixture, person: Person, text: string) => app.after(person, person.say(text));

const topicOf = (id: string): Topic => {
  const entry = entryOf(id);
  if (entry.to !== "topic") throw new Error(`${id} is not a topic`);
  return entry.topic;
};

const talkOf = (text: string, ways: readonly string[] = ["guide", "code"]): Topic =>
  parseTopic("talk:test", { title: "Beszélgetés", text, ways, asked: ["hm"] });

const minute = 60_000;

describe("what was shown last", () => {
  test("is known when the next question comes, also after a button, and for ten minutes", async () => {
    const { app, answers, anna } = await startWith(() => "phoneLost");
    await say(app, anna, "elveszett a telefonom");
    app.clock.forward(9 * minute);
    await say(app, anna, "és ha az sincs meg?");
    await app.after(anna, anna.pressOld("topic:cancellationLost"));
    await say(app, anna, "hol?");
    app.clock.forward(10 * minute);
    await app.settled();
    await say(app, anna, "és akkor?");
    expect(answers.asked.map(({ last }) => last)).toEqual([
      undefined,
      "phoneLost",
      "cancellationLost",
      undefined,
    ]);
  });

  test("may be a step, a trouble, a fork, a command's screen or a code", async () => {
    const { app, answers, anna } = await startWith(() => ({ kind: "outOfScope" }));
    const lastAfter = async (done: Promise<unknown>) => {
      await app.after(anna, done);
      await say(app, anna, "hol van az?");
      return answers.asked.at(-1)?.last;
    };
    await say(app, anna, "/start");
    expect(await lastAfter(anna.pressOld("phone:android:bot:open"))).toBe("step:open");
    expect(await lastAfter(anna.pressOld("trouble:pageDown:bot:open"))).toBe("trouble:pageDown");
    expect(await lastAfter(anna.pressOld("asked:noQr"))).toBe("trouble:noQr");
    expect(await lastAfter(anna.pressOld("fork:lostPhone"))).toBe("fork:lostPhone");
    expect(await lastAfter(anna.say("/kulcsok"))).toBe("command:kulcsok");
    expect(await lastAfter(anna.say("/torlokod"))).toBe("command:torlokod");
    await say(app, anna, keys.anna);
    expect(await lastAfter(anna.say("/kod"))).toBe("command:kod");
  });

  test("is what is replied to, however old", async () => {
    const { app, answers, anna } = await startWith((question) =>
      question.includes("jelszó") ? "forgotPassword" : "newPhone",
    );
    const old = await say(app, anna, "elfelejtett jelszó");
    await say(app, anna, "új telefon");
    app.clock.forward(60 * minute);
    await app.settled();
    await app.after(anna, anna.say("és ha nem jön?", { replyTo: old }));
    expect(answers.asked.at(-1)?.last).toBe("forgotPassword");
    await app.after(anna, anna.pressOld("phone:android:bot:open"));
    const step = anna.last;
    await say(app, anna, "új telefon");
    await app.after(anna, anna.say("hol?", step === undefined ? {} : { replyTo: step }));
    expect(answers.asked.at(-1)?.last).toBe("step:open");
  });

  test("is forgotten with everything else on /torles", async () => {
    const { app, answers, anna } = await startWith(() => "phoneLost");
    await say(app, anna, keys.anna);
    await say(app, anna, "elveszett");
    await say(app, anna, "/torles");
    await app.after(anna, anna.press("Igen, törölj mindent"));
    await say(app, anna, "és most?");
    expect(answers.asked.at(-1)?.last).toBeUndefined();
  });

  test("leaves nothing of a user who has only asked, after ten minutes or on /torles", async () => {
    const { app, anna } = await startWith(() => "phoneLost");
    const rows = () => rowsLeft(join(app.folder, "kapuseged.db"), "chats", "jobs", "records");
    await say(app, anna, "elveszett");
    expect((await say(app, anna, "/adataim")).text).toContain("Melyik válaszomat láttad utoljára");
    app.clock.forward(10 * minute);
    await app.settled();
    expect(await rows()).toBe(0);
    await say(app, anna, "elveszett");
    expect((await say(app, anna, "/torles")).text).toContain("nincs mit törölni");
    expect(await rows()).toBe(0);
  });

  test("outlives a restart, and holds no word of the user's", async () => {
    const { app, answers, anna } = await startWith(() => "phoneLost");
    app.secrets.push("Tápióminta");
    await say(app, anna, "Tápiómintán hagytam a telefonom");
    await app.restart();
    await say(app, anna, "és most?");
    expect(answers.asked.at(-1)?.last).toBe("phoneLost");
  });
});

describe("an answer", () => {
  test("may be any part of the guide, as its own button shows it", async () => {
    const { app, anna } = await startWith((id) => id);
    await say(app, anna, "/start");
    for (const id of [
      ...Object.keys(steps).map((one) => `step:${one}`),
      ...Object.keys(forks).map((one) => `fork:${one}`),
    ]) {
      const { text, buttons } = await say(app, anna, id);
      expect(text, id).not.toContain("Ez a gomb már nem működik");
      expect(buttons.flat().length, id).toBeGreaterThan(0);
    }
  });

  test("that is a trouble has its own title and leads to the step", async () => {
    const { app, anna } = await startWith(() => "trouble:qrGone");
    const { text, buttons } = await say(app, anna, "eltűnt a qr");
    expect(text.split("\n")[0]).not.toMatch(/^\d+\/\d+/);
    expect(buttons.flat().at(-1)).toMatch(/^Mutasd: /);
  });

  test("that is a command does what the command does", async () => {
    const { app, anna } = await startWith(() => "command:kod");
    await say(app, anna, keys.anna);
    expect((await say(app, anna, "hadd lépjek már be valahogy")).text).toMatch(/🔑 \d{3} \d{3}/);
  });

  test("to two questions has both, or a button for the second", async () => {
    const both = (one: string, other: string): SearchResult => ({
      kind: "sure",
      entry: entryOf(one),
      near: [],
      second: entryOf(other),
    });
    const { app, anna } = await startWith((question) =>
      question === "rövid" ? both("cost", "hello") : both("cost", "trouble:noQr"),
    );
    const short = await say(app, anna, "rövid");
    expect(short.text).toContain(topicOf("cost").title);
    expect(short.text).toContain(topicOf("hello").title);
    expect(short.buttons.flat().length).toBeLessThanOrEqual(4);
    const long = await say(app, anna, "a másik a lépésről");
    expect(long.text).toContain("A másik kérdésedre is tudok válaszolni");
    expect(long.buttons.flat().length).toBeLessThanOrEqual(4);
    const label = long.buttons.flat()[0] ?? "";
    expect((await app.after(anna, anna.press(label))).text.startsWith(label)).toBe(true);
  });

  test("that is not certain asks the question that tells two neighbours apart", async () => {
    const { app, anna } = await startWith(() => ({
      kind: "unsure",
      entries: [entryOf("gaveAway"), entryOf("callForCode")],
    }));
    const asked = await say(app, anna, "kóddal kapcsolatos hívás");
    expect(asked.text).toBe("Megmondtad már neki a kódot vagy a jelszavadat?");
    expect(asked.buttons.flat()).toEqual(["Nem, csak kérte", "Igen, megmondtam", "Egyik sem"]);
    const told = await app.after(anna, anna.press("Igen, megmondtam"));
    expect(told.text.startsWith(topicOf("gaveAway").title)).toBe(true);
  });

  test("that is not certain offers three, and none of them", async () => {
    const { app, anna } = await startWith(() => ({
      kind: "unsure",
      entries: [entryOf("cost"), entryOf("trouble:noQr"), entryOf("command:kulcsok")],
    }));
    const asked = await say(app, anna, "hm hm");
    expect(asked.buttons.flat()).toHaveLength(4);
    const none = await app.after(anna, anna.press("Egyik sem"));
    expect(none.text).toContain("más szavakkal");
    expect(none.text).toContain("1818-at");
  });

  test("in another language begins with a line in it", async () => {
    const { app, anna } = await startWith((question) =>
      question === "hello"
        ? { kind: "outOfScope", language: "en" }
        : { kind: "sure", entry: entryOf("cost"), near: [], language: "de" },
    );
    const refused = await say(app, anna, "hello");
    expect(refused.text).toMatch(/^Sorry, I only know Hungarian\./);
    expect(refused.text).toContain("/kod");
    const answered = await say(app, anna, "was kostet das");
    expect(answered.text).toMatch(/^Leider kann ich nur Ungarisch\./);
    expect(answered.text).toContain(topicOf("cost").title);
  });
});

describe("small talk", () => {
  const talk = talkOf("Megértem, hogy bosszús vagy.\nÍrd le, mit látsz a képernyőn.");

  test("has no title and no question whether it helped, and leads on", async () => {
    const { app, anna } = await startWith(() => ({ kind: "talk", talk }));
    const said = await say(app, anna, "a fene egye meg");
    expect(said.text).toBe("Megértem, hogy bosszús vagy.\nÍrd le, mit látsz a képernyőn.");
    expect(said.buttons.flat()).toEqual(["Útmutató az átálláshoz", "🔑 Kérek kódot"]);
    await app.after(anna, anna.pressOld("phone:android:bot:enter"));
    expect((await say(app, anna, "a fene egye meg")).buttons.flat()[0]).toBe("Folytatom az útmutatót");
  });

  test("hides no question in the same message", async () => {
    const { app, anna } = await startWith((question) => ({
      kind: "talk",
      talk,
      entry: entryOf(question === "qr" ? "trouble:noQr" : "cost"),
    }));
    const said = await say(app, anna, "a fenébe, mennyibe kerül");
    expect(said.text).toContain(`Megértem, hogy bosszús vagy.\n\n${topicOf("cost").title}`);
    await say(app, anna, "qr");
    expect(anna.screen.filter(({ from }) => from === "bot").at(-2)?.text).toBe(
      "Megértem, hogy bosszús vagy.",
    );
  });
});

describe("a word that stands on a button", () => {
  test("erases only while the question is the newest message", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await say(app, anna, keys.anna);
    await say(app, anna, "/torles");
    await say(app, anna, "/sugo");
    await say(app, anna, "igen");
    expect((await say(app, anna, "/kod")).text).toContain("🔑");
    await say(app, anna, "/torles");
    expect((await say(app, anna, "nem")).text).toContain("nem töröltem semmit");
    await say(app, anna, "igen");
    expect((await say(app, anna, "/kod")).text).toContain("🔑");
    await say(app, anna, "/torles");
    expect((await say(app, anna, "Igen.")).text).toContain("Mindent kitöröltem");
  });

  test("answers whether eight digits were the törlőkód; no loses nothing", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await say(app, anna, "/start");
    await app.after(anna, anna.pressOld("phone:android:bot:cancellationCode"));
    await say(app, anna, "23421614");
    expect((await say(app, anna, "nem")).buttons.flat()).toContain("Igen, a törlőkódom");
    expect((await say(app, anna, "igen")).buttons.flat()).toContain("Papírra írom, mutasd meg");
  });

  test("presses no button of a step below another answer, unless it is on no other button", async () => {
    const { app, anna } = await startWith(() => "cost");
    await say(app, anna, "/start");
    await app.after(anna, anna.pressOld("phone:android:bot:enter"));
    const title = anna.last?.text.split("\n")[0] ?? "";
    await say(app, anna, "mennyibe kerül?");
    expect((await say(app, anna, "igen")).text).toContain(title);
    await say(app, anna, "mennyibe kerül?");
    expect((await say(app, anna, "tovább")).text).not.toContain(title);
  });
});
