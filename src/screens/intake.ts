import type { Standing } from "../guide/walk.ts";
import type { Translate, TextKey } from "../i18n.ts";
import type { Exported, Unusable } from "../otp/export.ts";
import type { KeyProblem } from "../otp/problem.ts";
import { actions, carrying } from "./actions.ts";
import { buttons, mostChoices, type Screen } from "./screen.ts";
import { offers } from "./welcome.ts";

/** What carried the secret, and whether it could be deleted from the chat. */
export interface Traces {
  readonly of: "picture" | "pictures" | "message";
  readonly cleared: boolean;
}

/** A sentence on what became of the message that carried the secret. */
export const tracesText = (t: Translate, { of, cleared }: Traces): string =>
  t(cleared ? `intake:cleared.${of}` : `intake:left.${of}`);

const withTraces = (t: Translate, text: string, traces: Traces | undefined) =>
  traces === undefined ? text : `${text} ${tracesText(t, traces)}`;

/** The key is kept. @param traces `undefined` when there was nothing left to delete */
export const storedScreen = (t: Translate, traces: Traces | undefined): Screen => ({
  text: withTraces(t, t("intake:stored"), traces),
});

/** The key was kept already. @param name its name, when there are several */
export const knownScreen = (t: Translate, name: string | undefined, traces: Traces | undefined): Screen => ({
  text: withTraces(t, name === undefined ? t("intake:known") : t("intake:knownAs", { name }), traces),
});

/** An update that came again after it had had its effect. */
export const handledScreen = (t: Translate): Screen => ({ text: t("intake:again"), keyboard: offers(t) });

/** A second key for what seems to be the same account: both are kept until the person decides. */
export const replaceScreen = (
  t: Translate,
  { newId, old, traces }: { newId: string; old: { id: string; name: string }; traces: Traces | undefined },
): Screen => ({
  text: `${withTraces(t, t("intake:stored"), traces)}\n\n${t("intake:replace.question", { name: old.name })}`,
  keyboard: buttons(
    { label: t("intake:replace.yes"), does: carrying.replace.make(newId, old.id), style: "primary" },
    { label: t("intake:replace.no"), does: carrying.keepBoth.make(newId) },
  ),
});

/** Could be a key, could be words. */
export const unsureScreen = (t: Translate): Screen => ({
  text: t("intake:unsure.question"),
  keyboard: buttons(
    { label: t("intake:unsure.yes"), does: actions.isKey },
    { label: t("intake:unsure.no"), does: actions.isWords },
  ),
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
  "unclear-edges": "intake:problem.unclearEdges",
  hotp: "intake:problem.hotp",
  "google-export": "intake:problem.googleExport",
  "bad-link": "intake:problem.badLink",
  "bad-period": "intake:problem.badPeriod",
  "bad-digits": "intake:problem.badDigits",
  "bad-algorithm": "intake:problem.badAlgorithm",
};

const problemText = (t: Translate, problem: KeyProblem): string => {
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
  traces: Traces | undefined,
): Screen => {
  const next =
    problem.why === "unclear-edges"
      ? ""
      : ` ${t(from === "picture" ? "intake:problem.retryScreenshot" : "intake:problem.retryPaste")}`;
  return { text: withTraces(t, `${problemText(t, problem)}${next}`, traces) };
};

/** What else a QR code may be. */
export type ForeignCode = "web" | "appStore" | "dap" | "wifi" | "other";

/** A QR code that holds no key; its content is never shown: it may be a trap. */
export const foreignScreen = (t: Translate, kind: ForeignCode, traces: Traces | undefined): Screen => ({
  text: withTraces(t, `${t(`intake:foreign.${kind}`)} ${t("intake:foreign.which")}`, traces),
});

/** Why no code was read from a picture. */
export type PictureProblem =
  | "noQr"
  | "tooSmall"
  | "blurred"
  | "cutOff"
  | "notAPicture"
  | "broken"
  | "tooLarge"
  | "tooSlow"
  | "busy"
  | "lost";

/** Trying the same again is all that helps. */
const passing: readonly PictureProblem[] = ["broken", "busy", "lost"];

/**
 * A picture that gave nothing, what to try, and the guide's step that shows how. @param how that step
 * @param traces what became of it; `undefined` when nothing was seen in it, and it stays
 */
export const pictureProblemScreen = (
  t: Translate,
  problem: PictureProblem,
  how: Standing,
  traces: Traces | undefined,
): Screen => ({
  text: withTraces(t, t(`intake:picture.${problem}`), traces),
  ...(passing.includes(problem)
    ? {}
    : { keyboard: buttons({ label: t("intake:picture.how"), does: carrying.stepBelow.make(how) }) }),
});

/** Several different keys in what came at once: which is to be kept? @param remarks what else there is to say */
export const offerScreen = (
  t: Translate,
  offers: readonly { readonly id: string; readonly name: string }[],
  { traces, remarks }: { traces: Traces; remarks: string },
): Screen => ({
  text: [withTraces(t, t("intake:offer.question"), traces), remarks].filter(Boolean).join("\n\n"),
  keyboard: buttons(
    ...offers.slice(0, mostChoices).map(({ id, name }) => ({ label: name, does: carrying.pick.make(id) })),
    { label: t("intake:offer.all"), does: actions.pickAll },
  ),
});

const list = new Intl.ListFormat("hu", { type: "conjunction" });

/** What there is to say of exports besides their keys: what is not usable, and that pictures are missing. */
export const exportRemarks = (t: Translate, exports: readonly Exported[]): string => {
  const unusable = exports.flatMap((one) => one.unusable);
  const named = (why: Unusable) => {
    const names = unusable
      .filter((entry) => entry.why === why)
      .slice(0, mostChoices)
      .map(({ name }) => name ?? t("intake:export.nameless"));
    return names.length === 0 ? "" : t(`intake:export.${why}`, { names: list.format(names) });
  };
  const total = Math.max(1, ...exports.map(({ part }) => part.of));
  const number = new Set(exports.map(({ part }) => part.number)).size;
  const parts = number > 0 && number < total ? t("intake:export.parts", { total, number }) : "";
  return [named("hotp"), named("broken"), parts].filter(Boolean).join("\n");
};

/** An export without a key that could be kept. @param remarks from {@link exportRemarks} */
export const emptyExportScreen = (t: Translate, remarks: string, traces: Traces): Screen => ({
  text: `${withTraces(t, t("intake:export.nothing"), traces)}\n\n${remarks}`.trim(),
});

/** Somebody has sent our own drawing of a QR code or a key. @param how the step that shows how theirs is captured */
export const drawnKeyScreen = (t: Translate, how: Standing): Screen => ({
  text: t("intake:drawn"),
  keyboard: buttons({ label: t("intake:picture.how"), does: carrying.stepBelow.make(how) }),
});

/** A key read for somebody's own app: to be copied, not kept. @param next where the guide goes on */
export const passedScreen = (
  t: Translate,
  { offer, base32, next, traces }: { offer: string; base32: string; next: Standing; traces: Traces },
): Screen => ({
  text: `${t("intake:passed.text", { key: base32 })} ${tracesText(t, traces)}`,
  keyboard: buttons(
    { label: t("intake:passed.copy"), copies: base32, style: "primary" },
    { label: t("guide:onwards"), does: carrying.stepBelow.make(next), style: "success" },
    { label: t("intake:passed.keep"), does: carrying.pick.make(offer) },
  ),
});
