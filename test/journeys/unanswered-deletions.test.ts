import { expect, test } from "vitest";
import { aegis, aegisEntry } from "../key-files/exports.ts";
import { keys, startAppFixture } from "../support/app-fixture.ts";
import type { Person } from "../support/bot-api-server/index.ts";
import { link } from "../support/drawings.ts";

const file = (anna: Person, text: string, fileName: string, caption = "") =>
  anna.sendFile(Buffer.from(text), { fileName, mimeType: "text/plain", caption });

/** Every kind of message with a secret. */
const messages: Readonly<Record<string, (anna: Person) => Promise<unknown>>> = {
  "a key": (anna) => anna.say(keys.anna),
  "a link": (anna) => anna.say(link(keys.anna)),
  "two keys": (anna) => anna.say(`${link(keys.anna, "ANNA")}\n${link(keys.bela, "BELA")}`),
  "a key with a mistake": (anna) => anna.say("Kulcs: JBSWY3DPEHPK3PX1"),
  "a quoted key": (anna) =>
    anna.sendContent({ text: "ez az?", quote: { text: keys.anna, position: 0, is_manual: true } }),
  "a password": (anna) => anna.say("jelszó: Kutya1234!"),
  "a card number": (anna) => anna.say("bankkártyám: 4111 1111 1111 1111"),
  "a TAJ number": (anna) => anna.say("TAJ számom: 037687210"),
  "a törlőkód": (anna) => anna.say("törlőkódom: 48151623"),
  "a text file with a key": (anna) => file(anna, keys.anna, "kulcs.txt"),
  "a text file with a password": (anna) => file(anna, "jelszó: Kutya1234!", "jegyzet.txt"),
  "an export": (anna) => file(anna, JSON.stringify(aegis([aegisEntry("anna", keys.anna)])), "aegis.json"),
  "a key as a caption": (anna) => anna.send("document", { caption: keys.anna }),
  "a password as a caption": (anna) => anna.send("document", { caption: "jelszó: Kutya1234!" }),
};

test("what carried a secret leaves the chat after a restart, though no deletion reached Telegram before", async () => {
  const app = await startAppFixture();
  const people = Object.entries(messages).map(([name, send]) => ({ name, person: app.person(), send }));
  const edited = app.person();
  const greeting = await edited.say("Szia!");
  await app.settled();
  people.push({ name: "an edited message", person: edited, send: () => edited.edit(greeting, keys.anna) });
  const left = () =>
    people.flatMap(({ name, person }) => (person.screen.some(({ from }) => from === "me") ? [name] : []));
  app.telegram.faults.next("deleteMessage", { kind: "drop-before" }, 1_000);
  await Promise.all(people.map(({ person, send }) => send(person)));
  await app.telegram.settled();
  await app.stop();
  expect(left()).toEqual(people.map(({ name }) => name));
  app.telegram.faults.clear();
  // The updates do not come again: all that is left of them is the plan.
  const { apiRoot, token } = app.telegram;
  await fetch(`${apiRoot}/bot${token}/deleteWebhook?drop_pending_updates=true`);
  await app.start();
  app.clock.forward(60_000);
  await app.settled();
  expect(left()).toEqual([]);
}, 120_000);
