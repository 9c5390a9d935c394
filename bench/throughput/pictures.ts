/** How long the event loop stands still, and codes with it, while people send pictures. */
import { startBot, type BotName, type Ground } from "./bots.ts";
import { firstChat } from "./fill.ts";
import { Load, percentile } from "./load.ts";
import { said, sentPicture } from "./updates.ts";

/** What was measured while pictures were read. In ms. */
export interface Reading {
  /** Pictures answered a second. */
  readonly pictures: number;
  /** The worst 1 % of the event loop's delays, as the product's own metrics tell; the plain bot has none. */
  readonly loopDelay: number | undefined;
  /** What people wait who ask for a code meanwhile. */
  readonly codeP50: number;
  readonly codeP99: number;
}

/** Pictures on their way at once. */
const senders = 4;
/** ms between the questions for a code. */
const pause = 20;
const chats = 10_000;

const loopDelayOf = (metrics: string): number =>
  Number(/^kapuseged_event_loop_delay_seconds (\S+)$/m.exec(metrics)?.[1] ?? NaN) * 1000;

/** Lets people send pictures for so many seconds, each another one, and others ask for codes at a steady pace. */
export const measureReading = async (
  ground: Ground,
  name: Exclude<BotName, "bare echo">,
  seconds: number,
): Promise<Reading> => {
  const { program, door } = await startBot(ground, name, chats);
  const load = new Load(door);
  // The first one starts the reading processes, and the question base comes up.
  await load.deliver(sentPicture(firstChat));
  if (name === "Kapusegéd") await program.ask("/metrics");
  const end = performance.now() + seconds * 1000;
  let sender = 0;
  let read = 0;
  const send = async () => {
    while (performance.now() < end) if (await load.deliver(sentPicture(firstChat + (sender += 1)))) read += 1;
  };
  const times: number[] = [];
  const asked: Promise<void>[] = [];
  const ask = async (turn: number) => {
    const start = performance.now();
    await load.deliver(said(firstChat + chats / 2 + turn, "/kod"));
    times.push(performance.now() - start);
  };
  const askOn = async () => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      asked.push(ask(turn));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  try {
    await Promise.all([askOn(), ...Array.from({ length: senders }, send)]);
    const loopDelay = name === "Kapusegéd" ? loopDelayOf(await program.ask("/metrics")) : undefined;
    await Promise.all(asked);
    const sorted = Float64Array.from(times).sort();
    return {
      pictures: read / seconds,
      loopDelay,
      codeP50: percentile(sorted, 0.5),
      codeP99: percentile(sorted, 0.99),
    };
  } finally {
    load.close();
    await program.stop();
  }
};
