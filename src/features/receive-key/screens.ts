import type { StepRef } from "../../guide/walk.ts";
import type { Translate, TextKey } from "../../i18n.ts";
import type { GoogleExport, UnusableReason } from "../../totp/google-export.ts";
import { shownName } from "../../totp/key-name.ts";
import type { KeyProblem } from "../../totp/key-problem.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons, maxChoices, type Screen } from "../../chat/screen.ts";
import { maxWaitingPictures } from "./limits.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";
import { deletionText, type DeletionOutcome } from "../../chat/deletion-outcome.ts";

const withTraces = (t: Translate, text: string, traces: DeletionOutcome | undefined) =>
  traces === undefined ? text : `${text} ${deletionText(t, traces)}`;

/** The key is stored. @param traces `undefined` when there was nothing left to delete */
export const storedScreen = (t: Translate, traces: DeletionOutcome | undefined): Screen => ({
  text: withTraces(t, t("intake:stored"), traces),
});

/** The key was stored already. @param name its name, when there are several */
export const knownScreen = (
  t: Translate,
  name: string | undefined,
  traces: DeletionOutcome | undefined,
): Screen => ({
  text: withTraces(t, name === undefined ? t("intake:known") : t("intake:knownAs", { name }), traces),
});

/** An update that came again after it had its effect. */
/** The key of the registration has come once more: it is the same, and what else may be wrong. */
export const sameKeyScreen = (t: Translate, place: StepRef, traces: DeletionOutcome | undefined): Screen => ({
  text: withTraces(t, t("intake:same.passage"), traces),
  keyboard: buttons(
    { label: t("guide:newCode"), does: callbacksWithArgs.stepCode.pack(place), style: "primary" },
    { label: t("guide:backToStep"), does: callbacksWithArgs.step.pack(place) },
  ),
});

const restoreButton = (t: Translate, oldId: string) =>
  buttons({ label: t("intake:replace.undo"), does: callbacksWithArgs.restoreKey.pack(oldId) });

/** Another key of the same registration has come and replaces the one before, which can be restored. */
export const swappedScreen = (t: Translate, oldId: string, traces: DeletionOutcome | undefined): Screen => ({
  text: withTraces(t, t("intake:swapped"), traces),
  keyboard: restoreButton(t, oldId),
});

export const alreadyProcessedScreen = (t: Translate): Screen => ({
  text: t("intake:again"),
  keyboard: defaultButtons(t),
});

/** A second key for what seems to be the same account: both are kept until the user decides. */
export const replaceScreen = (
  t: Translate,
  {
    newId,
    old,
    traces,
  }: { newId: string; old: { id: string; name: string }; traces: DeletionOutcome | undefined },
): Screen => ({
  text: `${withTraces(t, t("intake:stored"), traces)}\n\n${t("intake:replace.question", { name: old.name })}`,
  keyboard: buttons(
    { label: t("intake:replace.yes"), does: callbacksWithArgs.replace.pack(newId, old.id), style: "primary" },
    { label: t("intake:replace.no"), does: callbacksWithArgs.keepBoth.pack(newId) },
  ),
});

/** The new key has replaced the old one, which can be restored. */
export const replacedScreen = (t: Translate, oldId: string): Screen => ({
  text: t("intake:replace.replaced"),
  keyboard: restoreButton(t, oldId),
});

/** Both keys stay. @param name the new one's */
export const keptScreen = (t: Translate, name: string): Screen => ({
  text: t("intake:replace.kept", { name }),
});

/**
 * Could be a key, could be words.
 * @param offer the id of the key, if it is stored meanwhile; else the answer finds it in the message it replies to
 */
export const unsureScreen = (t: Translate, offer?: string, traces?: DeletionOutcome): Screen => ({
  text:
    offer === undefined
      ? `${t("intake:unsure.question")} ${t("intake:unsure.stays")}`
      : withTraces(t, t("intake:unsure.question"), traces),
  keyboard: buttons(
    {
      label: t("intake:unsure.yes"),
      does: offer === undefined ? fixedCallbacks.isKey : callbacksWithArgs.pick.pack(offer),
    },
    { label: t("intake:unsure.no"), does: fixedCallbacks.isWords },
  ),
});

