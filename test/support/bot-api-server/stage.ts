import { Bot } from "grammy";
import type { Update } from "grammy/types";
import { type Person, type Telegram, startTelegram } from "./index.ts";

/** What most tests of the emulator begin with: Telegram at a fixed hour, one person, one bot not yet running. */
export interface Stage {
  readonly tg: Telegram;
  readonly anna: Person;
  readonly bot: Bot;
  /** Moves the clock on, in milliseconds. */
  pass(ms: number): void;
  /** Starts the bot by polling. */
  run(): void;
  /** The newest update, as the bot is told it. */
  told(): Update;
  close(): Promise<void>;
}

/** Sets the stage; the person has already written /start. */
export async function setStage(): Promise<Stage> {
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
    pass: (ms) => (time += ms),
    run: () => {
      running = bot.start();
    },
    told: () => tg.deliveries.at(-1)?.body as unknown as Update,
    close: async () => {
      await bot.stop();
      await running;
      await tg.close();
    },
  };
}
