import type { Device } from "./device.ts";
import type { TroubleId } from "./troubles.ts";

/** One action of the user. Its texts are `guide:steps.<id>` in locales/hu. */
interface Step {
  /** The file in locales/hu/pictures without its extension; one for each kind of phone if they differ. */
  readonly picture?: string | Readonly<Record<Device, string>>;
  /** A part of the text, `guide:devices.<id>.<device>`, depends on the phone. */
  readonly differs?: true;
  /** It describes what the portal shows. `guide:unseen.<id>` is for a user who sees something else. */
  readonly portal?: true;
  /** The user needs a login code here; `guide:typing.<id>` goes with it. */
  readonly code?: true;
  /** Reasons why the page may reject the input. The step asks whether the page accepted it. */
  readonly refusals?: readonly TroubleId[];
  /** An address for the user to copy. */
  readonly copies?: string;
  /** The page shows the cancellation code (törlőkód) here, and the bot offers to keep it. */
  readonly cancellation?: true;
  /** Another step with the same result. */
  readonly instead?: string;
  /** What goes wrong here in practice, the most frequent first. */
  readonly troubles: readonly TroubleId[];
}

const each = (name: string) => ({ android: `${name}.android`, iphone: `${name}.iphone` });

/** Why the portal rejects a login code, with this bot and with an app on the phone. */
const codeRefusals = ["expired", "wrongField", "newerQr", "typedByHand", "noneOfThese"] as const;
const appCodeRefusals = [
  "appExpired",
  "wrongField",
  "newerQrApp",
  "typedByHandApp",
  "clockAndroid",
  "clockIphone",
] as const;

/**
 * All steps of all roads. Their ids are in sent buttons and in the database: never reuse one for something else, and
 * enter a removed one in `replacedSteps` (roads.ts). Facts and labels are those of the portal.
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
    refusals: codeRefusals,
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
    refusals: codeRefusals,
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
    refusals: appCodeRefusals,
    troubles: ["appExpires", "oldEntry", "clockAndroid", "clockIphone"],
  },
  appSave: {
    picture: "save",
    portal: true,
    refusals: appCodeRefusals,
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
    refusals: codeRefusals,
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

/** Steps whose text depends on the phone. */
export type DifferingStep = With<"differs">;
/** Steps that describe what the portal shows. */
export type PortalStep = With<"portal">;
/** Steps that need a login code. */
export type CodeStep = With<"code">;

/** A step with its optional properties. */
export const stepOf = (id: StepId): Step => steps[id];

/** Whether the text of a step depends on the phone. */
export const isDiffering = (id: StepId): id is DifferingStep => "differs" in steps[id];
/** Whether a step describes what the portal shows. */
export const isPortal = (id: StepId): id is PortalStep => "portal" in steps[id];
/** Whether a step needs a login code. */
export const needsCode = (id: StepId): id is CodeStep => "code" in steps[id];

/** Whether this is the id of a step. */
export const isStep = (id: string | undefined): id is StepId => id !== undefined && Object.hasOwn(steps, id);
