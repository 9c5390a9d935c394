/**
 * What buttons carry: at most 64 bytes of callback data (Bot API, InlineKeyboardButton). The words are a
 * contract with messages that were sent long ago, so old ones keep their meaning for ever.
 */
export const fixedCallbacks = {
  home: "home",
  haveKey: "have-key",
  /** The ways to log in; once it showed those without a key. */
  planB: "plan-b",
  /** The data notice, and its parts. */
  privacy: "privacy",
  noticeStored: "privacy:stored",
  noticeWho: "privacy:who",
  noticeRights: "privacy:rights",
  /** Continue the guide where it was left, in a new message. */
  resumeGuide: "guide",
  /** A code for the only key, or a choice, in a new message. */
  code: "code",
  askErase: "erase",
  erase: "erase:yes",
  keep: "erase:no",
  isKey: "paste:yes",
  isWords: "paste:no",
  /** The eight digits were the törlőkód; or they were not. Of buttons made before undecided digits were stored. */
  isCancellationCode: "eight:yes",
  isOtherNumber: "eight:no",
  /** The törlőkód: what it is for, and what can be done with it here; or the same in a new message. */
  cancellation: "cancel-code",
  cancellationBelow: "cancel-code:below",
  /** It is to be kept here: asks for it. */
  askCancellation: "cancel-code:ask",
  showCancellation: "cancel-code:show",
  /** Asks whether it is to be deleted here. */
  askDropCancellation: "cancel-code:drop",
  dropCancellation: "cancel-code:drop:yes",
  /** Everything that is kept, as a file; with the secrets in it; and the warning before that. */
  dataFile: "my-data:file",
  askDataSecrets: "my-data:secrets",
  dataSecrets: "my-data:secrets:yes",
  data: "my-data",
  /** Keeps everything after the warning of inactivity. */
  stay: "stay",
  /** None of the titles offered is what was asked. */
  noTopic: "no-topic",
  /** Every key that was found is to be kept. */
  pickAll: "pick-all",
  /** The keys of this chat, in a new message. */
  keys: "keys",
} as const;

const idPattern = "([\\w-]{12})";

/** A place on a road: `road:step`. Buttons made before there were several roads carry the step alone. */
interface At {
  readonly road: string;
  readonly step: string;
}

/** Buttons that carry a place behind their word: the groups of the pattern are road and step. */
const at = (word: string) => ({
  pack: ({ road, step }: At) => `${word}:${road}:${step}`,
  pattern: new RegExp(`^${word}:(?:(\\w{1,20}):)?(\\w{1,40})$`),
});

/** Buttons that carry another argument before the place; its group comes first. */
const withAt = (word: string, what: string) => ({
  pack: (one: string, { road, step }: At) => `${word}:${one}:${road}:${step}`,
  pattern: new RegExp(`^${word}:${what}:(\\w{1,20}):(\\w{1,40})$`),
});

/** Buttons that carry the id of a key. */
const withId = (word: string) => ({
  pack: (keyId: string) => `${word}:${keyId}`,
  pattern: new RegExp(`^${word}:${idPattern}$`),
});

