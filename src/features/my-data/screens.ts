import { placeOf, unpackJourney } from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { buttons, type Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

/** A key as its person sees it. Times in ms since 1970. */
interface KeyData {
  readonly name: string;
  readonly key: {
    readonly issuer: string | undefined;
    readonly account: string | undefined;
    readonly base32: string;
    readonly algorithm: string;
    readonly digits: number;
    readonly period: number;
  };
  readonly added: number;
}

/** Everything there is of a person. Days since 1970. */
export interface MyData {
  readonly chatId: number;
  readonly today: number;
  readonly keys: readonly KeyData[];
  /** Keys that were deleted and can be restored yet. */
  readonly deleted: number;
  readonly offers: number;
  readonly cancellation: { readonly digits: string; readonly day: number } | undefined;
  readonly numbers: number;
  readonly step: string | undefined;
  readonly jobs: readonly { readonly kind: string; readonly day: number }[];
  readonly damaged: boolean;
  /** When they last wrote, if anything is kept. */
  readonly seenDay: number | undefined;
}

/** So many keys are listed by name; the file has them all. */
const listed = 20;

const long = new Intl.DateTimeFormat("hu-HU", { dateStyle: "long", timeZone: "UTC" });
const ms = (day: number) => day * 86_400_000;
const inWords = (day: number): string => long.format(ms(day));
const inDigits = (day: number): string => new Date(ms(day)).toISOString().slice(0, 10);
const dayIn = (time: number): number => Math.floor(time / 86_400_000);

const keyLines = (t: Translate, keys: readonly KeyData[]): readonly string[] => {
  if (keys.length === 0) return [];
  const names = keys
    .slice(0, listed)
    .map(({ name, added }) => t("data:key", { name, date: inWords(dayIn(added)) }));
  const more = keys.length - listed;
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

const lines = (t: Translate, data: MyData): readonly string[] => [
  ...(data.damaged ? [t("data:damaged")] : []),
  ...keyLines(t, data.keys),
  ...(data.deleted > 0 ? [t("data:deleted", { number: data.deleted })] : []),
  ...(data.offers > 0 ? [t("data:offers", { number: data.offers })] : []),
  ...(data.cancellation === undefined
    ? []
    : [t("data:cancellation", { date: inWords(data.cancellation.day) })]),
  ...(data.numbers > 0 ? [t("data:numbers", { number: data.numbers })] : []),
  ...stepLines(t, data.step),
  ...(data.jobs.length > 0 ? [t("data:jobs", { number: data.jobs.length })] : []),
  t("data:chat"),
  ...(data.seenDay === undefined ? [] : [t("data:seen", { date: inWords(data.seenDay) })]),
];

/** Whether there is nothing at all. */
export const hasNothing = ({ seenDay, jobs }: MyData): boolean => seenDay === undefined && jobs.length === 0;

const hasSecrets = ({ keys, cancellation }: MyData): boolean => keys.length > 0 || cancellation !== undefined;

/** Everything there is, by kind; where, how long, and who can read it. @param retentionDays 0: nothing goes by itself */
export const dataScreen = (t: Translate, data: MyData, retentionDays: number): Screen => {
  if (hasNothing(data)) return { text: t("data:nothing"), keyboard: defaultButtons(t) };
  const until = retentionDays === 0 ? t("data:untilErased") : t("data:untilIdle", { number: retentionDays });
  return {
    text: `${t("data:title")}\n\n${lines(t, data).join("\n")}\n\n${t("data:where")}\n${until}\n\n${t("data:who")}`,
    keyboard: buttons(
      { label: t("data:sendFile"), does: fixedCallbacks.dataFile },
      hasSecrets(data) ? { label: t("data:withSecrets"), does: fixedCallbacks.askDataSecrets } : undefined,
      { label: t("privacy:erase"), does: fixedCallbacks.askErase },
      { label: t("start:home"), does: fixedCallbacks.home },
    ),
  };
};

/** What a file with secrets is, before it is made. */
export const secretsWarning = (t: Translate): Screen => ({
  text: t("data:warning"),
  keyboard: buttons(
    { label: t("data:warningYes"), does: fixedCallbacks.dataSecrets, style: "danger" },
    { label: t("data:warningNo"), does: fixedCallbacks.dataFile },
  ),
});

/** Stands where the file with secrets will be. */
export const makingScreen = (t: Translate): Screen => ({ text: t("data:making") });

const jobName = (t: Translate, kind: string): string => {
  if (kind.endsWith("-code")) return t("data:job.code");
  if (kind === "delete-message") return t("data:job.delete");
  if (kind.startsWith("hide-")) return t("data:job.secret");
  if (kind === "read-picture") return t("data:job.picture");
  if (kind === "tell-idle") return t("data:job.idle");
  return /^(drop|await|close|name)-/.test(kind) ? t("data:job.question") : t("data:job.other");
};

/** The same as a file, to be read by people and machines. @param secrets whether the secrets are to be in it */
export const dataFile = (
  t: Translate,
  data: MyData,
  secrets: boolean,
): { readonly name: string; readonly text: string; readonly caption: string } => {
  const { keys, cancellation, step } = data;
  const journey = step === undefined ? undefined : unpackJourney(step);
  const content = {
    [t("data:file.made")]: inDigits(data.today),
    [t("data:file.note")]: t("data:file.noteText"),
    [t("data:file.keys")]: keys.map(({ name, added, key }) => ({
      [t("data:file.name")]: name,
      [t("data:file.issuer")]: key.issuer,
      [t("data:file.account")]: key.account,
      [t("data:file.since")]: inDigits(dayIn(added)),
      ...(secrets ? { [t("data:file.secret")]: key.base32 } : {}),
      [t("data:file.algorithm")]: key.algorithm,
      [t("data:file.digits")]: key.digits,
      [t("data:file.period")]: key.period,
    })),
    [t("data:file.deleted")]: data.deleted,
    [t("data:file.offers")]: data.offers,
    [t("data:file.cancellation")]:
      cancellation === undefined
        ? null
        : {
            [t("data:file.since")]: inDigits(cancellation.day),
            ...(secrets ? { [t("data:file.secret")]: cancellation.digits } : {}),
          },
    [t("data:file.numbers")]: data.numbers,
    [t("data:file.step")]: journey === undefined ? null : `${journey.road}/${journey.step}`,
    [t("data:file.phone")]: journey?.device ?? null,
    [t("data:file.jobs")]: data.jobs.map(({ kind, day }) => ({
      [t("data:file.kind")]: jobName(t, kind),
      [t("data:file.due")]: inDigits(day),
    })),
    [t("data:file.chat")]: data.chatId,
    [t("data:file.seen")]: data.seenDay === undefined ? null : inDigits(data.seenDay),
    ...(data.damaged ? { [t("data:file.damaged")]: true } : {}),
  };
  return {
    name: `${t("data:file.fileName")}-${inDigits(data.today)}.json`,
    text: `${JSON.stringify(content, null, 2)}\n`,
    caption: t(secrets ? "data:secretCaption" : "data:caption"),
  };
};
