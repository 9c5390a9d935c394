import type { Conversation, SearchResult } from "../../src/faq/answers.ts";
import { mainEntry } from "../../src/faq/same-entries.ts";
import { idsOf } from "../../src/faq/train/compare.ts";
import type { Message } from "../../src/faq/train/messages.ts";

/** A search to measure. */
export type Ask = (question: string, conversation: Conversation) => SearchResult;

/** What a search made of a message. */
export interface Outcome {
  readonly message: Message;
  readonly kind: SearchResult["kind"];
  /** The first that is shown is right; with small talk, it or the answer beside it. */
  readonly first: boolean;
  /** A right one is among all that is shown or offered. */
  readonly three: boolean;
}

/** Asks the messages. An entry is right if the labels have it, or one that says the same (same-entries.ts). */
export const outcomesOf = (messages: readonly Message[], ask: Ask): readonly Outcome[] =>
  messages.map((message) => {
    const found = ask(message.text, { last: message.last });
    const right = new Set([...message.ids, ...message.also].flatMap((id) => [id, mainEntry(id)]));
    const isRight = idsOf(found).map((id) => right.has(id));
    return {
      message,
      kind: found.kind,
      first: isRight[0] === true || (found.kind === "talk" && isRight[1] === true),
      three: isRight.includes(true),
    };
  });

const share = (part: readonly Outcome[], whole: readonly Outcome[]): number => part.length / whole.length;

/** Shares between 0 and 1; NaN where there are no messages. */
export interface Figures {
  /** How many messages have an answer. */
  readonly own: number;
  readonly first: number;
  readonly three: number;
  /** Messages that were given one answer; of these, how many right; of all, how many wrong. */
  readonly sure: number;
  readonly rightIfSure: number;
  readonly sureAndWrong: number;
  readonly wronglyRefused: number;
  /** Messages with an answer that follow another message: right first. */
  readonly followUps: number;
  /** Small talk that got a fitting sentence, or the answer to the question in it. */
  readonly talk: number;
  /** Out-of-scope messages that were refused, and that were given one answer. */
  readonly refused: number;
  readonly foreignSure: number;
}

/** Summarizes outcomes. Messages for which there is no entry do not count. */
export const figuresOf = (outcomes: readonly Outcome[]): Figures => {
  const wanting = (...wants: Message["want"][]) =>
    outcomes.filter(({ message }) => wants.includes(message.want));
  const [own, talk, foreign] = [wanting("answer", "ask"), wanting("talk"), wanting("refuse")];
  const followUps = own.filter(({ message }) => message.kind === "follow-up");
  const isSure = ({ kind }: Outcome) => kind === "sure";
  const isRefused = ({ kind }: Outcome) => kind === "outOfScope";
  const isRight = ({ first }: Outcome) => first;
  const sure = own.filter(isSure);
  return {
    own: own.length,
    first: share(own.filter(isRight), own),
    three: share(
      own.filter(({ three }) => three),
      own,
    ),
    sure: share(sure, own),
    rightIfSure: share(sure.filter(isRight), sure),
    sureAndWrong: share(
      sure.filter(({ first }) => !first),
      own,
    ),
    wronglyRefused: share(own.filter(isRefused), own),
    followUps: share(followUps.filter(isRight), followUps),
    talk: share(talk.filter(isRight), talk),
    refused: share(foreign.filter(isRefused), foreign),
    foreignSure: share(foreign.filter(isSure), foreign),
  };
};
