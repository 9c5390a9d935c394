import { isIPv4 } from "node:net";
import { keyRingProblem, OperatorError } from "./operator-error.ts";
import { ownPaths } from "./observability/http-server.ts";
import { databaseFile } from "./storage/database.ts";
import { isWeakness, KeyRing, KeyRingError } from "./vault/key-ring.ts";

/** How updates arrive. */
export type Receiving =
  | {
      readonly mode: "polling";
      /** Whether to remove a webhook that is set, which another instance may be using. */
      readonly takeOverWebhook: boolean;
    }
  | { readonly mode: "webhook"; readonly url: URL; readonly secret: string | undefined };

/** All that an operator can set; see the table in README.md. */
export interface Config {
  readonly token: string;
  /** Without a slash at the end. */
  readonly apiRoot: string;
  readonly database: { readonly url: string; readonly authToken: string | undefined };
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
}

/** The settings of the storage, which are all that an operator's command needs. */
export type StorageConfig = Pick<Config, "database" | "keyRing" | "keyRingFile" | "newDatabase">;

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting is wrong; the message, after the setting's name, says what it must be. */
class InvalidSetting extends Error {}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
const isLoopback = ({ hostname }: URL): boolean =>
  hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
const isUrl = (value: string, ...protocols: string[]): boolean =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol);

/** Whether what is sent to this URL can be read on the way. `tls=0` is libSQL's way to switch TLS off. */
const isReadableOnTheWay = (url: URL): boolean =>
  !isLoopback(url) && (["http:", "ws:"].includes(url.protocol) || url.searchParams.get("tls") === "0");

const parseToken = (value: string): string => {
  if (/^\d+:[\w-]+$/.test(value)) return value;
  throw new InvalidSetting("does not look like a token (123456789:AA…). Copy it again from @BotFather.");
};

const parseApiRoot = (value: string): string => {
  if (isUrl(value, "http:", "https:") && !isReadableOnTheWay(new URL(value)))
    return value.replace(/\/+$/, "");
  throw new InvalidSetting(
    "must be an https address, for example https://api.telegram.org; http is for 127.0.0.1 only, because every call carries the bot's token",
  );
};

/** Whether a `file:` URL names a file on a disk: not a database in memory, a folder or a device. */
const namesFile = (value: string): boolean => {
  if (!/^file:(?!\/\/[^/])./.test(value) || /[?&]mode=memory/i.test(value)) return false;
  try {
    return !/^$|^:|\/$|^\/+(?:dev|proc)\/|\0/.test(databaseFile(value) ?? "");
  } catch {
    return false;
  }
};

const parseDatabaseUrl = (value: string): string => {
  if (namesFile(value)) return value;
  if (value.startsWith("file:"))
    throw new InvalidSetting("must name a file on a disk, for example file:data/kapuseged.db");
  if (isUrl(value, "libsql:", "http:", "https:", "ws:", "wss:")) {
    if (!isReadableOnTheWay(new URL(value))) return value;
    throw new InvalidSetting(
      "must be encrypted: use libsql:, https: or wss:, without tls=0. http: and ws: are for 127.0.0.1 only, because they show the token and the data on the way",
    );
  }
  throw new InvalidSetting(
    "must begin with file:, libsql:, https: or wss:, for example file:data/kapuseged.db",
  );
};

const howToMakeKey = `Make one with: echo "1:$(openssl rand -base64 32)" and keep it in a safe place.`;

const parseKeyRing = (value: string): KeyRing => {
  try {
    return KeyRing.parseStrong(value);
  } catch (thrown) {
    if (!(thrown instanceof KeyRingError)) throw thrown;
    if (isWeakness(thrown)) throw new InvalidSetting(keyRingProblem(thrown));
    throw new InvalidSetting(`cannot be read: ${keyRingProblem(thrown)}. ${howToMakeKey}`);
  }
};

/** A path as a proxy in front of the bot may rewrite it: decoded, in lower case, without empty or dotted parts. */
const normalizedPath = ({ pathname }: URL): string => {
  let path = pathname;
  // A path that is encoded twice is decoded by two proxies.
  for (let i = 0; i < 3; i += 1)
    try {
      path = decodeURIComponent(path);
    } catch {
      break;
    }
  const { pathname: resolved } = new URL(`http://localhost/${path.replace(/[?#;].*$/s, "")}`);
  return `/${resolved.toLowerCase().split("/").filter(Boolean).join("/")}`;
};

const parseWebhookUrl = (value: string): URL => {
  const url = isUrl(value, "https:", "http:") ? new URL(value) : undefined;
  if (url === undefined || (url.protocol !== "https:" && !isLoopback(url)))
    throw new InvalidSetting("must be a public https address, for example https://bot.example.org/telegram");
  if (url.username !== "" || url.password !== "")
    throw new InvalidSetting("must hold no user name or password: WEBHOOK_SECRET is what protects it");
  const path = normalizedPath(url);
  if (!ownPaths.includes(path)) return url;
  throw new InvalidSetting(
    `must have a path of its own, for example ${url.origin}/telegram: the bot serves ${path} itself`,
  );
};

const minSecretLength = 32;
const minSecretCharacters = 8;

