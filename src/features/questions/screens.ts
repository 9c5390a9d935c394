import type { Language } from "../../faq/answers.ts";
import type { Entry } from "../../faq/entries.ts";
import type { Topic, Way } from "../../faq/topic.ts";
import { stepWithin, type Journey } from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";
import { languageLines } from "./languages.ts";
import { isUnderWay } from "../guide/journey.ts";
import { pairs, type PairId } from "./pairs.ts";

/** More buttons are not read. */
export const maxButtons = 4;
/** How long two answers may be together to stand in one message, in characters that are shown. */
const maxTwoAnswers = 800;

/** A next step after an answer, as a button. @param journey where the user is in the guide, so that a step is of their own road */
const wayButton = (t: Translate, way: Way, journey: Journey | undefined): Button => {
  switch (way.to) {
    case "code":
      return { label: t("code:request"), does: fixedCallbacks.code };
    case "guide":
      return {
        label: t(isUnderWay(journey) ? "start:resume" : "start:showGuide"),
        does: fixedCallbacks.resumeGuide,
      };
    case "haveKey":
      return { label: t("start:haveKey"), does: fixedCallbacks.haveKey };
    case "privacy":
      return { label: t("start:privacy"), does: fixedCallbacks.privacy };
    case "erase":
      return { label: t("privacy:erase"), does: fixedCallbacks.askErase };
    case "step":
      return {
        label: t("guide:show", { title: t(`guide:steps.${way.step}.title`) }),
        does: callbacksWithArgs.stepBelow.pack(stepWithin(way.step, journey?.road)),
      };
    case "fork":
      return { label: t(`forks:${way.fork}.label`), does: callbacksWithArgs.fork.pack(way.fork) };
    case "link":
      return { label: t("questions:open", { host: new URL(way.address).host }), opens: way.address };
  }
};

/** The button of a command's screen. */
const commandCallbacks = {
  kod: fixedCallbacks.code,
  kulcsok: fixedCallbacks.keys,
  torlokod: fixedCallbacks.cancellationBelow,
  utmutato: fixedCallbacks.resumeGuide,
  adataim: fixedCallbacks.data,
  adatkezeles: fixedCallbacks.privacy,
  megse: fixedCallbacks.home,
} as const;

/** A button that shows an entry. */
const entryButton = (t: Translate, entry: Entry, journey: Journey | undefined): Button => {
  switch (entry.to) {
    case "topic":
      return { label: entry.topic.title, does: callbacksWithArgs.topic.pack(entry.id) };
    case "trouble":
      return {
        label: t(`troubles:${entry.trouble}.label`),
        does: callbacksWithArgs.askedTrouble.pack(entry.trouble),
      };
    case "step":
      return wayButton(t, { to: "step", step: entry.step }, journey);
    case "fork":
      return wayButton(t, { to: "fork", fork: entry.fork }, journey);
    case "command":
      return { label: t(`profile:commands.${entry.command}`), does: commandCallbacks[entry.command] };
  }
};

/** Only the first of the buttons with the same label or effect: two would leave the user to guess. */
const distinct = (all: readonly Button[]): readonly Button[] =>
  all.filter(
    (button, index) =>
      !all
        .slice(0, index)
        .some(
          (earlier) =>
            earlier.label === button.label ||
            ("does" in earlier && "does" in button && earlier.does === button.does),
        ),
  );

const answerText = (t: Translate, { title, text, beside }: Topic): string =>
  t("questions:answer", { title, text: beside === undefined ? text : `${text}\n${beside}` });

const shownLength = (html: string): number => html.replace(/<[^>]+>/g, "").length;

/** What an answer is shown with. */
interface AnswerSetting {
  readonly journey: Journey | undefined;
  /** What else may have been meant. */
  readonly near?: readonly Entry[] | undefined;
  /** The answer to a second question in the same message. */
  readonly second?: Entry | undefined;
  /** What is said before the answer. */
  readonly before?: string | undefined;
  /** The user has said that it helped. */
  readonly helped?: boolean;
}

/**
 * An answer, what to do now, and as many of the other answers as there is room for buttons. The answer to a second question
 * stands below it if both are short, else it is a button.
 */
