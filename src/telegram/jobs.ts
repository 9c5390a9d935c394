import type { Log } from "../log.ts";
import type { Claim } from "../store/store.ts";
import type { DueJob, Job } from "../vault/records.ts";
import type { Vault } from "../vault/vault.ts";
import type { Clock } from "./clock.ts";
import { isUnreachable } from "./refusals.ts";
import type { Turns } from "./turns.ts";

/** Does one job. May run twice; what throws is tried again later. */
export type Worker = (due: DueJob) => Promise<void>;

/** ms between looks at the list, in case an instance is gone that put something on it. */
const restlessness = 10_000;
/** ms until a job is looked at again in whose chat another instance is busy, perhaps with this very job. */
const courtesy = 1_000;
/** Jobs under way from which on no more are looked for. When codes run out, those of all chats do at once. */
const enough = 25;
/** ms until the database is asked again after it has failed. */
const databaseRest = 1_000;
/** Telegram lets nothing be deleted after 48 hours; by then some 60 tries have been made. */
const attemptLimit = 60;
const delayAfter = (attempts: number) => Math.min(3_600_000, 1_000 * 2 ** attempts);

/** Does in time what was planned, also what an earlier run of the program planned: the list is in the database. */
export class Jobs {
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #turns: Turns;
  readonly #log: Log;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Done, but still on the list, since the database failed. */
  readonly #done = new Set<string>();
  #work: Worker | undefined;
  #cancelAlarm: () => void = () => undefined;
  #wakeAt = Infinity;
  #looking: Promise<void> = Promise.resolve();

  constructor({ vault, clock, turns, log }: { vault: Vault; clock: Clock; turns: Turns; log: Log }) {
    this.#vault = vault;
    this.#clock = clock;
    this.#turns = turns;
    this.#log = log;
  }

  /** Begins with what is overdue. */
  start(work: Worker): void {
    this.#work = work;
    this.#wake(this.#clock.now());
  }

  /** Plans a job for `dueAt` (ms since 1970), as an update's effect if there is a claim; durable when this returns. */
  async plan(chatId: number, job: Job, dueAt: number, claim?: Claim): Promise<void> {
    await this.#vault.schedule(chatId, job, dueAt, claim);
    this.#wake(dueAt);
  }

  /** Drops what was planned for a message that is about to show something else. */
  async callOff(chatId: number, messageId: number, kinds: readonly Job["kind"][]): Promise<void> {
    for (const { id, job } of await this.#vault.jobsOf(chatId))
      if ("messageId" in job && job.messageId === messageId && kinds.includes(job.kind))
        await this.#vault.finishJob(id);
  }

  /** Does at once what was planned together with something else; the caller has the chat's turn. */
  async doNow(due: DueJob): Promise<void> {
    const work = this.#work;
    if (work === undefined) return;
    await this.#do(due, work);
    this.hurry();
  }

  /** Looks at the list soon: something was put on it together with something else. */
  hurry(): void {
    this.#wake(this.#clock.now() + 1);
  }

  /** Begins nothing more and waits for what is under way. */
  async stop(): Promise<void> {
    this.#work = undefined;
    this.#cancelAlarm();
    await this.#looking;
    await Promise.all(this.#underWay.values());
  }

  #wake(time: number): void {
    if (this.#work === undefined || time >= this.#wakeAt) return;
    this.#cancelAlarm();
    this.#wakeAt = time;
    this.#cancelAlarm = this.#clock.at(time, () => {
      this.#wakeAt = Infinity;
      this.#looking = this.#looking.then(() => this.#look());
    });
  }

  async #look(): Promise<void> {
    const now = this.#clock.now();
    let next = now + restlessness;
    try {
      // With enough to do, it is the end of one of these that wakes us.
      if (this.#underWay.size < enough)
        for (const due of await this.#vault.dueJobs(now, 2 * enough, (id) => this.#underWay.has(id)))
          this.#begin(due);
      const planned = await this.#vault.nextDue();
      // What is under way is overdue and would wake us in a loop; it wakes us itself when it is done.
      if (planned !== undefined && planned > now) next = Math.min(next, planned);
    } catch (thrown) {
      this.#log.error({ err: thrown }, "jobs could not be read");
      next = now + databaseRest;
    }
    this.#wake(next);
  }

  #begin(due: DueJob): void {
    const work = this.#work;
    if (work === undefined || this.#underWay.has(due.id)) return;
    const ended = this.#turns
      .runIfFree(due.chatId, () => this.#do(due, work))
      .then(
        (isFree) => this.#wakeAfter(due, isFree ? 1 : courtesy),
        (thrown: unknown) => {
          this.#log.error({ err: thrown, job: due.job.kind }, "a job could not be taken off the list");
          this.#wakeAfter(due, databaseRest);
        },
      );
    this.#underWay.set(due.id, ended);
  }

  #wakeAfter(due: DueJob, delay: number): void {
    this.#underWay.delete(due.id);
    this.#wake(this.#clock.now() + delay);
  }

  async #do(due: DueJob, work: Worker): Promise<void> {
    // Another job, or an erasure, may have dealt with it while it waited for its turn.
    if (!(await this.#vault.isPlanned(due.id))) return;
    if (!this.#done.has(due.id) && (await this.#isPutOff(due, work))) return;
    this.#done.add(due.id);
    await this.#vault.finishJob(due.id);
    this.#done.delete(due.id);
  }

  /** Does the work. @returns whether it failed and is to be done later */
  async #isPutOff(due: DueJob, work: Worker): Promise<boolean> {
    try {
      await work(due);
      return false;
    } catch (thrown) {
      this.#log.warn({ err: thrown, job: due.job.kind, attempts: due.attempts }, "a job failed");
      if (isUnreachable(thrown) || due.attempts >= attemptLimit) return false;
      await this.#vault.postponeJob(due, this.#clock.now() + delayAfter(due.attempts));
      return true;
    }
  }
}
