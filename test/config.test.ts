import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../src/config.ts";
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
      ownerChatId: undefined,
      ownerLanguage: "hu",
      backupDays: undefined,
    });
  });

  test("may name the owner's chat", () => {
    const env = { ...good, OWNER_CHAT_ID: " 5100000001 ", OWNER_LANGUAGE: "en", BACKUP_DAYS: "7" };
    expect(parseConfig(env)).toMatchObject({
      ownerChatId: 5_100_000_001,
      ownerLanguage: "en",
      backupDays: 7,
    });
  });

  test.each([
    ...[
      "-1002000000001",
      "@minta_anna",
      "1234",
      "0",
      "05100000001",
      "5100000001.0",
      "5e9",
      "4503599627370496",
    ],
    ...["5100000001,5100000002", token.split(":")[0]!],
  ])("refuses what is not the number of a private chat: OWNER_CHAT_ID=%s", (value) => {
    const [problem, ...others] = problemsOf({ ...good, OWNER_CHAT_ID: value });
    expect(others).toEqual([]);
    expect(problem).toMatch(
      /^OWNER_CHAT_ID (must be the number of your own private chat|is the bot's own number)/,
    );
  });

  test("refuses another language, and a number of days that is none", () => {
    expect(problemsOf({ ...good, OWNER_LANGUAGE: "de", BACKUP_DAYS: "often" })).toEqual([
      "OWNER_LANGUAGE must be hu or en",
      "BACKUP_DAYS must be a whole number of days, or 0 for never",
    ]);
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

describe("an invalid setting", () => {
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
