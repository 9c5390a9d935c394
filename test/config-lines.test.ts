import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseConfig, warningsOf } from "../src/config.ts";
import { OperatorError } from "../src/operator-error.ts";
import { settingNames, type SettingName } from "../src/setting-names.ts";

const token = "7000000001:AAInventedTokenForTestsOnly-abcdefgh_0";
const good = { BOT_TOKEN: token };
const keyNamed = (name: string) => createHash("sha256").update(name).digest("base64");
const key = keyNamed("one");
const otherKey = keyNamed("another");
const secret = "Mn8-q_xY".repeat(5);
const webhook = { WEBHOOK_URL: "https://bot.example.org/telegram" };

type Settings = Readonly<Record<string, string>>;

/** What the operator reads when the start ends; no line when it does not. */
const linesOf = (settings: Settings): readonly string[] => {
  try {
    parseConfig(settings);
    return [];
  } catch (thrown) {
    if (thrown instanceof OperatorError) return thrown.message.split("\n");
    throw thrown;
  }
};

const noToken =
  "BOT_TOKEN is not set. Write to @BotFather in Telegram, send /newbot, then start again with BOT_TOKEN=<the token you get>.";
const badToken = "BOT_TOKEN does not look like a token (123456789:AA…). Copy it again from @BotFather.";
const quoted = (name: string) =>
  `${name} is in quotation marks, which are part of the value here. Remove them.`;
const misspelt = (name: string, meant: string) =>
  `${name} is not a setting. Did you mean ${meant}? Rename it; if it belongs to another program, set ${meant} as well.`;
const badContact =
  'OPERATOR_CONTACT must be one line of at most 200 characters: who you are and how to reach you, for example OPERATOR_CONTACT="Minta Anna, anna@example.org"';
const noScheme =
  "DATABASE_URL must begin with file:, libsql:, https: or wss:, for example file:data/kapuseged.db";
const noFile = "DATABASE_URL must name a file on a disk, for example file:data/kapuseged.db";
const openAddress =
  "DATABASE_URL must be encrypted: use libsql:, https: or wss:, without tls=0. http: and ws: are for 127.0.0.1 only, because they show the token and the data on the way";
const badAuthToken =
  'DATABASE_AUTH_TOKEN must be the token alone: no spaces, line breaks or "Bearer". Copy it again from the database\'s provider';
const howToMakeKey = 'Make one with: echo "1:$(openssl rand -base64 32)" and keep it in a safe place.';
const badKey = `MASTER_KEY cannot be read: each key must be 32 bytes in base64 (44 characters). ${howToMakeKey}`;
const howToReplaceKey =
  'Put a random one with the next id before it (echo "2:$(openssl rand -base64 32)"), restart, and run: npm run keys -- rewrap. A new database needs only a random one (echo "1:$(openssl rand -base64 32)").';
const weakKey = `MASTER_KEY has a newest key that can be guessed: it is text, or follows a pattern. ${howToReplaceKey}`;
const noPath = "MASTER_KEY_FILE must be a file's path, for example /run/keys/ring";
const noHttps = "WEBHOOK_URL must be a public https address, for example https://bot.example.org/telegram";
const badPort =
  "WEBHOOK_URL must have a port that Telegram delivers to: 443, 80, 88, 8443. Without a port it is 443";
const ownPath = (path: string) =>
  `WEBHOOK_URL must have a path of its own, for example https://bot.example.org/telegram: the bot serves ${path} itself`;
const badSecret = "WEBHOOK_SECRET may hold only letters, digits, _ and -, at most 256 of them";
const weakSecret =
  "WEBHOOK_SECRET must have at least 32 characters, 8 of them different, or others could send updates in Telegram's name. Make one with: openssl rand -hex 32. Or leave it out: the bot then makes one itself.";
