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
  /** The size of the digits; "fixed": usual, without a button for large ones, since Telegram refuses them. */
  readonly size: "usual" | "large" | "fixed";
}

/** A code that is shown. */
interface ShownCode {
  readonly code: Code;
  /** The key's, when there are several. */
  readonly name: string | undefined;
  /** Made by a clock that is wrong. */
  readonly doubtful: boolean;
}

const clock = new Intl.DateTimeFormat("hu-HU", { timeStyle: "medium", timeZone: "Europe/Budapest" });

const nameOf = (t: Translate, name: string | undefined): string[] =>
  name === undefined ? [] : [t("code:name", { name })];

const named = (t: Translate, name: string | undefined, text: string): string =>
  [...nameOf(t, name), text].join("\n");

const onwardsButton = (t: Translate, onwards: StepRef | undefined): Button | undefined =>
  onwards === undefined
    ? undefined
    : { label: t("guide:onwards"), does: callbacksWithArgs.stepBelow.pack(onwards), style: "success" };

/** How long a code is good: a date_time entity, which the phone turns into a countdown (Bot API, HTML style). */
const countdown = (t: Translate, { validUntil }: Code): string => {
  const time = t("code:countdown", { time: clock.format(validUntil) });
  return t("code:valid", {
    countdown: `<tg-time unix="${Math.floor(validUntil / 1000)}" format="r">${time}</tg-time>`,
  });
};

const digitsOf = (t: Translate, { digits }: Code): string => t("code:digits", { digits: grouped(digits) });

/** The code, grouped to be read, and how long it is good. */
export const codeText = (t: Translate, { code, name, doubtful }: ShownCode): string =>
  [named(t, name, digitsOf(t, code)), countdown(t, code), ...(doubtful ? [t("code:doubtful")] : [])].join(
    "\n\n",
  );

/** The same with the digits as a heading, in Telegram's rich HTML (Bot API, "Rich HTML style"). */
export const largeCodeText = (t: Translate, { code, name, doubtful }: ShownCode): string => {
  const rest = [...nameOf(t, name), countdown(t, code), ...(doubtful ? [t("code:doubtful")] : [])];
  return `<h1>${digitsOf(t, code)}</h1>${rest.map((text) => `<p>${text}</p>`).join("")}`;
};

/** Shows the code in the other size. */
const sizeButton = (t: Translate, { keyId, size }: CodeContext): Button | undefined => {
  switch (size) {
    case "usual":
      return { label: t("code:larger"), does: callbacksWithArgs.largeCodeHere.pack(keyId) };
    case "large":
      return { label: t("code:smaller"), does: callbacksWithArgs.codeHere.pack(keyId) };
    case "fixed":
      return undefined;
  }
};

/** The code, bare to be copied. @param doubtful whether it was made by a clock that is wrong */
export const codeScreen = (t: Translate, code: Code, context: CodeContext, doubtful: boolean): Screen => ({
  text: codeText(t, { code, name: context.name, doubtful }),
  keyboard: buttons(
    [{ label: t("code:copy"), copies: code.digits }, sizeButton(t, context)],
    onwardsButton(t, context.onwards),
  ),
});

/** The code is about to expire; this message will show the next one. @param seconds left of the old one */
export const waitingScreen = (t: Translate, seconds: number, { name, onwards }: CodeContext): Screen => ({
  text: named(t, name, t("code:waiting", { seconds: Math.max(1, seconds) })),
  keyboard: buttons(onwardsButton(t, onwards)),
});

/** Replaces an expired code. */
export const expiredScreen = (t: Translate, { keyId, name, onwards, size }: CodeContext): Screen => {
  const again = size === "large" ? callbacksWithArgs.largeCodeHere : callbacksWithArgs.codeHere;
  return {
    text: named(t, name, t("code:expired")),
    keyboard: buttons({ label: t("code:request"), does: again.pack(keyId) }, onwardsButton(t, onwards)),
  };
};

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
