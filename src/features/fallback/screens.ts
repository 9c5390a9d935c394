import type { Translate } from "../../i18n.ts";
import type { SensitiveData } from "../../sensitive-data/detect.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { deletionText, type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

const strayButton = (t: Translate, stray: SensitiveData): Button =>
  stray === "sixDigits"
    ? { label: t("code:request"), does: fixedCallbacks.code }
    : { label: t("start:home"), does: fixedCallbacks.home };

/** Says what it was and that nobody should be given it, and never repeats it. */
export const sensitiveDataScreen = (
  t: Translate,
  stray: SensitiveData,
  traces: DeletionOutcome | undefined,
): Screen => ({
  text: t(`other:stray.${stray}`, { traces: traces === undefined ? "" : deletionText(t, traces) }),
  keyboard: buttons(strayButton(t, stray)),
});

/** Kinds of messages that hold nothing for us. */
export type OtherKind = "voice" | "video" | "sticker" | "location" | "contact" | "unknown" | "words";

/** An answer to what we cannot use, with a way on. */
export const otherScreen = (t: Translate, kind: OtherKind): Screen => ({
  text: t(`other:${kind}`),
  keyboard: defaultButtons(t),
});

/** A button from a message that no longer means anything. */
export const oldButtonScreen = (t: Translate): Screen => ({
  text: t("other:oldButton"),
  keyboard: defaultButtons(t),
});

/** For groups: plain text, since there is nothing to press. @param username the bot's, without the at sign */
export const groupText = (t: Translate, username: string): string =>
  t("other:group", { link: `https://t.me/${username}` });

/** Something failed on our side. */
export const sorryScreen = (t: Translate): Screen => ({ text: t("faults:sorry") });

/** The chat sends more than is read. */
export const floodScreen = (t: Translate): Screen => ({ text: t("faults:flood") });

/** What is kept of this person does not open any more. */
export const damagedScreen = (t: Translate): Screen => ({ text: t("faults:damaged") });
