import type { Translate } from "../../i18n.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long something has lasted, in the largest unit of which it has two, so that "1 day" is never 47 hours. */
export const ageText = (t: Translate, ms: number): string => {
  if (ms >= 2 * dayMs) return t("owner:age.days", { number: Math.floor(ms / dayMs) });
  if (ms >= 2 * hourMs) return t("owner:age.hours", { number: Math.floor(ms / hourMs) });
  return t("owner:age.minutes", { number: Math.max(0, Math.floor(ms / minuteMs)) });
};

const kilobyte = 1024;

/** A size in bytes, in the largest unit of which it has one. */
export const sizeText = (t: Translate, bytes: number): string => {
  const units = ["kB", "MB", "GB"] as const;
  let size = bytes / kilobyte;
  let unit = 0;
  while (size >= kilobyte && unit < units.length - 1) {
    size /= kilobyte;
    unit += 1;
  }
  const rounded = size < 10 && unit > 0 ? Math.round(size * 10) / 10 : Math.round(size);
  return `${String(rounded).replace(".", t("owner:decimalMark"))} ${units[unit] ?? ""}`;
};
