import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { startApp, type App } from "../../src/app.ts";
import { parseConfig } from "../../src/config.ts";
import { createLog } from "../../src/observability/log.ts";
import { startTelegram, type Person, type Telegram } from "./bot-api-server/index.ts";
import type { Clock } from "../../src/clock/clock.ts";
import { MovableClock } from "./clock.ts";

/** Invented keys; 16 and 32 characters. */
export const keys = {
  anna: "JBSWY3DPEHPK3PXP",
  bela: "KRSXG5CTMVRXEZLUKN2HE2LOM5ZWKY3S",
  new: "MFRGGZDFMZTWQ2LK",
} as const;

/** Telegram, the product in this process, its database and its log. */
export class Stage<C extends Clock = MovableClock> {
  readonly telegram: Telegram;
  readonly clock: C;
  readonly folder: string;
  /** Every line of the log, at level trace. */
  readonly log: string[] = [];
  /** What must never be in the log or, in any form, on the disk; tests add their own. */
  readonly secrets: string[] = [...Object.values(keys)];
  /** What one chat may send: more than usual, since people in tests press faster than people do. */
  allowance = { burst: 10_000, perSecond: 1 };
  readonly #environment: Record<string, string>;
  readonly #forgiven = new Set<string>();
  #app: App | undefined;

  constructor(telegram: Telegram, clock: C, folder: string, environment: Record<string, string>) {
    this.telegram = telegram;
    this.clock = clock;
    this.folder = folder;
    this.#environment = environment;
  }

  get port(): number {
    return this.#app?.port ?? 0;
  }

  /** A person whose id must not turn up in the log. */
  person(name = "Minta Anna"): Person {
    const person = this.telegram.person(name);
    this.secrets.push(String(person.chatId));
    return person;
  }

  /** Starts the product on this stage's database, as after a restart if it ran before. */
  async start(): Promise<void> {
    const config = parseConfig({
      BOT_TOKEN: this.telegram.token,
      TELEGRAM_API_ROOT: this.telegram.apiRoot,
      DATABASE_URL: `file:${join(this.folder, "kapuseged.db")}`,
      HOST: "127.0.0.1",
      PORT: "0",
      LOG_LEVEL: "trace",
      ...this.#environment,
    });
    const log = createLog(config.logLevel, { write: (line) => this.log.push(line) });
    this.#app = await startApp(config, { log, clock: this.clock, rateLimit: this.allowance });
    await this.telegram.ready();
  }

  async stop(): Promise<void> {
    await this.#app?.stop();
    this.#app = undefined;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Does something as a person, waits until the bot is done with it, and returns its newest message. */
  async after(person: Person, deed: Promise<unknown>): Promise<Person["screen"][number]> {
    await deed;
    await this.telegram.settled();
    const { last } = person;
    if (last === undefined) throw new Error("the bot has said nothing");
    return last;
  }

  /** Expects a refusal of this method that the bot could not foresee. */
  forgive(method: string): void {
    this.#forgiven.add(method);
  }

  /** All bytes of the database, its write-ahead log included. */
  async disk(): Promise<Buffer> {
    // Reading the lock's file would end the lock, which is this process's own.
    const names = (await readdir(this.folder)).filter(
      (name) => name.startsWith("kapuseged.db") && name !== "kapuseged.db.lock",
    );
    // The shared-memory file goes when the last connection does, which may be now.
    const read = (name: string) => readFile(join(this.folder, name)).catch(() => Buffer.alloc(0));
    return Buffer.concat(await Promise.all(names.map(read)));
  }

  /** What holds at the end of every journey: no call was wrong, no button spins, no secret is written down. */
  async #inspect(): Promise<void> {
    expect(this.telegram.refused.filter(({ method }) => !this.#forgiven.has(method))).toEqual([]);
    const written = this.log.join("");
    const disk = (await this.disk()).toString("latin1").toUpperCase();
    for (const secret of [...this.secrets, this.telegram.token]) {
      expect(written, "a secret is in the log").not.toContain(secret);
      expect(disk, "a secret is on the disk").not.toContain(
        Buffer.from(secret).toString("latin1").toUpperCase(),
      );
    }
  }

  async close(): Promise<void> {
    try {
      await this.stop();
      await this.#inspect();
    } finally {
      await this.telegram.close();
      await rm(this.folder, { recursive: true, force: true });
    }
  }
}

/** Sets the stage with this clock. */
export const setStageWith = async <C extends Clock>(
  clock: C,
  environment: Record<string, string> = {},
): Promise<Stage<C>> => {
  const telegram = await startTelegram({ now: () => clock.now() });
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-"));
  const stage = new Stage(telegram, clock, folder, environment);
  onTestFinished(() => stage.close());
  await stage.start();
  return stage;
};

/**
 * Sets the stage for a journey; it is inspected and struck when the test ends.
 * @param environment further variables for the product
 */
export const setStage = (environment: Record<string, string> = {}): Promise<Stage> => {
  const clock = new MovableClock();
  // Codes that last as long as the test takes, unless it says otherwise.
  clock.forwardTo(29);
  return setStageWith(clock, environment);
};
