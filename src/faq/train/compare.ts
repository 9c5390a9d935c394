import { createAnswers, type SearchResult } from "../answers.ts";
import { sameEntries } from "../same-entries.ts";
import type { Topic } from "../topic.ts";
import type { TrainedModel } from "../trained-model.ts";
import type { Message } from "./messages.ts";

/** A question, the entries that answer it, and the entry that answered the message before it. */
interface Asked {
  readonly text: string;
  readonly ids: readonly string[];
  readonly last?: string | undefined;
}

/** The ids of all that is shown or offered, the best first. */
export const idsOf = (found: SearchResult): readonly string[] => {
  switch (found.kind) {
    case "sure":
      return [found.entry, ...found.near, ...(found.second === undefined ? [] : [found.second])].map(
        ({ id }) => id,
      );
    case "talk":
      return [found.talk.id, ...(found.entry === undefined ? [] : [found.entry.id])];
    case "unsure":
      return found.entries.map(({ id }) => id);
    case "outOfScope":
      return [];
  }
};

/** The questions of topics and messages for which a model shows no right entry, one line each with what it shows. */
export const missedBy = (
  model: TrainedModel,
  topics: readonly Topic[],
  messages: readonly Message[],
): readonly string[] => {
  const answers = createAnswers(topics, model);
  const asked: readonly Asked[] = [
    ...topics.flatMap(({ id, title, asked }) => [title, ...asked].map((text) => ({ text, ids: [id] }))),
    ...messages.filter(({ want }) => want === "answer"),
  ];
  return asked.flatMap(({ text, ids, last }) => {
    const shown = idsOf(answers.find(text, { last }));
    const isRight = ids.some((id) => shown.includes(id) || shown.includes(sameEntries[id] ?? id));
    return isRight ? [] : [`„${text}” (${ids.join(", ")}) → ${shown.join(", ") || "out of scope"}`];
  });
};
