import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseConfig, warningsOf } from "../src/config.ts";
import { OperatorError } from "../src/operator-error.ts";
import { KeyRing } from "../src/vault/key-ring.ts";
import { associatedData } from "../src/vault/seal.ts";

const token = "7000000001:AAInventedTokenForTestsOnly-abcdefgh_0";
const masterKey = `1:${randomBytes(32).toString("base64")}`;
const webhookSecret = `${"titok_1-2".repeat(3)}_12345`;
const good = { BOT_TOKEN: token };

const problemsOf = (env: Record<string, string | undefined>): string[] => {
  try {
    parseConfig(env);
  } catch (thrown) {
    if (thrown instanceof OperatorError) return thrown.message.split("\n");
    throw thrown;
  }
  return [];
};

describe("a valid environment", () => {
  test("needs a token only, and has a default for everything else", () => {
    expect(parseConfig(good)).toEqual({
      token,
      apiRoot: "https://api.telegram.org",
      database: { url: "file:data/kapuseged.db", authToken: undefined },
      keyRing: undefined,
      receiving: { mode: "polling", takeOverWebhook: false },
      host: "127.0.0.1",
      port: 8080,
      logLevel: "info",
      retentionDays: 400,
      operator: undefined,
    });
  });

  test("may set everything", () => {
    const config = parseConfig({
      BOT_TOKEN: token,
      TELEGRAM_API_ROOT: "http://127.0.0.1:8081/",
      DATABASE_URL: "libsql://minta.example.org",
      DATABASE_AUTH_TOKEN: "belepo",
      MASTER_KEY: masterKey,
      WEBHOOK_URL: "https://bot.example.org/telegram",
      WEBHOOK_SECRET: webhookSecret,
      HOST: "127.0.0.1",
      PORT: "0",
      LOG_LEVEL: "silent",
      RETENTION_DAYS: "0",
      OPERATOR_CONTACT: "Minta Anna, minta@example.org",
    });
    expect(config).toMatchObject({
      token,
      apiRoot: "http://127.0.0.1:8081",
      database: { url: "libsql://minta.example.org", authToken: "belepo" },
      receiving: { mode: "webhook", secret: webhookSecret },
      host: "127.0.0.1",
      port: 0,
      logLevel: "silent",
      retentionDays: 0,
      operator: "Minta Anna, minta@example.org",
    });
    expect(config.receiving.mode === "webhook" && config.receiving.url.href).toBe(
      "https://bot.example.org/telegram",
    );
    const wrapped = KeyRing.parse(masterKey).wrap(Buffer.alloc(32, 5), associatedData("x"));
    expect(config.keyRing?.unwrap(wrapped, associatedData("x"))).toEqual(Buffer.alloc(32, 5));
  });

  test("listens on all addresses by default if Telegram has to reach it, on loopback otherwise", () => {
    expect(parseConfig({ ...good, WEBHOOK_URL: "https://bot.example.org/telegram" }).host).toBe("0.0.0.0");
    expect(parseConfig({ ...good, HOST: "::" }).host).toBe("::");
  });

  test("may leave the webhook's secret to the vault", () => {
    expect(parseConfig({ ...good, WEBHOOK_URL: "https://bot.example.org/" }).receiving).toMatchObject({
      mode: "webhook",
      secret: undefined,
    });
  });

  test.each(["file:data/kapuseged.db", "file:/data/kapuseged.db", "file:///data/kapuseged.db"])(
    "may keep the database in a file without a master key: %s",
    (url) => {
      expect(parseConfig({ ...good, DATABASE_URL: url }).database.url).toBe(url);
    },
  );

  test.each([
    "libsql://a.example.org",
    "https://a.example.org",
    "http://127.0.0.1:8080",
    "ws://localhost:8080",
    "libsql://127.0.0.1:8080?tls=0",
    "wss://a.example.org",
  ])("may have a remote database with a master key: %s", (url) => {
    expect(parseConfig({ ...good, DATABASE_URL: url, MASTER_KEY: masterKey }).database.url).toBe(url);
  });

  test("may keep the key ring in a named file, also with a remote database", () => {
    const env = { ...good, DATABASE_URL: "wss://a.example.org", MASTER_KEY_FILE: "/run/keys/ring" };
    expect(parseConfig(env)).toMatchObject({ keyRing: undefined, keyRingFile: "/run/keys/ring" });
  });

  test("may have a weak master key behind a random one, so that rotation can replace it", () => {
    const ring = `2:${randomBytes(32).toString("base64")},1:${Buffer.alloc(32).toString("base64")}`;
    expect(parseConfig({ ...good, MASTER_KEY: ring }).keyRing?.ids).toEqual([2, 1]);
  });

  test.each(["http://127.0.0.1:9000/t", "http://127.1.2.3/t", "http://localhost/t", "http://[::1]:80/t"])(
    "may have a webhook without TLS on this machine: %s",
    (url) => {
      expect(parseConfig({ ...good, WEBHOOK_URL: url }).receiving.mode).toBe("webhook");
    },
  );

  const names = [
    "TELEGRAM_API_ROOT",
    "DATABASE_URL",
    "DATABASE_AUTH_TOKEN",
    "MASTER_KEY",
    "MASTER_KEY_FILE",
    "WEBHOOK_URL",
    "WEBHOOK_SECRET",
    "HOST",
    "PORT",
    "LOG_LEVEL",
    "RETENTION_DAYS",
    "OPERATOR_CONTACT",
    "TAKE_OVER_WEBHOOK",
  ];

  test.each(["", " ", "\t\n"])("treats an empty value (%j) as not set", (empty) => {
    const env = { ...good, ...Object.fromEntries(names.map((name) => [name, empty])) };
    expect(parseConfig(env)).toEqual(parseConfig(good));
    expect(problemsOf({ BOT_TOKEN: empty })).toEqual(problemsOf({}));
  });

  test("takes over a webhook only when it is told to", () => {
    const taking = (value: string) => parseConfig({ ...good, TAKE_OVER_WEBHOOK: value }).receiving;
    expect(taking("1")).toEqual({ mode: "polling", takeOverWebhook: true });
    expect(taking("0")).toEqual({ mode: "polling", takeOverWebhook: false });
  });

  test("may have whitespace around its value", () => {
    const config = parseConfig({ BOT_TOKEN: ` ${token}\n`, MASTER_KEY: ` ${masterKey}\n`, PORT: " 81 " });
    expect([config.token, config.port]).toEqual([token, 81]);
  });
});

