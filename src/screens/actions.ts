/**
 * What buttons carry: at most 64 bytes of callback data (Bot API, InlineKeyboardButton). The words are a
 * contract with messages that were sent long ago, so old ones keep their meaning for ever.
 */
export const actions = {
  home: "home",
  haveKey: "have-key",
  planB: "plan-b",
  privacy: "privacy",
  /** Continue the guide where it was left, in a new message. */
  resumeGuide: "guide",
  /** A code for the only key, or a choice, in a new message. */
  code: "code",
  askErase: "erase",
  erase: "erase:yes",
  keep: "erase:no",
  isKey: "paste:yes",
  isWords: "paste:no",
  /** Every key that was found is to be kept. */
  pickAll: "pick-all",
} as const;

const idPattern = "([\\w-]{12})";

/** Buttons that carry an id: `make` gives the callback data, `pattern` recognises it. */
export const carrying = {
  /** Shows a step in the message of the button. */
  step: { make: (step: string) => `guide:${step}`, pattern: /^guide:(\w{1,40})$/ },
  /** Shows a step in a new message, below what has come meanwhile. */
  stepBelow: { make: (step: string) => `go:${step}`, pattern: /^go:(\w{1,40})$/ },
  /** A code in the message of the button. */
  codeHere: { make: (keyId: string) => `code:${keyId}`, pattern: new RegExp(`^code:${idPattern}$`) },
  /** This one of the keys that were found is to be kept. */
  pick: { make: (offerId: string) => `pick:${offerId}`, pattern: new RegExp(`^pick:${idPattern}$`) },
  /** The new key takes the place of the old one. */
  replace: {
    make: (newId: string, oldId: string) => `swap:${newId}:${oldId}`,
    pattern: new RegExp(`^swap:${idPattern}:${idPattern}$`),
  },
  /** Both keys stay. */
  keepBoth: { make: (newId: string) => `both:${newId}`, pattern: new RegExp(`^both:${idPattern}$`) },
} as const;
