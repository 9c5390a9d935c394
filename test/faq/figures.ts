import type { SearchResult } from "../../src/faq/answers.ts";
import type { Question } from "./questions.ts";

/** A search to measure. */
export type Ask = (question: string, step?: string) => SearchResult;

/** The result for one question. */
export interface Outcome {
  readonly question: Question;
  readonly finding: SearchResult;
  /** Ids of the topics shown, the best first. */
  readonly shown: readonly string[];
  readonly top1: boolean;
  readonly top3: boolean;
}

/** The ids of the topics shown, the best first. */
export const shownOf = (finding: SearchResult): readonly string[] => {
  switch (finding.kind) {
    case "sure":
      return [finding.entry, ...finding.near].map(({ id }) => id);
    case "talk":
      return [finding.talk.id, ...(finding.entry === undefined ? [] : [finding.entry.id])];
    case "unsure":
      return finding.entries.map(({ id }) => id);
    case "outOfScope":
      return [];
  }
};

/** Asks the questions. A topic is found first if it is the certain answer or the first of three. */
export const outcomesOf = (questions: readonly Question[], ask: Ask): readonly Outcome[] =>
  questions.map((question) => {
    const finding = ask(question.text, question.step);
    const shown = shownOf(finding);
    const right = [question.topic, ...(question.also ?? [])];
    return {
      question,
      finding,
      shown,
      top1: right.includes(shown[0] ?? ""),
      top3: shown.some((id) => right.includes(id)),
    };
  });

const share = (part: readonly Outcome[], whole: readonly Outcome[]): number =>
  whole.length === 0 ? NaN : part.length / whole.length;

/** Shares between 0 and 1; NaN where there are no questions. */
export interface Figures {
  /** How many questions the base can answer, and how many it cannot. */
  readonly own: number;
  readonly foreign: number;
  readonly top1: number;
  readonly top3: number;
  /** Questions with an answer that were refused. */
  readonly wronglyRefused: number;
  /** Questions with an answer that were given one answer, and a wrong one. */
  readonly sureAndWrong: number;
  /** Questions with an answer that were given one answer. */
  readonly sure: number;
  /** Out-of-scope questions that were refused, shown three titles, or given an answer. */
  readonly refused: number;
  readonly foreignUnsure: number;
  readonly foreignSure: number;
}

/** Summarizes outcomes. */
export const figuresOf = (outcomes: readonly Outcome[]): Figures => {
  const own = outcomes.filter(({ question }) => question.topic !== null);
  const foreign = outcomes.filter(({ question }) => question.topic === null);
  const of = (list: readonly Outcome[], kind: SearchResult["kind"]) =>
    list.filter(({ finding }) => finding.kind === kind);
  return {
    own: own.length,
    foreign: foreign.length,
    top1: share(
      own.filter(({ top1 }) => top1),
      own,
    ),
    top3: share(
      own.filter(({ top3 }) => top3),
      own,
    ),
    wronglyRefused: share(of(own, "outOfScope"), own),
    sureAndWrong: share(
      of(own, "sure").filter(({ top1 }) => !top1),
      own,
    ),
    sure: share(of(own, "sure"), own),
    refused: share(of(foreign, "outOfScope"), foreign),
    foreignUnsure: share(of(foreign, "unsure"), foreign),
    foreignSure: share(of(foreign, "sure"), foreign),
  };
};
