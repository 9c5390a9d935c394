/** The ceiling: a grammY bot that echoes messages and stores nothing. */
import { createServer } from "node:http";
import { env, stdout } from "node:process";
import { Bot, webhookCallback } from "grammy";

const bot = new Bot(env.BOT_TOKEN, { client: { apiRoot: env.TELEGRAM_API_ROOT } });
bot.on("message:text", (ctx) => ctx.reply(ctx.message.text));

const server = createServer(webhookCallback(bot, "http", { secretToken: env.WEBHOOK_SECRET }));
await bot.init();
server.listen(0, "127.0.0.1", () => {
  stdout.write(`${JSON.stringify({ msg: "ready", port: server.address().port })}\n`);
});
