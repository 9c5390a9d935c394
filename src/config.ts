import type { Language } from "./i18n.ts";
import { OperatorError } from "./operator-error.ts";
import { misspellingLine, misspellingsIn, type SettingName } from "./setting-names.ts";
import {
  defaultApiRoot,
  howToMakeKey,
  InvalidSetting,
  operatorExample,
  parseApiRoot,
  parseAuthToken,
  parseDatabaseUrl,
  parseHost,
  parseKeyRing,
  parseKeyRingFile,
  parseLogLevel,
  parseOperator,
  parseOwnerChatId,
  parseOwnerLanguage,
  parsePort,
  parseRetentionDays,
  parseSwitch,
  parseToken,
  parseWebhookSecret,
  parseWebhookUrl,
} from "./setting-values.ts";
import { databaseFile, type DatabaseAddress } from "./storage/database.ts";
import type { KeyRing } from "./vault/key-ring.ts";

/** How updates arrive. */
export type Receiving =
  | {
      readonly mode: "polling";
      /** Whether to remove a webhook that is set, which another instance may be using. */
      readonly takeOverWebhook: boolean;
    }
  | { readonly mode: "webhook"; readonly url: URL; readonly secret: string | undefined };

/** All that an operator can set; see the table in docs/operations.md. */
export interface Config {
  readonly token: string;
  /** Without a slash at the end. */
  readonly apiRoot: string;
  readonly database: DatabaseAddress;
  /** `undefined`: in a file. */
  readonly keyRing: KeyRing | undefined;
  /** The file with the key ring; `undefined`: the one beside the database, which the first start creates. */
  readonly keyRingFile?: string | undefined;
  /** Whether to make a new database although the key ring was used before. */
  readonly newDatabase?: boolean | undefined;
  readonly receiving: Receiving;
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  /** Days without use after which a user is warned that everything will be erased; 0: never. */
  readonly retentionDays: number;
  /** Who runs this bot and how to reach them, in their own words, in one line, for the data notice. */
  readonly operator: string | undefined;
  /** The private chat that is told about the program's state. */
  readonly ownerChatId: number | undefined;
  readonly ownerLanguage: Language;
  /** Days after which a missing backup is reported; 0: never; `undefined`: the usual time, once there has been a backup. */
  readonly backupDays: number | undefined;
}

/** The settings of the storage, which are all that an operator's command needs. */
export type StorageConfig = Pick<Config, "database" | "keyRing" | "keyRingFile" | "newDatabase">;

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const tokenMissing =
  "BOT_TOKEN is not set. Write to @BotFather in Telegram, send /newbot, then start again with BOT_TOKEN=<the token you get>.";

/** Parses settings one by one and collects what is wrong with them, so that the operator sees every problem at once. */
interface SettingsParser {
  readonly problems: string[];
  /** Whether a setting is set, or misspelt, which is a problem already. */
  readonly isGiven: (name: SettingName) => boolean;
  /** A parsed setting, or `undefined` when it is not set or is wrong; a wrong one is added to the problems. */
  readonly setting: <T>(name: SettingName, parse: (value: string) => T) => T | undefined;
}

/** An empty variable counts as not set. */
const valueOf = (env: Environment, name: SettingName): string | undefined => {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
};

