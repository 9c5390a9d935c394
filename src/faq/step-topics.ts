import type { StepId } from "../guide/steps.ts";

/** The topics that a question at a step of the guide is likely to be about, the likeliest first. */
export const topicsAt: Readonly<Partial<Record<StepId, readonly string[]>>> = {
  open: ["pageDown", "whereLogin", "realPage", "switchApps"],
  enter: ["pageDown", "whereLogin", "realPage", "noAccount"],
  login: ["wrongData", "forgotPassword", "forgotName", "expiredPassword", "lockedOut"],
  apply: ["noPlusButton", "cost", "emailOrApp", "whatIsPlus"],
  continue: ["whatIsQr", "noPlusButton", "scanOwnScreen"],
  screenshot: ["screenshot", "scanOwnScreen", "whatIsQr", "findPictures", "pageReloaded"],
  send: ["pictureUnread", "sendPicture", "findPictures", "scanOwnScreen", "pictureDeleted", "pageReloaded"],
  characters: ["characters", "copyPaste", "whatIsKey"],
  code: ["codeRefused", "whatIsIdentifier", "getCode", "codeExpires", "switchApps", "pageReloaded", "autofill"],
  cancellationCode: ["whatIsCancellation", "cancellationLost", "downloadedFile"],
  finish: ["notFinished", "whatIsCancellation"],
  newLogin: ["noPlusButton", "firstLogin", "wrongData"],
  loginCode: ["codeRefused", "getCode", "whatIsIdentifier", "codeExpires"],
  reserve: ["emailVariant", "emailOrApp", "keySafe"],
  keepCopy: ["keepQr", "pictureDeleted", "keySafe"],
  tidyUp: ["lockTelegram", "pictureDeleted", "keySafe", "keepQr", "findBot"],

  getApp: ["whichApp", "appCosts", "oldPhone", "englishApp"],
  appScreenshot: ["screenshot", "findPictures", "whatIsQr", "pageReloaded"],
  copyKey: ["characters", "copyPaste", "whatIsKey"],
  addAccount: ["googleFails", "englishApp", "scanOwnScreen"],
  fillIn: ["characters", "copyPaste", "googleFails", "englishApp"],
  appCode: ["codeRefused", "whatIsIdentifier", "codeExpires", "codeDiffers", "clock"],
  appLoginCode: ["codeRefused", "clock", "codeDiffers", "googleFails"],
  appReserve: ["emailVariant", "newPhone", "twoPhones"],
  appTidyUp: ["newPhone", "twoPhones"],

  emailApply: ["emailVariant", "cost", "emailOrApp"],
  emailSend: ["noMail", "oldEmail", "emailVariant"],
  emailCode: ["noMail", "emailVariant", "codeRefused"],
  emailLogin: ["threeDigits", "noMail", "noPlusButton"],
  emailDone: ["noMail", "emailVariant"],

  reserveOpen: ["noPlusButton", "getCode"],
  reserveDone: ["emailVariant", "noMail"],

  cardReady: ["noEnvelope", "noAccount", "abroad"],
  cardPage: ["noEnvelope", "pageDown"],
  cardDone: ["noMail", "activationCode"],

  officeWhere: ["inPerson", "abroad"],
  officeBring: ["inPerson", "child", "abroad"],
  officeActivate: ["activationCode", "noMail"],

  resetLogin: ["noPlusButton", "wrongData", "phoneLost"],
  resetEnter: ["getCode", "codeRefused", "wrongData"],
  resetAppEnter: ["codeRefused", "clock", "wrongData"],
  resetMenu: ["newQr", "newPhone"],
  resetCode: ["codeRefused", "whatIsIdentifier", "getCode"],
  resetAppCode: ["codeRefused", "whatIsIdentifier", "codeExpires"],
  resetFinish: ["notFinished", "whatIsCancellation"],
  resetTidyUp: ["lockTelegram", "codeDiffers"],
};
