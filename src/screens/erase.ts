import type { Translate } from "../i18n.ts";
import { actions } from "./actions.ts";
import { buttons, type Screen } from "./screen.ts";
import { offers } from "./welcome.ts";

/** How much there is, or was, of a person. */
export interface Tally {
  readonly keys: number;
  readonly offers: number;
  readonly cancellation: boolean;
  readonly numbers: number;
  readonly step: boolean;
  readonly jobs: number;
  readonly damaged: boolean;
}

/** The same with the keys' names, while they are known. */
export type Inventory = Omit<Tally, "keys"> & { readonly keys: readonly string[] };

const list = new Intl.ListFormat("hu", { type: "conjunction" });

/** @param keys how the keys are told of */
const listText = (t: Translate, keys: string | undefined, rest: Omit<Tally, "keys">): string =>
  list.format([
    ...(keys === undefined ? [] : [keys]),
    ...(rest.offers === 0 ? [] : [t("erase:offers", { number: rest.offers })]),
    ...(rest.cancellation ? [t("erase:cancellation")] : []),
    ...(rest.numbers === 0 ? [] : [t("erase:numbers", { number: rest.numbers })]),
    ...(rest.step ? [t("erase:step")] : []),
    ...(rest.jobs === 0 ? [] : [t("erase:jobs")]),
    ...(rest.damaged ? [t("erase:damaged")] : []),
  ]);

const inventoryText = (t: Translate, { keys, ...rest }: Inventory): string =>
  listText(
    t,
    keys.length === 0 ? undefined : t("erase:keys", { number: keys.length, names: keys.join(", ") }),
    rest,
  );

const tallyText = (t: Translate, { keys, ...rest }: Tally): string =>
  listText(t, keys === 0 ? undefined : t("erase:keysAlone", { number: keys }), rest);

/** Says what will be erased and asks once. */
export const eraseQuestion = (t: Translate, inventory: Inventory): Screen => ({
  text: t("erase:question", { what: inventoryText(t, inventory) }),
  keyboard: buttons(
    { label: t("erase:yes"), does: actions.erase, style: "danger" },
    { label: t("erase:no"), does: actions.keep },
  ),
});

/** What was erased, what remains elsewhere. @param left how many messages with a secret are still in the chat */
export const eraseReceipt = (t: Translate, tally: Tally, left: number): Screen => ({
  text:
    t("erase:receipt", { what: tallyText(t, tally) }) +
    (left === 0 ? "" : `\n⚠️ ${t("erase:left", { number: left })}`),
  keyboard: buttons({ label: t("start:home"), does: actions.home }),
});

/** Whether there is nothing worth a question. */
export const isEmpty = ({ keys, offers, cancellation, numbers, step, jobs, damaged }: Inventory): boolean =>
  keys.length + offers + numbers + jobs === 0 && !cancellation && !step && !damaged;

/** Nothing is kept of this person. */
export const nothingToErase = (t: Translate): Screen => ({ text: t("erase:nothing"), keyboard: offers(t) });

/** They thought better of it. */
export const eraseCalledOff = (t: Translate): Screen => ({ text: t("erase:kept"), keyboard: offers(t) });
