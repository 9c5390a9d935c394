import { join } from "node:path";
import { createClient } from "@libsql/client";
import { expect, test } from "vitest";
import { keys, startAppFixture, type AppFixture } from "../support/app-fixture.ts";

/** An attacker who can write to the file directly, not through the bot. */
const tamper = async (app: AppFixture, ...statements: string[]) => {
  const client = createClient({ url: `file:${join(app.folder, "kapuseged.db")}` });
  for (const sql of statements) await client.execute(sql);
  client.close();
};

test.each([
  [
    "a bit that was flipped",
    ["UPDATE chats SET contents = CAST(substr(contents, 1, 30) || x'00' || substr(contents, 32) AS BLOB)"],
  ],
  ["contents that are missing", ["UPDATE chats SET contents = NULL"]],
  [
    "the end of older contents",
    [
      "UPDATE chats SET contents = CAST(substr(contents, 1, 400) || (SELECT substr(contents, 401) FROM older) AS BLOB)",
    ],
  ],
  [
    "another wrapped key",
    ["UPDATE chats SET wrapped_key = CAST(substr(wrapped_key, 1, 4) || randomblob(61) AS BLOB)"],
  ],
])(
  "%s is told to the person with what to do, logged without content, and can be erased",
  async (_, statements) => {
    const app = await startAppFixture();
    const anna = app.person();
    await app.after(anna, anna.say("/start"));
    await app.after(anna, anna.press("Kezdjük"));
    await app.after(anna, anna.press("Tőled, itt a Telegramban"));
    await app.after(anna, anna.press("Androidos"));
    await tamper(app, "CREATE TABLE older AS SELECT * FROM chats");
    await app.after(anna, anna.press("Kész, tovább"));
    await app.after(anna, anna.say(keys.anna));
    expect(anna.sees("Megvan a kulcsod")).toBe(true);
    await tamper(app, ...statements, "DROP TABLE older");

    const { text } = await app.after(anna, anna.say("/kod"));
    expect(text).toContain("megsérült");
    expect(text).toContain("/torles");
    expect(app.log.join("")).toContain('"type":"DecryptionError"');

    await app.after(anna, anna.say("/torles"));
    await app.after(anna, anna.press("Igen, törölj mindent"));
    await app.after(anna, anna.say(keys.anna));
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("🔑");
  },
);
