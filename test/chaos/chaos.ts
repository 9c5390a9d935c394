import { mkdtemp, rm } from "node:fs/promises";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "@libsql/client";
import { Store } from "../../src/store/store.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { Vault } from "../../src/vault/vault.ts";
import { stream } from "../otp/random.ts";
import { startSqld, type Sqld } from "../sqld/server.ts";
import { startTelegram, type Telegram } from "../telegram/index.ts";
import { Fleet } from "./fleet.ts";
import { Gateway, type Passed, type Weather } from "./gateway.ts";
import { answersOf, codesSince, live, type Expected } from "./people.ts";

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

/** What came of it. */
export interface Verdict {
  readonly updates: number;
  /** Updates that the bot never took, or that have not been noted as dealt with. */
  readonly notTaken: number;
  /** Keys and places of keys that are not as they were ordered. */
  readonly lost: number;
  readonly doubled: number;
  readonly misplaced: number;
  /** Rows of people who had everything erased. */
  readonly comeBack: number;
  /** Lives in which an answer did not come. */
  readonly unanswered: readonly string[];
  /** Answers that came more than once, of all that were asked for. */
  readonly repeatedAnswers: number;
  readonly answers: number;
  /** Jobs that are long due, and codes that stand in a chat although they have run out. */
  readonly overdue: number;
  readonly codesLeft: number;
  /** Calls that were wrong. */
  readonly refused: readonly string[];
  readonly kills: number;
  readonly serverKills: number;
  readonly passed: Passed;
  /** Whether the instances stopped in good order at the end. */
  readonly stopped: boolean;
  /** s */
  readonly took: number;
}

/** The share of people who let everything be erased. */
const erasing = 0.1;
/** ms within which a job is taken over whose instance has died. */
const takeOver = 30_000;
/** ms that a code lasts at most, in the chat. */
const codeLife = 30_000;
/** Calls that come of deaths: another has deleted or answered in the meantime. */
const foreseen =
  /message to delete not found|message is not modified|query is too old|message to edit not found/;

const locker = fileURLToPath(new URL("../store/locker.ts", import.meta.url));

/** A program that takes the file's write lock again and again. */
const disturb = async (url: string): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ["--import", "tsx", locker, url], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(child, "message");
  child.send("storm");
  return child;
};

/** Kills instances, and the server, evenly over the run. */
const harass = async (
  { kills, serverKills, people }: Plan,
  {
    fleet,
    sqld,
    telegram,
    random,
  }: { fleet: Fleet; sqld: Sqld | undefined; telegram: Telegram; random: () => number },
  isOver: () => boolean,
): Promise<number> => {
  const total = people * 20;
  const blows = [
    ...Array.from({ length: kills }, (_, i) => ({ at: ((i + 0.5) / kills) * total * 0.9, server: false })),
    ...Array.from({ length: serverKills }, (_, i) => ({
      at: ((i + 0.8) / serverKills) * total * 0.9,
      server: true,
    })),
  ].sort((a, b) => a.at - b.at);
  let servers = 0;
  for (const { at, server } of blows) {
    while (!isOver() && telegram.deliveries.length < at) await wait(20);
    if (!server) await fleet.kill(random());
    else if (sqld !== undefined) {
      await sqld.stop("SIGKILL");
      await wait(100 + random() * 500);
      await sqld.start();
      servers += 1;
    }
  }
  return servers;
};

