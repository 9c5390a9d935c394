import type { Device } from "./device.ts";

/** A problem that users have; its texts in locales/hu are `troubles:<id>.label` (button) and `.text` (answer). */
interface Trouble {
  /** It happens only on this kind of phone. */
  readonly device?: Device;
  /** A step that helps, if the road has it. */
  readonly to?: string;
  /** A fork that helps. */
  readonly fork?: "way" | "noAccount" | "lostCancellation" | "lostPhone";
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
  wrongDataPlus: {},
  emailPressed: { fork: "way" },
  deletePressed: {},
  fear: {},
  cost: {},
  // The QR code and the key.
  noQr: {},
  qrGone: {},
  samsung: { device: "android" },
  xiaomi: { device: "android" },
  otherAndroid: { device: "android" },
  iphoneFace: { device: "iphone" },
  iphoneButton: { device: "iphone" },
  tooBig: { to: "characters" },
  sameDevice: {},
  noClip: { to: "characters" },
  noPicture: {},
  notRead: { to: "characters" },
  isItSafe: { fork: "way" },
  howCopy: {},
  keyTooLong: {},
  keyFromPicture: {},
  pageLost: { to: "screenshot" },
  // The password and the code.
  whichPassword: {},
  hiddenPassword: {},
  passwordRefused: {},
  expires: { code: true },
  whichField: {},
  howCopyCode: {},
  noKey: { to: "send" },
  greyButton: {},
  expired: { code: true },
  wrongField: {},
  newerQr: { to: "screenshot" },
  typedByHand: { to: "screenshot" },
  noneOfThese: {},
  appExpired: {},
  appExpires: {},
  newerQrApp: { to: "copyKey" },
  typedByHandApp: { to: "fillIn" },
  oldEntry: {},
  clockAndroid: { device: "android" },
  clockIphone: { device: "iphone" },
  // The törlőkód and the end.
  cancellationWhy: {},
  noPaper: {},
  cancellationMissed: { fork: "lostCancellation" },
  notTicked: {},
  greyFinish: {},
  pageLostAtEnd: {},
  noDropdown: {},
  twoRows: {},
  cloud: {},
  howLock: {},
  nextTime: {},
  whereKey: {},
  // An app on the user's phone.
  appMissing: {},
  appCosts: {},
  oldPhone: { fork: "way" },
  whichApp: {},
  otherApp: {},
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
} as const satisfies Readonly<Record<string, Trouble>>;

/** The id of a problem. */
export type TroubleId = keyof typeof troubles;

/** A problem with its optional properties. */
export const troubleOf = (id: TroubleId): Trouble => troubles[id];

/** Whether this is the id of a problem. */
export const isTrouble = (id: string | undefined): id is TroubleId =>
  id !== undefined && Object.hasOwn(troubles, id);
