/** How many `/kod` a second a bot answers, how long each takes, and what it costs. */
import { startBot, type BotName, type Ground } from "./bots.ts";
import { firstChat } from "./fill.ts";
import { Load, percentile, type Outcome } from "./load.ts";
import { said } from "./updates.ts";

/** What was measured of one bot over one stretch of time. */
export interface Speed {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** ms of the bot's own processor time an update. */
  readonly cpu: number;
  readonly rss: number;
}

/** Chats that ask, at most; spread evenly over those that are stored. */
const asking = 4_000;

/** ms for the machine code to come and the connections to open. */
const warmUp = 4_000;

const asksOf = (chats: number) => {
  const some = Math.min(chats, asking);
  let turn = 0;
  return () => said(firstChat + Math.floor(((turn++ % some) * chats) / some), "/kod");
};

const speedOf = ({ updates, seconds, times, failed }: Outcome, cpu: number, rss: number): Speed => {
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

/** How often the bot has called this method. */
const callsOf = async ({ telegram }: Ground, method: string): Promise<number> =>
  (JSON.parse(await telegram.ask("/counts")) as Record<string, number>)[method] ?? 0;

/** Measures one bot with so many chats stored. */
export const measureSpeed = async (
  ground: Ground,
  name: BotName,
  chats: number,
  seconds: number,
): Promise<Speed> => {
  const { program, door } = await startBot(ground, name, chats);
  const load = new Load(door);
  const next = asksOf(chats);
  try {
    await load.press(next, performance.now() + warmUp);
    const sent = await callsOf(ground, "sendMessage");
    const before = program.usage();
    const outcome = await load.press(next, performance.now() + seconds * 1000);
    const after = program.usage();
    const answered = (await callsOf(ground, "sendMessage")) - sent;
    if (answered < outcome.updates) throw new Error(`${outcome.updates} were asked, ${answered} answered`);
    return speedOf(outcome, after.cpu - before.cpu, after.rss);
  } finally {
    load.close();
    await program.stop();
  }
};