/** Two pieces that are one key in two lines, or two keys. @param offers ids of the joined key and of the two */
export const halvesScreen = (
  t: Translate,
  [joined = "", one = "", other = ""]: readonly string[],
  traces: DeletionOutcome | undefined,
): Screen => ({
  text: withTraces(t, t("intake:halves.question"), traces),
  keyboard: buttons(
    { label: t("intake:halves.one"), does: callbacksWithArgs.pick.pack(joined), style: "primary" },
    { label: t("intake:halves.two"), does: callbacksWithArgs.pickTwo.pack(one, other) },
  ),
});

/** Every key that has come is stored already. */
export const allKnownScreen = (t: Translate, traces: DeletionOutcome): Screen => ({
  text: withTraces(t, t("intake:allKnown"), traces),
  keyboard: defaultButtons(t),
});

const likelyMeant: Readonly<Record<string, TextKey>> = {
  0: "intake:problem.zero",
  1: "intake:problem.one",
  8: "intake:problem.eight",
  9: "intake:problem.nine",
};

const problemTexts: Readonly<Record<KeyProblem["why"], TextKey>> = {
  "wrong-character": "intake:problem.wrongCharacter",
  "too-short": "intake:problem.tooShort",
  "too-long": "intake:problem.tooLong",
  "wrong-length": "intake:problem.wrongLength",
  empty: "intake:problem.empty",
  "unclear-boundaries": "intake:problem.unclearEdges",
  "unclear-settings": "intake:problem.unclearSettings",
  hotp: "intake:problem.hotp",
  "google-export": "intake:problem.googleExport",
  "bad-link": "intake:problem.badLink",
  "bad-period": "intake:problem.badPeriod",
  "bad-digits": "intake:problem.badDigits",
  "bad-algorithm": "intake:problem.badAlgorithm",
  steam: "intake:problem.steam",
  "two-step": "intake:problem.twoStep",
  sign: "intake:problem.sign",
  shortened: "intake:problem.shortened",
  hex: "intake:problem.hex",
};

/** Why this is not a usable key, in one or two sentences. */
export const problemText = (t: Translate, problem: KeyProblem): string => {
  const { why } = problem;
  const text = why === "wrong-character" ? likelyMeant[problem.character] : undefined;
  return t(text ?? problemTexts[why], { ...problem });
};

/**
 * Why this is not a usable key and what to do next.
 * @param from where it was read: what to do next differs. @param traces `undefined` when nothing was deleted
 */
export const problemScreen = (
  t: Translate,
  problem: KeyProblem,
  from: "picture" | "text",
  traces: DeletionOutcome | undefined,
): Screen => {
  return { text: withTraces(t, [problemText(t, problem), ...nextStep(t, problem, from)].join(" "), traces) };
};

/** Sending the same again does not help with these. */
const ownAppProblems: readonly KeyProblem["why"][] = ["steam", "two-step", "hotp"];
const settingProblems: readonly KeyProblem["why"][] = ["bad-period", "bad-digits", "bad-algorithm"];

const nextStep = (t: Translate, { why }: KeyProblem, from: "picture" | "text"): readonly string[] => {
  if (why === "unclear-boundaries" || why === "unclear-settings") return [];
  if (ownAppProblems.includes(why)) return [t("intake:problem.ownApp")];
  if (settingProblems.includes(why)) return [t("intake:problem.otherSetting")];
  if (from === "picture") return [t("intake:problem.retryScreenshot")];
  // Halves that come in two messages are not joined: the first is deleted at once.
  return [t(why === "too-short" ? "intake:problem.retryWhole" : "intake:problem.retryPaste")];
};

/** What else a QR code may be. */
export type OtherCode = "web" | "appStore" | "dap" | "wifi" | "maybeKey" | "other";

/** A QR code that holds no key; its content is never shown: it may be a trap. */
export const otherCodeScreen = (
  t: Translate,
  kind: OtherCode,
  traces: DeletionOutcome | undefined,
): Screen => ({
  text: withTraces(t, `${t(`intake:foreign.${kind}`)} ${t("intake:foreign.which")}`, traces),
});

/** Why no code was read from a picture. */
export type PictureProblem =
  | "noQr"
  | "tooSmall"
  | "blurred"
  | "cutOff"
  | "incomplete"
  | "partOnly"
  | "notAPicture"
  | "broken"
  | "tooLarge"
  | "tooSlow"
  | "tooMany"
  | "busy"
  | "lost";

/** These are about what came as a file and may be no picture. */
const ofFiles: readonly PictureProblem[] = ["notAPicture", "tooLarge"];

/** Trying the same again is all that helps. */
const passing: readonly PictureProblem[] = ["broken", "incomplete", "tooMany", "busy", "lost"];

