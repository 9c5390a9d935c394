import { callbacksWithArgs } from "../../chat/callback-data.ts";
import { deletionText, type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { buttons, type Screen } from "../../chat/screen.ts";
import type { StepRef } from "../../guide/walk.ts";
import type { TextKey, Translate } from "../../i18n.ts";
import type { KeyFile } from "../../key-files/key-file.ts";

/** A file that no key was read from. */
export type FileProblem =
  | Exclude<KeyFile, { readonly kind: "keys" | "text" | "other" }>
  | { readonly kind: "office" | "too-large" | "lost" | "no-key" };

const problemTexts: Readonly<Record<FileProblem["kind"], TextKey>> = {
  encrypted: "files:encrypted",
  unread: "files:unread",
  passwords: "files:passwords",
  archive: "files:archive",
  locked: "files:locked",
  broken: "files:broken",
  empty: "files:empty",
  "unknown-export": "files:unknownExport",
  "too-large": "files:tooLarge",
  pdf: "files:pdf",
  office: "files:office",
  "no-key": "files:noKey",
  "long-text": "files:tooLarge",
  lost: "files:lost",
};

/**
 * A file that no key was read from, and what to do instead.
 * @param how the guide's step that shows where the key is found
 * @param traces `undefined`: the file stays, and the user is told to delete it if the key is in it
 */
export const fileProblemScreen = (
  t: Translate,
  problem: FileProblem,
  how: StepRef,
  traces: DeletionOutcome | undefined,
): Screen => {
  const text = t(problemTexts[problem.kind], "app" in problem ? { app: problem.app } : {});
  return {
    text: `${text} ${traces === undefined ? t("intake:stays.file") : deletionText(t, traces)}`,
    ...(problem.kind === "lost"
      ? {}
      : {
          keyboard: buttons({ label: t("intake:picture.how"), does: callbacksWithArgs.stepBelow.pack(how) }),
        }),
  };
};