const tokenAsSecret = "WEBHOOK_SECRET must not be the bot's token. Make one with: openssl rand -hex 32";
const noSwitch = (name: string) => `${name} must be 1, or 0 for no`;
const noPort = "PORT must be a whole number from 0 to 65535";
const noHost =
  "HOST must be an address of this machine without a port, for example 127.0.0.1, or 0.0.0.0 for all";
const noApiRoot =
  "TELEGRAM_API_ROOT must be an https address, for example https://api.telegram.org; http is for 127.0.0.1 only, because every call carries the bot's token";
const moreThanApiRoot =
  "TELEGRAM_API_ROOT must be the server's address alone, for example https://api.telegram.org, without a user name, a ? or a /bot…";
const noDays = "RETENTION_DAYS must be a whole number of days, or 0 for never";
const noBackupDays = "BACKUP_DAYS must be a whole number of days, or 0 for never";
const noLanguage = "OWNER_LANGUAGE must be hu or en";
const noOwner =
  "OWNER_CHAT_ID must be the number of your own private chat with the bot, for example 123456789: not a group's, and not a @name";
const botIsNoOwner = "OWNER_CHAT_ID is the bot's own number. Set that of your private chat with the bot";
const noLevel = "LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent";

/** What is wrong with a setting: the settings besides the token, and the one line that the operator reads. */
const refused: Readonly<Record<Exclude<SettingName, "ENV_FILE">, readonly (readonly [Settings, string])[]>> =
  {
    BOT_TOKEN: [
      [{ BOT_TOKEN: "" }, noToken],
      [{ BOT_TOKEN: " \t" }, noToken],
      [{ BOT_TOKEN: "", BOT_TOKN: token }, misspelt("BOT_TOKN", "BOT_TOKEN")],
      [{ BOT_TOKEN: "", bot_token: token }, misspelt("bot_token", "BOT_TOKEN")],
      [{ BOT_TOKEN: "szia" }, badToken],
      [{ BOT_TOKEN: `bot${token}` }, badToken],
      [{ BOT_TOKEN: "123456789:AA…" }, badToken],
      [{ BOT_TOKEN: `"${token}"` }, quoted("BOT_TOKEN")],
      [{ BOT_TOKEN: `'${token}'` }, quoted("BOT_TOKEN")],
    ],
    OPERATOR_CONTACT: [
      [{ OPERATOR_CONTACT: "a".repeat(201) }, badContact],
      [{ OPERATOR_CONTACT: "Minta Anna\nanna@example.org" }, badContact],
      [{ OPERATOR_CONTACT: "Minta \u202eAnna" }, badContact],
      [{ OPERATOR_CONTACT: '"Minta Anna"' }, quoted("OPERATOR_CONTACT")],
      [{ OPERATOR_CONTCAT: "Minta Anna" }, misspelt("OPERATOR_CONTCAT", "OPERATOR_CONTACT")],
    ],
    OWNER_CHAT_ID: [
      [{ OWNER_CHAT_ID: "-1002000000001" }, noOwner],
      [{ OWNER_CHAT_ID: "@minta_anna" }, noOwner],
      [{ OWNER_CHAT_ID: "1234" }, noOwner],
      [{ OWNER_CHAT_ID: "05100000001" }, noOwner],
      [{ OWNER_CHAT_ID: "5100000001.0" }, noOwner],
      [{ OWNER_CHAT_ID: "5e9" }, noOwner],
      [{ OWNER_CHAT_ID: "4503599627370496" }, noOwner],
      [{ OWNER_CHAT_ID: "5100000001,5100000002" }, noOwner],
      [{ OWNER_CHAT_ID: token.split(":")[0]! }, botIsNoOwner],
      [{ OWNER_CHATID: "5100000001" }, misspelt("OWNER_CHATID", "OWNER_CHAT_ID")],
    ],
    OWNER_LANGUAGE: [
      [{ OWNER_LANGUAGE: "de" }, noLanguage],
      [{ OWNER_LANGUAGE: "HU" }, noLanguage],
      [{ OWNER_LANGAUGE: "en" }, misspelt("OWNER_LANGAUGE", "OWNER_LANGUAGE")],
    ],
    BACKUP_DAYS: [
      [{ BACKUP_DAYS: "often" }, noBackupDays],
      [{ BACKUP_DAYS: "-1" }, noBackupDays],
      [{ BACKUP_DAY: "7" }, misspelt("BACKUP_DAY", "BACKUP_DAYS")],
    ],
    DATABASE_URL: [
      [{ DATABASE_URL: "data/kapuseged.db" }, noScheme],
      [{ DATABASE_URL: ":memory:" }, noScheme],
      [{ DATABASE_URL: "FILE::memory:" }, noScheme],
      [{ DATABASE_URL: "postgres://example.org/x" }, noScheme],
      // Two slashes make "data" the name of another machine.
      [{ DATABASE_URL: "file://data/kapuseged.db" }, noFile],
      [{ DATABASE_URL: "file:" }, noFile],
      [{ DATABASE_URL: "file::memory:" }, noFile],
      [{ DATABASE_URL: "file::memory:?cache=shared" }, noFile],
      [{ DATABASE_URL: "file::MEMORY:" }, noFile],
      [{ DATABASE_URL: "file:kapuseged.db?mode=memory" }, noFile],
      [{ DATABASE_URL: "file:kapuseged.db?cache=shared&mode=memory" }, noFile],
      // libSQL opens these in memory, or somewhere on the network.
      [{ DATABASE_URL: "file:file::memory:" }, noFile],
      [{ DATABASE_URL: "file:FILE:x?mode=memory" }, noFile],
      [{ DATABASE_URL: "file:http://127.0.0.1:8080" }, noFile],
      [{ DATABASE_URL: "file:libsql://example.org" }, noFile],
      [{ DATABASE_URL: "file:?cache=shared" }, noFile],
      [{ DATABASE_URL: "file:data/" }, noFile],
      [{ DATABASE_URL: "file:///dev/null" }, noFile],
      [{ DATABASE_URL: "file:/dev/shm/kapuseged.db" }, noFile],
      [{ DATABASE_URL: "http://a.example.org", MASTER_KEY: key }, openAddress],
      [{ DATABASE_URL: "ws://10.0.0.1:8080", MASTER_KEY: key }, openAddress],
      [{ DATABASE_URL: "http://0.0.0.0:8080", MASTER_KEY: key }, openAddress],
      [{ DATABASE_URL: "libsql://a.example.org?tls=0", MASTER_KEY: key }, openAddress],
      [{ DATABSE_URL: "file:/data/kapuseged.db" }, misspelt("DATABSE_URL", "DATABASE_URL")],
      [{ DATABASE_URI: "file:/data/kapuseged.db" }, misspelt("DATABASE_URI", "DATABASE_URL")],
      [{ DATABASE_URL: '"file:data/kapuseged.db"' }, quoted("DATABASE_URL")],
    ],
    DATABASE_AUTH_TOKEN: [
      [{ DATABASE_AUTH_TOKEN: "Bearer eyJ" }, badAuthToken],
      [{ DATABASE_AUTH_TOKEN: "eyJ\neyJ" }, badAuthToken],
      [{ DATABASE_AUTH_TOKEN: "jelszó" }, badAuthToken],
      [{ DATABASE_AUTH_TOKEN: '"eyJ"' }, quoted("DATABASE_AUTH_TOKEN")],
      [{ DATABASE_AUTHTOKEN: "eyJ" }, misspelt("DATABASE_AUTHTOKEN", "DATABASE_AUTH_TOKEN")],
    ],
    NEW_DATABASE: [
      [{ NEW_DATABASE: "yes" }, noSwitch("NEW_DATABASE")],
      [{ NEW_DATABASE: "true" }, noSwitch("NEW_DATABASE")],
      [{ NEW_DATABSE: "1" }, misspelt("NEW_DATABSE", "NEW_DATABASE")],
    ],
    MASTER_KEY: [
      [
        { DATABASE_URL: "libsql://a.example.org" },
        `MASTER_KEY is not set, and a remote database needs one. ${howToMakeKey}`,
      ],
      [{ MASTER_KEY: "rövid" }, badKey],
      [{ MASTER_KEY: key.slice(4) }, badKey],
      [{ MASTER_KEY: `1:${key},` }, badKey],
      [
        { MASTER_KEY: `one:${key}` },
        `MASTER_KEY cannot be read: a key id must be a whole number from 1. ${howToMakeKey}`,
      ],
      [
        { MASTER_KEY: `1:${key},1:${otherKey}` },
        `MASTER_KEY cannot be read: a key id is given twice. ${howToMakeKey}`,
      ],
      [{ MASTER_KEY: Buffer.alloc(32).toString("base64") }, weakKey],
      [{ MASTER_KEY: Buffer.from("jelszo".repeat(6).slice(0, 32)).toString("base64") }, weakKey],
      [
        { MASTER_KEY: `2:${key},1:${key}` },
        `MASTER_KEY has its newest key under two ids, so rotation would end nothing. ${howToReplaceKey}`,
      ],
      [
        { MASTER_KEY: `1:${key},2:${otherKey}` },
        "MASTER_KEY is not newest first: a key with a higher id follows. Put the key with the highest id first.",
      ],
      [{ MASTER_KEY: `"1:${key}"` }, quoted("MASTER_KEY")],
      [{ MASTERKEY: `1:${key}` }, misspelt("MASTERKEY", "MASTER_KEY")],
      [
        { DATABASE_URL: "libsql://a.example.org", MASTER_KYE: `1:${key}` },
        misspelt("MASTER_KYE", "MASTER_KEY"),
      ],
    ],
    MASTER_KEY_FILE: [
      [
        { MASTER_KEY: `1:${key}`, MASTER_KEY_FILE: "/run/keys/ring" },
        "MASTER_KEY and MASTER_KEY_FILE are both set. Remove one of them.",
      ],
      [
        { MASTER_KEY_FILE: `1:${key}` },
        "MASTER_KEY_FILE must be a file's path. Put the key itself into MASTER_KEY",
      ],
      [{ MASTER_KEY_FILE: "file:/run/keys/ring" }, noPath],
      [{ MASTER_KEY_FILE: "/run/keys/" }, noPath],
      [{ MASTER_KEYFILE: "/run/keys/ring" }, misspelt("MASTER_KEYFILE", "MASTER_KEY_FILE")],
    ],
    WEBHOOK_URL: [
      [{ WEBHOOK_URL: "bot.example.org/telegram" }, noHttps],
      [{ WEBHOOK_URL: "http://bot.example.org/telegram" }, noHttps],
      [{ WEBHOOK_URL: "http://10.0.0.1/telegram" }, noHttps],
      [{ WEBHOOK_URL: "http://localhost.example.org/t" }, noHttps],
      [{ WEBHOOK_URL: "http://127.0.0.1.example.org/t" }, noHttps],
      [{ WEBHOOK_URL: "https://bot.example.org:1234/telegram" }, badPort],
      [{ WEBHOOK_URL: "https://bot.example.org:8080/telegram" }, badPort],
      [
        { WEBHOOK_URL: "https://anna:titok@bot.example.org/telegram" },
        "WEBHOOK_URL must hold no user name or password: WEBHOOK_SECRET is what protects it",
      ],
      [{ WEBHOOK_URL: "https://bot.example.org/metrics/" }, ownPath("/metrics")],
      [{ WEBHOOK_URL: "https://bot.example.org/readyz?x=1" }, ownPath("/readyz")],
      [{ WEBHOOK_URL: "https://bot.example.org//readyz" }, ownPath("/readyz")],
      [{ WEBHOOK_URL: "https://bot.example.org/a/../metrics" }, ownPath("/metrics")],
      [{ WEBHOOK_URL: "https://bot.example.org/%68ealthz" }, ownPath("/healthz")],
      [{ WEBHOOK_URL: "https://bot.example.org/%2568ealthz" }, ownPath("/healthz")],
      [{ WEBHOOK_URL: "https://bot.example.org/a%2f..%2fHealthz" }, ownPath("/healthz")],
      [{ WEBHOOK_URI: "https://bot.example.org/t" }, misspelt("WEBHOOK_URI", "WEBHOOK_URL")],
    ],
    WEBHOOK_SECRET: [
      [{ ...webhook, WEBHOOK_SECRET: "ékezetes" }, badSecret],
      [{ ...webhook, WEBHOOK_SECRET: "a".repeat(257) }, badSecret],
      [{ ...webhook, WEBHOOK_SECRET: "a" }, weakSecret],
      [{ ...webhook, WEBHOOK_SECRET: secret.slice(0, 31) }, weakSecret],
      [{ ...webhook, WEBHOOK_SECRET: "titok".repeat(8) }, weakSecret],
      [{ ...webhook, WEBHOOK_SECRET: token.replace(":", "_") }, tokenAsSecret],
      [{ ...webhook, WEBHOOK_SECRET: `x${token.split(":")[1] ?? ""}` }, tokenAsSecret],
      [{ ...webhook, WEBHOOK_SECRTE: secret }, misspelt("WEBHOOK_SECRTE", "WEBHOOK_SECRET")],
    ],
    TAKE_OVER_WEBHOOK: [
      [{ TAKE_OVER_WEBHOOK: "yes" }, noSwitch("TAKE_OVER_WEBHOOK")],
      [{ ...webhook, TAKE_OVER_WEBHOOK: "2" }, noSwitch("TAKE_OVER_WEBHOOK")],
      [{ TAKEOVER_WEBHOOK: "1" }, misspelt("TAKEOVER_WEBHOOK", "TAKE_OVER_WEBHOOK")],
    ],
    PORT: [
      [{ PORT: "http" }, noPort],
      [{ PORT: "-1" }, noPort],
      [{ PORT: "65536" }, noPort],
      [{ PORT: "80.5" }, noPort],
      [{ PORT: "tcp://10.0.0.1:8080" }, noPort],
      [{ PORT: '"8080"' }, quoted("PORT")],
    ],
    HOST: [
      [{ HOST: "http://127.0.0.1" }, noHost],
      [{ HOST: "127.0.0.1:8080" }, noHost],
      [{ HOST: "[::1]" }, noHost],
      [{ HOST: "999.1.1.1" }, noHost],
      [{ HOST: "127.0.0.1, ::1" }, noHost],
      [{ HOST: "*" }, noHost],
    ],
    TELEGRAM_API_ROOT: [
      [{ TELEGRAM_API_ROOT: "api.telegram.org" }, noApiRoot],
      [{ TELEGRAM_API_ROOT: "ftp://example.org" }, noApiRoot],
      [{ TELEGRAM_API_ROOT: "http://api.example.org" }, noApiRoot],
      [{ TELEGRAM_API_ROOT: "http://10.0.0.1:8081" }, noApiRoot],
      [{ TELEGRAM_API_ROOT: "http://127.0.0.1.example.org" }, noApiRoot],
      [{ TELEGRAM_API_ROOT: "https://api.telegram.org/bot" }, moreThanApiRoot],
      [{ TELEGRAM_API_ROOT: `https://api.telegram.org/bot${token}` }, moreThanApiRoot],
      [{ TELEGRAM_API_ROOT: "https://anna:titok@api.example.org" }, moreThanApiRoot],
      [{ TELEGRAM_API_ROOT: "https://api.example.org/?x=1" }, moreThanApiRoot],
      [
        { TELEGRAM_API_ROOTS: "https://api.example.org" },
        misspelt("TELEGRAM_API_ROOTS", "TELEGRAM_API_ROOT"),
      ],
    ],
    RETENTION_DAYS: [
      [{ RETENTION_DAYS: "1 év" }, noDays],
      [{ RETENTION_DAYS: "-1" }, noDays],
      [{ RETENTION_DAYS: "30.5" }, noDays],
      [{ RETENTION_DAYS: "never" }, noDays],
      [{ RETENTION_DAY: "0" }, misspelt("RETENTION_DAY", "RETENTION_DAYS")],
    ],
    LOG_LEVEL: [
      [{ LOG_LEVEL: "loud" }, noLevel],
      [{ LOG_LEVEL: "INFO" }, noLevel],
      [{ LOG_LEVEL: "toString" }, noLevel],
    ],
  };