const settingsParser = (env: Environment): SettingsParser => {
  const misspelt = misspellingsIn(env).filter(({ isProblem }) => isProblem);
  const problems = misspelt.map(misspellingLine);
  const isGiven = (name: SettingName): boolean =>
    valueOf(env, name) !== undefined || misspelt.some(({ meant }) => meant === name);
  const setting = <T>(name: SettingName, parse: (value: string) => T): T | undefined => {
    const value = valueOf(env, name);
    if (value === undefined) return undefined;
    try {
      // Docker's --env-file and some hosting panels keep quotation marks.
      if (/^(["'])(?:(?!\1)[^])*\1$/.test(value))
        throw new InvalidSetting("is in quotation marks, which are part of the value here. Remove them.");
      return parse(value);
    } catch (thrown) {
      if (!(thrown instanceof InvalidSetting)) throw thrown;
      problems.push(`${name} ${thrown.message}`);
      return undefined;
    }
  };
  return { problems, isGiven, setting };
};

const parseStorage = ({ problems, isGiven, setting }: SettingsParser): StorageConfig => {
  const url = setting("DATABASE_URL", parseDatabaseUrl) ?? "file:data/kapuseged.db";
  const keyRingFile = setting("MASTER_KEY_FILE", parseKeyRingFile);
  if (databaseFile(url) === undefined && !isGiven("MASTER_KEY") && !isGiven("MASTER_KEY_FILE"))
    problems.push(`MASTER_KEY is not set, and a remote database needs one. ${howToMakeKey}`);
  if (isGiven("MASTER_KEY") && isGiven("MASTER_KEY_FILE"))
    problems.push("MASTER_KEY and MASTER_KEY_FILE are both set. Remove one of them.");
  return {
    database: { url, authToken: setting("DATABASE_AUTH_TOKEN", parseAuthToken) },
    keyRing: setting("MASTER_KEY", parseKeyRing),
    keyRingFile,
    newDatabase: setting("NEW_DATABASE", parseSwitch),
  };
};

/** Parses the settings of the storage. Pure. @throws OperatorError as {@link parseConfig} */
export const parseStorageConfig = (env: Environment): StorageConfig => {
  const parser = settingsParser(env);
  const config = parseStorage(parser);
  if (parser.problems.length > 0) throw new OperatorError(...parser.problems);
  return config;
};

/**
 * Parses the configuration from environment variables; an empty one counts as not set. Pure.
 * @throws OperatorError that lists every problem and its remedy
 */
export const parseConfig = (env: Environment): Config => {
  const parser = settingsParser(env);
  const { problems, isGiven, setting } = parser;
  if (!isGiven("BOT_TOKEN")) problems.push(tokenMissing);
  const storage = parseStorage(parser);
  const apiRoot = setting("TELEGRAM_API_ROOT", parseApiRoot) ?? defaultApiRoot;
  const webhook = setting("WEBHOOK_URL", (value) => parseWebhookUrl(value, apiRoot));
  const takeOverWebhook = setting("TAKE_OVER_WEBHOOK", parseSwitch) ?? false;
  const secret = setting("WEBHOOK_SECRET", (value) => parseWebhookSecret(value, env["BOT_TOKEN"] ?? ""));
  const config: Config = {
    token: setting("BOT_TOKEN", parseToken) ?? "",
    apiRoot,
    ...storage,
    receiving:
      webhook === undefined
        ? { mode: "polling", takeOverWebhook }
        : { mode: "webhook", url: webhook, secret },
    host: setting("HOST", parseHost) ?? (webhook === undefined ? "127.0.0.1" : "0.0.0.0"),
    port: setting("PORT", parsePort) ?? 8080,
    logLevel: setting("LOG_LEVEL", parseLogLevel) ?? "info",
    retentionDays: setting("RETENTION_DAYS", parseRetentionDays) ?? 400,
    operator: setting("OPERATOR_CONTACT", parseOperator),
    ownerChatId: setting("OWNER_CHAT_ID", (value) =>
      parseOwnerChatId(value, valueOf(env, "BOT_TOKEN") ?? ""),
    ),
    ownerLanguage: setting("OWNER_LANGUAGE", parseOwnerLanguage) ?? "hu",
    backupDays: setting("BACKUP_DAYS", parseRetentionDays),
  };
  if (problems.length > 0) throw new OperatorError(...problems);
  return config;
};

/**
 * What the operator should correct although the bot can start: one line each, with its remedy.
 * @param env what `config` was parsed from
 */
export const warningsOf = (config: Config, env: Environment): readonly string[] => {
  const isFile = databaseFile(config.database.url) !== undefined;
  const warnings: readonly (readonly [boolean, string])[] = [
    [
      config.operator === undefined,
      `OPERATOR_CONTACT is not set, so the data notice cannot name who is responsible for the users' data (GDPR, Article 13). Set it to who you are and how to reach you, ${operatorExample}`,
    ],
    [
      config.receiving.mode === "polling" && valueOf(env, "WEBHOOK_SECRET") !== undefined,
      "WEBHOOK_SECRET is set, but WEBHOOK_URL is not, so the bot uses long polling. Set WEBHOOK_URL, or remove WEBHOOK_SECRET.",
    ],
    [
      isFile && config.database.authToken !== undefined,
      "DATABASE_AUTH_TOKEN is set, but the database is a file, which needs none. Set DATABASE_URL to the database's address, or remove DATABASE_AUTH_TOKEN.",
    ],
  ];
  return [
    ...warnings.flatMap(([applies, line]) => (applies ? [line] : [])),
    ...misspellingsIn(env)
      .filter(({ isProblem }) => !isProblem)
      .map(misspellingLine),
  ];
};