/** What is wrong with what is kept of one person. */
const faultsOf = async (vault: Vault, { person, names, erased }: Expected) => {
  const kept = (await vault.holdings(person.chatId)).keys.map(({ name }) => name);
  const plain = kept.map((name) => name.replace(/ \(\d+\.\)$/, ""));
  const left = erased ? (await vault.jobsOf(person.chatId)).length + kept.length : 0;
  return {
    lost: names.filter((name) => !kept.includes(name)).length,
    doubled: erased ? 0 : plain.length - new Set(plain).size,
    misplaced: kept.length === names.length && kept.some((name, i) => name !== names[i]) ? 1 : 0,
    comeBack: left,
  };
};

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** Lets a crowd live through it. @param say is told how it goes on @param verbose also all that the instances wrote */
export const runChaos = async (
  plan: Plan,
  say: (line: string) => void = () => undefined,
  verbose = false,
): Promise<Verdict> => {
  const started = performance.now();
  const random = stream(plan.seed);
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-chaos-"));
  const sqld = plan.instances > 1 ? await startSqld() : undefined;
  const address = sqld
    ? { url: sqld.url, authToken: sqld.token() }
    : { url: `file:${join(folder, "kapuseged.db")}`, authToken: undefined };
  const ring = KeyRing.fresh();
  const telegram = await startTelegram();
  telegram.patience = 120_000;
  let ports: () => readonly number[] = () => [];
  const gateway = await new Gateway(random, plan.weather, () => ports()).open();
  const fleet = new Fleet({
    BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DATABASE_URL: address.url,
    ...(address.authToken === undefined ? {} : { DATABASE_AUTH_TOKEN: address.authToken }),
    MASTER_KEY: ring,
    WEBHOOK_URL: gateway.url,
  });
  ports = () => fleet.ports;
  let storm: ChildProcess | undefined;
  try {
    await Promise.all(Array.from({ length: plan.instances }, () => fleet.add()));
    storm = sqld ? undefined : await disturb(address.url);
    say(`${plan.instances} instances are ready`);
    let over = false;
    const blows = harass(plan, { fleet, sqld, telegram, random }, () => over);
    const unanswered: string[] = [];
    const lives = await Promise.all(
      Array.from({ length: plan.people }, async (_, i) => {
        const person = telegram.person(`Minta ${i}`);
        try {
          return await live(person, stream(plan.seed + i), random() < erasing);
        } catch (thrown) {
          unanswered.push(thrown instanceof Error ? thrown.message : "");
          return undefined;
        }
      }),
    );
    over = true;
    const serverKills = await blows;
    say(
      `${telegram.deliveries.length} updates, ${fleet.kills} kills of instances, ${serverKills} of the server`,
    );
    await gateway.replay(0.05);
    const lived = lives.filter((one) => one !== undefined);
    const store = await Store.open(address);
    const vault = await Vault.open(store, KeyRing.parse(ring));
    const until = Date.now() + takeOver;
    while ((await store.overdue(Date.now() - 5_000)) > 0 && Date.now() < until) await wait(200);
    await telegram.settled(takeOver);
    const faults = await Promise.all(lived.map((one) => faultsOf(vault, one)));
    const client = createClient({
      url: address.url,
      ...(address.authToken ? { authToken: address.authToken } : {}),
    });
    const { rows } = await client.execute("SELECT count(*) AS n FROM seen_updates WHERE answered = 1");
    client.close();
    const overdue = await store.overdue(Date.now() - 5_000);
    await store.close();
    const given = telegram.deliveries.filter(({ state }) => state !== "confirmed").length;
    const answers = sum(lived.map((one) => one.answers));
    const heard = sum(lived.map(({ person }) => answersOf(person)));
    const before = Date.now() - codeLife - takeOver;
    storm?.disconnect();
    storm = undefined;
    const stopped = await fleet.stop();
    await gateway.close();
    return {
      updates: telegram.deliveries.length,
      notTaken: given + telegram.deliveries.length - Number(rows[0]?.["n"]),
      lost: sum(faults.map((one) => one.lost)),
      doubled: sum(faults.map((one) => one.doubled)),
      misplaced: sum(faults.map((one) => one.misplaced)),
      comeBack: sum(faults.map((one) => one.comeBack)),
      unanswered,
      answers,
      repeatedAnswers: heard - answers,
      overdue,
      codesLeft: sum(lived.map(({ person }) => codesSince(person, before))),
      refused: telegram.refused
        .filter(({ description = "" }) => !foreseen.test(description))
        .map(({ method, description }) => `${method}: ${description}`),
      kills: fleet.kills,
      serverKills,
      passed: gateway.passed,
      stopped,
      took: Math.round((performance.now() - started) / 1000),
    };
  } finally {
    storm?.kill("SIGKILL");
    await fleet.stop();
    if (verbose) say(fleet.log);
    await telegram.close();
    await sqld?.close();
    await rm(folder, { recursive: true, force: true });
  }
};
