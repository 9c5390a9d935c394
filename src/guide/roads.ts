import type { StepId } from "./steps.ts";

/** Steps in order. `from`: the fork where the road begins. `then`: the fork where it continues, if it does. */
interface Road {
  readonly from: ForkId;
  readonly then?: ForkId;
  readonly steps: readonly StepId[];
}

/** Where a choice leads: to another fork, onto a road, or to look at a road without walking on it. */
export type Destination =
  { readonly fork: ForkId } | { readonly road: RoadId; readonly step?: StepId } | { readonly look: RoadId };

/** A question or advice with choices; its texts are `forks:<id>` in locales/hu. `back`: the fork before it. */
interface Fork {
  readonly back?: string;
  readonly ways: Readonly<
    Record<
      string,
      | { readonly fork: string }
      | { readonly road: string; readonly step?: StepId }
      | { readonly look: string }
    >
  >;
}

/** All forks. Their ids are in the callback data of sent buttons, so never reuse one for something else. */
export const forks = {
  way: {
    ways: {
      email: { road: "email" },
      app: { road: "app" },
      bot: { road: "bot" },
      choose: { fork: "choose" },
    },
  },
  choose: {
    back: "way",
    ways: {
      email: { road: "email" },
      app: { road: "app" },
      bot: { road: "bot" },
      dap: { fork: "dap" },
      account: { fork: "account" },
    },
  },
  dap: { back: "choose", ways: { email: { road: "email" } } },
  account: {
    back: "side",
    ways: {
      yes: { fork: "way" },
      forgotten: { fork: "forgotten" },
      none: { fork: "noAccount" },
      plus: { fork: "plus" },
    },
  },
  forgotten: { back: "account", ways: { works: { fork: "way" }, office: { road: "office" } } },
  noAccount: { back: "account", ways: { card: { road: "card" }, office: { road: "office" } } },

  side: {
    ways: {
      plus: { fork: "plus" },
      account: { fork: "account" },
      newPhone: { fork: "newPhone" },
      lostPhone: { fork: "lostPhone" },
      lostCancellation: { fork: "lostCancellation" },
      ending: { fork: "ending" },
      parent: { fork: "parent" },
    },
  },
  plus: {
    back: "side",
    ways: {
      bring: { fork: "bring" },
      second: { fork: "secondWay" },
      refused: { fork: "codeRefused" },
      side: { fork: "side" },
    },
  },
  bring: { back: "plus", ways: { reset: { road: "reset" } } },
  codeRefused: { back: "plus", ways: { codeFrom: { fork: "codeFrom" }, lostPhone: { fork: "lostPhone" } } },
  secondWay: { back: "plus", ways: { email: { road: "reserve" } } },
  /** A new QR code means a new key: users of an app of their own keep it to themselves. */
  codeFrom: { back: "side", ways: { bot: { road: "reset" }, app: { road: "resetApp" } } },
  newPhone: {
    back: "side",
    ways: {
      here: { fork: "newPhoneHere" },
      saved: { fork: "newPhoneSaved" },
      none: { fork: "codeFrom" },
      nothing: { fork: "lostPhone" },
    },
  },
  newPhoneHere: { back: "newPhone", ways: { reset: { road: "reset" } } },
  newPhoneSaved: { back: "newPhone", ways: { reset: { fork: "codeFrom" } } },
  lostPhone: {
    back: "side",
    ways: {
      here: { fork: "lostPhoneHere" },
      saved: { fork: "lostPhoneSaved" },
      email: { fork: "lostPhoneEmail" },
      open: { fork: "lostPhoneOpen" },
      code: { fork: "lostPhoneCode" },
      forgotten: { fork: "forgotten" },
      nothing: { fork: "lostPhoneNothing" },
    },
  },
  lostPhoneHere: { back: "lostPhone", ways: { reset: { road: "reset" } } },
  lostPhoneSaved: { back: "lostPhone", ways: { codeFrom: { fork: "codeFrom" } } },
  lostPhoneOpen: {
    back: "lostPhone",
    ways: {
      bot: { road: "reset", step: "resetMenu" },
      app: { road: "resetApp", step: "resetMenu" },
      email: { road: "reserve", step: "emailApply" },
    },
  },
  lostPhoneCode: { back: "lostPhone", ways: { again: { fork: "way" } } },
  lostPhoneEmail: {
    back: "lostPhone",
    ways: { codeFrom: { fork: "codeFrom" }, code: { fork: "lostPhoneCode" } },
  },
  lostPhoneNothing: { back: "lostPhone", ways: { again: { fork: "way" } } },
  lostCancellation: {
    back: "side",
    ways: { canEnter: { fork: "codeFrom" }, cannot: { fork: "lostPhone" } },
  },
  ending: { back: "side", ways: { code: { fork: "endingCode" }, nothing: { fork: "lostCancellation" } } },
  endingCode: { back: "ending", ways: {} },
  parent: {
    back: "side",
    ways: { phone: { fork: "parentPhone" }, theirs: { fork: "parentTheirs" }, mine: { fork: "parentMine" } },
  },
  parentPhone: {
    back: "parent",
    ways: { bot: { look: "bot" }, app: { look: "app" }, email: { look: "email" } },
  },
  parentTheirs: { back: "parent", ways: { account: { fork: "account" } } },
  parentMine: { back: "parent", ways: { bot: { road: "bot" }, email: { road: "email" } } },
} as const satisfies Readonly<Record<string, Fork>>;

