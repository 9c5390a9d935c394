import type { Device } from "./device.ts";
import type { TroubleId } from "./troubles.ts";

/** One thing to do. Its texts are `guide:steps.<id>` in locales/hu. */
interface Step {
  /** The file in locales/hu/pictures, without its ending; one each where the phones differ. */
  readonly picture?: string | Readonly<Record<Device, string>>;
  /** The text has a part, `guide:devices.<id>.<device>`, that differs. */
  readonly differs?: true;
  /** It speaks of what the portal shows, so the person may not see it: `guide:unseen.<id>` says what else there may be. */
  readonly portal?: true;
  /** The person needs a login code here; `guide:typing.<id>` goes with it. */
  readonly code?: true;
  /** What may be wrong when the page says no here; the step asks whether it said yes. */
  readonly refusals?: readonly TroubleId[];
  /** An address to be copied. */
  readonly copies?: string;
  /** The törlőkód is seen here, and may be kept with us. */
  readonly cancellation?: true;
  /** Another step that does the same in another way. */
  readonly instead?: string;
  /** What really goes wrong here, the most frequent first. */
  readonly troubles: readonly TroubleId[];
}

const each = (name: string) => ({ android: `${name}.android`, iphone: `${name}.iphone` });

/** Why a login code is not taken, with this bot and with an app on the phone. */
const refused = ["expired", "wrongField", "newerQr", "typedByHand", "noneOfThese"] as const;
const appRefused = [
  "appExpired",
  "wrongField",
  "newerQrApp",
  "typedByHandApp",
  "clockAndroid",
  "clockIphone",
] as const;

/**
 * All steps of all roads. An id travels in buttons and in what is kept of a person: never reuse one for something
 * else; one that goes is entered in `moved` (roads.ts). Facts and labels come from what is known of the portal.
 */