test("the start warns that the data notice names no controller, and only then", () => {
  expect(warningsOf(parseConfig(good))).toEqual([
    expect.stringMatching(/^OPERATOR_CONTACT is not set.*Set it to .*for example/),
  ]);
  expect(warningsOf(parseConfig({ ...good, OPERATOR_CONTACT: "Minta Anna, anna@example.org" }))).toEqual([]);
});

describe("an invalid setting", () => {
  const withKey = { ...good, MASTER_KEY: masterKey };
  const weakKey = Buffer.alloc(32).toString("base64");
  const sameKey = masterKey.slice("1:".length);

  test.each([
    [{}, /^BOT_TOKEN is not set.*@BotFather/],
    [{ BOT_TOKEN: "szia" }, /^BOT_TOKEN .*@BotFather/],
    [{ BOT_TOKEN: `bot${token}` }, /^BOT_TOKEN .*@BotFather/],
    [{ ...good, TELEGRAM_API_ROOT: "api.telegram.org" }, /^TELEGRAM_API_ROOT must .*https:/],
    [{ ...good, TELEGRAM_API_ROOT: "ftp://example.org" }, /^TELEGRAM_API_ROOT must .*https:/],
    [{ ...good, DATABASE_URL: "data/kapuseged.db" }, /^DATABASE_URL must begin with file:/],
    [{ ...good, DATABASE_URL: "postgres://example.org/x" }, /^DATABASE_URL must begin with file:/],
    // Two slashes make "data" the name of another machine.
    [{ ...good, DATABASE_URL: "file://data/kapuseged.db" }, /^DATABASE_URL .*file:/],
    [{ ...good, DATABASE_URL: "libsql://a.example.org" }, /^MASTER_KEY is not set.*openssl rand/],
    [{ ...good, MASTER_KEY: "rövid" }, /^MASTER_KEY cannot be read: .*32 bytes.*openssl rand/],
    [{ ...good, MASTER_KEY: `${masterKey},${masterKey}` }, /^MASTER_KEY cannot be read: .*twice/],
    [{ ...good, WEBHOOK_URL: "bot.example.org/telegram" }, /^WEBHOOK_URL must .*https/],
    [{ ...good, WEBHOOK_URL: "http://bot.example.org/telegram" }, /^WEBHOOK_URL must .*https/],
    [{ ...good, WEBHOOK_URL: "http://10.0.0.1/telegram" }, /^WEBHOOK_URL must .*https/],
    [{ ...good, WEBHOOK_URL: "http://localhost.example.org/t" }, /^WEBHOOK_URL must .*https/],
    [{ ...good, WEBHOOK_URL: "http://127.0.0.1.example.org/t" }, /^WEBHOOK_URL must .*https/],
    [{ ...good, OPERATOR_CONTACT: "a".repeat(201) }, /^OPERATOR_CONTACT must be one line of at most 200/],
    [{ ...good, OPERATOR_CONTACT: "Minta Anna\nanna@example.org" }, /^OPERATOR_CONTACT must be one line/],
    [{ ...good, OPERATOR_CONTACT: "Minta \u202eAnna" }, /^OPERATOR_CONTACT must be one line/],
    [{ ...good, WEBHOOK_SECRET: "ékezetes" }, /^WEBHOOK_SECRET may hold only/],
    [{ ...good, WEBHOOK_SECRET: "a".repeat(257) }, /^WEBHOOK_SECRET may hold only/],
    [{ ...good, WEBHOOK_SECRET: "a" }, /^WEBHOOK_SECRET must have at least 32 .*openssl rand/],
    [{ ...good, WEBHOOK_SECRET: "a".repeat(31) }, /^WEBHOOK_SECRET must have at least 32 .*openssl rand/],
    [{ ...good, TELEGRAM_API_ROOT: "http://api.example.org" }, /^TELEGRAM_API_ROOT must be an https/],
    [{ ...good, TELEGRAM_API_ROOT: "http://10.0.0.1:8081" }, /^TELEGRAM_API_ROOT must be an https/],
    [{ ...good, TELEGRAM_API_ROOT: "http://127.0.0.1.example.org" }, /^TELEGRAM_API_ROOT must be an https/],
    [{ ...withKey, DATABASE_URL: "http://a.example.org" }, /^DATABASE_URL must be encrypted: use .*wss:/],
    [{ ...withKey, DATABASE_URL: "ws://10.0.0.1:8080" }, /^DATABASE_URL must be encrypted: use .*wss:/],
    [{ ...withKey, DATABASE_URL: "http://0.0.0.0:8080" }, /^DATABASE_URL must be encrypted: use .*wss:/],
    [
      { ...withKey, DATABASE_URL: "libsql://a.example.org?tls=0" },
      /^DATABASE_URL must be encrypted: use .*wss:/,
    ],
    [{ ...good, WEBHOOK_URL: "https://bot.example.org/healthz" }, /^WEBHOOK_URL must have a path of its own/],
    [
      { ...good, WEBHOOK_URL: "https://bot.example.org/readyz?x=1" },
      /^WEBHOOK_URL must have a path of its own/,
    ],
    [
      { ...good, WEBHOOK_URL: "https://bot.example.org/a/../metrics" },
      /^WEBHOOK_URL must have a path of its own/,
    ],
    [
      { ...good, MASTER_KEY: weakKey },
      /^MASTER_KEY has a newest key that can be guessed.*openssl rand.*rewrap/,
    ],
    [
      { ...good, MASTER_KEY: `2:${sameKey},1:${sameKey}` },
      /^MASTER_KEY has its newest key under two ids.*openssl rand.*rewrap/,
    ],
    [
      { ...withKey, MASTER_KEY_FILE: "/run/keys/ring" },
      /^MASTER_KEY and MASTER_KEY_FILE are both set\. Remove one/,
    ],
    [{ ...good, PORT: "http" }, /^PORT must be a whole number/],
    [{ ...good, PORT: "-1" }, /^PORT must be a whole number/],
    [{ ...good, PORT: "65536" }, /^PORT must be a whole number/],
    [{ ...good, PORT: "80.5" }, /^PORT must be a whole number/],
    [{ ...good, LOG_LEVEL: "loud" }, /^LOG_LEVEL must be one of .*info/],
    [{ ...good, TAKE_OVER_WEBHOOK: "yes" }, /^TAKE_OVER_WEBHOOK must be 1, or 0 for no$/],
    [{ ...good, RETENTION_DAYS: "1 év" }, /^RETENTION_DAYS must be a whole number of days/],
    [{ ...good, RETENTION_DAYS: "-1" }, /^RETENTION_DAYS must be a whole number of days/],
    [{ ...good, LOG_LEVEL: "toString" }, /^LOG_LEVEL must be one of .*info/],
  ])("is named with its remedy: %j", (env, words) => {
    const problems = problemsOf(env);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(words);
  });

  test("does not hide the others: all are listed at once, one per line", () => {
    const problems = problemsOf({
      TELEGRAM_API_ROOT: "x",
      DATABASE_URL: "x",
      MASTER_KEY: "x",
      WEBHOOK_URL: "x",
      WEBHOOK_SECRET: "é",
      PORT: "x",
      LOG_LEVEL: "x",
    });
    expect(problems.map((line) => line.split(" ")[0]).sort()).toEqual([
      "BOT_TOKEN",
      "DATABASE_URL",
      "LOG_LEVEL",
      "MASTER_KEY",
      "PORT",
      "TELEGRAM_API_ROOT",
      "WEBHOOK_SECRET",
      "WEBHOOK_URL",
    ]);
  });

  test("never shows the value that was set", () => {
    const secretive = fc.constantFrom(
      "BOT_TOKEN",
      "MASTER_KEY",
      "WEBHOOK_SECRET",
      "DATABASE_AUTH_TOKEN",
      "DATABASE_URL",
      "WEBHOOK_URL",
    );
    const value = fc
      .uint8Array({ minLength: 12, maxLength: 40 })
      .map((bytes) => Buffer.from(bytes).toString("base64"));
    const dress = fc.constantFrom(
      (text: string) => text,
      (text: string) => `1:${text}`,
      (text: string) => `7000000001:${text}!`,
      (text: string) => `1:${text},1:${text}`,
      (text: string) => `libsql://minta:${text}@example.org`,
      (text: string) => `https://[${text}`,
    );
    fc.assert(
      fc.property(secretive, value, dress, (name, text, dressed) => {
        for (const line of problemsOf({ [name]: dressed(text) }))
          expect(line).not.toContain(text.slice(0, 10));
      }),
      { numRuns: 300 },
    );
  });
});

