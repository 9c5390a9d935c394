/**
 * The floor: a bot that keeps the product's promises about updates and messages, and none about secrets. For each code
 * it makes the same two calls to Telegram (the answer, and the edit that removes the code), and records in one durable
 * commit that the update is processed and when the code ends. It has the product's HTTP client and database driver,
 * so the same settings and grouped commits, but the keys are stored as they are. What the product needs beyond this
 * is the price of sealing and of its features.
 */
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { AddressInfo } from "node:net";
import { Bot, webhookCallback } from "grammy";
import { TOTP } from "otpauth";
import { Database } from "../../src/storage/database.ts";
import { fetchTelegram } from "../../src/telegram/http-client.ts";

const { BOT_TOKEN = "", TELEGRAM_API_ROOT = "", DATABASE_URL = "", WEBHOOK_SECRET = "" } = process.env;

const periodMs = 30_000;
const maxConcurrentJobs = 50;
const jobPollIntervalMs = 250;

const database = await Database.open({ url: DATABASE_URL });
await database.enableWal();
await database.write([
  "CREATE TABLE IF NOT EXISTS processed_updates (update_id INTEGER PRIMARY KEY, processed_at INTEGER NOT NULL)",
  `CREATE TABLE IF NOT EXISTS jobs (
     update_id INTEGER PRIMARY KEY,
     chat_id INTEGER NOT NULL,
     message_id INTEGER NOT NULL,
     due_at INTEGER NOT NULL
   )`,
  "CREATE INDEX IF NOT EXISTS jobs_by_due ON jobs (due_at)",
]);

const bot = new Bot(BOT_TOKEN, { client: { apiRoot: TELEGRAM_API_ROOT, fetch: fetchTelegram } });

bot.command("kod", async (ctx) => {
  const [row] = await database.read({
    sql: "SELECT secret FROM keys WHERE chat_id = ?",
    args: [ctx.chat.id],
  });
  if (row === undefined) return;
  const code = new TOTP({ secret: row["secret"] as string }).generate();
  const { message_id } = await ctx.reply(`<code>${code}</code>`, { parse_mode: "HTML" });
  const now = Date.now();
  const endsAt = Math.ceil(now / periodMs) * periodMs;
  await database.write([
    { sql: "INSERT OR IGNORE INTO processed_updates VALUES (?, ?)", args: [ctx.update.update_id, now] },
    {
      sql: "INSERT OR IGNORE INTO jobs VALUES (?, ?, ?, ?)",
      args: [ctx.update.update_id, ctx.chat.id, message_id, endsAt],
    },
  ]);
});

/** Removes codes that have ended from their messages. @returns whether there may be more */
const runDueJobs = async (): Promise<boolean> => {
  const due = await database.read({
    sql: "SELECT update_id, chat_id, message_id FROM jobs WHERE due_at <= ? LIMIT ?",
    args: [Date.now(), maxConcurrentJobs],
  });
  await Promise.all(
    due.map(({ chat_id, message_id }) =>
      bot.api.editMessageText(Number(chat_id), Number(message_id), "Ez a kód lejárt."),
    ),
  );
  if (due.length > 0)
    await database.write(
      due.map(({ update_id }) => ({
        sql: "DELETE FROM jobs WHERE update_id = ?",
        args: [Number(update_id)],
      })),
    );
  return due.length === maxConcurrentJobs;
};

const runJobs = async (): Promise<never> => {
  for (;;) if (!(await runDueJobs())) await wait(jobPollIntervalMs);
};

const server = createServer((request, response) => {
  void webhook(request, response);
});
const webhook = webhookCallback(bot, "http", { secretToken: WEBHOOK_SECRET, timeoutMilliseconds: Infinity });
await bot.init();
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ msg: "ready", port: (server.address() as AddressInfo).port })}\n`);
});
await runJobs();
