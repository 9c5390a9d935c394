/** ms in a day. */
const dayMs = 86_400_000;

const date = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: "Europe/Budapest" });
const hour = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  hourCycle: "h23",
  timeZone: "Europe/Budapest",
});

/** The day in Hungary at a time (ms since 1970), counted from 1970. */
export const dayOf = (time: number): number => Date.parse(date.format(time)) / dayMs;

/** Whether people in Hungary may be written to unasked at this time (ms since 1970): from nine to eight. */
export const isContactHour = (time: number): boolean => {
  const now = Number(hour.format(time));
  return now >= 9 && now < 20;
};