export const steps = {
  open: {
    picture: each("open"),
    differs: true,
    copies: "ugyfelkapu.gov.hu",
    troubles: ["pageDown", "inTelegram", "noBrowser", "forgotPassword"],
  },
  enter: { picture: "enter", portal: true, troubles: ["noOldLogin", "cookies", "pageDown", "isItReal"] },
  login: {
    picture: "login",
    portal: true,
    troubles: ["forgotPassword", "forgotName", "expiredPassword", "wrongData"],
  },
  apply: { picture: "apply", portal: true, troubles: ["emailPressed", "fear", "deletePressed", "cost"] },
  continue: { picture: "continue", portal: true, troubles: ["noQr", "qrGone", "fear"] },
  screenshot: {
    picture: each("screenshot"),
    differs: true,
    troubles: ["samsung", "xiaomi", "otherAndroid", "iphoneFace", "iphoneButton", "tooBig", "sameDevice"],
  },
  send: {
    picture: each("send"),
    differs: true,
    instead: "characters",
    troubles: ["noClip", "noPicture", "notRead", "isItSafe"],
  },
  characters: {
    picture: "characters",
    portal: true,
    instead: "send",
    troubles: ["howCopy", "keyTooLong", "pageLost", "isItSafe"],
  },
  password: {
    picture: "password",
    differs: true,
    portal: true,
    troubles: ["pageLost", "whichPassword", "hiddenPassword"],
  },
  code: {
    picture: "code",
    code: true,
    portal: true,
    troubles: ["expires", "whichField", "howCopyCode", "noKey"],
  },
  save: {
    picture: "save",
    portal: true,
    refusals: refused,
    troubles: ["greyButton", "passwordRefused", "pageLost"],
  },
  cancellationCode: {
    picture: "cancellationCode",
    portal: true,
    cancellation: true,
    troubles: ["cancellationWhy", "noPaper", "cancellationMissed"],
  },
  finish: {
    picture: "finish",
    portal: true,
    refusals: ["notTicked", "pageLostAtEnd", "noneOfThese"],
    troubles: ["greyFinish", "pageLostAtEnd", "cancellationMissed"],
  },
  newLogin: {
    picture: "newLogin",
    portal: true,
    troubles: ["noDropdown", "twoRows", "wrongDataPlus", "cookies"],
  },
  loginCode: {
    picture: "loginCode",
    code: true,
    portal: true,
    refusals: refused,
    troubles: ["expires", "howCopyCode", "noKey"],
  },
  tidyUp: {
    picture: "tidyUp",
    differs: true,
    troubles: ["cloud", "howLock", "nextTime", "whereKey"],
  },

  getApp: {
    picture: each("getApp"),
    differs: true,
    troubles: ["appMissing", "appCosts", "oldPhone", "whichApp"],
  },
  copyKey: {
    picture: "characters",
    portal: true,
    troubles: ["howCopy", "keyFromPicture", "pageLost"],
  },
  addAccount: { picture: "addAccount", differs: true, troubles: ["otherApp", "camera", "noPlus"] },
  fillIn: { picture: "fillIn", troubles: ["pasteKey", "keyRefused", "otherApp", "whatName"] },
  appCode: { picture: "appCode", troubles: ["appExpires", "whichField", "otherApp"] },
  appLoginCode: {
    picture: "loginCode",
    portal: true,
    refusals: appRefused,
    troubles: ["appExpires", "oldEntry", "clockAndroid", "clockIphone"],
  },
  appSave: {
    picture: "save",
    portal: true,
    refusals: appRefused,
    troubles: ["greyButton", "passwordRefused", "pageLost"],
  },
  appTidyUp: { picture: "tidyUp", differs: true, troubles: ["cloud", "newPhoneLater", "useBoth"] },

  emailApply: { picture: "emailApply", portal: true, troubles: ["fear", "deletePressed", "cost"] },
  emailSend: { picture: "emailSend", portal: true, troubles: ["oldMail", "whichPassword", "noMail"] },
  emailCode: {
    picture: "emailCode",
    portal: true,
    refusals: ["mailExpired", "mailOlder", "noneOfThese"],
    troubles: ["noMail", "mailExpired", "oldMail"],
  },
  emailLogin: {
    picture: "emailLogin",
    portal: true,
    troubles: ["noDropdown", "threeDigits", "noMail", "wrongDataPlus"],
  },
  emailDone: { troubles: ["noMail", "useBoth", "mailSafe"] },

  cardReady: { picture: "cardReady", troubles: ["noEnvelope", "oldCard", "pinInstead", "abroad"] },
  cardPage: {
    picture: "cardPage",
    copies: "ugyfelkapu.gov.hu/regisztracio/regEszemelyi",
    troubles: ["pageDown", "noEnvelope", "pinInstead"],
  },
  cardDone: { troubles: ["noMail", "whyMore", "forgotPassword"] },

  officeWhere: { troubles: ["abroad", "appointment", "cost"] },
  officeBring: { picture: "officeBring", troubles: ["foreigner", "child", "noEmail"] },
  officeActivate: { troubles: ["noMail", "lateActivation", "whyMore"] },

  resetLogin: {
    picture: "newLogin",
    portal: true,
    troubles: ["noDropdown", "noCodeAnyMore", "wrongDataPlus"],
  },
  resetMenu: { picture: "resetMenu", portal: true, troubles: ["fear", "oldKeyDies", "deletePressed"] },
  resetCode: {
    picture: "code",
    code: true,
    portal: true,
    refusals: refused,
    troubles: ["expires", "whichField", "noKey"],
  },
  resetFinish: {
    picture: "cancelFinish",
    portal: true,
    cancellation: true,
    refusals: ["notTicked", "pageLostAtEnd", "noneOfThese"],
    troubles: ["greyFinish", "cancellationWhy", "noPaper"],
  },
  resetTidyUp: { picture: "tidyUp", differs: true, troubles: ["oldEntry", "cloud", "howLock"] },
} as const satisfies Readonly<Record<string, Step>>;

/** The id of a step. */
export type StepId = keyof typeof steps;

type With<Property extends keyof Step> = {
  [Id in StepId]: (typeof steps)[Id] extends Record<Property, unknown> ? Id : never;
}[StepId];

/** Steps whose text differs by the phone. */
export type DifferingStep = With<"differs">;
/** Steps that speak of what the portal shows. */
export type PortalStep = With<"portal">;
/** Steps where a login code is needed. */
export type CodeStep = With<"code">;

/** A step as data, with everything it may have. */
export const stepOf = (id: StepId): Step => steps[id];

/** Whether a step's text differs by the phone. */
export const isDiffering = (id: StepId): id is DifferingStep => "differs" in steps[id];
/** Whether a step speaks of what the portal shows. */
export const isPortal = (id: StepId): id is PortalStep => "portal" in steps[id];
/** Whether a login code is needed at a step. */
export const needsCode = (id: StepId): id is CodeStep => "code" in steps[id];

/** Whether this names a step. */
export const isStep = (id: string | undefined): id is StepId => id !== undefined && Object.hasOwn(steps, id);
