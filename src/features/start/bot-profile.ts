import type { Translate } from "../../i18n.ts";

const commands = [
  "kod",
  "kulcsok",
  "torlokod",
  "utmutato",
  "adataim",
  "torles",
  "adatkezeles",
  "sugo",
  "megse",
  "start",
] as const;

/** How the bot presents itself: its commands in the order of the menu, and its descriptions. */
export const profileOf = (t: Translate) => ({
  commands: commands.map((command) => ({ command, description: t(`profile:commands.${command}`) })),
  description: t("profile:description"),
  shortDescription: t("profile:shortDescription"),
});