/**
 * A picture that gave nothing, what to try, and the guide's step that shows how. @param how that step
 * @param traces what became of it; `undefined` when nothing was seen in it: it stays, and the user is told to delete it
 *   if the key is in it
 */
export const pictureProblemScreen = (
  t: Translate,
  problem: PictureProblem,
  how: StepRef,
  traces: DeletionOutcome | undefined,
): Screen => ({
  text: `${t(`intake:picture.${problem}`, { max: maxWaitingPictures })} ${
    traces === undefined
      ? t(ofFiles.includes(problem) ? "intake:stays.file" : "intake:stays.picture")
      : deletionText(t, traces)
  }`,
  ...(passing.includes(problem)
    ? {}
    : { keyboard: buttons({ label: t("intake:picture.how"), does: callbacksWithArgs.stepBelow.pack(how) }) }),
});

/**
 * Several different keys in what came at once: which is to be kept?
 * @param remarks what else there is to say. @param room how many of them can be kept, if not all
 */
export const keyChoiceScreen = (
  t: Translate,
  offers: readonly { readonly id: string; readonly name: string }[],
  {
    traces,
    remarks,
    room,
  }: { traces: DeletionOutcome | undefined; remarks: string; room?: number | undefined },
): Screen => ({
  text: [withTraces(t, t("intake:offer.question"), traces), remarks].filter(Boolean).join("\n\n"),
  keyboard: buttons(
    ...offers
      .slice(0, maxChoices)
      .map(({ id, name }) => ({ label: name, does: callbacksWithArgs.pick.pack(id) })),
    room === undefined
      ? { label: t("intake:offer.all"), does: fixedCallbacks.pickAll }
      : { label: t("intake:offer.first", { number: room }), does: callbacksWithArgs.pickFirst.pack(room) },
  ),
});

const list = new Intl.ListFormat("hu", { type: "conjunction" });

/** What came besides usable keys. */
export interface ExportRest extends Pick<GoogleExport, "unusable"> {
  /** Which part of a Google export it was. */
  readonly part?: GoogleExport["part"];
}

/** What to say about exports besides their keys: what cannot be used, and which parts are missing. */
export const exportRemarks = (t: Translate, exports: readonly ExportRest[]): string => {
  const unusable = exports.flatMap((one) => one.unusable);
  const named = (why: UnusableReason) => {
    const names = unusable
      .filter((entry) => entry.why === why)
      .slice(0, maxChoices)
      .map(({ name = "" }) => shownName(name) || t("intake:export.nameless"));
    return names.length === 0 ? "" : t(`intake:export.${why}`, { names: list.format(names) });
  };
  const present = exports.flatMap(({ part }) => (part === undefined ? [] : [part]));
  const total = Math.max(1, ...present.map((part) => part.of));
  const number = new Set(present.map((part) => part.number)).size;
  const parts = number > 0 && number < total ? t("intake:export.parts", { total, number }) : "";
  return [named("hotp"), named("broken"), parts].filter(Boolean).join("\n");
};

const nothingTexts: Readonly<Record<DeletionOutcome["of"], TextKey>> = {
  picture: "intake:export.nothing",
  pictures: "intake:export.nothing",
  message: "intake:export.nothing",
  file: "files:nothing",
};

/** An export without a key that could be kept. @param traces `undefined`: it stays, which the remarks say */
export const emptyExportScreen = (
  t: Translate,
  {
    of,
    remarks,
    traces,
  }: { of: DeletionOutcome["of"]; remarks: string; traces: DeletionOutcome | undefined },
): Screen => ({
  text: `${withTraces(t, t(nothingTexts[of]), traces)}\n\n${remarks}`.trim(),
});

/** The user has sent the guide's own drawing of a QR code or a key. @param how the step that shows how theirs is captured */
export const drawnKeyScreen = (t: Translate, how: StepRef): Screen => ({
  text: t("intake:drawn"),
  keyboard: buttons({ label: t("intake:picture.how"), does: callbacksWithArgs.stepBelow.pack(how) }),
});

/** The key read for the user's own app could not be shown. @param offer its id */
export const notShownScreen = (t: Translate, offer: string, traces?: DeletionOutcome): Screen => ({
  text: withTraces(t, t("secrets:keyNotShown"), traces),
  keyboard: buttons({ label: t("secrets:again"), does: callbacksWithArgs.showOffer.pack(offer) }),
});