/** @param token the bot's, which the secret must not repeat: whoever sees the one would have the other */
const parseWebhookSecret = (value: string, token: string): string => {
  if (!/^[\w-]{1,256}$/.test(value))
    throw new InvalidSetting("may hold only letters, digits, _ and -, at most 256 of them");
  const lettersOf = (text: string) => text.replace(/[^a-z\d]/gi, "");
  const [, tokenSecret = ""] = token.split(":");
  if (tokenSecret !== "" && lettersOf(value).includes(lettersOf(tokenSecret)))
    throw new InvalidSetting("must not be the bot's token. Make one with: openssl rand -hex 32");
  if (value.length >= minSecretLength && new Set(value).size >= minSecretCharacters) return value;
  throw new InvalidSetting(
    `must have at least ${minSecretLength} characters, ${minSecretCharacters} of them different, or others could send updates in Telegram's name. Make one with: openssl rand -hex 32. Or leave it out: the bot then makes one itself.`,
  );
};

const parsePort = (value: string): number => {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new InvalidSetting("must be a whole number from 0 to 65535");
};

const parseRetentionDays = (value: string): number => {
  if (/^\d{1,5}$/.test(value)) return Number(value);
  throw new InvalidSetting("must be a whole number of days, or 0 for never");
};

const parseSwitch = (value: string): boolean => {
  if (value === "0" || value === "1") return value === "1";
  throw new InvalidSetting("must be 1, or 0 for no");
};

const parseLogLevel = (value: string): string => {
  if (logLevels.includes(value)) return value;
  throw new InvalidSetting(`must be one of ${logLevels.join(", ")}`);
};

/** The data notice has to fit on a phone's screen. */
const maxOperatorLength = 200;
const operatorExample = 'for example OPERATOR_CONTACT="Minta Anna, anna@example.org"';

const parseOperator = (value: string): string => {
  // No line breaks, no marks that turn the direction of what follows.
  if (value.length <= maxOperatorLength && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value)) return value;
  throw new InvalidSetting(
    `must be one line of at most ${maxOperatorLength} characters: who you are and how to reach you, ${operatorExample}`,
  );
};

const tokenMissing =
  "BOT_TOKEN is not set. Write to @BotFather in Telegram, send /newbot, then start again with BOT_TOKEN=<the token you get>.";

/** Parses settings one by one and collects what is wrong with them, so that the operator sees every problem at once. */
interface SettingsParser {
  readonly problems: string[];
  /** A parsed setting, or `undefined` when it is not set or is wrong; a wrong one is added to the problems. */
  readonly setting: <T>(name: string, parse: (value: string) => T) => T | undefined;
}

const settingsParser = (env: Environment): SettingsParser => {
  const problems: string[] = [];
  const setting = <T>(name: string, parse: (value: string) => T): T | undefined => {
    const value = env[name]?.trim();
    if (value === undefined || value === "") return undefined;
    try {
      return parse(value);
    } catch (thrown) {
      if (!(thrown instanceof InvalidSetting)) throw thrown;
      problems.push(`${name} ${thrown.message}`);
      return undefined;
    }
  };
  return { problems, setting };
};

const asIs = (value: string): string => value;

const parseStorage = ({ problems, setting }: SettingsParser): StorageConfig => {
  const url = setting("DATABASE_URL", parseDatabaseUrl) ?? "file:data/kapuseged.db";
  const isSet = setting("MASTER_KEY", asIs) !== undefined;
  const keyRingFile = setting("MASTER_KEY_FILE", asIs);
  if (databaseFile(url) === undefined && !isSet && keyRingFile === undefined)
    problems.push(`MASTER_KEY is not set, and a remote database needs one. ${howToMakeKey}`);
  if (isSet && keyRingFile !== undefined)
    problems.push("MASTER_KEY and MASTER_KEY_FILE are both set. Remove one of them.");
  return {
    database: { url, authToken: setting("DATABASE_AUTH_TOKEN", asIs) },
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
  const { problems, setting } = parser;
  if (setting("BOT_TOKEN", asIs) === undefined) problems.push(tokenMissing);
  const storage = parseStorage(parser);
  const webhook = setting("WEBHOOK_URL", parseWebhookUrl);
  const secret = setting("WEBHOOK_SECRET", (value) => parseWebhookSecret(value, env["BOT_TOKEN"] ?? ""));
  const config: Config = {
    token: setting("BOT_TOKEN", parseToken) ?? "",
    apiRoot: setting("TELEGRAM_API_ROOT", parseApiRoot) ?? "https://api.telegram.org",
    ...storage,
    receiving:
      webhook === undefined
        ? { mode: "polling", takeOverWebhook: setting("TAKE_OVER_WEBHOOK", parseSwitch) ?? false }
        : { mode: "webhook", url: webhook, secret },
    host: setting("HOST", asIs) ?? (webhook === undefined ? "127.0.0.1" : "0.0.0.0"),
    port: setting("PORT", parsePort) ?? 8080,
    logLevel: setting("LOG_LEVEL", parseLogLevel) ?? "info",
    retentionDays: setting("RETENTION_DAYS", parseRetentionDays) ?? 400,
    operator: setting("OPERATOR_CONTACT", parseOperator),
  };
  if (problems.length > 0) throw new OperatorError(...problems);
  return config;
};

/** What the operator should mend although the bot can start: one line each, with its remedy. */
export const warningsOf = ({ operator }: Pick<Config, "operator">): readonly string[] =>
  operator === undefined
    ? [
        `OPERATOR_CONTACT is not set, so the data notice cannot name who is responsible for the users' data (GDPR, Article 13). Set it to who you are and how to reach you, ${operatorExample}`,
      ]
    : [];