describe("a setting that is missing, wrong, weak or misspelt ends the start with this one line", () => {
  const rows = Object.values(refused).flat();
  test.each(rows.map(([settings, line]) => [JSON.stringify(settings), line, settings] as const))(
    "%s: %s",
    (_, line, settings) => {
      expect(linesOf({ ...good, ...settings })).toEqual([line]);
    },
  );

  test("and each setting is tried in three ways or more", () => {
    for (const [name, tries] of Object.entries(refused))
      expect([name, tries.length >= 3]).toEqual([name, true]);
  });
});

describe("a setting that the bot can start with, but which is not what it seems, is warned of", () => {
  const noContact =
    'OPERATOR_CONTACT is not set, so the data notice cannot name who is responsible for the users\' data (GDPR, Article 13). Set it to who you are and how to reach you, for example OPERATOR_CONTACT="Minta Anna, anna@example.org"';
  test.each<readonly [Settings, readonly string[]]>([
    [{}, []],
    [{ OPERATOR_CONTACT: "" }, [noContact]],
    [{ OPERATOR_CONTACT: " " }, [noContact]],
    [{ ...webhook, WEBHOOK_SECRET: secret }, []],
    [
      { WEBHOOK_SECRET: secret },
      [
        "WEBHOOK_SECRET is set, but WEBHOOK_URL is not, so the bot uses long polling. Set WEBHOOK_URL, or remove WEBHOOK_SECRET.",
      ],
    ],
    [
      { DATABASE_AUTH_TOKEN: "eyJ" },
      [
        "DATABASE_AUTH_TOKEN is set, but the database is a file, which needs none. Set DATABASE_URL to the database's address, or remove DATABASE_AUTH_TOKEN.",
      ],
    ],
    [{ PROT: "80" }, [misspelt("PROT", "PORT")]],
    [{ host: "0.0.0.0" }, [misspelt("host", "HOST")]],
    [{ LOGLEVEL: "debug" }, [misspelt("LOGLEVEL", "LOG_LEVEL")]],
    [{ LOG_LEVLE: "debug" }, [misspelt("LOG_LEVLE", "LOG_LEVEL")]],
    [{ LOGLEVEL: "debug", LOG_LEVEL: "info" }, []],
  ])("%j: %j", (settings, lines) => {
    const all = { ...good, OPERATOR_CONTACT: "Minta Anna, anna@example.org", ...settings };
    expect(warningsOf(parseConfig(all), all)).toEqual(lines);
  });
});

