import type { Translate } from "../i18n.ts";
import type { Stray } from "../strays/stray.ts";
import { actions } from "./actions.ts";
import { tracesText, type Traces } from "./intake.ts";
import { buttons, type Button, type Screen } from "./screen.ts";
import { offers } from "./welcome.ts";

const strayButton = (t: Translate, stray: Stray): Button =>
  stray === "sixDigits"
    ? { label: t("code:request"), does: actions.code }
    : { label: t("start:home"), does: actions.home };

/** Says what it was and that nobody should be given it, and never repeats it. */
export const strayScreen = (t: Translate, stray: Stray, traces: Traces | undefined): Screen => ({
  text: t(`other:stray.${stray}`, { traces: traces === undefined ? "" : tracesText(t, traces) }),
  keyboard: buttons(strayButton(t, stray)),
});

/** Kinds of messages that hold nothing for us. */
export type OtherKind = "voice" | "video" | "sticker" | "location" | "contact" | "unknown" | "words";

/** An answer to what we cannot use, with a way on. */
export const otherScreen = (t: Translate, kind: OtherKind): Screen => ({
  text: t(`other:${kind}`),
  keyboard: offers(t),
});

/** A button from a message that no longer means anything. */
export const oldButtonScreen = (t: Translate): Screen => ({
  text: t("other:oldButton"),
  keyboard: offers(t),
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
