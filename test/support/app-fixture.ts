import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { startApp, type App } from "../../src/app.ts";
import type { Clock } from "../../src/clock/clock.ts";
import type { Answers } from "../../src/faq/answers.ts";
import { parseConfig } from "../../src/config.ts";
import type { CharactersReader } from "../../src/key-characters/reader.ts";
import type { QrReader } from "../../src/qr/reader.ts";
import { calledMethods } from "../../src/observability/labels.ts";
import { createLog } from "../../src/observability/log.ts";
import { openStorage } from "../../src/open-storage.ts";
import { startTelegram, type Person, type Telegram } from "./bot-api-server/index.ts";
import { MovableClock } from "./clock.ts";
import { scriptedReader } from "./scripted-reader.ts";
import { sharedAnswers, sharedReader } from "./shared-parts.ts";

/** Invented keys; 16 and 32 characters. */
export const keys = {
  anna: "JBSWY3DPEHPK3PXP",
  bela: "KRSXG5CTMVRXEZLUKN2HE2LOM5ZWKY3S",
  new: "MFRGGZDFMZTWQ2LK",
} as const;

/** What a test may choose about the product. */
interface AppOptions {
  /** Further environment variables. */
  readonly environment?: Record<string, string>;
  /** Whether the product starts its own reading processes and question base, as it does outside the tests. */
  readonly ownParts?: boolean;
  /** What reads the QR codes in pictures, in place of the reader that all tests share. */
  readonly qr?: QrReader;
  /** The question base, in place of the one that all tests share. */
  readonly answers?: Answers;
  /** What reads the characters in pictures; without it, none are found. */
  readonly characters?: CharactersReader;
}

/** The Bot API emulator, the product in this process, its database and its log. */
export class AppFixture<C extends Clock = MovableClock> {
  readonly telegram: Telegram;
  readonly clock: C;
  readonly folder: string;
  /** Every line of the log, at level trace. */
  readonly log: string[] = [];
  /** Strings that must never appear in the log or, in any form, on the disk; tests add their own. */
  readonly secrets: string[] = [...Object.values(keys)];
  /** The rate limit of a chat, far above the usual one: tests press faster than people do. */
  rateLimit = { burst: 10_000, perSecond: 1 };
  readonly #options: AppOptions;
  readonly #allowedRefusals = new Set<string>();
  #app: App | undefined;

  constructor(telegram: Telegram, clock: C, folder: string, options: AppOptions) {
    this.telegram = telegram;
    this.clock = clock;
    this.folder = folder;
    this.#options = options;
  }

  get port(): number {
    return this.#app?.port ?? 0;
  }

  /** Adds a person, whose id must not appear in the log. */
  person(name = "Minta Anna"): Person {
    const person = this.telegram.person(name);
    this.secrets.push(String(person.chatId));
    return person;
  }

  /** Starts the product on this fixture's database; after `stop`, that is a restart. */
  async start(): Promise<void> {
    const config = parseConfig({
      BOT_TOKEN: this.telegram.token,
      TELEGRAM_API_ROOT: this.telegram.apiRoot,
      DATABASE_URL: `file:${join(this.folder, "kapuseged.db")}`,
      HOST: "127.0.0.1",
      PORT: "0",
      LOG_LEVEL: "trace",
      ...this.#options.environment,
    });
    const log = createLog(config.logLevel, { write: (line) => this.log.push(line) });
    this.#app = await startApp(config, await openStorage(config, log), {
      log,
      clock: this.clock,
      rateLimit: this.rateLimit,
      ...(this.#options.ownParts === true
        ? {}
        : {
            qr: this.#options.qr ?? sharedReader,
            faq:
              this.#options.answers === undefined
                ? sharedAnswers
                : { answers: this.#options.answers, open: () => undefined },
            characters: this.#options.characters ?? scriptedReader(),
          }),
    });
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

  /** Waits for a person's action and for the bot to finish with it. @returns the bot's newest message */
  async after(person: Person, action: Promise<unknown>): Promise<Person["screen"][number]> {
    await action;
    await this.settled();
    const { last } = person;
    if (last === undefined) throw new Error("the bot has said nothing");
    return last;
  }

  /** Waits until every update is confirmed and every job that is due is done, such as reading a picture. */
  async settled(): Promise<void> {
    do await this.telegram.settled();
    while (await this.#hasDueJobs());
  }

  async #hasDueJobs(): Promise<boolean> {
    if (this.#app === undefined) return false;
    const metrics = await fetch(`http://127.0.0.1:${this.port}/metrics`);
    return !(await metrics.text()).includes("kapuseged_jobs_overdue 0\n");
  }

  /** Accepts that Telegram refuses calls of this method, because the bot cannot know beforehand. */
  allowRefused(method: string): void {
    this.#allowedRefusals.add(method);
  }

  /** All bytes of the database, including its write-ahead log. */
  async disk(): Promise<Buffer> {
    // Closing any handle on the lock file would release the lock, which this process holds.
    const names = (await readdir(this.folder)).filter(
      (name) => name.startsWith("kapuseged.db") && name !== "kapuseged.db.lock",
    );
    // SQLite removes the shared-memory file with the last connection, which may be now.
    const read = (name: string) => readFile(join(this.folder, name)).catch(() => Buffer.alloc(0));
    return Buffer.concat(await Promise.all(names.map(read)));
  }

  /** Checks what holds at the end of every journey: no call was refused, and no secret is in the log or on the disk. */
  async #check(): Promise<void> {
    expect(this.telegram.refused.filter(({ method }) => !this.#allowedRefusals.has(method))).toEqual([]);
    const uncounted = this.telegram.calls.filter(({ method }) => !calledMethods.includes(method));
    expect(uncounted, "a method is missing in src/observability/labels.ts").toEqual([]);
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
      await this.#check();
    } finally {
      await this.telegram.close();
      await rm(this.folder, { recursive: true, force: true });
    }
  }
}

/** Starts the product with this clock. When the test ends, the fixture is checked and removed. */
export const startAppFixtureWith = async <C extends Clock>(
  clock: C,
  options: AppOptions = {},
): Promise<AppFixture<C>> => {
  const telegram = await startTelegram({ now: () => clock.now() });
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-"));
  const app = new AppFixture(telegram, clock, folder, options);
  onTestFinished(() => app.close());
  await app.start();
  return app;
};

/**
 * Starts the product for a journey, with a clock that the test moves.
 * @param environment further variables for the product
 */
export const startAppFixture = (environment: Record<string, string> = {}): Promise<AppFixture> => {
  const clock = new MovableClock();
  // A code lasts as long as the test takes, unless the test moves the clock.
  clock.forwardTo(29);
  return startAppFixtureWith(clock, { environment });
};
