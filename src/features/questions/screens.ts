import type { Topic, Way } from "../../faq/topic.ts";
import { stepWithin, type Journey } from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

/** A next step after an answer, as a button. @param journey where the user is in the guide, so that a step is of their own road */
const wayButton = (t: Translate, way: Way, journey: Journey | undefined): Button => {
  switch (way.to) {
    case "code":
      return { label: t("code:request"), does: fixedCallbacks.code };
    case "guide":
      return { label: t("start:showGuide"), does: fixedCallbacks.resumeGuide };
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

const topicButton = ({ id, title }: Topic): Button => ({
  label: title,
  does: callbacksWithArgs.topic.pack(id),
});

/** What an answer is shown with. */
interface AnswerSetting {
  readonly journey: Journey | undefined;
  /** What else may have been meant. */
  readonly near?: readonly Topic[];
  /** The user has said that it helped. */
  readonly helped?: boolean;
}

/** An answer, what to do now, and what else may have been meant. */
export const answerScreen = (
  t: Translate,
  topic: Topic,
  { journey, near = [], helped = false }: AnswerSetting,
): Screen => {
  const { id, title, beside, ways } = topic;
  const text = beside === undefined ? topic.text : `${topic.text}\n${beside}`;
  const answer = t("questions:answer", { title, text });
  const onwards = ways.map((way) => wayButton(t, way, journey));
  // Two buttons with the same label would leave the user to guess.
  const others = near.filter((one) => !onwards.some(({ label }) => label === one.title));
  const more = helped ? t("questions:glad") : others.length > 0 ? t("questions:notThis") : undefined;
  return {
    text: more === undefined ? answer : `${answer}\n\n${more}`,
    keyboard: buttons(
      ...onwards,
      ...(helped ? [] : others.map(topicButton)),
      helped
        ? undefined
        : [
            { label: t("questions:helped"), does: callbacksWithArgs.helped.pack(id) },
            { label: t("questions:unhelped"), does: callbacksWithArgs.unhelped.pack(id) },
          ],
    ),
  };
};

/** Which of these is it? */
export const whichScreen = (t: Translate, topics: readonly Topic[]): Screen => ({
  text: t("questions:unsure"),
  keyboard: buttons(...topics.map(topicButton), { label: t("questions:none"), does: fixedCallbacks.noTopic }),
});

/** The answer did not help. */
export const unhelpedScreen = (t: Translate): Screen => ({
  text: t("questions:sorry"),
  keyboard: defaultButtons(t),
});