describe("accepts", () => {
  test.each<Settings>([
    { DATABASE_URL: "file:///var/lib/kapuseged/kapuseged.db" },
    { DATABASE_URL: "file:C:/bot/kapuseged.db" },
    { DATABASE_URL: "file:./a:b.db" },
    { WEBHOOK_URL: "https://bot.example.org/metrics/telegram" },
    { WEBHOOK_URL: "https://bot.example.org/%ff" },
    { WEBHOOK_URL: "https://bot.example.org:8443/telegram" },
    { WEBHOOK_URL: "https://bot.example.org:443/telegram" },
    { WEBHOOK_URL: "https://127.0.0.1:1234/telegram" },
    // The operator's own Bot API server delivers to any port.
    { WEBHOOK_URL: "https://bot.example.org:1234/t", TELEGRAM_API_ROOT: "http://127.0.0.1:8081" },
    { TELEGRAM_API_ROOT: "https://api.example.org/telegram/" },
    { HOST: "localhost" },
    { HOST: "::" },
    { HOST: "fe80::1%eth0" },
    { HOST: "my-machine.example.org" },
    { MASTER_KEY_FILE: "keys/ring" },
    { OPERATOR_CONTACT: '"Minta" Könyvtár, "Anna"' },
    { OPERATOR_CONTACT: "á".repeat(200) },
  ])("%j", (settings) => expect(linesOf({ ...good, ...settings })).toEqual([]));
});

