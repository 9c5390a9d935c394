import { describe, expect, test } from "vitest";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

/** Lines of the log that something is wrong: pino's levels warn (40) and above. */
const complaints = ({ log }: AppFixture) => log.filter((line) => /"level":[456]0/.test(line));

describe("who has blocked the bot", () => {
  test.each([
    "Forbidden: bot was blocked by the user",
    "Forbidden: user is deactivated",
    "Forbidden: bot can't initiate conversation with a user",
  ])("is written to no more, and their data stays (%s)", async (description) => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    const callsBefore = app.telegram.calls.length;
    app.telegram.faults.next("sendMessage", { kind: "refuse", code: 403, description });
    await anna.say("/kod");
    await app.settled();
    const called = app.telegram.calls.slice(callsBefore).filter(({ method }) => method !== "getUpdates");
    expect(called.map(({ method }) => method)).toEqual(["sendMessage"]);
    expect(complaints(app)).toEqual([]);
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("🔑");
  });
});

describe("what Telegram refuses since it is so already, or too late, is passed over in silence", () => {
  test("a message that is not modified", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.start());
    const description =
      "Bad Request: message is not modified: specified new message content and reply markup are exactly the same";
    app.telegram.faults.next("editMessageText", { kind: "refuse", code: 400, description });
    app.telegram.faults.next("editMessageMedia", { kind: "refuse", code: 400, description });
    await anna.press("Mit tárolsz rólam?");
    await app.settled();
    expect(complaints(app)).toEqual([]);
    expect(anna.sees("Most nem sikerült")).toBe(false);
  });

  test("a message to delete that is gone", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const description = "Bad Request: message to delete not found";
    app.telegram.faults.next("deleteMessage", { kind: "refuse", code: 400, description });
    await app.after(anna, anna.say(keys.anna));
    expect(anna.sees("Az üzenetedet kitöröltem")).toBe(true);
    expect(complaints(app)).toEqual([]);
  });

  test("a button that was pressed long ago", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.start());
    const description = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    app.telegram.faults.next("answerCallbackQuery", { kind: "refuse", code: 400, description });
    await app.after(anna, anna.press("Mit tárolsz rólam?"));
    expect(anna.sees("Most nem sikerült")).toBe(false);
    expect(complaints(app)).toEqual([]);
  });
});

describe.each(["drop-before", "drop-after"] as const)("a connection that breaks (%s)", (kind) => {
  test.each(["editMessageText", "editMessageMedia", "answerCallbackQuery"])(
    "during %s is got over",
    async (method) => {
      const app = await startAppFixture();
      const anna = app.person();
      await app.after(anna, anna.start());
      app.telegram.faults.next(method, { kind });
      await anna.press("Mit tárolsz rólam?");
      await anna.until("titkosítva");
      await app.settled();
      app.allowRefused(method);
      expect(anna.sees("Most nem sikerült")).toBe(false);
      expect(complaints(app)).toEqual([]);
    },
  );

  test("during the sending of a code is got over", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say(keys.anna));
    app.telegram.faults.next("sendMessage", { kind });
    expect((await app.after(anna, anna.say("/kod"))).text).toMatch(/🔑 \d{3} \d{3}/);
  });
});
