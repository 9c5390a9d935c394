import type { StepRef } from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import { grouped, type Code } from "../../totp/code.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons, maxChoices, type Button, type Screen } from "../../chat/screen.ts";

/** What a code's screens need to know besides the code. */
export interface CodeContext {
  readonly keyId: string;
  /** The key's name, when there are several. */
  readonly name: string | undefined;
  /** Where the user goes on in the guide, if they have started it. */
  readonly onwards: StepRef | undefined;
}

const clock = new Intl.DateTimeFormat("hu-HU", { timeStyle: "medium", timeZone: "Europe/Budapest" });

const named = (t: Translate, name: string | undefined) =>
  name === undefined ? "" : `${t("code:name", { name })}\n`;

const onwardsButton = (t: Translate, onwards: StepRef | undefined): Button | undefined =>
  onwards === undefined
    ? undefined
    : { label: t("guide:onwards"), does: callbacksWithArgs.stepBelow.pack(onwards), style: "success" };

/**
 * The code, grouped to be read, and how long it is good. The seconds stand in plain text; the time is a date_time
 * entity, which the phone turns into its own countdown (Bot API, HTML style).
 * @param name the key's, when there are several @param doubtful whether it was made by a clock that is wrong
 */
export const codeText = (t: Translate, code: Code, name: string | undefined, doubtful: boolean): string => {
  const time = t("code:countdown", { time: clock.format(code.validUntil) });
  const countdown = `<tg-time unix="${Math.floor(code.validUntil / 1000)}" format="r">${time}</tg-time>`;
  const digits = t("code:digits", { digits: grouped(code.digits) });
  const valid = t("code:valid", { seconds: code.secondsLeft, countdown });
  const warning = doubtful ? `\n\n${t("code:doubtful")}` : "";
  return `${named(t, name)}${digits}\n\n${valid}${warning}`;
};

/** The code, bare to be copied. @param doubtful whether it was made by a clock that is wrong */
export const codeScreen = (
  t: Translate,
  code: Code,
  { name, onwards }: CodeContext,
  doubtful: boolean,
): Screen => ({
  text: codeText(t, code, name, doubtful),
  keyboard: buttons({ label: t("code:copy"), copies: code.digits }, onwardsButton(t, onwards)),
});

/** The code is about to expire; this message will show the next one. @param seconds left of the old one */
export const waitingScreen = (t: Translate, seconds: number, { name, onwards }: CodeContext): Screen => ({
  text: named(t, name) + t("code:waiting", { seconds: Math.max(1, seconds) }),
  keyboard: buttons(onwardsButton(t, onwards)),
});

/** Replaces an expired code. */
export const expiredScreen = (t: Translate, { keyId, name, onwards }: CodeContext): Screen => ({
  text: named(t, name) + t("code:expired"),
  keyboard: buttons(
    { label: t("code:request"), does: callbacksWithArgs.codeHere.pack(keyId) },
    onwardsButton(t, onwards),
  ),
});

/** Which of several keys? Lists the first ones, and a button for all. */
export const choiceScreen = (
  t: Translate,
  keys: readonly { readonly id: string; readonly name: string }[],
): Screen => ({
  text: t("code:which"),
  keyboard: buttons(
    ...keys
      .slice(0, maxChoices)
      .map(({ id, name }) => ({ label: name, does: callbacksWithArgs.codeHere.pack(id) })),
    keys.length > maxChoices ? { label: t("keys:list.all"), does: fixedCallbacks.keys } : undefined,
  ),
});

/** There is no key yet, but perhaps in a picture that is being read: the code comes with its answer. */
export const stillReadingScreen = (t: Translate): Screen => ({ text: t("code:reading") });

/**
 * There is no key. @param text whether there never was one, or it is gone
 * @param sendAt the step where the user's road takes the key over
 */
export const noKeyScreen = (
  t: Translate,
  text: "code:none" | "code:gone" | "keys:none" | "keys:gone",
  sendAt?: StepRef,
): Screen => ({
  text: t(text),
  keyboard: buttons(
    sendAt === undefined
      ? undefined
      : { label: t("code:sendPicture"), does: callbacksWithArgs.step.pack(sendAt), style: "primary" },
    { label: t("start:guide"), does: fixedCallbacks.resumeGuide, style: "success" },
    { label: t("start:haveKey"), does: fixedCallbacks.haveKey },
    { label: t("start:planB"), does: fixedCallbacks.planB },
  ),
});
