import { expect, test } from "vitest";
import { withPlainCommand } from "../../src/telegram/command.ts";

const username = "Kapuseged_Proba_Bot";

test.each([
  ["/start", "/start"],
  ["/Start", "/start"],
  ["/START abc", "/start abc"],
  ["/Kod@kapuseged_proba_bot", "/kod"],
  ["/KÓD", "/kod"],
  ["/Kód kérem", "/kod kérem"],
  ["/törlés", "/torles"],
  ["/Törlőkód!", "/torlokod!"],
  ["/ kod", "/kod"],
  ["/súgó.", "/sugo."],
  ["/Útmutató\nköszönöm", "/utmutato\nköszönöm"],
  ["/Ko\u0301d", "/kod"],
])("%j is the command %j", (text, plain) => {
  const read = withPlainCommand(text, username);
  expect(read.text).toBe(plain);
  const length = /^\/\w+/.exec(plain)?.[0].length;
  expect(read.entities).toEqual([{ type: "bot_command", offset: 0, length }]);
});

test.each([
  "kod",
  "a /kod",
  "/",
  "//kod",
  "/kod/x",
  "/kod@masik_robot",
  "/Kod@",
  " /",
  "/-kod",
  "otpauth://totp/A",
])("%j stays as it is", (text) => {
  expect(withPlainCommand(text, username)).toEqual({ text, entities: [] });
});
