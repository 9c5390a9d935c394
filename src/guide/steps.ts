import type { Device } from "./device.ts";
import { appCodeRefusals, appLoginRefusals, codeRefusals, loginRefusals } from "./refusals.ts";
import type { TroubleId } from "./troubles.ts";

/** One action of the user. Its texts are `guide:steps.<id>` in locales/hu. */
interface Step {
  /** The file in locales/hu/pictures without its extension; one for each kind of phone if they differ. */
  readonly picture?: string | Readonly<Record<Device, string>>;
  /** The picture beside a code that is shown in the step, where another one fits better then. */
  readonly codePicture?: string;
  /** A part of the text, `guide:devices.<id>.<device>`, depends on the phone. */
  readonly differs?: true;
  /** It describes what the portal shows. `guide:unseen.<id>` is for a user who sees something else. */
  readonly portal?: true;
  /** The user needs a login code here; `guide:typing.<id>` says what to do with it. */
  readonly code?: true;
  /** Reasons why the page may reject the input. The step asks whether the page accepted it. */
  readonly refusals?: readonly TroubleId[];
  /** The page may not have asked for anything here, which is an answer of its own. */
  readonly mayAskNothing?: true;
  /** An address for the user to copy. */
  readonly copies?: string;
  /** The page shows the cancellation code (törlőkód) here, and the bot offers to keep it. */
  readonly cancellation?: true;
  /** The text has a part that says what the bot keeps. `own`: for users whose codes come from elsewhere. */
  readonly tellsKept?: "here" | "own";
  /** The user hands the key over here: without it there is no way on. */
  readonly needsKey?: true;
  /** A second way in is offered here: the road that sets it up. */
  readonly offersReserve?: true;
  /** The end of a road where the bot gives the codes: the step carries the button for one. */
  readonly givesCodes?: true;
  /** Another step with the same result. */
  readonly instead?: string;
  /** What goes wrong here in practice, the most frequent first. */
  readonly troubles: readonly TroubleId[];
}

const each = (name: string) => ({ android: `${name}.android`, iphone: `${name}.iphone` });

/**
 * All steps of all roads. Their ids are in sent buttons and in the database: never reuse one for something else, and
 * enter a removed one in `replacedSteps` (roads.ts). Facts and labels are those of the portal.
 */
