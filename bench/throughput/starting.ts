/** How soon a bot is ready after its start, and what memory it holds while idle. */
import { setTimeout as wait } from "node:timers/promises";
import { startBot, type BotName, type BenchContext } from "./bots.ts";

/** The figures of one start. */
export interface Start {
  /** ms until it reports that it is ready. */
  readonly ready: number;
  /** ms of CPU time until then. */
  readonly cpu: number;
  /** MB of the bot itself after a while without updates. */
  readonly idle: number;
  /** MB of its child processes then. */
  readonly children: number;
}

/** For V8 to release what only the start needed. */
const idleMs = 20_000;

/** Starts a bot on a database of a thousand chats and leaves it idle. @param args Node's arguments for the product */
export const measureStart = async (
  context: BenchContext,
  name: BotName,
  args?: readonly string[],
): Promise<Start> => {
  const { program } = await startBot(context, name, 1_000, args);
  try {
    const { cpu } = program.usage();
    await wait(idleMs);
    const { rss, childrenRss } = program.usage();
    return { ready: program.startTimeMs, cpu, idle: rss, children: childrenRss };
  } finally {
    await program.stop();
  }
};
