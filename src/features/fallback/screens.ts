import type { Translate } from "../../i18n.ts";
import type { Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

/** Kinds of messages that the bot cannot use. */
export type OtherKind = "voice" | "video" | "sticker" | "location" | "contact" | "unknown" | "words";

/** Answers what the bot cannot use, with a next step. @param isUnderWay whether the user is in the middle of the guide */
export const otherScreen = (t: Translate, kind: OtherKind, isUnderWay: boolean): Screen => ({
  text: t(`other:${kind}`),
  keyboard: defaultButtons(t, isUnderWay),
});

/** A button from a message that no longer means anything. */
export const oldButtonScreen = (t: Translate): Screen => ({
  text: t("other:oldButton"),
  keyboard: defaultButtons(t),
});

/** For groups: plain text, since there is nothing to press. @param username the bot's, without the at sign */
export const groupText = (t: Translate, username: string): string =>
  t("other:group", { link: `https://t.me/${username}` });

/** Something failed on our side. @param isMessage whether over a message, which may still be in the chat */
export const sorryScreen = (t: Translate, isMessage: boolean): Screen => ({
  text: isMessage ? `${t("faults:sorry")} ${t("faults:sorryMessage")}` : t("faults:sorry"),
});

/**
 * What is stored of this user is intact, but its master key is missing for now.
 * @param isMessage whether the failed update was a message, which may still be in the chat
 */
export const lockedScreen = (t: Translate, isMessage: boolean): Screen => ({
  text: isMessage ? `${t("faults:locked")} ${t("faults:sorryMessage")}` : t("faults:locked"),
});

/** The chat sends more than is read. */
export const floodScreen = (t: Translate): Screen => ({ text: t("faults:flood") });

/** What is stored of this user does not open. */
export const damagedScreen = (t: Translate): Screen => ({ text: t("faults:damaged") });
