import type { Message } from "grammy/types";
import type { Answers } from "../../faq/answers.ts";
import { forks, type ForkId } from "../../guide/roads.ts";
import { steps, type StepId } from "../../guide/steps.ts";
import { troubles, type TroubleId } from "../../guide/troubles.ts";
import type { Translate } from "../../i18n.ts";

/** A text as Telegram shows it. */
const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

const firstLine = (html: string): string => plain(html).split("\n")[0] ?? "";

const idsOf = <T extends string>(all: Readonly<Record<T, object>>) => Object.keys(all) as T[];

/** "5/12 · Nyisd meg az oldalt": the heading of a step. */
const headingPattern = /^\d+\/\d+ · (.+)$/;

/**
 * Recognizes the bot's own earlier messages by a line of theirs: the title of an answer or a fork, the text of a trouble,
 * the heading of a step.
 * @returns gives the id of the entry that a message shows, or `undefined`
 */
export const entryOfMessage = (
  t: Translate,
  answers: Pick<Answers, "topics">,
): ((message: Pick<Message, "text" | "caption">) => string | undefined) => {
  const makeLines = () =>
    new Map<string, string>([
      ...idsOf<StepId>(steps).map((id) => [plain(t(`guide:steps.${id}.title`)), `step:${id}`] as const),
      ...idsOf<ForkId>(forks).map(
        (id) => [firstLine(t(`forks:${id}.text`, { link: "" })), `fork:${id}`] as const,
      ),
      ...idsOf<TroubleId>(troubles).flatMap((id) => [
        [plain(t(`troubles:${id}.label`)), `trouble:${id}`] as const,
        [firstLine(t(`troubles:${id}.text`)), `trouble:${id}`] as const,
      ]),
      ...answers.topics.map(({ id, title }) => [plain(title), id] as const),
    ]);
  // The question base opens when it is first used.
  let made: Map<string, string> | undefined;
  return ({ text = "", caption = text }) => {
    made ??= makeLines();
    const known = made;
    const found = caption
      .split("\n")
      .map((line) => ({ heading: headingPattern.exec(line)?.[1], id: known.get(line) }));
    const trouble = found.find(({ id }) => id?.startsWith("trouble:") === true)?.id;
    const heading = found.find((line) => line.heading !== undefined)?.heading;
    if (heading !== undefined) return trouble ?? known.get(heading);
    return found[0]?.id;
  };
};
