import type { Log } from "../observability/log.ts";
import type { ChatSession } from "../vault/chat-session.ts";
import { endsSecret, type DueJob, type Job } from "../vault/records.ts";
import type { Vault } from "../vault/vault.ts";
import type { Clock } from "../clock/clock.ts";
import type { ChatLock } from "./chat-lock.ts";

/**
 * Runs one job in a session of its chat. It may run twice; when it throws, it is retried later. It may take the job
 * off the plan together with its last changes; otherwise the runner does so afterwards.
 */
export type JobHandler = (due: DueJob, session: ChatSession) => Promise<void>;

/** How often the plan is polled, for jobs of an instance that is gone. */
const jobPollIntervalMs = 10_000;
/** Retry delay when another instance holds the chat's lock, perhaps for this very job. */
const lockRetryMs = 1_000;
/** With this many jobs running, no more are started. When codes expire, those of all chats do so at once. */
const maxConcurrentJobs = 25;
/** Retry delay after the database has failed. */
const databaseRetryMs = 1_000;
/** After some two days, a job that takes no secret out of the chat is given up. */
const maxAttempts = 60;
const retryDelayMs = (attempts: number) => Math.min(3_600_000, 1_000 * 2 ** attempts);

/** What the runner works with. */
interface JobRunnerDeps {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly chatLock: ChatLock;
  readonly log: Log;
  readonly isFinal: (thrown: unknown, job: Job) => boolean;
}

/** Runs planned jobs when they are due, also those that an earlier run of the program planned. */
export class JobRunner {
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #locks: ChatLock;
  readonly #log: Log;
  readonly #isFinal: (thrown: unknown, job: Job) => boolean;
  readonly #running = new Map<string, Promise<void>>();
  /** Done, but still on the plan because the database failed. */
  readonly #done = new Set<string>();
  #handler: JobHandler | undefined;
  #cancelAlarm: () => void = () => undefined;
  #wakeAt = Infinity;
  #polling: Promise<void> = Promise.resolve();

  /** @param deps.isFinal whether a handler's error means that no retry can succeed */
  constructor({ vault, clock, chatLock, log, isFinal }: JobRunnerDeps) {
    this.#isFinal = isFinal;
    this.#vault = vault;
    this.#clock = clock;
    this.#locks = chatLock;
    this.#log = log;
    vault.onJobScheduled((dueAt) => this.#wakeAtTime(dueAt));
  }

  /** Starts with what is overdue. */
  start(handler: JobHandler): void {
    this.#handler = handler;
    this.#wakeAtTime(this.#clock.now());
  }

  /** Runs a job that has just been planned; the caller holds the chat's lock. */
  async runNow(due: DueJob): Promise<void> {
    const handler = this.#handler;
    if (handler === undefined) return;
    await this.#run(due, handler);
    this.wake();
  }

  /** Polls the plan soon: jobs were planned past the vault's sessions. */
  wake(): void {
    this.#wakeAtTime(this.#clock.now() + 1);
  }

  /** Starts no more jobs and waits for those that run. */
  async stop(): Promise<void> {
    this.#handler = undefined;
    this.#cancelAlarm();
    await this.#polling;
    await Promise.all(this.#running.values());
  }

  #wakeAtTime(time: number): void {
    if (this.#handler === undefined || time >= this.#wakeAt) return;
    this.#cancelAlarm();
    this.#wakeAt = time;
    this.#cancelAlarm = this.#clock.at(time, () => {
      this.#wakeAt = Infinity;
      this.#polling = this.#polling.then(() => this.#poll());
    });
  }

  async #poll(): Promise<void> {
    const now = this.#clock.now();
    let next = now + jobPollIntervalMs;
    try {
      // With enough to do, the end of a job wakes us.
      if (this.#running.size < maxConcurrentJobs) {
        const isRunning = (id: string) => this.#running.has(id);
        for (const due of await this.#vault.dueJobs(now, 2 * maxConcurrentJobs, isRunning)) this.#start(due);
      }
      const planned = await this.#vault.nextDue();
      // Running jobs are overdue and would wake us in a loop; each wakes us itself when it ends.
      if (planned !== undefined && planned > now) next = Math.min(next, planned);
    } catch (thrown) {
      this.#log.error({ err: thrown }, "jobs could not be read");
      next = now + databaseRetryMs;
    }
    this.#wakeAtTime(next);
  }

  #start(due: DueJob): void {
    const handler = this.#handler;
    if (handler === undefined || this.#running.has(due.id)) return;
    const ended = this.#locks
      .runIfFree(due.chatId, () => this.#run(due, handler))
      .then(
        (isFree) => this.#wakeAfter(due, isFree ? 1 : lockRetryMs),
        (thrown: unknown) => {
          this.#log.error({ err: thrown, job: due.job.kind }, "a finished job could not be removed");
          this.#wakeAfter(due, databaseRetryMs);
        },
      );
    this.#running.set(due.id, ended);
  }

  #wakeAfter(due: DueJob, delayMs: number): void {
    this.#running.delete(due.id);
    this.#wakeAtTime(this.#clock.now() + delayMs);
  }

  async #run(due: DueJob, handler: JobHandler): Promise<void> {
    const session = this.#vault.session(due.chatId, undefined, due.job.topic);
    try {
      // Another job, or an erasure, may have dealt with it while it waited for the lock.
      if (!(await session.isPlanned(due))) return;
      if (!this.#done.has(due.id) && (await this.#isPostponed(due, session, handler))) return;
      this.#done.add(due.id);
      await session.finishJob(due);
      this.#done.delete(due.id);
    } finally {
      session.close();
    }
  }

  /** Runs the handler. @returns whether it failed and is to be retried */
  async #isPostponed(due: DueJob, session: ChatSession, handler: JobHandler): Promise<boolean> {
    try {
      await handler(due, session);
      return false;
    } catch (thrown) {
      this.#log.warn({ err: thrown, job: due.job.kind, attempts: due.attempts }, "a job failed");
      if (this.#isFinal(thrown, due.job)) return false;
      if (due.attempts >= maxAttempts && !endsSecret(due.job)) return false;
      await session.postponeJob(due, this.#clock.now() + retryDelayMs(due.attempts));
      return true;
    }
  }
}
