import type { Device } from "./device.ts";

/** A problem that users have; its texts in locales/hu are `troubles:<id>.label` (button) and `.text` (answer). */
interface Trouble {
  /** A picture of its own, instead of the step's. */
  readonly picture?: Readonly<Record<Device, string>>;
  /** Another trouble that the answer offers. */
  readonly also?: string;
  /** It happens only on this kind of phone. */
  readonly device?: Device;
  /** A step that helps, if the road has it. */
  readonly to?: string;
  /** A fork that helps. */
  readonly fork?: "way" | "noAccount" | "lostCancellation" | "lostPhone" | "account";
  /** A fresh code helps. */
  readonly code?: true;
}

/** All problems; steps.ts says at which steps they happen. */
export const troubles = {
  // Getting to the page and in.
  pageDown: {},
  inTelegram: {},
  noBrowser: {},
  noOldLogin: {},
  cookies: {},
  isItReal: {},
  forgotPassword: {},
  forgotName: { fork: "noAccount" },
  expiredPassword: { fork: "noAccount" },
  wrongData: {},
  notRegistered: { fork: "noAccount" },
  wrongDataPlus: {},
  emailPressed: { fork: "way" },
  deletePressed: {},
  fear: {},
  cost: {},
  // The QR code and the key.
  noQr: {},
  qrGone: {},
  samsung: { device: "android" },
  otherAndroid: { device: "android" },
  iphoneFace: { device: "iphone" },
  iphoneButton: { device: "iphone" },
  tooBig: { to: "characters" },
  shotForbidden: { to: "characters" },
  noClip: { to: "characters" },
  alreadySent: {},
  fewPictures: {},
  isItSafe: { fork: "way" },
  howCopy: {},
  keyTooLong: {},
  keyFromPicture: {},
  pageLost: { to: "screenshot" },
  pageLostApp: { to: "copyKey" },
  switchApps: { picture: { android: "switch.android", iphone: "switch.iphone" }, also: "switchSamsung" },
  switchSamsung: { device: "android", picture: { android: "switch.samsung", iphone: "switch.iphone" } },
  keyboardCovers: {},
  // The password and the code.
  whichPassword: {},
  passwordRefused: { code: true },
  passwordRefusedLogin: {},
  expires: { code: true },
  whichField: {},
  howCopyCode: {},
  noKey: { to: "send" },
  expired: { code: true },
  wrongField: { code: true },
  wrongFieldLogin: { code: true },
  emailRow: {},
  neverFinished: { to: "enter" },
  notFinished: { to: "enter" },
  notFinishedApp: { to: "enter" },
  typedByHand: { to: "screenshot" },
  noneOfThese: { to: "screenshot" },
  noneOfTheseApp: { to: "copyKey" },
  noneOfTheseMail: { to: "emailSend" },
  noneOfTheseMailLogin: {},
  noneOfTheseEnd: {},
  noneOfTheseLogin: { to: "enter" },
  appExpired: {},
  appExpires: {},
  typedByHandApp: { to: "fillIn" },
  oldEntry: {},
  clockAndroid: { device: "android" },
  clockIphone: { device: "iphone" },
  // The törlőkód and the end.
  cancellationWhy: {},
  noPaper: {},
  savedFile: {},
  deleteShot: {},
  cancellationMissed: { fork: "lostCancellation" },
  notTicked: {},
  greyFinish: {},
  pageLostAtEnd: { to: "enter" },
  noDropdown: {},
  twoRows: {},
  cloud: {},
  howLock: {},
  nextTime: {},
  pinChat: {},
  reserveWhy: {},
  reserveSafe: {},
  whereKey: {},
  // An app on the user's phone.
  appMissing: {},
  appCosts: {},
  oldPhone: { fork: "way" },
  whichApp: {},
  otherApp: {},
  appGoogle: {},
  appMicrosoft: {},
  camera: {},
  noPlus: {},
  pasteKey: {},
  keyRefused: { to: "copyKey" },
  whatName: {},
  newPhoneLater: {},
  useBoth: {},
  // Codes by e-mail.
  oldMail: {},
  noMail: {},
  mailExpired: { to: "emailSend" },
  mailOlder: {},
  mailSafe: {},
  threeDigits: {},
  // The first Ügyfélkapu.
  noEnvelope: { fork: "noAccount" },
  oldCard: { fork: "noAccount" },
  pinInstead: {},
  abroad: {},
  whyMore: {},
  appointment: {},
  foreigner: {},
  child: {},
  noEmail: {},
  lateActivation: {},
  // A new QR code for another device.
  noCodeAnyMore: { fork: "lostPhone" },
  oldKeyDies: {},
  oldKeyDiesApp: {},
  resetFear: {},
  noSettings: {},
} as const satisfies Readonly<Record<string, Trouble>>;

/** The id of a problem. */
export type TroubleId = keyof typeof troubles;

/** A problem with its optional properties. */
export const troubleOf = (id: TroubleId): Trouble => {
  if (!Object.hasOwn(troubles, id)) throw new Error(`the trouble ${id} is not in src/guide/troubles.ts`);
  return troubles[id];
};

/** Whether this is the id of a problem. */
export const isTrouble = (id: string | undefined): id is TroubleId =>
  id !== undefined && Object.hasOwn(troubles, id);
