import type { Screen } from "../../chat/screen.ts";
import type { Translate } from "../../i18n.ts";
import type { CensusTaker } from "./census.ts";
import { ownerChecks, ownerKinds, type OwnerSignals } from "./checks.ts";
import { ageText, sizeText } from "./figures.ts";

/** What `/allapot` shows. */
export interface StatusDeps {
  readonly signals: OwnerSignals;
  readonly census: CensusTaker;
  readonly activeToday: () => Promise<number>;
  readonly version: string;
  /** ms since 1970. */
  readonly startedAt: number;
}

const headlineOf = (text: string): string => text.split("\n")[0]?.replace(/^⚠️ /, "") ?? "";

/** The first lines of what is wrong. */
const findProblems = async (signals: OwnerSignals, t: Translate): Promise<string[]> => {
  const lines: string[] = [];
  for (const kind of ownerKinds) {
    const verdict = await ownerChecks[kind].look(signals, t);
    if (verdict.is === "wrong") lines.push(`⚠️ ${headlineOf(t(verdict.text, verdict.values))}`);
  }
  return lines;
};

/** The state of the program in figures, for the owner. @throws DatabaseError */
export const statusScreen = async (
  t: Translate,
  { signals, census, activeToday, version, startedAt }: StatusDeps,
): Promise<Screen> => {
  const now = signals.now();
  const counts = await signals.dayCounts(signals.today());
  const { chats: people = 0, keys = 0 } = (await census.take()) ?? {};
  const { jobs, lateMs } = await signals.overdueJobs();
  const backup = await signals.backupTime();
  const free = await signals.freeBytes();
  const problems = await findProblems(signals, t);
  const countOf = (name: string) => counts.get(name) ?? 0;
  return {
    text: [
      t("owner:status.head", { version, age: ageText(t, now - startedAt) }),
      t("owner:status.stored", { people, active: await activeToday(), keys }),
      t("owner:status.today", {
        codes: countOf("codes"),
        pictures: countOf("pictures"),
        questions: countOf("questions"),
        unanswered: countOf("unanswered"),
      }),
      [
        jobs === 0
          ? t("owner:status.noJobs")
          : t("owner:status.jobs", { number: jobs, age: ageText(t, lateMs) }),
        backup === undefined
          ? t("owner:status.noBackup")
          : t("owner:status.backup", { age: ageText(t, now - backup) }),
        t("owner:status.size", { size: sizeText(t, await signals.databaseBytes()) }),
        ...(free === undefined ? [] : [t("owner:status.free", { size: sizeText(t, free) })]),
      ].join("\n"),
      problems.length === 0 ? t("owner:status.fine") : problems.join("\n"),
    ].join("\n\n"),
  };
};
