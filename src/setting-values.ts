import type { Language } from "./i18n.ts";
import { isIP, isIPv4 } from "node:net";
import { ownPaths } from "./observability/http-server.ts";
import { keyRingProblem } from "./operator-error.ts";
import { databaseFile } from "./storage/database.ts";
import { isWeakness, KeyRing, KeyRingError } from "./vault/key-ring.ts";

/** A setting is wrong; the message, after the setting's name, says what it must be. */
export class InvalidSetting extends Error {}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
const isLoopback = ({ hostname }: URL): boolean =>
  hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
const isUrl = (value: string, ...protocols: string[]): boolean =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol);

/** Whether what is sent to this URL can be read on the way. `tls=0` is libSQL's way to switch TLS off. */
const isReadableOnTheWay = (url: URL): boolean =>
  !isLoopback(url) && (["http:", "ws:"].includes(url.protocol) || url.searchParams.get("tls") === "0");

export const parseToken = (value: string): string => {
  if (/^\d+:[\w-]+$/.test(value)) return value;
  throw new InvalidSetting("does not look like a token (123456789:AA…). Copy it again from @BotFather.");
};

export const defaultApiRoot = "https://api.telegram.org";

export const parseApiRoot = (value: string): string => {
  if (!isUrl(value, "http:", "https:") || isReadableOnTheWay(new URL(value)))
    throw new InvalidSetting(
      `must be an https address, for example ${defaultApiRoot}; http is for 127.0.0.1 only, because every call carries the bot's token`,
    );
  const { username, password, search, hash, pathname } = new URL(value);
  if ([username, password, search, hash].some((part) => part !== "") || /\/bot[^/]*\/?$/.test(pathname))
    throw new InvalidSetting(
      `must be the server's address alone, for example ${defaultApiRoot}, without a user name, a ? or a /bot…`,
    );
  return value.replace(/\/+$/, "");
};

/** Whether a `file:` URL names a file on a disk: not a database in memory, a folder or a device. */
const namesFile = (value: string): boolean => {
  if (!/^file:(?!\/\/[^/])./.test(value) || /[?&]mode=memory/i.test(value)) return false;
  try {
    // libSQL takes a path that begins with a scheme for an address: file:file::memory:, file:http://example.org
    return !/^$|^:|^[a-z][a-z\d+.-]+:|\/$|^\/+(?:dev|proc)\/|\0/i.test(databaseFile(value) ?? "");
  } catch {
    return false;
  }
};

export const parseDatabaseUrl = (value: string): string => {
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

export const howToMakeKey = `Make one with: echo "1:$(openssl rand -base64 32)" and keep it in a safe place.`;

export const parseKeyRing = (value: string): KeyRing => {
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

/** The ports that Telegram delivers to (Bot API, setWebhook); the operator's own Bot API server takes any. */
const webhookPorts = ["443", "80", "88", "8443"];

/** @param apiRoot the Bot API server that is to deliver the updates */
export const parseWebhookUrl = (value: string, apiRoot: string): URL => {
  const url = isUrl(value, "https:", "http:") ? new URL(value) : undefined;
  if (url === undefined || (url.protocol !== "https:" && !isLoopback(url)))
    throw new InvalidSetting("must be a public https address, for example https://bot.example.org/telegram");
  if (url.username !== "" || url.password !== "")
    throw new InvalidSetting("must hold no user name or password: WEBHOOK_SECRET is what protects it");
  if (apiRoot === defaultApiRoot && !isLoopback(url) && !webhookPorts.includes(url.port || "443"))
    throw new InvalidSetting(
      `must have a port that Telegram delivers to: ${webhookPorts.join(", ")}. Without a port it is 443`,
    );
  const path = normalizedPath(url);
  if (!ownPaths.includes(path)) return url;
  throw new InvalidSetting(
    `must have a path of its own, for example ${url.origin}/telegram: the bot serves ${path} itself`,
  );
};

const minSecretLength = 32;
const minSecretCharacters = 8;

/** @param token the bot's token, which the secret must not contain: a leak of one would be a leak of both */
export const parseWebhookSecret = (value: string, token: string): string => {
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

export const parsePort = (value: string): number => {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new InvalidSetting("must be a whole number from 0 to 65535");
};

export const parseHost = (value: string): string => {
  const isName = /^(?!.*\.\.)[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(value) && !/^[\d.]+$/.test(value);
  if (isIP(value) !== 0 || isName) return value;
  throw new InvalidSetting(
    "must be an address of this machine without a port, for example 127.0.0.1, or 0.0.0.0 for all",
  );
};

export const parseAuthToken = (value: string): string => {
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw new InvalidSetting(
    'must be the token alone: no spaces, line breaks or "Bearer". Copy it again from the database\'s provider',
  );
};

const isKeyRing = (value: string): boolean => {
  try {
    KeyRing.parse(value);
    return true;
  } catch {
    return false;
  }
};

export const parseKeyRingFile = (value: string): string => {
  if (isKeyRing(value)) throw new InvalidSetting("must be a file's path. Put the key itself into MASTER_KEY");
  if (/[\0\n\r]|\/$|^[a-z][a-z\d+.-]+:/i.test(value))
    throw new InvalidSetting("must be a file's path, for example /run/keys/ring");
  return value;
};

export const parseRetentionDays = (value: string): number => {
  if (/^\d{1,5}$/.test(value)) return Number(value);
  throw new InvalidSetting("must be a whole number of days, or 0 for never");
};

/** @param token the bot's, whose id stands in front of the colon */
export const parseOwnerChatId = (value: string, token: string): number => {
  // A user's id has at most 52 bits (Bot API, User); groups have negative ids, and channels @names.
  const isUserId = /^[1-9]\d{4,15}$/.test(value) && Number(value) < 2 ** 52;
  if (!isUserId)
    throw new InvalidSetting(
      "must be the number of your own private chat with the bot, for example 123456789: not a group's, and not a @name",
    );
  if (value === token.split(":")[0])
    throw new InvalidSetting("is the bot's own number. Set that of your private chat with the bot");
  return Number(value);
};

export const parseOwnerLanguage = (value: string): Language => {
  if (value === "hu" || value === "en") return value;
  throw new InvalidSetting("must be hu or en");
};

export const parseSwitch = (value: string): boolean => {
  if (value === "0" || value === "1") return value === "1";
  throw new InvalidSetting("must be 1, or 0 for no");
};

export const parseLogLevel = (value: string): string => {
  if (logLevels.includes(value)) return value;
  throw new InvalidSetting(`must be one of ${logLevels.join(", ")}`);
};

/** The data notice has to fit on a phone's screen. */
const maxOperatorLength = 200;
export const operatorExample = 'for example OPERATOR_CONTACT="Minta Anna, anna@example.org"';

export const parseOperator = (value: string): string => {
  // No line breaks, no marks that turn the direction of what follows.
  if (value.length <= maxOperatorLength && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value)) return value;
  throw new InvalidSetting(
    `must be one line of at most ${maxOperatorLength} characters: who you are and how to reach you, ${operatorExample}`,
  );
};
