import { dayOf } from "../../clock/local-time.ts";
import { placeOf, unpackJourney } from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { buttons, type Screen } from "../../chat/screen.ts";
import { countStored, type ChatContents } from "../../vault/chat-contents.ts";
import type { CancellationCode, Job, StoredKey } from "../../vault/records.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

/** How many keys are listed by name; the file has all of them. */
const maxListedKeys = 20;

const long = new Intl.DateTimeFormat("hu-HU", { dateStyle: "long", timeZone: "UTC" });
const ms = (day: number) => day * 86_400_000;
const inWords = (day: number): string => long.format(ms(day));
const utcDayOf = (time: number): number => Math.floor(time / 86_400_000);
const inDigits = (day: number): string => new Date(ms(day)).toISOString().slice(0, 10);

const keyLines = (t: Translate, keys: readonly StoredKey[]): readonly string[] => {
  if (keys.length === 0) return [];
  const names = keys
    .slice(0, maxListedKeys)
    .map(({ name, added }) => t("data:key", { name, date: inWords(utcDayOf(added)) }));
  const more = keys.length - maxListedKeys;
  return [
    t("data:keys", { number: keys.length }),
    ...names,
    ...(more > 0 ? [t("data:moreKeys", { number: more })] : []),
  ];
};

const stepLines = (t: Translate, kept: string | undefined): readonly string[] => {
  if (kept === undefined) return [];
  const { road, step, device } = unpackJourney(kept);
  const title = t(`guide:steps.${placeOf(road, step).step}.title`);
  return [t("data:step", { title }), ...(device === undefined ? [] : [t(`data:${device}`)])];
};

const jobLines = (t: Translate, contents: ChatContents): readonly string[] => {
  const { jobs } = countStored(contents);
  return [
    ...(contents.jobs.length > jobs ? [t("data:shown")] : []),
    ...(jobs > 0 ? [t("data:jobs", { number: jobs })] : []),
  ];
};

const lines = (t: Translate, contents: ChatContents): readonly string[] => [
  ...(contents.damaged ? [t("data:damaged")] : []),
  ...keyLines(t, contents.keys),
  ...(contents.deletedKeys.length > 0 ? [t("data:deleted", { number: contents.deletedKeys.length })] : []),
  ...(contents.undecidedKeys.length > 0 ? [t("data:offers", { number: contents.undecidedKeys.length })] : []),
  ...(contents.cancellationCode === undefined
    ? []
    : [t("data:cancellation", { date: inWords(contents.cancellationCode.day) })]),
  ...(contents.undecidedDigits.length > 0
    ? [t("data:numbers", { number: contents.undecidedDigits.length })]
    : []),
  ...(contents.readings.length > 0 ? [t("data:readings", { number: contents.readings.length })] : []),
  ...stepLines(t, contents.step),
  ...jobLines(t, contents),
  t("data:chat"),
  ...(contents.usage === undefined ? [] : [t("data:seen", { date: inWords(contents.usage.lastUsedDay) })]),
];

/** Whether nothing at all is stored. */
export const hasNothing = ({ usage, jobs }: ChatContents): boolean =>
  usage === undefined && jobs.length === 0;

const hasSecrets = ({ keys, cancellationCode }: ChatContents): boolean =>
  keys.length > 0 || cancellationCode !== undefined;

/** Everything stored, by kind; where, for how long, and who can read it. @param retentionDays 0: nothing expires */
export const dataScreen = (t: Translate, contents: ChatContents, retentionDays: number): Screen => {
  if (hasNothing(contents)) return { text: t("data:nothing"), keyboard: defaultButtons(t) };
  const until = retentionDays === 0 ? t("data:untilErased") : t("data:untilIdle", { number: retentionDays });
  return {
    text: `${t("data:title")}\n\n${lines(t, contents).join("\n")}\n\n${t("data:where")}\n${until}\n\n${t("data:who")}`,
    keyboard: buttons(
      { label: t("data:sendFile"), does: fixedCallbacks.dataFile },
      hasSecrets(contents)
        ? { label: t("data:withSecrets"), does: fixedCallbacks.askDataSecrets }
        : undefined,
      { label: t("privacy:erase"), does: fixedCallbacks.askErase },
      { label: t("start:home"), does: fixedCallbacks.home },
    ),
  };
};

