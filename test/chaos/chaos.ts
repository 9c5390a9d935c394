import { setTimeout as wait } from "node:timers/promises";
import { seededRandom } from "../support/seeded-random.ts";
import type { Weather } from "./gateway.ts";
import { deedsInALife, live, type Expected } from "./people.ts";
import { setScene, type Scene } from "./scene.ts";
import { judge, type Verdict } from "./verdict.ts";

/** How much of everything. */
export interface Plan {
  readonly seed: number;
  readonly people: number;
  /** On one server if there are several instances; otherwise on a file whose lock another program takes. */
  readonly instances: number;
  /** kill -9 of an instance, and of the server. */
  readonly kills: number;
  readonly serverKills: number;
  readonly weather: Weather;
}

/** The share of people who let everything be erased. */
const erasing = 0.1;
/** The share of updates that come once more when all is over. */
const replayed = 0.05;
/** ms; the longest that the server is away. */
const longestAbsence = 600;

/** When something is killed, as shares of the whole, evenly over nine tenths of it. */
const blowsOf = ({ kills, serverKills }: Plan) => {
  const evenly = (count: number, target: "instance" | "server", from: number) =>
    Array.from({ length: count }, (_, i) => ({ at: ((i + from) / count) * 0.9, target }));
  return [...evenly(kills, "instance", 0.5), ...evenly(serverKills, "server", 0.8)].sort(
    (a, b) => a.at - b.at,
  );
};

/** Kills instances, and the server, as it goes on. @returns how often the server was killed */
const harass = async (
  plan: Plan,
  { fleet, sqld, telegram }: Scene,
  random: () => number,
  isOver: () => boolean,
) => {
  let servers = 0;
  for (const { at, target } of blowsOf(plan)) {
    while (!isOver() && telegram.deliveries.length < at * plan.people * deedsInALife) await wait(20);
    if (target === "instance") await fleet.kill(random());
    else if (sqld !== undefined) {
      await sqld.stop("SIGKILL");
      await wait(random() * longestAbsence);
      await sqld.start();
      servers += 1;
    }
  }
  return servers;
};

/** Runs every user's script. @returns what must be kept of them, and why some did not come to the end */
const liveAll = async ({ people, seed }: Plan, { telegram }: Scene, random: () => number) => {
  const unanswered: string[] = [];
  const lives = await Promise.all(
    Array.from({ length: people }, async (_, i): Promise<Expected | undefined> => {
      try {
        return await live(telegram.person(`Minta ${i}`), seededRandom(seed + i), random() < erasing);
      } catch (thrown) {
        unanswered.push(thrown instanceof Error ? thrown.message : "");
        return undefined;
      }
    }),
  );
  return { lived: lives.filter((one) => one !== undefined), unanswered };
};

/** Lets a crowd live through it. @param say is told how it goes on @param verbose also all that the instances wrote */
export const runChaos = async (
  plan: Plan,
  say: (line: string) => void = () => undefined,
  verbose = false,
): Promise<Verdict> => {
  const started = performance.now();
  const random = seededRandom(plan.seed);
  const scene = await setScene(plan.instances, plan.weather, random);
  const { telegram, gateway, fleet } = scene;
  try {
    say(`${plan.instances} instances are ready`);
    let over = false;
    const blows = harass(plan, scene, random, () => over);
    const { lived, unanswered } = await liveAll(plan, scene, random);
    over = true;
    const serverKills = await blows;
    say(
      `${telegram.deliveries.length} updates, ${fleet.kills} kills of instances, ${serverKills} of the server`,
    );
    await gateway.replay(replayed);
    const judgement = await judge(scene, lived);
    await scene.calmDown();
    const stopped = await fleet.stop();
    return {
      ...judgement,
      unanswered,
      kills: fleet.kills,
      serverKills,
      passed: gateway.passed,
      stopped,
      took: Math.round((performance.now() - started) / 1000),
    };
  } finally {
    await scene.strike();
    if (verbose) say(fleet.log);
  }
};
