import type { Log } from "../observability/log.ts";
import type { Claim } from "../storage/rows.ts";
import type { DueJob, Job } from "../vault/records.ts";
import type { Vault } from "../vault/vault.ts";
import type { Clock } from "../clock/clock.ts";
import { isUnreachable } from "../telegram/api-errors.ts";
import type { ChatLock } from "./chat-lock.ts";

/** Does one job. May run twice; what throws is tried again later. */
export type JobHandler = (due: DueJob) => Promise<void>;

/** ms between looks at the list, in case an instance is gone that put something on it. */
const jobPollIntervalMs = 10_000;
/** ms until a job is looked at again in whose chat another instance is busy, perhaps with this very job. */
const lockRetryMs = 1_000;
/** Jobs under way from which on no more are looked for. When codes run out, those of all chats do at once. */
const maxConcurrentJobs = 25;
/** ms until the database is asked again after it has failed. */
const databaseRetryMs = 1_000;
/** Telegram lets nothing be deleted after 48 hours; by then some 60 tries have been made. */
const maxAttempts = 60;
const retryDelayMs = (attempts: number) => Math.min(3_600_000, 1_000 * 2 ** attempts);

/** Does in time what was planned, also what an earlier run of the program planned: the list is in the database. */
export class JobRunner {
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #turns: ChatLock;
  readonly #log: Log;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Done, but still on the list, since the database failed. */
  readonly #done = new Set<string>();
  #work: JobHandler | undefined;
  #cancelAlarm: () => void = () => undefined;
  #wakeAt = Infinity;
  #looking: Promise<void> = Promise.resolve();

  constructor({ vault, clock, turns, log }: { vault: Vault; clock: Clock; turns: ChatLock; log: Log }) {
    this.#vault = vault;
    this.#clock = clock;
    this.#turns = turns;
    this.#log = log;
  }

  /** Begins with what is overdue. */
  start(work: JobHandler): void {
    this.#work = work;
    this.#wakeAtTime(this.#clock.now());
  }

  /** Plans a job for `dueAt` (ms since 1970), as an update's effect if there is a claim; durable when this returns. */
  async schedule(chatId: number, job: Job, dueAt: number, claim?: Claim): Promise<void> {
    await this.#vault.schedule(chatId, job, dueAt, claim);
    this.#wakeAtTime(dueAt);
  }

  /** Drops what was planned for a message that is about to show something else. */
  async cancel(chatId: number, messageId: number, kinds: readonly Job["kind"][]): Promise<void> {
    for (const { id, job } of await this.#vault.jobsOf(chatId))
      if ("messageId" in job && job.messageId === messageId && kinds.includes(job.kind))
        await this.#vault.finishJob(id);
  }

  /** Does at once what was planned together with something else; the caller has the chat's turn. */
  async runNow(due: DueJob): Promise<void> {
    const work = this.#work;
    if (work === undefined) return;
    await this.#run(due, work);
    this.wake();
  }

  /** Looks at the list soon: something was put on it together with something else. */
  wake(): void {
    this.#wakeAtTime(this.#clock.now() + 1);
  }

  /** Begins nothing more and waits for what is under way. */
  async stop(): Promise<void> {
    this.#work = undefined;
    this.#cancelAlarm();
    await this.#looking;
    await Promise.all(this.#underWay.values());
  }

  #wakeAtTime(time: number): void {
    if (this.#work === undefined || time >= this.#wakeAt) return;
    this.#cancelAlarm();
    this.#wakeAt = time;
    this.#cancelAlarm = this.#clock.at(time, () => {
      this.#wakeAt = Infinity;
      this.#looking = this.#looking.then(() => this.#poll());
    });
  }

  async #poll(): Promise<void> {
    const now = this.#clock.now();
    let next = now + jobPollIntervalMs;
    try {
      // With enough to do, it is the end of one of these that wakes us.
      if (this.#underWay.size < maxConcurrentJobs)
        for (const due of await this.#vault.dueJobs(now, 2 * maxConcurrentJobs, (id) =>
          this.#underWay.has(id),
        ))
          this.#start(due);
      const planned = await this.#vault.nextDue();
      // What is under way is overdue and would wake us in a loop; it wakes us itself when it is done.
      if (planned !== undefined && planned > now) next = Math.min(next, planned);
    } catch (thrown) {
      this.#log.error({ err: thrown }, "jobs could not be read");
      next = now + databaseRetryMs;
    }
    this.#wakeAtTime(next);
  }

  #start(due: DueJob): void {
    const work = this.#work;
    if (work === undefined || this.#underWay.has(due.id)) return;
    const ended = this.#turns
      .runIfFree(due.chatId, () => this.#run(due, work))
      .then(
        (isFree) => this.#wakeAfter(due, isFree ? 1 : lockRetryMs),
        (thrown: unknown) => {
          this.#log.error({ err: thrown, job: due.job.kind }, "a job could not be taken off the list");
          this.#wakeAfter(due, databaseRetryMs);
        },
      );
    this.#underWay.set(due.id, ended);
  }

  #wakeAfter(due: DueJob, delay: number): void {
    this.#underWay.delete(due.id);
    this.#wakeAtTime(this.#clock.now() + delay);
  }

  async #run(due: DueJob, work: JobHandler): Promise<void> {
    // Another job, or an erasure, may have dealt with it while it waited for its turn.
    if (!(await this.#vault.isPlanned(due.id))) return;
    if (!this.#done.has(due.id) && (await this.#isPostponed(due, work))) return;
    this.#done.add(due.id);
    await this.#vault.finishJob(due.id);
    this.#done.delete(due.id);
  }

  /** Does the work. @returns whether it failed and is to be done later */
  async #isPostponed(due: DueJob, work: JobHandler): Promise<boolean> {
    try {
      await work(due);
      return false;
    } catch (thrown) {
      this.#log.warn({ err: thrown, job: due.job.kind, attempts: due.attempts }, "a job failed");
      if (isUnreachable(thrown) || due.attempts >= maxAttempts) return false;
      await this.#vault.postponeJob(due, this.#clock.now() + retryDelayMs(due.attempts));
      return true;
    }
  }
}
