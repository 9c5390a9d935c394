/** How soon a bot is ready after it was started, and what it holds while nobody writes. */
import { setTimeout as wait } from "node:timers/promises";
import { startBot, type BotName, type Ground } from "./bots.ts";

/** What was measured of a start. */
export interface Start {
  /** ms until it says that it is ready. */
  readonly ready: number;
  /** ms of processor time until then: what is left of a start on a machine with nothing else to do. */
  readonly cpu: number;
  /** MB, once it has been left alone for a while. */
  readonly idle: number;
  /** MB of the processes it has started, then. */
  readonly children: number;
}

/** ms for V8 to give back what the start has used and nothing needs any more. */
const quiet = 20_000;

/** Starts a bot on a database with so many chats and leaves it alone. @param args how the product is started */
export const measureStart = async (
  ground: Ground,
  name: BotName,
  args?: readonly string[],
): Promise<Start> => {
  const { program } = await startBot(ground, name, 1_000, args);
  try {
    const { cpu } = program.usage();
    await wait(quiet);
    const { rss, childrenRss } = program.usage();
    return { ready: program.startTime, cpu, idle: rss, children: childrenRss };
  } finally {
    await program.stop();
  }
};