/** The id of a fork. */
export type ForkId = keyof typeof forks;

/** All roads, the most common first. */
export const roads = {
  /** This bot is the second factor. */
  bot: {
    from: "way",
    steps: [
      "open",
      "enter",
      "login",
      "apply",
      "continue",
      "screenshot",
      "send",
      "code",
      "cancellationCode",
      "finish",
      "newLogin",
      "loginCode",
      "reserve",
      "tidyUp",
    ],
  },
  /** An authenticator app on the user's own phone. */
  app: {
    from: "way",
    steps: [
      "getApp",
      "open",
      "enter",
      "login",
      "apply",
      "continue",
      "appScreenshot",
      "copyKey",
      "addAccount",
      "fillIn",
      "appCode",
      "cancellationCode",
      "finish",
      "newLogin",
      "appLoginCode",
      "appReserve",
      "appTidyUp",
    ],
  },
  /** Codes by e-mail, without a key. */
  email: {
    from: "way",
    steps: ["open", "enter", "login", "emailApply", "emailSend", "emailCode", "emailLogin", "emailDone"],
  },
  /** Codes by e-mail as a second way in, for a user who can already log in. */
  reserve: {
    from: "secondWay",
    steps: ["reserveOpen", "emailApply", "emailSend", "emailCode", "reserveDone"],
  },
  /** A first Ügyfélkapu from home, with the identity card. */
  card: {
    from: "noAccount",
    then: "way",
    steps: ["cardReady", "cardPage", "cardDone"],
  },
  /** A first Ügyfélkapu in person. */
  office: {
    from: "noAccount",
    then: "way",
    steps: ["officeWhere", "officeBring", "officeActivate"],
  },
  /** A new QR code for a user who can still log in and gets the codes from the bot. */
  reset: {
    from: "codeFrom",
    steps: [
      "open",
      "resetLogin",
      "resetEnter",
      "resetMenu",
      "screenshot",
      "send",
      "resetCode",
      "resetFinish",
      "newLogin",
      "loginCode",
      "reserve",
      "resetTidyUp",
    ],
  },
  /** A new QR code for a user with an authenticator app, whose key stays there. */
  resetApp: {
    from: "codeFrom",
    steps: [
      "open",
      "resetLogin",
      "resetAppEnter",
      "resetMenu",
      "appScreenshot",
      "copyKey",
      "addAccount",
      "fillIn",
      "resetAppCode",
      "resetFinish",
      "newLogin",
      "appLoginCode",
      "appReserve",
      "appTidyUp",
    ],
  },
} as const satisfies Readonly<Record<string, Road>>;

/** The id of a road. */
export type RoadId = keyof typeof roads;

/** The ids of all roads. */
export const roadIds = Object.keys(roads) as readonly RoadId[];

/** Removed steps, and the steps to which their old buttons lead now: the first of them that the road has. */
export const replacedSteps: ReadonlyMap<string, readonly StepId[]> = new Map([
  ["firstLogin", ["newLogin"]],
  ["password", ["code", "appCode"]],
  ["save", ["code"]],
  ["appSave", ["appCode"]],
]);

/** A fork as data. */
export const forkOf = (
  id: ForkId,
): { readonly back?: ForkId; readonly ways: Readonly<Record<string, Destination>> } => forks[id];

/** A road as data. */
export const roadOf = (id: RoadId): Road => roads[id];

/** Whether this is the id of a fork. */
export const isFork = (id: string | undefined): id is ForkId => id !== undefined && Object.hasOwn(forks, id);

/** Whether this is the id of a road. */
export const isRoad = (id: string | undefined): id is RoadId => id !== undefined && Object.hasOwn(roads, id);