describe("refuses with one line", () => {
  test.each([
    ["DATABASE_URL", "file::memory:"],
    ["DATABASE_URL", "file::memory:?cache=shared"],
    ["DATABASE_URL", "file:kapuseged.db?mode=memory"],
    ["DATABASE_URL", "file:?cache=shared"],
    ["DATABASE_URL", "file:data/"],
    ["DATABASE_URL", "file:///dev/null"],
    ["DATABASE_URL", "file:/dev/shm/kapuseged.db"],
    ["WEBHOOK_URL", "https://anna:titok@bot.example.org/telegram"],
    ["WEBHOOK_URL", "https://bot.example.org/metrics/"],
    ["WEBHOOK_URL", "https://bot.example.org//readyz"],
    ["WEBHOOK_URL", "https://bot.example.org/%68ealthz"],
    ["WEBHOOK_URL", "https://bot.example.org/%2568ealthz"],
    ["WEBHOOK_URL", "https://bot.example.org/a%2f..%2fHealthz"],
    ["WEBHOOK_SECRET", "titok".repeat(8)],
    ["WEBHOOK_SECRET", token.replace(":", "_")],
    ["WEBHOOK_SECRET", `x${token.split(":")[1] ?? ""}`],
  ])("%s=%s", (name, value) => {
    const problems = problemsOf({
      ...good,
      WEBHOOK_URL: "https://bot.example.org/telegram",
      [name]: value,
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} must`));
  });

  test.each([
    ["DATABASE_URL", "file:///var/lib/kapuseged/kapuseged.db"],
    ["DATABASE_URL", "file:data/kapuseged.db"],
    ["WEBHOOK_URL", "https://bot.example.org/metrics/telegram"],
    ["WEBHOOK_URL", "https://bot.example.org/%ff"],
  ])("but not %s=%s", (name, value) => expect(problemsOf({ ...good, [name]: value })).toEqual([]));
});
