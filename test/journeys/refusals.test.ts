import { describe, expect, test } from "vitest";
import { keys, setStage, type Stage } from "../support/app-fixture.ts";

/** Lines of the log that something is wrong: pino's levels warn (40) and above. */
const complaints = ({ log }: Stage) => log.filter((line) => /"level":[456]0/.test(line));

describe("who has blocked the bot", () => {
  test.each([
    "Forbidden: bot was blocked by the user",
    "Forbidden: user is deactivated",
    "Forbidden: bot can't initiate conversation with a user",
  ])("is written to no more, and their data stays (%s)", async (description) => {
    const stage = await setStage();
    const anna = stage.person();
    await stage.after(anna, anna.say(keys.anna));
    const callsBefore = stage.telegram.calls.length;
    stage.telegram.faults.next("sendMessage", { kind: "refuse", code: 403, description });
    await anna.say("/kod");
    await stage.telegram.settled();
    const called = stage.telegram.calls.slice(callsBefore).filter(({ method }) => method !== "getUpdates");
    expect(called.map(({ method }) => method)).toEqual(["sendMessage"]);
    expect(complaints(stage)).toEqual([]);
    expect((await stage.after(anna, anna.say("/kod"))).text).toContain("🔑");
  });
});

describe("what Telegram refuses since it is so already, or too late, is passed over in silence", () => {
  test("a message that is not modified", async () => {
    const stage = await setStage();
    const anna = stage.person();
    await stage.after(anna, anna.start());
    const description =
      "Bad Request: message is not modified: specified new message content and reply markup are exactly the same";
    stage.telegram.faults.next("editMessageText", { kind: "refuse", code: 400, description });
    stage.telegram.faults.next("editMessageMedia", { kind: "refuse", code: 400, description });
    await anna.press("Mit tárolsz rólam?");
    await stage.telegram.settled();
    expect(complaints(stage)).toEqual([]);
    expect(anna.sees("Most nem sikerült")).toBe(false);
  });

  test("a message to delete that is gone", async () => {
    const stage = await setStage();
    const anna = stage.person();
    const description = "Bad Request: message to delete not found";
    stage.telegram.faults.next("deleteMessage", { kind: "refuse", code: 400, description });
    await stage.after(anna, anna.say(keys.anna));
    expect(anna.sees("Az üzenetedet kitöröltem")).toBe(true);
    expect(complaints(stage)).toEqual([]);
  });

  test("a button that was pressed long ago", async () => {
    const stage = await setStage();
    const anna = stage.person();
    await stage.after(anna, anna.start());
    const description = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    stage.telegram.faults.next("answerCallbackQuery", { kind: "refuse", code: 400, description });
    await stage.after(anna, anna.press("Mit tárolsz rólam?"));
    expect(anna.sees("Most nem sikerült")).toBe(false);
    expect(complaints(stage)).toEqual([]);
  });
});

describe.each(["drop-before", "drop-after"] as const)("a connection that breaks (%s)", (kind) => {
  test.each(["editMessageText", "editMessageMedia", "answerCallbackQuery"])(
    "during %s is got over",
    async (method) => {
      const stage = await setStage();
      const anna = stage.person();
      await stage.after(anna, anna.start());
      stage.telegram.faults.next(method, { kind });
      await anna.press("Mit tárolsz rólam?");
      await anna.until("titkosítva");
      await stage.telegram.settled();
      stage.forgive(method);
      expect(anna.sees("Most nem sikerült")).toBe(false);
      expect(complaints(stage)).toEqual([]);
    },
  );

  test("during the sending of a code is got over", async () => {
    const stage = await setStage();
    const anna = stage.person();
    await stage.after(anna, anna.say(keys.anna));
    stage.telegram.faults.next("sendMessage", { kind });
    expect((await stage.after(anna, anna.say("/kod"))).text).toMatch(/🔑 \d{3} \d{3}/);
  });
});