export const answerScreen = (
  t: Translate,
  topic: Topic,
  { journey, near = [], second, before, helped = false }: AnswerSetting,
): Screen => {
  const answer = answerText(t, topic);
  const below = second?.to === "topic" ? `${answer}\n\n${answerText(t, second.topic)}` : undefined;
  const isTogether = below !== undefined && shownLength(below) <= maxTwoAnswers;
  const ways = isTogether && second?.to === "topic" ? [topic.ways[0], second.topic.ways[0]] : topic.ways;
  const onwards = ways.flatMap((way) => {
    if (way === undefined) return [];
    const button = wayButton(t, way, journey);
    // A button with the title of the answer would seem to show the same again.
    return [button.label === topic.title ? { ...button, label: t("questions:more") } : button];
  });
  const offered =
    second === undefined || isTogether ? [] : [{ ...entryButton(t, second, journey), isSecond: true }];
  const others = near.map((entry) => entryButton(t, entry, journey));
  const room = helped ? maxButtons : maxButtons - 2;
  const first = distinct([...offered, ...onwards]).slice(0, room);
  const all = distinct([...first, ...(helped || second !== undefined ? [] : others)]).slice(0, room);
  const end = helped
    ? t("questions:glad")
    : offered.length > 0
      ? t("questions:second")
      : all.length > first.length
        ? t("questions:notThis")
        : undefined;
  const text = [before, isTogether ? below : answer, end].filter((part) => part !== undefined).join("\n\n");
  return {
    text,
    keyboard: buttons(
      ...all,
      helped
        ? undefined
        : [
            { label: t("questions:helped"), does: callbacksWithArgs.helped.pack(topic.id) },
            {
              label: t("questions:unhelped"),
              does: callbacksWithArgs.unhelped.pack(
                topic.id,
                near.map(({ id }) => id),
              ),
            },
          ],
    ),
  };
};

/** A second question was asked beside one whose answer has come in a message of its own. */
export const secondScreen = (t: Translate, second: Entry, journey: Journey | undefined): Screen => ({
  text: t("questions:second"),
  keyboard: buttons(entryButton(t, second, journey)),
});

/** The first sentence of small talk, to stand before an answer. */
export const openingOf = ({ text }: Topic): string => /^[^]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;

/** Small talk: what is said, and where to go on. */
export const talkScreen = (
  t: Translate,
  { text, ways }: Pick<Topic, "text" | "ways">,
  journey: Journey | undefined,
): Screen => ({
  text,
  keyboard: buttons(...distinct(ways.map((way) => wayButton(t, way, journey))).slice(0, maxButtons)),
});

/** Which of these is it? Between two neighbours, the question that tells them apart. */
export const whichScreen = (
  t: Translate,
  entries: readonly Entry[],
  journey: Journey | undefined,
): Screen => {
  const none: Button = { label: t("questions:none"), does: fixedCallbacks.noTopic };
  const shown = entries.slice(0, maxButtons - 1);
  const pair = (Object.keys(pairs) as PairId[]).find(
    (id) => shown.length === 2 && shown.every((entry) => pairs[id].some((one) => one === entry.id)),
  );
  if (pair === undefined) {
    return {
      text: t("questions:unsure"),
      keyboard: buttons(...distinct(shown.map((entry) => entryButton(t, entry, journey))), none),
    };
  }
  return {
    text: t(`questions:pairs.${pair}.question`),
    keyboard: buttons(
      ...pairs[pair].map((id, index) => ({
        label: t(index === 0 ? `questions:pairs.${pair}.first` : `questions:pairs.${pair}.other`),
        does: callbacksWithArgs.topic.pack(id),
      })),
      none,
    ),
  };
};

/** None of the answers that were offered is meant. */
export const noneScreen = (t: Translate): Screen => ({
  text: t("questions:inOtherWords"),
  keyboard: defaultButtons(t),
});

/** The answer did not help. @param near what else may have been meant */
export const unhelpedScreen = (
  t: Translate,
  near: readonly Entry[],
  journey: Journey | undefined,
): Screen => {
  const others = distinct(near.map((entry) => entryButton(t, entry, journey))).slice(0, maxButtons - 1);
  return others.length === 0
    ? { text: t("questions:sorry"), keyboard: defaultButtons(t) }
    : {
        text: t("questions:sorryOrThese"),
        keyboard: buttons(...others, { label: t("questions:none"), does: fixedCallbacks.noTopic }),
      };
};

/** A user has written in another language, and there is no answer. */
export const foreignScreen = (t: Translate, language: Language): Screen => ({
  text: `${languageLines[language]}\n\n${t("other:words")}`,
  keyboard: defaultButtons(t),
});
