import type { Log } from "../observability/log.ts";
import type { ChatSession } from "../vault/chat-session.ts";
import { endsSecret, type DueJob, type Job } from "../vault/records.ts";
import type { Vault } from "../vault/vault.ts";
import type { Clock } from "../clock/clock.ts";
import { InProcessChatLock, type ChatLock } from "./chat-lock.ts";
import { FairQueue } from "./fair-queue.ts";

/**
 * Runs one job in a session of its chat. It may run twice; when it throws, it is retried later. It may take the job
 * off the plan together with its last changes; otherwise the runner does so afterwards.
 */
export type JobHandler = (due: DueJob, session: ChatSession) => Promise<void>;

/** Jobs that begin with slow work. */
export interface SlowJobs {
  /** Whether this is one of them. */
  readonly includes: (due: DueJob) => boolean;
  /**
   * Does the slow work without the chat's lock: updates and clean-ups of the chat go on meanwhile. It is called for one
   * job at a time in each chat, and limits itself how much it does at once.
   * @param stopped aborted when the runner stops: nothing is to begin then
   * @returns what to do with the lock if the job is still planned; `undefined` if there is nothing to do now
   */
  readonly prepare: (due: DueJob, stopped: AbortSignal) => Promise<JobHandler | undefined>;
}

/** How often the plan is polled, for jobs of an instance that is gone. */
const jobPollIntervalMs = 10_000;
/** Retry delay when another instance holds the chat's lock, perhaps for this very job. */
const lockRetryMs = 1_000;
/** How many jobs run at once, each in another chat. When codes expire, those of all chats do so at once. */
const maxConcurrentJobs = 25;
const maxJobsPerPoll = 4 * maxConcurrentJobs;
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

/**
 * Runs planned jobs when they are due, also those that an earlier run of the program planned. The chats take turns: one
 * job of each is in memory, and the chat's next is looked for when that has ended. Slow jobs are prepared beside them.
 */
export class JobRunner {
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #locks: ChatLock;
  readonly #log: Log;
  readonly #isFinal: (thrown: unknown, job: Job) => boolean;
  readonly #places = new FairQueue({ capacity: maxConcurrentJobs });
  /** The ids of the jobs in memory. */
  readonly #taken = new Set<string>();
  /** The chats with a job in memory that is not a slow one. */
  readonly #takenChats = new Set<number>();
  /** What has or waits for a chat's lock. */
  readonly #running = new Set<Promise<number>>();
  readonly #preparing = new InProcessChatLock();
  #slowJobs = 0;
  /** Done, but still on the plan because the database failed. */
  readonly #done = new Set<string>();
  readonly #stopped = new AbortController();
  #handler: JobHandler | undefined;
  #slow: SlowJobs | undefined;
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

  /** How many slow jobs are being prepared or wait to be. */
  get slowJobs(): number {
    return this.#slowJobs;
  }

  /** Starts with what is overdue. @param slow the jobs that `handler` is not for */
  start(handler: JobHandler, slow?: SlowJobs): void {
    this.#handler = handler;
    this.#slow = slow;
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

  /** Starts no more jobs and waits for those that run; one that is being prepared is left to the next start. */
  async stop(): Promise<void> {
    this.#handler = undefined;
    this.#stopped.abort();
    this.#cancelAlarm();
    await this.#polling;
    await Promise.all(this.#running);
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
      if (this.#places.waitingChats < maxConcurrentJobs) {
        const taken = { ids: this.#taken, chatIds: this.#takenChats };
        const due = await this.#vault.nextJobs(now, maxJobsPerPoll, taken);
        for (const one of due) this.#take(one);
        // A slow job does not hold up its chat's next one.
        if (due.some((one) => this.#slow?.includes(one) === true)) next = now + 1;
      }
      // What is overdue is in memory or waits for its chat's turn: the end of a job wakes us.
      next = Math.min(next, (await this.#vault.nextDue(now)) ?? next);
    } catch (thrown) {
      this.#log.error({ err: thrown }, "jobs could not be read");
      next = now + databaseRetryMs;
    }
    this.#wakeAtTime(next);
  }

  #take(due: DueJob): void {
    const [handler, slow] = [this.#handler, this.#slow];
    if (handler === undefined || this.#taken.has(due.id)) return;
    this.#taken.add(due.id);
    if (slow?.includes(due) === true) {
      this.#slowJobs += 1;
      void this.#prepare(due, slow).then((delayMs) => {
        this.#slowJobs -= 1;
        this.#release(due, delayMs);
      });
      return;
    }
    this.#takenChats.add(due.chatId);
    const work = (run: () => Promise<void>) => this.#locks.runIfFree(due.chatId, run);
    void this.#runLocked(due, handler, work).then((delayMs) => {
      this.#takenChats.delete(due.chatId);
      this.#release(due, delayMs);
    });
  }

  #release({ id }: DueJob, delayMs: number): void {
    this.#taken.delete(id);
    this.#wakeAtTime(this.#clock.now() + delayMs);
  }

  /** @returns when to poll again, in ms */
  #prepare(due: DueJob, slow: SlowJobs): Promise<number> {
    return this.#preparing.run(due.chatId, async () => {
      try {
        const handler = await slow.prepare(due, this.#stopped.signal);
        if (handler === undefined) return lockRetryMs;
        // What was prepared is not thrown away because another instance works in the chat.
        return await this.#runLocked(due, handler, (run) =>
          this.#locks.run(due.chatId, run).then(() => true),
        );
      } catch (thrown) {
        if (!this.#stopped.signal.aborted)
          this.#log.error({ err: thrown, job: due.job.kind }, "a job could not be prepared");
        return databaseRetryMs;
      }
    });
  }

  /**
   * Runs a job with its chat's lock. A job that waits for the lock takes no other chat's place.
   * @param lock runs what it is given with the lock, and returns whether it did @returns when to poll again, in ms
   */
  #runLocked(
    due: DueJob,
    handler: JobHandler,
    lock: (run: () => Promise<void>) => Promise<boolean>,
  ): Promise<number> {
    const ended = lock(() => this.#runInPlace(due, handler)).then(
      (isRun) => (isRun ? 1 : lockRetryMs),
      (thrown: unknown) => {
        this.#log.error({ err: thrown, job: due.job.kind }, "a finished job could not be removed");
        return databaseRetryMs;
      },
    );
    this.#running.add(ended);
    return ended.finally(() => this.#running.delete(ended));
  }

  async #runInPlace(due: DueJob, handler: JobHandler): Promise<void> {
    await this.#places.enter(due.chatId);
    try {
      if (!this.#stopped.signal.aborted) await this.#run(due, handler);
    } finally {
      this.#places.leave(due.chatId);
    }
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
