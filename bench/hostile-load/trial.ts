/** One attack on one started product. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "@libsql/client";
import { startTelegram, type Telegram } from "../../test/support/bot-api-server/index.ts";
import { link, screenshot } from "../../test/support/drawings.ts";
import { freePort } from "../../test/support/ports.ts";
import { randomKeys } from "../../test/support/seeded-random.ts";
import { Program } from "../throughput/program.ts";
import { Attack, type Weapons } from "./attack.ts";
import { HonestUsers, type Experience } from "./honest-users.ts";
import { readLoopReport, type LoopReport } from "./loop-report.ts";
import { watchMemory, type MemoryPeaks } from "./memory.ts";

/** What is tried. */
export interface Trial {
  readonly mode: "webhook" | "polling";
  /** For the database and reports. */
  readonly folder: string;
  readonly accounts: number;
  /** Deeds of each account a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
  readonly weapons: Weapons;
  /** Where to write a CPU profile. */
  readonly profile: string | undefined;
}

/** What came of it; ms. */
export interface Outcome {
  readonly calm: Experience;
  readonly attacked: Experience;
  readonly unanswered: number;
  readonly overdueCodes: number;
  readonly loop: LoopReport;
  readonly memory: MemoryPeaks;
  readonly deeds: number;
  readonly updates: number;
  /** From the end of the attack until nothing is under way; undefined: it did not end in time. */
  readonly drainMs: number | undefined;
  /** How long an honest user waited for a picture to be read, while attacked and after the drain; undefined: in vain. */
  readonly picturesMs: readonly (number | undefined)[];
  readonly pictureAfterMs: number | undefined;
  /** Undefined: it ran until it was stopped. */
  readonly exit: number | string | undefined;
  /** Jobs left in the database: the most of one chat, and how long the last is planned ahead. */
  readonly jobs: { readonly all: number; readonly mostOfChat: number; readonly aheadMs: number };
  /** Calls that Telegram refused because the bot was wrong. */
  readonly refused: ReadonlyMap<string, number>;
  /** Warnings and errors in the log. */
  readonly problems: ReadonlyMap<string, number>;
  /** How late this script itself was: what it adds to the figures. */
  readonly ownLoopMs: number;
  /** From the beginning of the attack to the end of the drain. */
  readonly time: ProcessorTime;
}

/** Who used the processors, ms. */
interface ProcessorTime {
  readonly elapsed: number;
  /** The product's own process, all threads. */
  readonly program: number;
  /** How long its main thread was ready to run while other processes had the processors. */
  readonly programWaited: number;
  /** This script: Telegram, the accounts and the users. */
  readonly script: number;
}

const honestUsers = 20;
const askIntervalMs = 3_000;
const calmMs = 12_000;
/** Longest time until everything that the attack left is dealt with. */
const drainTimeoutMs = 30_000;
const metricsTimeoutMs = 2_000;
/** The product promises to stop within ten seconds. */
const stopTimeoutMs = 15_000;
const pictureTimeoutMs = 20_000;
const pictureIntervalMs = 10_000;
/** Blocks of the event loop that are counted. */
export const longestBlockMs = 100;

const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

const metricOf = (text: string, name: string): number =>
  Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, "m").exec(text)?.[1] ?? 0);

const processorTime = (program: Program): ProcessorTime => {
  const [, waited = 0] = readFileSync(`/proc/${program.pid}/task/${program.pid}/schedstat`, "utf8")
    .split(" ")
    .map(Number);
  const { user, system } = process.cpuUsage();
  return {
    elapsed: performance.now(),
    program: program.usage().cpu,
    programWaited: waited / 1e6,
    script: (user + system) / 1e3,
  };
};

const timeSince = (program: Program, before: ProcessorTime): ProcessorTime => {
  const now = processorTime(program);
  return {
    elapsed: now.elapsed - before.elapsed,
    program: now.program - before.program,
    programWaited: now.programWaited - before.programWaited,
    script: now.script - before.script,
  };
};

/** Empty if the program does not answer. */
const metricsOf = (program: Program): Promise<string> =>
  fetch(`http://127.0.0.1:${program.port}/metrics`, { signal: AbortSignal.timeout(metricsTimeoutMs) }).then(
    (response) => response.text(),
    () => "",
  );

/** @returns whether it ended by itself */
const stop = async (program: Program): Promise<boolean> => {
  const timer = new AbortController();
  const isStopped = await Promise.race([
    program.stop().then(() => true),
    wait(stopTimeoutMs, false, { signal: timer.signal }),
  ]);
  timer.abort();
  if (!isStopped) await program.stop("SIGKILL");
  return isStopped;
};

/** Waits until the queue, the pictures and the overdue jobs are done. @returns ms, or undefined if they are not in time */
const drain = async (
  telegram: Telegram,
  program: Program,
  users: HonestUsers,
): Promise<number | undefined> => {
  const startedAt = performance.now();
  let metrics = "";
  while (performance.now() - startedAt < drainTimeoutMs) {
    metrics = await metricsOf(program);
    const isDone =
      metrics !== "" &&
      telegram.unconfirmed.length === 0 &&
      metricOf(metrics, "kapuseged_pictures_waiting") + metricOf(metrics, "kapuseged_jobs_overdue") === 0 &&
      users.unanswered + users.overdue === 0;
    if (isDone) return performance.now() - startedAt;
    await wait(200);
  }
  const [pictures, jobs] = ["pictures_waiting", "jobs_overdue"].map((name) =>
    metricOf(metrics, `kapuseged_${name}`),
  );
  process.stdout.write(
    `Not done in time: ${telegram.unconfirmed.length} updates, ${pictures} chats with pictures, ${jobs} jobs, ${users.unanswered} answers, ${users.overdue} codes\n\n`,
  );
  return undefined;
};