/** Buttons that carry an id: `pack` gives the callback data, `pattern` recognises it. */
export const callbacksWithArgs = {
  /** Shows a step in the message of the button. */
  step: at("guide"),
  /** Shows a step in a new message, below what has come meanwhile. */
  stepBelow: at("go"),
  /** Shows a step to look at; the user's place stays. */
  look: at("look"),
  /** Asks a question of the guide, or shows a side road's advice. */
  fork: { pack: (fork: string) => `fork:${fork}`, pattern: /^fork:(\w{1,40})$/ },
  /** Shows an answer of the question base. */
  topic: { pack: (id: string) => `topic:${id}`, pattern: /^topic:(\w{1,40})$/ },
  /** This answer helped; or it did not, and these entries were the next best: as many as fit. */
  helped: { pack: (id: string) => `helped:${id}`, pattern: /^helped:(\w{1,40})$/ },
  unhelped: {
    pack: (id: string, near: readonly string[] = []) =>
      near.reduce((data, one) => {
        const longer = `${data}~${one}`;
        return longer.length > 64 ? data : longer;
      }, `unhelped:${id}`),
    pattern: /^unhelped:(\w{1,40})((?:~[\w:]{1,40})*)$/,
  },
  /** This is my phone; then the step. */
  device: withAt("phone", "(android|iphone)"),
  /** Asks once more what phone it is. */
  askDevice: at("phones"),
  /** What goes wrong at this step? */
  stuck: at("stuck"),
  /** The page did not take what was typed at this step. */
  refused: at("refused"),
  /** What the step speaks of is not on the page. */
  unseen: at("unseen"),
  /** None of the troubles offered: the user wants to describe it. */
  describe: at("tell"),
  /** What to do about this trouble at this step. */
  trouble: withAt("trouble", "(\\w{1,20})"),
  /** What to do about this trouble; the user has asked about it, and may stand elsewhere. */
  askedTrouble: { pack: (id: string) => `asked:${id}`, pattern: /^asked:(\w{1,40})$/ },
  /** A code for the only key, within the step's message. */
  stepCode: at("step-code"),
  /** A code for this key, within the step's message. */
  stepCodeOf: withAt("step-code-of", idPattern),
  /** A code in the message of the button. */
  codeHere: { pack: (keyId: string) => `code:${keyId}`, pattern: new RegExp(`^code:${idPattern}$`) },
  /** The same in large digits. */
  largeCodeHere: withId("code-large"),
  /** This one of the keys that were found is to be kept. */
  pick: { pack: (offerId: string) => `pick:${offerId}`, pattern: new RegExp(`^pick:${idPattern}$`) },
  /** As many of the keys that were found are to be kept, the first ones: the others do not fit. */
  pickFirst: { pack: (count: number) => `pick-first:${count}`, pattern: /^pick-first:(\d{1,3})$/ },
  /** These two of the keys that were found are to be kept. */
  pickTwo: {
    pack: (one: string, other: string) => `pick-two:${one}:${other}`,
    pattern: new RegExp(`^pick-two:${idPattern}:${idPattern}$`),
  },
  /** Shows this key again, which was read for the user's own app. */
  showOffer: withId("offer-show"),
  /** The new key takes the place of the old one. */
  replace: {
    pack: (newId: string, oldId: string) => `swap:${newId}:${oldId}`,
    pattern: new RegExp(`^swap:${idPattern}:${idPattern}$`),
  },
  /** This page of the keys, counted from 1. */
  keyPage: { pack: (page: number) => `key-page:${page}`, pattern: /^key-page:(\d{1,4})$/ },
  /** What can be done with this key. */
  key: withId("key"),
  /** Asks for this key's new name. */
  nameKey: withId("key-name"),
  /** This key one place further up. */
  raiseKey: withId("key-up"),
  /** Deletes this key, for now. */
  deleteKey: withId("key-delete"),
  /** Brings this deleted key back. */
  restoreKey: withId("key-restore"),
  /** Warns before this key is shown to be moved to an app. */
  askMove: withId("move"),
  /** Shows this key. */
  showKey: withId("move-show"),
  /** The steps in this app, in the message that shows this key. */
  moveTo: {
    pack: (app: string, keyId: string) => `move-to:${app}:${keyId}`,
    pattern: new RegExp(`^move-to:(\\w{1,12}):${idPattern}$`),
  },
  /** This key is in the app; it need not be shown any longer. */
  moved: withId("moved"),
  /** Both keys stay. */
  keepBoth: { pack: (newId: string) => `both:${newId}`, pattern: new RegExp(`^both:${idPattern}$`) },
  /** The undecided digits with this id are the törlőkód; or they are not. */
  isCancellationCode: withId("eight:yes"),
  isOtherNumber: withId("eight:no"),
  /** Shows them, to be written down; and they have been. */
  showDigits: withId("eight:show"),
  digitsWritten: withId("eight:done"),
  /** They are to be kept. */
  keepDigits: withId("eight:keep"),
  /** The characters read from a picture are those in it; they are not; show them again. */
  charactersMatch: withId("read:yes"),
  charactersDiffer: withId("read:no"),
  charactersAgain: withId("read:again"),
  /** This group of them is wrong, counted from 0. */
  charactersGroup: {
    pack: (group: number, readingId: string) => `read:group:${group}:${readingId}`,
    pattern: new RegExp(`^read:group:(\\d{1,2}):${idPattern}$`),
  },
  /** The user would rather copy the key as text. */
  copyInstead: withId("read:copy"),
  /** The characters are neither the user's key nor their törlőkód. */
  isOtherText: withId("read:other"),
} as const;
