import type { TroubleId } from "./troubles.ts";

/**
 * Why the page refuses the code during the registration. A fresh picture of the QR code comes first: it mends whatever
 * has happened to the page.
 */
export const codeRefusals = [
  "pageLost",
  "expired",
  "passwordRefused",
  "wrongField",
  "typedByHand",
  "noneOfThese",
] as const satisfies readonly TroubleId[];
/** The same for the codes of an app on the phone. */
export const appCodeRefusals = [
  "pageLostApp",
  "appExpired",
  "passwordRefused",
  "wrongField",
  "typedByHandApp",
  "clockAndroid",
  "clockIphone",
  "noneOfTheseApp",
] as const satisfies readonly TroubleId[];
/** Why the page refuses the code at a login, where there is no QR code. */
export const loginRefusals = [
  "expired",
  "passwordRefusedLogin",
  "notFinished",
  "emailRow",
  "wrongFieldLogin",
  "noneOfTheseLogin",
] as const satisfies readonly TroubleId[];
/** The same for the codes of an app on the phone. */
export const appLoginRefusals = [
  "appExpired",
  "passwordRefusedLogin",
  "notFinishedApp",
  "emailRow",
  "wrongFieldLogin",
  "clockAndroid",
  "clockIphone",
  "noneOfTheseLogin",
] as const satisfies readonly TroubleId[];
