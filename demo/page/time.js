// The demo's clock, and the times that tick by it.

let ahead = 0;

/** ms since 1970 on the demo's clock, which may be ahead of the machine's. */
export const now = () => Date.now() + ahead;

/**
 * Sets how far the clock is ahead.
 * @param {number} ms
 */
export const setAhead = (ms) => {
  ahead = ms;
  tick();
};

/**
 * The hour and minute of a message.
 * @param {number} seconds since 1970
 */
export const hourOf = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString("hu-HU", { hour: "2-digit", minute: "2-digit" });

/**
 * The day of a message, as Telegram writes it: with the year only when it is another one.
 * @param {number} seconds since 1970
 */
export const dateOf = (seconds) => {
  const date = new Date(seconds * 1000);
  const isThisYear = date.getFullYear() === new Date(now()).getFullYear();
  return date.toLocaleDateString("hu-HU", {
    month: "long",
    day: "numeric",
    ...(isThisYear ? {} : { year: "numeric" }),
  });
};

/**
 * A moment of the log, to the second; with its day if that is not today.
 * @param {number} ms since 1970
 */
export const stampOf = (ms) => {
  const date = new Date(ms);
  const isToday = date.toDateString() === new Date(now()).toDateString();
  const time = date.toLocaleTimeString("hu-HU", { timeStyle: "medium" });
  return isToday ? time : `${date.toLocaleDateString("hu-HU", { month: "short", day: "numeric" })} ${time}`;
};

/** Units of time with their seconds, largest first. */
const units = /** @type {const} */ ([
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
]);
const relative = new Intl.RelativeTimeFormat("hu-HU", { numeric: "always" });

/** @param {number} seconds from now; less than 0 for the past */
const distance = (seconds) => {
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return relative.format(Math.trunc(seconds / length), unit);
};

/**
 * A moment as Telegram writes a date_time entity (Bot API "MessageEntity"): r relative, t and T time, d and D date,
 * w day of the week.
 * @param {number} unix in seconds
 * @param {string} format
 */
export const momentOf = (unix, format) => {
  if (format === "r") return distance(Math.floor((unix * 1000 - now()) / 1000));
  /** @type {Intl.DateTimeFormatOptions} */
  const options = {
    ...(format.includes("w") ? { weekday: "long" } : {}),
    ...(format.includes("D") ? { dateStyle: "long" } : format.includes("d") ? { dateStyle: "short" } : {}),
    ...(format.includes("T") ? { timeStyle: "medium" } : format.includes("t") ? { timeStyle: "short" } : {}),
  };
  // Intl does not allow a weekday together with a date or time style.
  const { weekday, ...styles } = options;
  const day = weekday ? `${new Date(unix * 1000).toLocaleDateString("hu-HU", { weekday })} ` : "";
  return day + (Object.keys(styles).length > 0 ? new Date(unix * 1000).toLocaleString("hu-HU", styles) : "");
};

/** Updates every ticking time and the panel's clock. */
const tick = () => {
  for (const element of document.querySelectorAll("time[data-unix]")) {
    const { unix, format } = /** @type {HTMLElement} */ (element).dataset;
    const words = momentOf(Number(unix), format ?? "");
    if (element.textContent !== words) element.textContent = words;
  }
  const clock = document.getElementById("clock-now");
  if (clock) clock.textContent = new Date(now()).toLocaleString("hu-HU", { timeStyle: "medium" });
};

const secondsTick = () => {
  tick();
  setTimeout(secondsTick, 1000 - (now() % 1000) + 5);
};
secondsTick();