/** Warns before a file with secrets is made. */
export const secretsWarning = (t: Translate): Screen => ({
  text: t("data:warning"),
  keyboard: buttons(
    { label: t("data:warningYes"), does: fixedCallbacks.dataSecrets, style: "danger" },
    { label: t("data:warningNo"), does: fixedCallbacks.dataFile },
  ),
});

/** The file with secrets could not be sent. */
export const fileNotShown = (t: Translate): Screen => ({
  text: t("secrets:fileNotShown"),
  keyboard: buttons({ label: t("secrets:fileAgain"), does: fixedCallbacks.dataSecrets }),
});

/** What a planned job is for, in the user's words. */
const jobPurpose = (kind: Job["kind"]) => {
  switch (kind) {
    case "expire-code":
    case "deliver-code":
      return "code";
    case "delete-message":
      return "delete";
    case "ask":
      return "ask";
    case "hide-cancellation":
    case "hide-key":
      return "secret";
    case "read-picture":
      return "picture";
    case "tell-idle":
      return "idle";
    case "forget-shown":
      return "shown";
    case "drop-offers":
    case "drop-reading":
    case "drop-cancellation":
    case "await-cancellation":
    case "close-cancellation":
    case "name-key":
      return "question";
    case "erase-key":
    case "farewell":
      return "other";
  }
};

/** What a file of {@link dataScreen}'s contents tells about the secrets themselves: nothing, unless it is to hold them. */
export interface SecretFields {
  readonly ofKey: (key: StoredKey) => Readonly<Record<string, string>>;
  readonly ofCode: (code: CancellationCode) => Readonly<Record<string, string>>;
}

const noSecrets: SecretFields = { ofKey: () => ({}), ofCode: () => ({}) };

/** The name of the file. @param today in days since 1970 */
export const fileName = (t: Translate, today: number): string =>
  `${t("data:file.fileName")}-${inDigits(today)}.json`;

/** What the file says, for people and programs to read. @param today in days since 1970 */
export const fileText = (
  t: Translate,
  contents: ChatContents,
  today: number,
  secrets: SecretFields,
): string => {
  const { keys, cancellationCode, step, usage } = contents;
  const journey = step === undefined ? undefined : unpackJourney(step);
  const content = {
    [t("data:file.made")]: inDigits(today),
    [t("data:file.note")]: t("data:file.noteText"),
    [t("data:file.keys")]: keys.map((stored) => ({
      [t("data:file.name")]: stored.name,
      [t("data:file.issuer")]: stored.key.issuer,
      [t("data:file.account")]: stored.key.account,
      [t("data:file.since")]: inDigits(utcDayOf(stored.added)),
      ...secrets.ofKey(stored),
      [t("data:file.algorithm")]: stored.key.algorithm,
      [t("data:file.digits")]: stored.key.digits,
      [t("data:file.period")]: stored.key.period,
    })),
    [t("data:file.deleted")]: contents.deletedKeys.length,
    [t("data:file.offers")]: contents.undecidedKeys.length,
    [t("data:file.cancellation")]:
      cancellationCode === undefined
        ? null
        : { [t("data:file.since")]: inDigits(cancellationCode.day), ...secrets.ofCode(cancellationCode) },
    [t("data:file.numbers")]: contents.undecidedDigits.length,
    [t("data:file.readings")]: contents.readings.length,
    [t("data:file.step")]: journey === undefined ? null : `${journey.road}/${journey.step}`,
    [t("data:file.phone")]: journey?.device ?? null,
    [t("data:file.jobs")]: contents.jobs.map(({ job, dueAt }) => ({
      [t("data:file.kind")]: t(`data:job.${jobPurpose(job.kind)}`),
      [t("data:file.due")]: inDigits(dayOf(dueAt)),
    })),
    [t("data:file.chat")]: contents.chatId,
    [t("data:file.seen")]: usage === undefined ? null : inDigits(usage.lastUsedDay),
    ...(contents.damaged ? { [t("data:file.damaged")]: true } : {}),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
};

/** The same as {@link dataScreen} as a file, without the secrets. @param today in days since 1970 */
export const dataFile = (
  t: Translate,
  contents: ChatContents,
  today: number,
): { readonly name: string; readonly text: string; readonly caption: string } => ({
  name: fileName(t, today),
  text: fileText(t, contents, today, noSecrets),
  caption: t("data:caption"),
});
