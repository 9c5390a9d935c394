/** How many codes a second a bot answers, how long each takes, and what it costs. */
import { startBot, type BotName, type BenchContext } from "./bots.ts";
import { firstChat } from "./fill.ts";
import { Load, percentile, type LoadResult } from "./load.ts";
import { textUpdate } from "./updates.ts";

/** The figures of one bot in one round. */
export interface Speed {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** ms of the bot's CPU time per update. */
  readonly cpu: number;
  readonly rss: number;
}

/** The most chats that ask, spread evenly over those stored. */
const maxAskingChats = 4_000;

/** For the code to be compiled and the connections to open. */
const warmUpMs = 4_000;

const codeRequests = (chats: number) => {
  const asking = Math.min(chats, maxAskingChats);
  let count = 0;
  return () => textUpdate(firstChat + Math.floor(((count++ % asking) * chats) / asking), "/kod");
};

const speedOf = ({ updates, seconds, times, failed }: LoadResult, cpu: number, rss: number): Speed => {
  if (failed > 0) throw new Error(`${failed} of ${updates + failed} updates were not confirmed`);
  return {
    perSecond: updates / seconds,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
    cpu: cpu / updates,
    rss,
  };
};

/** How often the bots have called this method. */
const callsOf = async ({ telegram }: BenchContext, method: string): Promise<number> =>
  (JSON.parse(await telegram.get("/counts")) as Record<string, number>)[method] ?? 0;

/** Measures one bot with `chats` chats stored. */
export const measureSpeed = async (
  context: BenchContext,
  name: BotName,
  chats: number,
  seconds: number,
): Promise<Speed> => {
  const { program, endpoint } = await startBot(context, name, chats);
  const load = new Load(endpoint);
  const next = codeRequests(chats);
  try {
    await load.run(next, performance.now() + warmUpMs);
    const sent = await callsOf(context, "sendMessage");
    const before = program.usage();
    const result = await load.run(next, performance.now() + seconds * 1000);
    const after = program.usage();
    const answered = (await callsOf(context, "sendMessage")) - sent;
    if (answered < result.updates) throw new Error(`${result.updates} were asked, ${answered} answered`);
    return speedOf(result, after.cpu - before.cpu, after.rss);
  } finally {
    load.close();
    await program.stop();
  }
};
