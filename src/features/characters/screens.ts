import { captureStep } from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";
import { SecretScreen } from "../../chat/show-secret.ts";
import type { Reading } from "../../vault/records.ts";
import { groupsOf, groupSize, isConfirmable, missingCharacters } from "./corrections.ts";

/** What is shown until the end of the characters' message is planned. */
export const waitScreen = (t: Translate): Screen => ({ text: t("characters:wait") });

/** The characters could not be shown. */
export const notShownScreen = (t: Translate, { id }: Reading): Screen => ({
  text: t("characters:notShown"),
  keyboard: buttons({ label: t("secrets:again"), does: callbacksWithArgs.charactersAgain.pack(id) }),
});

/** What a reading is shown for: it has just been read, or a group, counted from 0, has been typed. */
export type Occasion =
  { readonly why: "read" | "whole" } | { readonly why: "corrected" | "same"; readonly group: number };

const titleOf = (t: Translate, { kind }: Reading, occasion: Occasion): string => {
  switch (occasion.why) {
    case "read":
      return t(kind === "key" ? "characters:key" : "characters:cancellation");
    case "whole":
      return t("characters:whole");
    case "corrected":
    case "same":
      return t(`characters:${occasion.why}`, { position: occasion.group + 1 });
  }
};

/** One group in a line, with its number, so that it is found again in the picture. */
const groupLines = (t: Translate, { characters, doubtful }: Reading): string =>
  groupsOf(characters)
    .map((group, index) => {
      const isDoubtful = doubtful.some((position) => Math.floor(position / groupSize) === index);
      const line = `<code>${String(index + 1)}.  ${group}</code>`;
      return isDoubtful ? `${line}  ${t("characters:doubtful")}` : line;
    })
    .join("\n");

/** How a reading's length differs from those that are known; `undefined`: it does not. */
const lengthProblem = (reading: Reading) => {
  const missing = missingCharacters(reading);
  // A törlőkód may have any length.
  if (missing === 0 || (missing === undefined && reading.kind === "cancellation-code")) return undefined;
  if (missing === undefined) return isConfirmable(reading) ? "unusual" : "impossible";
  if (missing > 0) return missing === 1 ? "oneMissing" : "twoMissing";
  return missing === -1 ? "oneSurplus" : "twoSurplus";
};

/** What is wrong with a reading's length, if anything is. */
const lengthText = (t: Translate, reading: Reading): string | undefined => {
  const problem = lengthProblem(reading);
  return problem && t(`characters:length.${problem}`, { number: reading.characters.length });
};

const copyButton = (t: Translate, { id }: Reading): Button => ({
  label: t("characters:copy"),
  does: callbacksWithArgs.copyInstead.pack(id),
});

const otherButton = (t: Translate, { id, kind }: Reading): Button => ({
  label: t(kind === "key" ? "characters:other" : "characters:otherCancellation"),
  does: callbacksWithArgs.isOtherText.pack(id),
});

/**
 * The characters as they were read, to be compared with the picture. Where their length is not that of a key, the
 * mistake is to be looked for first.
 */
export const compareScreen = (t: Translate, reading: Reading, occasion: Occasion): SecretScreen => {
  const { id, kind } = reading;
  const length = lengthText(t, reading);
  const isKey = kind === "key";
  const ask = length ?? t(isKey ? "characters:compare" : "characters:compareCancellation");
  const matches = callbacksWithArgs.charactersMatch.pack(id);
  const differs = callbacksWithArgs.charactersDiffer.pack(id);
  const last = isKey ? copyButton(t, reading) : otherButton(t, reading);
  return SecretScreen.text({
    text: `${titleOf(t, reading, occasion)}\n\n${groupLines(t, reading)}\n\n${ask}`,
    keyboard:
      length === undefined
        ? buttons(
            { label: t("characters:matches"), does: matches, style: "success" },
            { label: t("characters:differs"), does: differs },
            last,
          )
        : buttons(
            { label: t("characters:mend"), does: differs, style: "primary" },
            isConfirmable(reading) ? { label: t("characters:matchesAnyway"), does: matches } : undefined,
            last,
          ),
  });
};

const inRows = (all: readonly Button[]): (readonly Button[])[] =>
  all.flatMap((_, index) => (index % 2 === 0 ? [all.slice(index, index + 2)] : []));

/** Which group is wrong? @param remark above the question */
export const whichGroupScreen = (t: Translate, reading: Reading, remark?: string): SecretScreen => {
  const { id, kind, characters } = reading;
  const text = t(kind === "key" ? "characters:which" : "characters:whichCancellation");
  const groups = groupsOf(characters).map((group, index): Button => ({
    label: t("characters:group", { position: index + 1, characters: group }),
    does: callbacksWithArgs.charactersGroup.pack(index, id),
  }));
  return SecretScreen.text({
    text: remark === undefined ? text : `${remark}\n\n${text}`,
    keyboard: buttons(
      ...inRows(groups),
      kind === "key" ? copyButton(t, reading) : undefined,
      otherButton(t, reading),
      { label: t("characters:back"), does: callbacksWithArgs.charactersAgain.pack(id) },
    ),
  });
};

/** Asks for the right characters of a group, counted from 0. */
export const typeGroupScreen = (t: Translate, { id, characters }: Reading, group: number): SecretScreen =>
  SecretScreen.text({
    text: t("characters:type", { position: group + 1, characters: groupsOf(characters)[group] ?? "" }),
    keyboard: buttons({ label: t("characters:back"), does: callbacksWithArgs.charactersDiffer.pack(id) }),
  });

/** The length of a reading is that of no key: it cannot be kept as it is. */
export const impossibleScreen = (t: Translate, reading: Reading): SecretScreen =>
  whichGroupScreen(t, reading, lengthText(t, reading));

/** What was typed for a group cannot be right. @param problem a sentence; without it, it was not a group's length */
export const retypeScreen = (t: Translate, group: number, problem?: string): Screen => {
  const position = group + 1;
  return {
    text:
      problem === undefined
        ? t("characters:four", { position })
        : `${problem} ${t("characters:retype", { position })}`,
  };
};

const howButton = (t: Translate, step: string | undefined): Button => ({
  label: t("intake:picture.how"),
  does: callbacksWithArgs.stepBelow.pack(captureStep(step)),
});

/** How to copy the key as text, as the guide says it. */
export const copyScreen = (t: Translate): Screen => ({
  text: `<b>${t("guide:steps.characters.title")}</b>\n\n${t("guide:steps.characters.text")}\n${t("characters:copyFromPicture")}`,
});

/** The characters are something else. @param step where the user is in the guide */
export const notMineScreen = (t: Translate, step: string | undefined): Screen => ({
  text: t("characters:notMine"),
  keyboard: buttons(howButton(t, step)),
});

/** The user has not said in time whether the characters are right. @param step where the user is in the guide */
export const expiredScreen = (t: Translate, step: string | undefined): Screen => ({
  text: t("characters:expired"),
  keyboard: buttons(howButton(t, step)),
});
