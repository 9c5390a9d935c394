import { isIPv4 } from "node:net";
import { databaseFile } from "./storage/database.ts";
import { KeyRing, KeyRingError } from "./vault/key-ring.ts";

/** How updates come in. A webhook cannot be had without its address. */
export type Receiving =
  | { readonly mode: "polling" }
  | { readonly mode: "webhook"; readonly url: URL; readonly secret: string | undefined };

/** All that an operator can set; see the table in README.md. */
export interface Config {
  readonly token: string;
  /** Without a slash at the end. */
  readonly apiRoot: string;
  readonly database: { readonly url: string; readonly authToken: string | undefined };
  /** `undefined`: to be read from, or made in, the file beside the database. */
  readonly keyRing: KeyRing | undefined;
  readonly receiving: Receiving;
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  /** Days without use after which a person is told that everything will be erased; 0: never. */
  readonly retentionDays: number;
  /** Who runs this bot and how to reach them, in their own words, for the data-handling notice. */
  readonly operator: string | undefined;
}

/** The settings of what is stored, which are all that an operator's tools need. */
export type StorageConfig = Pick<Config, "database" | "keyRing">;

/** The operator must mend something. The message has one line a fault, each with its remedy, and no secret. */
export class OperatorError extends Error {
  constructor(...faults: readonly string[]) {
    super(faults.join("\n"));
    this.name = "OperatorFault";
  }
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One setting is wrong; the message says what it must be. */
class SettingFault extends Error {}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
const isLoopback = ({ hostname }: URL) =>
  hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
const isUrl = (value: string, ...protocols: string[]) =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol);

const readToken = (value: string): string => {
  if (/^\d+:[\w-]+$/.test(value)) return value;
  throw new SettingFault("does not look like a token (123456789:AA…). Copy it again from @BotFather.");
};

const readApiRoot = (value: string): string => {
  if (isUrl(value, "http:", "https:")) return value.replace(/\/+$/, "");
  throw new SettingFault("must be an http or https address, for example https://api.telegram.org");
};

const readDatabaseUrl = (value: string): string => {
  if (/^file:(?!\/\/[^/])./.test(value) || isUrl(value, "libsql:", "http:", "https:", "ws:", "wss:"))
    return value;
  throw new SettingFault(
    "must begin with file:, libsql:, https: or wss:, for example file:data/kapuseged.db",
  );
};

const makeKey = `Make one with: echo "1:$(openssl rand -base64 32)" and keep it in a safe place.`;

const readKeyRing = (value: string): KeyRing => {
  try {
    return KeyRing.parse(value);
  } catch (thrown) {
    throw new SettingFault(
      `cannot be read: ${thrown instanceof KeyRingError ? thrown.message : "unknown"}. ${makeKey}`,
    );
  }
};

const readWebhookUrl = (value: string): URL => {
  const url = isUrl(value, "https:", "http:") ? new URL(value) : undefined;
  if (url !== undefined && (url.protocol === "https:" || isLoopback(url))) return url;
  throw new SettingFault("must be a public https address, for example https://bot.example.org/telegram");
};

const readWebhookSecret = (value: string): string => {
  if (/^[\w-]{1,256}$/.test(value)) return value;
  throw new SettingFault("may hold only letters, digits, _ and -, at most 256 of them");
};

const readPort = (value: string): number => {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new SettingFault("must be a whole number from 0 to 65535");
};

const readRetentionDays = (value: string): number => {
  if (/^\d{1,5}$/.test(value)) return Number(value);
  throw new SettingFault("must be a whole number of days, or 0 for never");
};

const readLogLevel = (value: string): string => {
  if (logLevels.includes(value)) return value;
  throw new SettingFault(`must be one of ${logLevels.join(", ")}`);
};

const noToken =
  "BOT_TOKEN is not set. Write to @BotFather in Telegram, send /newbot, then start again with BOT_TOKEN=<the token you get>.";

interface Reading {
  readonly faults: string[];
  /** A setting, or `undefined` when it is unset or wrong; then its fault is noted. */
  readonly setting: <T>(name: string, read: (value: string) => T) => T | undefined;
}

const readingOf = (env: Environment): Reading => {
  const faults: string[] = [];
  const setting = <T>(name: string, read: (value: string) => T): T | undefined => {
    const value = env[name]?.trim();
    if (value === undefined || value === "") return undefined;
    try {
      return read(value);
    } catch (thrown) {
      if (!(thrown instanceof SettingFault)) throw thrown;
      faults.push(`${name} ${thrown.message}`);
      return undefined;
    }
  };
  return { faults, setting };
};

const asIs = (value: string) => value;

const readStorage = ({ faults, setting }: Reading): StorageConfig => {
  const url = setting("DATABASE_URL", readDatabaseUrl) ?? "file:data/kapuseged.db";
  if (databaseFile(url) === undefined && setting("MASTER_KEY", asIs) === undefined) {
    faults.push(`MASTER_KEY is not set, and a remote database needs one. ${makeKey}`);
  }
  return {
    database: { url, authToken: setting("DATABASE_AUTH_TOKEN", asIs) },
    keyRing: setting("MASTER_KEY", readKeyRing),
  };
};

/** Reads the settings of what is stored. Pure. @throws OperatorFault as {@link parseConfig} */
export const parseStorageConfig = (env: Environment): StorageConfig => {
  const reading = readingOf(env);
  const config = readStorage(reading);
  if (reading.faults.length > 0) throw new OperatorError(...reading.faults);
  return config;
};

/**
 * Reads the configuration from environment variables; an empty one counts as unset. Pure.
 * @throws OperatorFault that lists every fault and its remedy.
 */
export const parseConfig = (env: Environment): Config => {
  const reading = readingOf(env);
  const { faults, setting } = reading;
  if (setting("BOT_TOKEN", asIs) === undefined) faults.push(noToken);
  const storage = readStorage(reading);
  const webhook = setting("WEBHOOK_URL", readWebhookUrl);
  const secret = setting("WEBHOOK_SECRET", readWebhookSecret);
  const config: Config = {
    token: setting("BOT_TOKEN", readToken) ?? "",
    apiRoot: setting("TELEGRAM_API_ROOT", readApiRoot) ?? "https://api.telegram.org",
    ...storage,
    receiving: webhook === undefined ? { mode: "polling" } : { mode: "webhook", url: webhook, secret },
    host: setting("HOST", asIs) ?? "0.0.0.0",
    port: setting("PORT", readPort) ?? 8080,
    logLevel: setting("LOG_LEVEL", readLogLevel) ?? "info",
    retentionDays: setting("RETENTION_DAYS", readRetentionDays) ?? 400,
    operator: setting("OPERATOR_CONTACT", asIs),
  };
  if (faults.length > 0) throw new OperatorError(...faults);
  return config;
};
