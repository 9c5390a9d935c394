import type { TextKey, TextValues, Translate } from "../../i18n.ts";
import { unseenName } from "../../observability/labels.ts";
import { ageText, sizeText } from "./figures.ts";
import type { OwnerKind } from "./told.ts";

/** What the program knows of its own state. */
export interface OwnerSignals {
  readonly now: () => number;
  /** In Hungary, since 1970. */
  readonly today: () => number;
  readonly dayCounts: (day: number) => Promise<ReadonlyMap<string, number>>;
  /** The guide's steps that describe what the portal shows. */
  readonly portalSteps: readonly { readonly id: string; readonly title: string }[];
  readonly overdueJobs: () => Promise<OverdueJobs>;
  /** ms since 1970; `undefined`: there is none. */
  readonly backupTime: () => Promise<number | undefined>;
  /** Days after which a backup is overdue; 0: never, `undefined`: the usual time, once there has been one. */
  readonly backupDays: number | undefined;
  /** How far the clock is ahead in ms, if it is certainly wrong. */
  readonly wrongClockMs: () => number | undefined;
  readonly isClockMeasured: () => boolean;
  /** Of the last hour. */
  readonly pictures: () => { readonly all: number; readonly failed: number };
  readonly isWritable: () => Promise<boolean>;
  /** Bytes; `undefined` when the database is not on this machine. */
  readonly freeBytes: () => Promise<number | undefined>;
  readonly databaseBytes: () => Promise<number>;
  readonly isKeyRingWrong: () => boolean;
  /** How many facts that texts rest on have not been checked for a year. */
  readonly overdueFacts: () => number;
}

/** Planned jobs that are due. */
export interface OverdueJobs {
  readonly jobs: number;
  /** Of the oldest. */
  readonly lateMs: number;
}

/** The result of a check; `unknown`: there is nothing to say. */
export type Verdict =
  | { readonly is: "fine" | "unknown" }
  | { readonly is: "wrong"; readonly text: TextKey; readonly values: TextValues };

const fine: Verdict = { is: "fine" };
const unknown: Verdict = { is: "unknown" };
const wrong = (text: TextKey, values: TextValues = {}): Verdict => ({ is: "wrong", text, values });

/** The alarm limits of docs/operations.md, where there is one. */
const limits = {
  /** People who do not see the same step on one day. */
  unseenPeople: 3,
  lateMs: 300_000,
  backupDays: 3,
  failedPictures: 3,
  /** Of all pictures of the hour. */
  failedShare: 0.2,
  freeBytes: 200 * 1024 * 1024,
} as const;

const dayMs = 86_400_000;

const unseenSteps = async ({ dayCounts, portalSteps }: OwnerSignals, day: number): Promise<string[]> => {
  const counts = await dayCounts(day);
  return portalSteps
    .filter(({ id }) => (counts.get(unseenName(id)) ?? 0) >= limits.unseenPeople)
    .map(({ title }) => title);
};

const checkPortal = async (signals: OwnerSignals, t: Translate): Promise<Verdict> => {
  const steps = await unseenSteps(signals, signals.today());
  if (steps.length > 0)
    return wrong("owner:portal.wrong", {
      number: limits.unseenPeople,
      steps: steps.map((step) => t("owner:portal.step", { step })).join("\n"),
    });
  // No report so far today means little.
  return (await unseenSteps(signals, signals.today() - 1)).length > 0 ? unknown : fine;
};

const checkBackup = async (signals: OwnerSignals, t: Translate): Promise<Verdict> => {
  const { backupDays } = signals;
  if (backupDays === 0) return unknown;
  const time = await signals.backupTime();
  if (time === undefined) return backupDays === undefined ? unknown : wrong("owner:backup.none");
  const age = signals.now() - time;
  return age <= (backupDays ?? limits.backupDays) * dayMs
    ? fine
    : wrong("owner:backup.wrong", { age: ageText(t, age) });
};

const checkDisk = async (signals: OwnerSignals, t: Translate): Promise<Verdict> => {
  if (!(await signals.isWritable())) return wrong("owner:disk.unwritable");
  const free = await signals.freeBytes();
  // What was erased is wiped by rewriting the file, which takes its size again; a backup beside it does, too.
  const needed = Math.max(limits.freeBytes, 2 * (await signals.databaseBytes()));
  return free === undefined || free >= needed ? fine : wrong("owner:disk.wrong", { size: sizeText(t, free) });
};

/** One thing that the owner is told about. */
export interface OwnerCheck {
  readonly look: (signals: OwnerSignals, t: Translate) => Verdict | Promise<Verdict>;
  /** Whether it is about this instance: another one's "fine" says nothing then. */
  readonly isOwn?: true;
  /** Whether it may heal by itself, as after the machine slept: it is told when two looks in a row find it. */
  readonly isPassing?: true;
  /** Days after which what is still wrong is told again. */
  readonly repeatDays: number;
}

/** All checks. Each costs little: they run every few minutes. */
export const ownerChecks: Readonly<Record<OwnerKind, OwnerCheck>> = {
  disk: { look: checkDisk, isOwn: true, isPassing: true, repeatDays: 1 },
  keyRing: {
    look: ({ isKeyRingWrong }) => (isKeyRingWrong() ? wrong("owner:keyRing.wrong") : fine),
    isOwn: true,
    repeatDays: 1,
  },
  clock: {
    look({ wrongClockMs, isClockMeasured }) {
      const ahead = wrongClockMs();
      if (ahead === undefined) return isClockMeasured() ? fine : unknown;
      const seconds = Math.round(Math.abs(ahead) / 1_000);
      return wrong(ahead > 0 ? "owner:clock.ahead" : "owner:clock.behind", { seconds });
    },
    isOwn: true,
    repeatDays: 1,
  },
  jobs: {
    async look({ overdueJobs }, t) {
      const { jobs, lateMs } = await overdueJobs();
      return lateMs <= limits.lateMs
        ? fine
        : wrong("owner:jobs.wrong", { number: jobs, age: ageText(t, lateMs) });
    },
    isPassing: true,
    repeatDays: 1,
  },
  pictures: {
    look({ pictures }) {
      const { all, failed } = pictures();
      if (failed === 0) return fine;
      const isBad = failed >= limits.failedPictures && failed >= limits.failedShare * all;
      return isBad ? wrong("owner:pictures.wrong", { number: failed, total: all }) : unknown;
    },
    isOwn: true,
    repeatDays: 1,
  },
  backup: { look: checkBackup, repeatDays: 1 },
  portal: { look: checkPortal, repeatDays: 1 },
  facts: {
    look({ overdueFacts }) {
      const number = overdueFacts();
      return number === 0 ? fine : wrong("owner:facts.wrong", { number });
    },
    repeatDays: 30,
  },
};

/** The kinds in the order in which they are told, the most urgent first. */
export const ownerKinds = Object.keys(ownerChecks) as readonly OwnerKind[];
