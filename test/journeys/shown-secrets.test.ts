import { expect, test } from "vitest";
import type { Person } from "../support/bot-api-server/index.ts";
import { link } from "../support/drawings.ts";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

const minutes = 60_000;
const lost = { kind: "drop-after" } as const;
const refused = { kind: "refuse", code: 400, description: "Bad Request: CONTENT_INVALID" } as const;

/** What shows Anna's key in the chat, of whatever kind. */
const showing = ({ screen }: Person) =>
  screen.filter(
    ({ text, file, photo }) =>
      text.replaceAll(" ", "").includes(keys.anna) ||
      photo?.name === "kulcs.png" ||
      (file !== undefined && Buffer.from(file.bytes).includes(keys.anna)),
  );

const onAppRoad = async (): Promise<{ app: AppFixture; anna: Person }> => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say("/sugo"));
  await app.after(anna, anna.pressOld("fork:account"));
  for (const answer of ["Igen, tudom a jelszavamat", "Saját alkalmazásból", "Androidos"])
    await app.after(anna, anna.press(answer));
  return { app, anna };
};

/** Ten minutes pass, with the jobs that are due then. */
const tenMinutes = async (app: AppFixture, anna: Person) => {
  app.clock.forward(11 * minutes);
  await anna.until(() => showing(anna).length === 0);
};

/** The bot is down until Telegram lets it delete nothing any more; then the secret is overwritten. */
const expectOverwrittenLater = async (app: AppFixture, anna: Person) => {
  await app.stop();
  app.clock.forward(49 * 60 * minutes);
  app.allowRefused("deleteMessage");
  await app.start();
  await anna.until("Itt egy titok volt");
  expect(showing(anna)).toEqual([]);
};

test("a key read for one's own app is taken away, though Telegram's answers were lost", async () => {
  const { app, anna } = await onAppRoad();
  // Repeated after its answer was lost.
  app.allowRefused("editMessageText");
  app.telegram.faults.next("sendMessage", lost);
  app.telegram.faults.next("editMessageText", lost);
  await app.after(anna, anna.say(keys.anna));
  expect(showing(anna)).toHaveLength(1);
  await tenMinutes(app, anna);
});

test("a key read for one's own app that cannot be shown is offered again by a button", async () => {
  const { app, anna } = await onAppRoad();
  app.telegram.faults.next("editMessageText", refused);
  const failed = await app.after(anna, anna.say(keys.anna));
  expect(showing(anna)).toEqual([]);
  expect(failed.text).toContain("A kulcsot most nem tudtam megmutatni");
  const shown = await app.after(anna, anna.press("Mutasd meg újra"));
  expect(showing(anna)).toHaveLength(1);
  expect(shown.isProtected).toBe(false);
  // The first message is gone when its end comes.
  app.allowRefused("deleteMessage");
  await tenMinutes(app, anna);
});

test("a key read for one's own app is overwritten after two days without the bot", async () => {
  const { app, anna } = await onAppRoad();
  await app.after(anna, anna.say(keys.anna));
  await expectOverwrittenLater(app, anna);
});

test("a key in a message that was deleted meanwhile does not come back in a new one", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(link(keys.anna, "ANNA")));
  await app.after(anna, anna.say("/kulcsok"));
  await app.after(anna, anna.press("Átviszem másik alkalmazásba"));
  await app.after(anna, anna.press("Más nem látja, mutasd"));
  expect(showing(anna).map(({ isProtected }) => isProtected)).toEqual([true, false]);
  app.allowRefused("editMessageText");
  app.telegram.faults.next(
    "editMessageText",
    {
      ...refused,
      description: "Bad Request: message to edit not found",
    },
    2,
  );
  const shown = anna.last!;
  await app.after(anna, anna.press("Aegis"));
  expect(anna.last?.text).toContain("Ezt a kulcsot már nem mutatom");
  expect(
    showing(anna)
      .map(({ id }) => id)
      .every((id) => id <= shown.id),
  ).toBe(true);
  await tenMinutes(app, anna);
});

test("the file with secrets is overwritten after two days without the bot", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(link(keys.anna, "ANNA")));
  await app.after(anna, anna.say("/adataim"));
  await app.after(anna, anna.press("Küldd el a titkokkal együtt"));
  await app.after(anna, anna.press("Igen, a titkokkal együtt"));
  expect(showing(anna)).toHaveLength(1);
  await expectOverwrittenLater(app, anna);
});

test("a törlőkód is shown where it can be neither forwarded nor saved", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  app.secrets.push("48151623");
  await app.after(anna, anna.say("A törlőkódom: 48151623"));
  const shown = await app.after(anna, anna.press("Papírra írom, mutasd meg"));
  expect(shown.text).toContain("4815 1623");
  expect(shown.isProtected).toBe(true);
});
