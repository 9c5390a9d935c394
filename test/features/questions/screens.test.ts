import { expect, test } from "vitest";
import { commands, isTalk } from "../../../src/faq/entries.ts";
import { readTopics, topicFolder } from "../../../src/faq/load-topics.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../../src/chat/callback-data.ts";
import type { Screen } from "../../../src/chat/screen.ts";
import { askedTroubleScreen } from "../../../src/features/guide/trouble-screens.ts";
import { entryOfMessage } from "../../../src/features/questions/entry-of-message.ts";
import { pairs } from "../../../src/features/questions/pairs.ts";
import * as screens from "../../../src/features/questions/screens.ts";
import { forks } from "../../../src/guide/roads.ts";
import { steps } from "../../../src/guide/steps.ts";
import { isTrouble, troubles } from "../../../src/guide/troubles.ts";
import { unpackJourney } from "../../../src/guide/walk.ts";
import { createTranslator } from "../../../src/i18n.ts";
import { entryOf } from "../../support/scripted-answers.ts";

const t = createTranslator();
const topics = readTopics(topicFolder);
const questions = topics.filter(({ id }) => !isTalk(id));
const journeys = [undefined, unpackJourney("bot/code/android"), unpackJourney("reset/resetMenu/iphone")];

const keysOf = ({ keyboard }: Screen) => keyboard?.inline_keyboard.flat() ?? [];

const patterns = Object.values(callbacksWithArgs).map(({ pattern }) => pattern);
const fixed: readonly string[] = Object.values(fixedCallbacks);

/** What is wrong with the buttons of an answer. */
const problemsOf = (screen: Screen, most = screens.maxButtons): readonly string[] => {
  const keys = keysOf(screen);
  const labels = keys.map(({ text }) => text);
  return [
    ...(keys.length > most ? [`has ${keys.length} buttons`] : []),
    ...(keys.length === 0 ? ["is a dead end"] : []),
    ...(new Set(labels).size < labels.length ? ["has two buttons with the same label"] : []),
    ...labels.filter((label) => /\p{Extended_Pictographic}/u.test(label.replace(/^🔑 /u, ""))),
    ...keys.flatMap((key) => {
      if (!("callback_data" in key)) return [];
      const { callback_data: data } = key;
      const isKnown = fixed.includes(data) || patterns.some((pattern) => pattern.test(data));
      return isKnown && Buffer.byteLength(data) <= 64 ? [] : [`has a button with ${data}`];
    }),
  ];
};

/** The entries that an answer may be shown beside: of every kind. */
const beside = ["trouble:noQr", "cost", "step:open", "fork:lostPhone", "command:kulcsok"].map(entryOf);

test.each(questions.map((topic) => [topic.id, topic] as const))(
  "the answer %s has at most four buttons, each with words of its own",
  (_id, topic) => {
    for (const journey of journeys) {
      for (const near of [[], beside.slice(0, 2), beside.slice(2, 4)])
        expect(problemsOf(screens.answerScreen(t, topic, { journey, near }))).toEqual([]);
      for (const second of beside)
        expect(problemsOf(screens.answerScreen(t, topic, { journey, second }))).toEqual([]);
      expect(problemsOf(screens.answerScreen(t, topic, { journey, helped: true }))).toEqual([]);
    }
  },
);

test.each(Object.keys(troubles))("the trouble %s, when it is asked about, has at most four buttons", (id) => {
  for (const journey of journeys)
    if (isTrouble(id)) expect(problemsOf(askedTroubleScreen(t, id, journey))).toEqual([]);
});

test("small talk, a choice, and what comes after an answer that did not help have at most four buttons", () => {
  for (const journey of journeys) {
    for (const talk of topics.filter(({ id }) => isTalk(id)))
      expect(problemsOf(screens.talkScreen(t, talk, journey))).toEqual([]);
    for (const number of [2, 3]) {
      const entries = beside.slice(0, number);
      expect(problemsOf(screens.whichScreen(t, entries, journey))).toEqual([]);
      expect(problemsOf(screens.unhelpedScreen(t, entries, journey))).toEqual([]);
    }
    expect(problemsOf(screens.unhelpedScreen(t, [], journey))).toEqual([]);
    for (const name of commands)
      expect(problemsOf(screens.secondScreen(t, entryOf(`command:${name}`), journey))).toEqual([]);
  }
});

test.each(Object.entries(pairs))("the question between %s has an answer for each", (_pair, ids) => {
  for (const order of [ids, ids.toReversed()]) {
    const screen = screens.whichScreen(t, order.map(entryOf), undefined);
    expect(problemsOf(screen, 3)).toEqual([]);
    expect(screen.text).toMatch(/\?$/);
    expect(keysOf(screen).map((key) => ("callback_data" in key ? key.callback_data : ""))).toEqual([
      ...ids.map((id) => `topic:${id}`),
      "no-topic",
    ]);
  }
});

test("the bot recognizes its own messages by a line of theirs", () => {
  const idOf = entryOfMessage(t, { topics });
  const plain = (html: string) => html.replace(/<[^>]+>/g, "").replaceAll("&amp;", "&");
  for (const topic of questions) {
    const { text } = screens.answerScreen(t, topic, { journey: undefined });
    expect(idOf({ text: plain(text) })).toBe(topic.id);
  }
  for (const id of Object.keys(forks)) {
    const entry = entryOf(`fork:${id}`);
    if (entry.to !== "fork") continue;
    const [line = ""] = t(`forks:${entry.fork}.text`, { link: "" }).split("\n");
    expect(idOf({ text: plain(line) })).toMatch(/^fork:/);
  }
  for (const id of Object.keys(steps)) {
    const entry = entryOf(`step:${id}`);
    if (entry.to !== "step") continue;
    const title = t(`guide:steps.${entry.step}.title`);
    const found = idOf({ caption: `3/12 · ${plain(title)}\n\nNyisd meg.` });
    expect(found?.startsWith("step:")).toBe(true);
  }
  expect(idOf({ text: "Erre nem tudok válaszolni" })).toBeUndefined();
  expect(idOf({})).toBeUndefined();
});
