/**
 * Topics that are easily taken for each other, each with the question that tells them apart: `questions:pairs.<id>` in
 * locales/hu. The first answer of the question leads to the first topic.
 */
export const pairs = {
  told: ["callForCode", "gaveAway"],
  erase: ["eraseMe", "deleteOneKey"],
  end: ["endPlus", "eraseMe"],
  pressed: ["deletePressed", "endPlus"],
  changed: ["newPhone", "newNumber"],
  oldPhone: ["newPhone", "phoneLost"],
  refused: ["codeRefused", "wrongData"],
  late: ["codeRefused", "codeExpires"],
  password: ["forgotPassword", "expiredPassword"],
  mail: ["emailVariant", "noMail"],
  cancellation: ["whatIsCancellation", "cancellationLost"],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

/** The id of a pair. */
export type PairId = keyof typeof pairs;