/** What stands in the environments of shells, desktops, CI services, container platforms and other programs. */
const reallife = `
  _ PWD OLDPWD HOME USER USERNAME LOGNAME SHELL SHLVL PATH MANPATH INFOPATH TERM TERM_PROGRAM COLORTERM LANG LANGUAGE LC_ALL
  LC_CTYPE TZ EDITOR VISUAL PAGER LESS LESSOPEN LS_COLORS MAIL DISPLAY WAYLAND_DISPLAY XAUTHORITY XDG_RUNTIME_DIR XDG_SESSION_ID
  XDG_DATA_DIRS XDG_CONFIG_HOME DBUS_SESSION_BUS_ADDRESS SSH_CLIENT SSH_CONNECTION SSH_TTY SSH_AUTH_SOCK SSH_AGENT_PID SUDO_USER
  SUDO_COMMAND HOSTNAME HOSTTYPE HOSTS HOST_IP HOST_PORT VHOST GHOST CHOST RHOST LHOST RHOSTS COST POST PORTS PORT0 PORT1 PORT_0
  PORTA SORT FORT PART REPORT EXPORT SUPPORT IMPORT PGPORT PGHOST DBHOST DB_HOST DB_PORT MACHTYPE OSTYPE SYSTEMROOT COMSPEC
  TEMP TMP TMPDIR APPDATA PATHEXT PROGRAMFILES WINDIR HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy
  INVOCATION_ID JOURNAL_STREAM SYSTEMD_EXEC_PID CREDENTIALS_DIRECTORY NOTIFY_SOCKET RUNTIME_DIRECTORY STATE_DIRECTORY
  MEMORY_PRESSURE_WATCH MAINPID LISTEN_FDS NODE NODE_ENV NODE_OPTIONS NODE_PATH NODE_VERSION NODE_DEBUG NODE_EXTRA_CA_CERTS
  YARN_VERSION UV_THREADPOOL_SIZE DEBUG FORCE_COLOR NO_COLOR INIT_CWD NVM_DIR NVM_BIN npm_command npm_config_cache npm_config_port
  npm_config_loglevel npm_execpath npm_lifecycle_event npm_lifecycle_script npm_node_execpath npm_package_json npm_package_name
  NPM_TOKEN NODE_AUTH_TOKEN GIT_TOKEN GH_TOKEN GITHUB_TOKEN GITHUB_ACTIONS GITHUB_REF GITHUB_SHA GITLAB_CI CI CI_COMMIT_SHA
  CI_JOB_TOKEN RUNNER_OS RUNNER_TEMP BUILD_NUMBER JENKINS_URL DYNO HEROKU_APP_NAME RENDER RENDER_EXTERNAL_URL RAILWAY_STATIC_URL
  RAILWAY_ENVIRONMENT FLY_APP_NAME FLY_REGION FLY_MACHINE_ID FLY_PRIVATE_IP PRIMARY_REGION KUBERNETES_PORT KUBERNETES_SERVICE_HOST
  KUBERNETES_SERVICE_PORT KUBERNETES_PORT_443_TCP KAPUSEGED_PORT KAPUSEGED_SERVICE_HOST KAPUSEGED_SERVICE_PORT DATABASE_PORT
  DATABASE_SERVICE_HOST DATABASE_PORT_5432_TCP DATABASE DATABASES DATABASE_NAME DATABASE_USER DATABASE_PASSWORD DATABASE_HOST
  DATABASE_SSL DATABASE_DIR DATABASE_PATH DATABASE_URL_FILE DATABASE_PRIVATE_URL DATABASE_PUBLIC_URL DIRECT_URL REDIS_URL MONGO_URL
  POSTGRES_URL POSTGRES_USER POSTGRES_PASSWORD MYSQL_URL TURSO_DATABASE_URL TURSO_AUTH_TOKEN LIBSQL_URL AUTH_TOKEN SQLALCHEMY_DATABASE_URI
  RAILS_MASTER_KEY SECRET_KEY SECRET_KEY_BASE MEILI_MASTER_KEY API_KEY API_TOKEN BOT_NAME BOT_TOKEN_FILE BOT_USERNAME TELEGRAM_TOKEN
  TELEGRAM_BOT_TOKEN TELEGRAM_API_ID TELEGRAM_API_HASH TELEGRAM_CHAT_ID DISCORD_TOKEN SLACK_WEBHOOK_URL WEBHOOK WEBHOOK_ID WEBHOOK_PORT
  WEBHOOK_PATH WEBHOOK_HOST ADMIN_CONTACT CONTACT LOG LOGS LOGGING LOG_FILE LOG_FORMAT LOG_DIR RUST_LOG LOGURU_LEVEL LOG_LEVEL_ROOT
  ENV ENVIRONMENT ENV_NAME ENV_PATH APP_ENV BASH_ENV VIRTUAL_ENV CONDA_PREFIX PYTHONPATH JAVA_HOME GOPATH GOROOT CARGO_HOME
  ANDROID_HOME AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY GOOGLE_APPLICATION_CREDENTIALS AZURE_CLIENT_ID DOCKER_HOST
  COMPOSE_PROJECT_NAME COMPOSE_FILE ENVOY_FILE RETENTION RETENTION_PERIOD BACKUP_RETENTION_DAYS container GPG_KEY GPG_AGENT_INFO WSLENV
  WSL_DISTRO_NAME VSCODE_IPC_HOOK TMUX STY WINDOWID PM2_HOME name restart_time exec_mode PGID PUID UID GID EUID
`
  .trim()
  .split(/\s+/);

test("takes no variable of real environments for a misspelt setting", () => {
  expect(reallife.length).toBeGreaterThan(250);
  const environment = { ...Object.fromEntries(reallife.map((name) => [name, "x"])), ...good };
  expect(linesOf(environment)).toEqual([]);
  const warnings = warningsOf(parseConfig(environment), environment);
  expect(warnings).toEqual([expect.stringMatching(/^OPERATOR_CONTACT is not set/)]);
});

test(".env.example and the table in docs/operations.md list every setting, and no other", () => {
  const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
  const sorted = (names: readonly (string | undefined)[]) => [...new Set(names)].sort();
  const inExample = [...read(".env.example").matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
  // ENV_FILE names the file itself.
  expect(sorted([...inExample, "ENV_FILE"])).toEqual(sorted(settingNames));
  const [, section = ""] = read("docs/operations.md").split("\n## Settings\n");
  const [table = ""] = section.split("\n## ");
  const inTable = [...table.matchAll(/^\| (`[A-Z_`, ]+`) /gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/[A-Z_]+/g)].map(([name]) => name),
  );
  expect(sorted(inTable)).toEqual(sorted(settingNames));
});
