import { expect, test } from "vitest";
import { keys, startAppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";

type Someone = Person["user"];

/** What someone else does in Anna's private chat, where she has written `mine`; Telegram would not let them. */
const deeds: Record<string, (anna: Person, mine: { id: number }, other: Someone) => Promise<unknown>> = {
  "a command": (anna, _mine, from) => anna.sendContent({ text: "/torles", from }),
  "a key": (anna, _mine, from) => anna.sendContent({ text: keys.bela, from }),
  "a key without a sender": (anna) => anna.sendContent({ text: keys.bela, from: undefined }),
  "a caption": (anna, _mine, from) => anna.send("voice", { caption: keys.bela, from }),
  "an edited message": (anna, mine, from) => anna.editContent(mine, { text: keys.bela, from }),
  "the button that erases everything": (anna, _mine, from) => anna.pressOld("erase:yes", from),
  "the button that shows a code": (anna, _mine, from) => anna.pressOld("code", from),
};

test.each(Object.entries(deeds))(
  "%s from someone else in a private chat changes nothing and is not answered",
  async (_name, deed) => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    const mine = await anna.say("szia");
    await app.after(anna, anna.say("/adataim"));
    const stored = anna.last?.text;
    const shown = anna.screen.filter(({ from }) => from === "bot");
    await deed(anna, mine, app.person("Idegen Elek").user);
    await app.telegram.settled();
    expect(anna.screen.filter(({ from }) => from === "bot")).toEqual(shown);
    expect((await app.after(anna, anna.say("/adataim"))).text).toBe(stored);
  },
);
