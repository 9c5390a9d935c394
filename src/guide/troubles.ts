import type { Device } from "./device.ts";

/** Something that goes wrong; its texts are `troubles:<id>` in locales/hu: `label` for the button, `text` the answer. */
interface Trouble {
  /** It happens on this kind of phone only. */
  readonly device?: Device;
  /** A step that helps, if the road has it. */
  readonly to?: string;
  /** A fork that helps. */
  readonly fork?: "way" | "noAccount" | "lostCancellation" | "lostPhone";
  /** A fresh code helps. */
  readonly code?: true;
}

/** What people stumble over, at whichever steps it happens (steps.ts). */
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
  // An app of one's own.
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

/** The id of something that goes wrong. */
export type TroubleId = keyof typeof troubles;

/** A trouble as data, with everything it may have. */
export const troubleOf = (id: TroubleId): Trouble => troubles[id];

/** Whether this names a trouble. */
export const isTrouble = (id: string | undefined): id is TroubleId =>
  id !== undefined && Object.hasOwn(troubles, id);
