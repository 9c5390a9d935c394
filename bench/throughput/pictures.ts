/** How long the event loop is blocked, and codes with it, while users send pictures. */
import { startBot, type BenchContext } from "./bots.ts";
import { firstChat } from "./fill.ts";
import { Load, percentile } from "./load.ts";
import { textUpdate, photoUpdate } from "./updates.ts";

/** The figures of one round; times in ms. */
export interface Reading {
  /** Pictures answered a second. */
  readonly pictures: number;
  /** The event loop's delay (p99) from the product's metrics; the plain bot has none. */
  readonly loopDelay: number | undefined;
  /** How long users wait for a code meanwhile. */
  readonly codeP50: number;
  readonly codeP99: number;
}

/** Pictures sent at once. */
const maxConcurrentPictures = 4;
const codeIntervalMs = 20;
const chats = 10_000;

const loopDelayOf = (metrics: string): number =>
  Number(/^kapuseged_event_loop_delay_seconds (\S+)$/m.exec(metrics)?.[1] ?? NaN) * 1000;

/** Lets users send one picture each for `seconds`, while others ask for codes at a constant rate. */
export const measureReading = async (
  context: BenchContext,
  name: "Kapusegéd" | "plain bot",
  seconds: number,
): Promise<Reading> => {
  const { program, endpoint } = await startBot(context, name, chats);
  const load = new Load(endpoint);
  // The first picture starts the reading processes.
  await load.deliver(photoUpdate(firstChat));
  if (name === "Kapusegéd") await program.get("/metrics");
  const end = performance.now() + seconds * 1000;
  let sender = 0;
  let read = 0;
  const send = async () => {
    while (performance.now() < end) if (await load.deliver(photoUpdate(firstChat + (sender += 1)))) read += 1;
  };
  const times: number[] = [];
  const asked: Promise<void>[] = [];
  const ask = async (turn: number) => {
    const start = performance.now();
    await load.deliver(textUpdate(firstChat + chats / 2 + turn, "/kod"));
    times.push(performance.now() - start);
  };
  const askOn = async () => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      asked.push(ask(turn));
      await new Promise((resolve) => setTimeout(resolve, codeIntervalMs));
    }
  };
  try {
    await Promise.all([askOn(), ...Array.from({ length: maxConcurrentPictures }, send)]);
    const loopDelay = name === "Kapusegéd" ? loopDelayOf(await program.get("/metrics")) : undefined;
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
