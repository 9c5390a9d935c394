/**
 * How sure the model must be. Chosen on messages of authors that the model had not learned from: probabilities on the
 * model's own texts are far too high.
 */
export const certainty = {
  /** Scores are divided by this before they become probabilities. */
  temperature: 1.4,
  /** One answer is given from this probability on. */
  sure: 0.75,
  /** The same for answers that do harm when they are wrong. */
  harmful: 0.85,
  /** Small talk is taken as such from this probability on; nothing is lost if it is wrong. */
  talk: 0.15,
  /** A question is refused from this probability of out of scope on, if no entry is as likely. */
  foreign: 0.28,
  /** A second question in a message gets its answer from this probability on. */
  second: 0.75,
  /** A third entry is offered from this probability on; if even the first has less, the question is refused. */
  offered: 0.03,
  /** An answer that hurts when it is offered wrongly is offered from this probability on. */
  delicate: 0.2,
  /** The scores of the title of the entry shown last are added to those of the message with this weight. */
  last: 0.3,
  /** An unsure message of at most this many words is first taken to be about the entry shown last. */
  fewWords: 4,
} as const;

/** Entries that do harm when they are shown wrongly: they erase, end, or calm a user who should act;
 * and joy at a success that is none. */
export const harmful: ReadonlySet<string> = new Set([
  "eraseMe",
  "endPlus",
  "callForCode",
  "newPhone",
  "newNumber",
  "deleteOneKey",
  "deletePressed",
  "gaveAway",
  "telegramTaken",
  "realPage",
  "remoteHelper",
  "sendToFamily",
  "talk:success",
]);

/** Entries that hurt when they are offered to a user who means something else: "Mama" is not dead. */
export const delicate: ReadonlySet<string> = new Set(["deceased"]);
