import { distance } from "fastest-levenshtein";

/** Every setting. .env.example and docs/operations.md list the same ones. */
export const settingNames = [
  "BOT_TOKEN",
  "OPERATOR_CONTACT",
  "OWNER_CHAT_ID",
  "OWNER_LANGUAGE",
  "BACKUP_DAYS",
  "DATABASE_URL",
  "DATABASE_AUTH_TOKEN",
  "NEW_DATABASE",
  "MASTER_KEY",
  "MASTER_KEY_FILE",
  "WEBHOOK_URL",
  "WEBHOOK_SECRET",
  "TAKE_OVER_WEBHOOK",
  "PORT",
  "HOST",
  "TELEGRAM_API_ROOT",
  "RETENTION_DAYS",
  "LOG_LEVEL",
  "ENV_FILE",
] as const;

/** The name of a setting. */
export type SettingName = (typeof settingNames)[number];

/** A variable that looks like a misspelt setting. */
export interface Misspelling {
  readonly name: string;
  readonly meant: SettingName;
  /** Whether the start has to end. Otherwise it only warns, because other programs use variables with such names. */
  readonly isProblem: boolean;
}

const harmless: readonly SettingName[] = ["PORT", "HOST", "LOG_LEVEL"];

/** PORTS, POST and VHOST are names of their own. */
const minLengthForOneLetter = 6;

/** Whether two neighbouring letters are swapped. */
const isSwapped = (name: string, setting: string): boolean => {
  const at = Array.from(setting).findIndex((letter, i) => letter !== name[i]);
  return [name.slice(0, at), name[at + 1], name[at], name.slice(at + 2)].join("") === setting;
};

/** Whether a name is a setting's but for its case, two swapped letters, or one letter more, less or other. */
const isMisspelt = (name: string, setting: SettingName): boolean => {
  const upper = name.toUpperCase();
  return (
    upper === setting ||
    isSwapped(upper, setting) ||
    (setting.length >= minLengthForOneLetter && distance(upper, setting) === 1)
  );
};

const isSet = (value: string | undefined): boolean => value !== undefined && value.trim() !== "";

/** Variables that look like misspelt settings; a setting that is set is not looked for under other names. */
export const misspellingsIn = (
  environment: Readonly<Record<string, string | undefined>>,
): readonly Misspelling[] => {
  const missing = settingNames.filter((name) => !isSet(environment[name]));
  const others = Object.keys(environment).filter(
    (name) => isSet(environment[name]) && !settingNames.some((setting) => setting === name),
  );
  return missing.flatMap((meant) =>
    others
      .filter((name) => isMisspelt(name, meant))
      .map((name) => ({ name, meant, isProblem: !harmless.includes(meant) })),
  );
};

/** The line about a misspelling that the operator reads. */
export const misspellingLine = ({ name, meant }: Misspelling): string =>
  `${name} is not a setting. Did you mean ${meant}? Rename it; if it belongs to another program, set ${meant} as well.`;
