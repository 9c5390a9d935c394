import { Bot } from "grammy";
import type { Update } from "grammy/types";
import { type Person, type Telegram, startTelegram } from "./index.ts";

/** The common setup of the emulator's own tests: Telegram at a fixed time, one person and one bot. */
export interface BotFixture {
  readonly tg: Telegram;
  readonly anna: Person;
  readonly bot: Bot;
  /** Moves the emulator's clock forward, in milliseconds. */
  advance(ms: number): void;
  /** Starts the bot with long polling. */
  startPolling(): void;
  /** The newest update, as the bot receives it. */
  lastUpdate(): Update;
  close(): Promise<void>;
}

/** Starts the emulator. The bot is not running yet, and the person has already sent /start. */
export const startBotFixture = async (): Promise<BotFixture> => {
  let time = Date.UTC(2026, 10, 22, 12);
  let running: Promise<void> | undefined;
  const tg = await startTelegram({ now: () => time });
  const anna = tg.person("Minta Anna");
  const bot = new Bot(tg.token, { client: { apiRoot: tg.apiRoot } });
  bot.catch(() => undefined);
  await anna.start();
  return {
    tg,
    anna,
    bot,
    advance: (ms) => (time += ms),
    startPolling: () => {
      running = bot.start();
    },
    lastUpdate: () => tg.deliveries.at(-1)?.body as unknown as Update,
    close: async () => {
      await bot.stop();
      await running;
      await tg.close();
    },
  };
};
