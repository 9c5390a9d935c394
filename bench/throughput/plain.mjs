/**
 * A bot for login codes as people usually write one: keys in clear text in a table, pictures read on the main thread,
 * nothing deleted from the chat, and a repeated update handled twice.
 */
import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import { env, stdout } from "node:process";
import { createClient } from "@libsql/client";
import { Bot, webhookCallback } from "grammy";
import jsQR from "jsqr";
import { TOTP, URI } from "otpauth";
import sharp from "sharp";

const { BOT_TOKEN, TELEGRAM_API_ROOT, DATABASE_URL, WEBHOOK_SECRET } = env;

const db = createClient({ url: DATABASE_URL });
await db.execute("CREATE TABLE IF NOT EXISTS keys (chat_id INTEGER PRIMARY KEY, secret TEXT NOT NULL)");

const bot = new Bot(BOT_TOKEN, { client: { apiRoot: TELEGRAM_API_ROOT } });

bot.command("kod", async (ctx) => {
  const { rows } = await db.execute({
    sql: "SELECT secret FROM keys WHERE chat_id = ?",
    args: [ctx.chat.id],
  });
  if (rows.length === 0) return ctx.reply("Küldd el a QR-kódot!");
  const code = new TOTP({ secret: rows[0].secret }).generate();
  return ctx.reply(`<code>${code}</code>`, { parse_mode: "HTML" });
});

bot.on("message:photo", async (ctx) => {
  const file = await ctx.getFile();
  const response = await fetch(`${TELEGRAM_API_ROOT}/file/bot${BOT_TOKEN}/${file.file_path}`);
  const picture = sharp(Buffer.from(await response.arrayBuffer())).ensureAlpha();
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const qrCode = jsQR(new Uint8ClampedArray(data), info.width, info.height);
  if (qrCode === null) return ctx.reply("Nem találok rajta QR-kódot.");
  const { secret } = URI.parse(qrCode.data);
  const args = [ctx.chat.id, secret.base32];
  await db.execute({ sql: "INSERT OR REPLACE INTO keys VALUES (?, ?)", args });
  return ctx.reply("Megvan a kulcsod.");
});

const server = createServer(webhookCallback(bot, "http", { secretToken: WEBHOOK_SECRET }));
await bot.init();
server.listen(0, "127.0.0.1", () => {
  stdout.write(`${JSON.stringify({ msg: "ready", port: server.address().port })}\n`);
});