/** Sends a screenshot of a key as a new user. @returns ms until the key is there, or undefined if it does not come in time */
const sendPicture = async (telegram: Telegram, picture: Uint8Array): Promise<number | undefined> => {
  const person = telegram.person("Minta Képes");
  const content = await person.photoContent(picture);
  const startedAt = performance.now();
  person.sendContent(content).catch(() => undefined);
  return person.until("Megvan a kulcsod", pictureTimeoutMs).then(
    () => performance.now() - startedAt,
    () => undefined,
  );
};

const leftJobs = async (file: string): Promise<Outcome["jobs"]> => {
  const client = createClient({ url: `file:${file}` });
  const { rows } = await client.execute(
    "SELECT SUM(jobs) AS jobs, MAX(jobs) AS most, MAX(due) AS due FROM (SELECT COUNT(*) AS jobs, MAX(due_at) AS due FROM jobs GROUP BY chat)",
  );
  client.close();
  const { jobs, most, due } = rows[0]!;
  return { all: Number(jobs), mostOfChat: Number(most), aheadMs: Math.max(0, Number(due) - Date.now()) };
};

/** Runs the product through a calm time, an attack, and what follows. */
export const trial = async (options: Trial): Promise<Outcome> => {
  const { mode, folder, accounts, rate, seconds, seed, weapons, profile } = options;
  const telegram = await startTelegram();
  telegram.patience = 0;
  // A server accepts one connection in each turn of its event loop: a new one for each update would be what limits it.
  telegram.keepConnections();
  const database = join(folder, "kapuseged.db");
  const loopFile = join(folder, "loop.json");
  const problems = new Map<string, number>();
  const port = String(await freePort());
  const program = await Program.start(
    [
      ...(profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`]),
      ...["--import", join(import.meta.dirname, "loop-monitor.mjs"), "dist/main.js"],
    ],
    {
      BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      DATABASE_URL: `file:${database}`,
      LOOP_REPORT: loopFile,
      ...(mode === "webhook" ? { PORT: port, WEBHOOK_URL: `http://127.0.0.1:${port}/telegram` } : {}),
    },
    (line) => count(problems, (JSON.parse(line) as { msg: string }).msg),
  );
  let exit: number | string | undefined;
  program.exited.then(
    (how) => (exit = how),
    () => undefined,
  );
  try {
    const users = await HonestUsers.register(telegram, honestUsers, seed);
    const attack = await Attack.prepare(telegram, accounts, weapons, seed);
    const [secret = ""] = randomKeys(1, 32, seed + 1);
    const picture = await screenshot(link(secret));
    await drain(telegram, program, users);
    users.takeExperience();
    await users.ask(calmMs, askIntervalMs);
    await drain(telegram, program, users);
    const calm = users.takeExperience();

    const updatesBefore = telegram.deliveries.length;
    const memory = watchMemory(program.pid);
    const ownLoop = monitorEventLoopDelay({ resolution: 10 });
    ownLoop.enable();
    const startedAt = Date.now();
    const timeBefore = processorTime(program);
    const attackMs = seconds * 1_000;
    const pictures = Array.from({ length: Math.floor(attackMs / pictureIntervalMs) }, async (_, i) => {
      await wait((i + 0.5) * pictureIntervalMs);
      return sendPicture(telegram, picture);
    });
    await Promise.all([users.ask(attackMs, askIntervalMs), attack.run(attackMs, rate)]);
    const updates = telegram.deliveries.length - updatesBefore;
    ownLoop.disable();
    const drainMs = await drain(telegram, program, users);
    const time = timeSince(program, timeBefore);
    const picturesMs = await Promise.all(pictures);
    const attacked = users.takeExperience();
    const [unanswered, overdueCodes] = [users.unanswered, users.overdue];
    const endedAt = Date.now();
    const pictureAfterMs = await sendPicture(telegram, picture);
    users.stop();
    const exitBefore = exit;
    const isStopped = await stop(program);
    const refused = new Map<string, number>();
    for (const { method, description } of telegram.refused) count(refused, `${method}: ${description ?? ""}`);
    return {
      ...{
        calm,
        attacked,
        unanswered,
        overdueCodes,
        updates,
        drainMs,
        time,
        picturesMs,
        pictureAfterMs,
        refused,
        problems,
      },
      loop: readLoopReport(loopFile, startedAt, endedAt, longestBlockMs),
      memory: memory.stop(),
      deeds: attack.sent,
      exit: exitBefore ?? (isStopped ? undefined : "does not stop"),
      jobs: await leftJobs(database),
      ownLoopMs: ownLoop.max / 1e6,
    };
  } finally {
    await stop(program);
    await telegram.close();
  }
};
