const dayMs = 86_400_000;
/** Local hours between which users may be contacted. */
const contactHours = { from: 9, to: 20 };

const timeZone = "Europe/Budapest";
const date = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone });
const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone });

/** The date in Hungary at `time` (ms since 1970), as a number of days since 1970. */
export const dayOf = (time: number): number => Date.parse(date.format(time)) / dayMs;

/** Whether the bot may contact users first at `time` (ms since 1970): from 9:00 to 20:00 in Hungary. */
export const isContactHour = (time: number): boolean => {
  const localHour = Number(hour.format(time));
  return localHour >= contactHours.from && localHour < contactHours.to;
};

const wallTime = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone });

/** The time in Hungary at `time` (ms since 1970), as `YYYY-MM-DD HH:MM`. */
export const formatLocalTime = (time: number): string => wallTime.format(time);

/** ms since 1970 of a time in Hungary, given as {@link formatLocalTime} writes it; `undefined` for any other text. */
export const parseLocalTime = (text: string): number | undefined =>
  // Summer time first: of the hour that comes twice in autumn, the earlier one.
  ["+02:00", "+01:00"]
    .map((offset) => Date.parse(`${text.replace(" ", "T")}${offset}`))
    .find((time) => !Number.isNaN(time) && formatLocalTime(time) === text);
