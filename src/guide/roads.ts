import type { StepId } from "./steps.ts";

/** Steps in order. `from`: the fork where the road begins. `then`: the fork where it continues, if it does. */
interface Road {
  readonly from: ForkId;
  readonly then?: ForkId;
  readonly steps: readonly StepId[];
}

/** Where a choice leads: to another fork, or onto a road. */
export type Destination = { readonly fork: ForkId } | { readonly road: RoadId };

/** A question or advice with choices; its texts are `forks:<id>` in locales/hu. `back`: the fork before it. */
interface Fork {
  readonly back?: string;
  readonly ways: Readonly<Record<string, { readonly fork: string } | { readonly road: string }>>;
}

/** All forks. Their ids are in the callback data of sent buttons, so never reuse one for something else. */
export const forks = {
  account: {
    ways: {
      yes: { fork: "way" },
      forgotten: { fork: "forgotten" },
      none: { fork: "noAccount" },
      plus: { fork: "side" },
    },
  },
  way: {
    back: "account",
    ways: { bot: { road: "bot" }, app: { road: "app" }, email: { road: "email" }, dap: { fork: "dap" } },
  },
  dap: { back: "way", ways: { email: { road: "email" } } },
  forgotten: { back: "account", ways: { works: { fork: "way" }, office: { road: "office" } } },
  noAccount: { back: "account", ways: { card: { road: "card" }, office: { road: "office" } } },

  side: {
    ways: {
      newPhone: { fork: "newPhone" },
      lostPhone: { fork: "lostPhone" },
      lostCancellation: { fork: "lostCancellation" },
      ending: { fork: "ending" },
      parent: { fork: "parent" },
    },
  },
  newPhone: {
    back: "side",
    ways: { here: { fork: "newPhoneHere" }, saved: { fork: "newPhoneSaved" }, none: { road: "reset" } },
  },
  newPhoneHere: { back: "newPhone", ways: { reset: { road: "reset" } } },
  newPhoneSaved: { back: "newPhone", ways: { reset: { road: "reset" } } },
  lostPhone: {
    back: "side",
    ways: {
      here: { fork: "lostPhoneHere" },
      code: { fork: "lostPhoneCode" },
      email: { fork: "lostPhoneEmail" },
      nothing: { fork: "lostPhoneNothing" },
    },
  },
  lostPhoneHere: { back: "lostPhone", ways: { reset: { road: "reset" } } },
  lostPhoneCode: { back: "lostPhone", ways: { again: { fork: "way" } } },
  lostPhoneEmail: { back: "lostPhone", ways: { code: { fork: "lostPhoneCode" } } },
  lostPhoneNothing: { back: "lostPhone", ways: { again: { fork: "way" } } },
  lostCancellation: {
    back: "side",
    ways: { canEnter: { road: "reset" }, cannot: { fork: "lostPhoneNothing" } },
  },
  ending: { back: "side", ways: { code: { fork: "endingCode" }, nothing: { fork: "lostPhoneNothing" } } },
  endingCode: { back: "ending", ways: {} },
  parent: { back: "side", ways: { theirs: { fork: "parentTheirs" }, mine: { fork: "parentMine" } } },
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
      "password",
      "code",
      "save",
      "cancellationCode",
      "finish",
      "newLogin",
      "loginCode",
      "tidyUp",
    ],
  },
  /** An authenticator app on the user's phone. */
  app: {
    from: "way",
    steps: [
      "getApp",
      "open",
      "enter",
      "login",
      "apply",
      "continue",
      "copyKey",
      "addAccount",
      "fillIn",
      "password",
      "appCode",
      "appSave",
      "cancellationCode",
      "finish",
      "newLogin",
      "appLoginCode",
      "appTidyUp",
    ],
  },
  /** Codes by e-mail, without a key. */
  email: {
    from: "way",
    steps: ["open", "enter", "login", "emailApply", "emailSend", "emailCode", "emailLogin", "emailDone"],
  },
  /** A first Ügyfélkapu from home, with the identity card. */
  card: { from: "noAccount", then: "way", steps: ["cardReady", "cardPage", "cardDone"] },
  /** A first Ügyfélkapu in person. */
  office: { from: "noAccount", then: "way", steps: ["officeWhere", "officeBring", "officeActivate"] },
  /** A new QR code for a user who can still log in. */
  reset: {
    from: "newPhone",
    steps: [
      "open",
      "resetLogin",
      "resetMenu",
      "screenshot",
      "send",
      "resetCode",
      "resetFinish",
      "newLogin",
      "loginCode",
      "resetTidyUp",
    ],
  },
} as const satisfies Readonly<Record<string, Road>>;

/** The id of a road. */
export type RoadId = keyof typeof roads;

/** The ids of all roads. */
export const roadIds = Object.keys(roads) as readonly RoadId[];

/** Removed steps, and the steps to which their old buttons lead now. */
export const replacedSteps: ReadonlyMap<string, StepId> = new Map([["firstLogin", "newLogin"]]);

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