export const steps = {
  open: {
    picture: each("open"),
    differs: true,
    copies: "ugyfelkapu.gov.hu",
    troubles: ["pageDown", "inTelegram", "noBrowser", "forgotPassword", "switchApps"],
  },
  enter: { picture: "enter", portal: true, troubles: ["noOldLogin", "cookies", "pageDown", "isItReal"] },
  login: {
    picture: "login",
    portal: true,
    troubles: ["forgotPassword", "forgotName", "expiredPassword", "wrongData", "notRegistered"],
  },
  apply: { picture: "apply", portal: true, troubles: ["emailPressed", "fear", "deletePressed", "cost"] },
  continue: { picture: "continue", portal: true, troubles: ["noQr", "qrGone", "fear"] },
  screenshot: {
    picture: each("screenshot"),
    differs: true,
    portal: true,
    troubles: ["samsung", "otherAndroid", "iphoneFace", "iphoneButton", "tooBig", "shotForbidden", "noQr"],
  },
  send: {
    picture: each("send"),
    differs: true,
    needsKey: true,
    instead: "characters",
    troubles: ["alreadySent", "fewPictures", "noClip", "switchApps", "isItSafe"],
  },
  characters: {
    picture: "characters",
    portal: true,
    needsKey: true,
    instead: "send",
    troubles: ["howCopy", "keyTooLong", "pageLost", "isItSafe"],
  },
  code: {
    picture: "password",
    codePicture: "code",
    differs: true,
    code: true,
    portal: true,
    refusals: codeRefusals,
    troubles: ["pageLost", "switchApps", "expires", "whichField", "keyboardCovers"],
  },
  cancellationCode: {
    picture: "cancellationCode",
    portal: true,
    cancellation: true,
    troubles: ["cancellationWhy", "noPaper", "savedFile", "cancellationMissed"],
  },
  finish: {
    picture: "finish",
    portal: true,
    refusals: ["notTicked", "pageLostAtEnd", "noneOfTheseEnd"],
    troubles: ["greyFinish", "pageLostAtEnd", "cancellationMissed"],
  },
  newLogin: {
    picture: "newLogin",
    portal: true,
    troubles: ["noDropdown", "twoRows", "wrongDataPlus", "neverFinished", "cookies"],
  },
  loginCode: {
    picture: "loginCode",
    code: true,
    portal: true,
    refusals: loginRefusals,
    troubles: ["expires", "howCopyCode", "keyboardCovers", "noKey"],
  },
  reserve: {
    tellsKept: "here",
    offersReserve: true,
    instead: "keepCopy",
    troubles: ["reserveWhy", "reserveSafe", "whereKey"],
  },
  keepCopy: { instead: "reserve", troubles: ["deleteShot", "cloud", "whereKey"] },
  tidyUp: {
    picture: "tidyUp",
    tellsKept: "here",
    givesCodes: true,
    troubles: ["pinChat", "nextTime", "howLock", "deleteShot", "whereKey"],
  },

  getApp: {
    picture: each("getApp"),
    differs: true,
    troubles: ["appMissing", "appCosts", "oldPhone", "whichApp"],
  },
  appScreenshot: {
    picture: each("screenshot"),
    differs: true,
    portal: true,
    troubles: ["samsung", "otherAndroid", "iphoneFace", "iphoneButton", "tooBig", "shotForbidden", "noQr"],
  },
  copyKey: {
    picture: "characters",
    portal: true,
    troubles: ["howCopy", "keyFromPicture", "pageLostApp"],
  },
  addAccount: {
    picture: "addAccount",
    differs: true,
    troubles: ["appGoogle", "appMicrosoft", "otherApp", "camera", "noPlus"],
  },
  fillIn: {
    picture: "fillIn",
    troubles: ["pasteKey", "keyRefused", "appGoogle", "appMicrosoft", "whatName"],
  },
  appCode: {
    picture: "password",
    differs: true,
    portal: true,
    refusals: appCodeRefusals,
    troubles: ["pageLostApp", "switchApps", "appExpires", "whichField", "keyboardCovers"],
  },
  appLoginCode: {
    picture: "loginCode",
    portal: true,
    refusals: appLoginRefusals,
    troubles: ["appExpires", "oldEntry", "clockAndroid", "clockIphone", "keyboardCovers"],
  },
  appReserve: {
    tellsKept: "own",
    offersReserve: true,
    troubles: ["reserveWhy", "reserveSafe", "newPhoneLater"],
  },
  appTidyUp: { picture: "appCode", tellsKept: "own", troubles: ["pinChat", "newPhoneLater", "useBoth"] },

  emailApply: { picture: "emailApply", portal: true, troubles: ["fear", "deletePressed", "cost"] },
  emailSend: { picture: "emailSend", portal: true, troubles: ["oldMail", "whichPassword", "noMail"] },
  emailCode: {
    picture: "emailCode",
    portal: true,
    refusals: ["mailExpired", "mailOlder", "noneOfTheseMail"],
    troubles: ["noMail", "mailExpired", "oldMail"],
  },
  emailLogin: {
    picture: "emailLogin",
    portal: true,
    refusals: ["mailExpired", "mailOlder", "noneOfTheseMailLogin"],
    troubles: ["noDropdown", "threeDigits", "noMail", "wrongDataPlus"],
  },
  emailDone: { tellsKept: "own", troubles: ["pinChat", "noMail", "useBoth", "mailSafe"] },

  reserveOpen: {
    picture: "newLogin",
    code: true,
    portal: true,
    troubles: ["noDropdown", "expires", "wrongDataPlus"],
  },
  reserveDone: { tellsKept: "here", givesCodes: true, troubles: ["pinChat", "mailSafe", "nextTime"] },

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
    troubles: ["noDropdown", "noCodeAnyMore", "cookies"],
  },
  resetEnter: {
    picture: "loginCode",
    code: true,
    portal: true,
    refusals: ["expired", "passwordRefusedLogin", "emailRow", "wrongFieldLogin", "noCodeAnyMore"],
    troubles: ["expires", "howCopyCode", "noCodeAnyMore", "wrongDataPlus"],
  },
  resetAppEnter: {
    picture: "loginCode",
    portal: true,
    refusals: ["appExpired", "passwordRefusedLogin", "emailRow", "wrongFieldLogin", "noCodeAnyMore"],
    troubles: ["appExpires", "noCodeAnyMore", "wrongDataPlus"],
  },
  resetMenu: {
    picture: "resetMenu",
    portal: true,
    troubles: ["noSettings", "resetFear", "oldKeyDies", "deletePressed"],
  },
  resetCode: {
    picture: "resetCode",
    code: true,
    portal: true,
    mayAskNothing: true,
    refusals: codeRefusals,
    troubles: ["pageLost", "expires", "howCopyCode", "keyboardCovers"],
  },
  resetAppCode: {
    picture: "resetCode",
    portal: true,
    mayAskNothing: true,
    refusals: appCodeRefusals,
    troubles: ["pageLostApp", "appExpires", "keyboardCovers", "oldKeyDiesApp"],
  },
  resetFinish: {
    picture: "cancelFinish",
    portal: true,
    cancellation: true,
    refusals: ["notTicked", "pageLostAtEnd", "noneOfTheseEnd"],
    troubles: ["greyFinish", "cancellationWhy", "noPaper"],
  },
  resetTidyUp: {
    picture: "tidyUp",
    tellsKept: "here",
    givesCodes: true,
    troubles: ["oldEntry", "pinChat", "howLock"],
  },
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
/** The steps that describe what the portal shows. */
export const portalSteps: readonly PortalStep[] = (Object.keys(steps) as StepId[]).filter(isPortal);
/** Whether a step needs a login code. */
export const needsCode = (id: StepId): id is CodeStep => "code" in steps[id];

/** Whether this is the id of a step. */
export const isStep = (id: string | undefined): id is StepId => id !== undefined && Object.hasOwn(steps, id);
