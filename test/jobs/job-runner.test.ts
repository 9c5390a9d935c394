import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GrammyError } from "grammy";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isJobGivenUp } from "../../src/features/run-job.ts";
import { createLog } from "../../src/observability/log.ts";
import { Store } from "../../src/storage/store.ts";
import { newClaim } from "../../src/storage/rows.ts";
import type { Clock } from "../../src/clock/clock.ts";
import { JobRunner, type JobHandler, type SlowJobs } from "../../src/jobs/job-runner.ts";
import { InProcessChatLock } from "../../src/jobs/chat-lock.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import type { DueJob, Job } from "../../src/vault/records.ts";
import { Vault } from "../../src/vault/vault.ts";
import { scheduleJob } from "../../src/vault/changes.ts";
import { erase, schedule, inSession } from "../support/chat-session.ts";
import { open } from "../support/gate.ts";
import type { ChatSession } from "../../src/vault/chat-session.ts";

const noon = Date.UTC(2026, 10, 22, 12);
const anna = 5_100_000_001;
const bela = 5_100_000_002;
const jobOf = (messageId: number): Job => ({ kind: "delete-message", messageId });
const messageOf = (job: Job) => ("messageId" in job ? job.messageId : undefined);

/** A clock that stands still until it is set. */
class ManualClock implements Clock {
  #now = noon;
  readonly #timers = new Set<{ readonly time: number; readonly callback: () => void }>();
  readonly #watchers = new Set<() => void>();

  now(): number {
    return this.#now;
  }

  at(time: number, callback: () => void): () => void {
    const timer = { time, callback };
    this.#timers.add(timer);
    if (time <= this.#now) queueMicrotask(() => this.set(this.#now));
    for (const look of [...this.#watchers]) look();
    return () => this.#timers.delete(timer);
  }

  /** The times for which something is set. */
  get times(): number[] {
    return [...this.#timers].map(({ time }) => time);
  }

  /** Moves on to `time` and calls back what is due. */
  set(time: number): void {
    this.#now = time;
    for (const timer of [...this.#timers].filter((one) => one.time <= time)) {
      if (this.#timers.delete(timer)) timer.callback();
    }
  }

  /** Waits until something is set for a time like this. @returns that time */
  armed(like: (time: number) => boolean): Promise<number> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.times.find(like);
        if (found === undefined) return;
        this.#watchers.delete(look);
        resolve(found);
      };
      this.#watchers.add(look);
      look();
    });
  }
}

let folder: string;
let store: Store;
let vault: Vault;
let clock: ManualClock;
let chatLock: InProcessChatLock;
let lines: string[];
let jobs: JobRunner;

const makeJobs = (over = vault) =>
  new JobRunner({
    vault: over,
    clock,
    chatLock,
    log: createLog("trace", { write: (line) => lines.push(line) }),
    isFinal: isJobGivenUp,
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-jobs-"));
  store = await Store.open({ url: `file:${join(folder, "test.db")}` });
  vault = await Vault.open(store, KeyRing.parse(KeyRing.fresh()));
  clock = new ManualClock();
  chatLock = new InProcessChatLock();
  lines = [];
  jobs = makeJobs();
});

afterEach(async () => {
  await jobs.stop();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** A worker that writes down what it is given; `behave` says what comes of it. */
const recorder = (behave: JobHandler = () => Promise.resolve()) => {
  const runs: { readonly due: DueJob; readonly at: number }[] = [];
  let tell: () => void = () => undefined;
  const work: JobHandler = (due, session) => {
    runs.push({ due, at: clock.now() });
    tell();
    return behave(due, session);
  };
  /** Waits for the n-th run. */
  const run = async (n: number) => {
    while (runs.length < n) await new Promise<void>((resolve) => (tell = resolve));
    return runs[n - 1]!;
  };
  const messages = () => runs.map(({ due }) => messageOf(due.job));
  return { work, run, runs, messages };
};

/** The look at the list that follows the end of every job. */
const lookAfter = async () => {
  const next = clock.now() + 1;
  clock.set(await clock.armed((time) => time === next));
};

/** Lets time go on, from one set time to the next but not past `limit`, until `done`. */
const goOn = async (limit: number, done: () => boolean | Promise<boolean>) => {
  while (!(await done())) {
    await new Promise(setImmediate);
    const next = Math.min(...clock.times);
    if (next <= limit) clock.set(Math.max(next, clock.now()));
  }
};
const listIsEmpty = async () => (await vault.nextDue()) === undefined;

const refusal = (error_code: number, description: string) =>
  new GrammyError("refused", { ok: false, error_code, description }, "deleteMessage", {});

describe("what is planned", () => {
  test("by an earlier run of the program is done at the start, when it is overdue", async () => {
    await schedule(vault, anna, jobOf(1), noon - 9_000);
    await schedule(vault, bela, jobOf(2), noon);
    const { work, run, runs } = recorder();
    jobs.start(work);
    await run(2);
    expect(runs.map(({ due }) => [due.chatId, messageOf(due.job)]).sort()).toEqual([
      [anna, 1],
      [bela, 2],
    ]);
    await goOn(noon + 100, listIsEmpty);
  });

  test("is done at its time and not before", async () => {
    const { work, run, runs } = recorder();
    jobs.start(work);
    await schedule(vault, anna, jobOf(1), noon + 5_000);
    await clock.armed((time) => time === noon + 5_000);
    clock.set(noon + 4_999);
    expect(clock.times).toEqual([noon + 5_000]);
    expect(runs).toEqual([]);
    clock.set(noon + 5_000);
    expect((await run(1)).at).toBe(noon + 5_000);
  });

  test("before the start waits for it", async () => {
    await schedule(vault, anna, jobOf(1), noon - 1);
    expect(clock.times).toEqual([]);
    const { work, run } = recorder();
    jobs.start(work);
    expect(messageOf((await run(1)).due.job)).toBe(1);
  });

  test("for earlier than what is waited for comes first", async () => {
    const { work, run, messages } = recorder();
    jobs.start(work);
    await schedule(vault, anna, jobOf(1), noon + 9_000);
    await schedule(vault, anna, jobOf(2), noon + 3_000);
    clock.set(await clock.armed((time) => time === noon + 3_000));
    await run(1);
    expect(messages()).toEqual([2]);
    await lookAfter();
    clock.set(await clock.armed((time) => time === noon + 9_000));
    await run(2);
    expect(messages()).toEqual([2, 1]);
  });

  test("by another instance is found within ten seconds", async () => {
    const { work, run } = recorder();
    jobs.start(work);
    await clock.armed((time) => time === noon + 10_000);
    await schedule(vault, anna, jobOf(7), noon + 10);
    clock.set(noon + 10_000);
    expect(messageOf((await run(1)).due.job)).toBe(7);
  });

  test("is all done when there is more than one look brings", async () => {
    for (let i = 0; i < 120; i += 1) await schedule(vault, anna + (i % 40), jobOf(i), noon - 1_000 + i);
    const { work, runs, messages } = recorder();
    jobs.start(work);
    await goOn(noon + 900, () => runs.length === 120);
    expect(new Set(messages()).size).toBe(120);
    await goOn(noon + 900, listIsEmpty);
    expect(messages()).toHaveLength(120);
  });
});

describe("a job that fails", () => {
  test("is tried again after a delay that doubles, up to an hour", async () => {
    const { work, run, runs } = recorder(() => Promise.reject(refusal(500, "Internal Server Error")));
    await schedule(vault, anna, jobOf(1), noon);
    jobs.start(work);
    const tries = 16;
    for (let n = 1; n <= tries; n += 1) {
      await run(n);
      await lookAfter();
      if (n === tries) break;
      const due = (await vault.nextDue())!;
      // It looks at the list meanwhile, and leaves the job alone.
      while (clock.now() < due) {
        const now = clock.now();
        clock.set(await clock.armed((time) => time > now && time <= Math.min(due, now + 10_000)));
      }
    }
    const delays = runs.slice(1).map(({ at }, i) => at - runs[i]!.at);
    expect(delays).toEqual(runs.slice(1).map((_, i) => Math.min(3_600_000, 1_000 * 2 ** i)));
    expect(runs.map(({ due }) => due.attempts)).toEqual(runs.map((_, i) => i));
  });

  test("does not hold up the others, and is done when it succeeds", async () => {
    let broken = true;
    const { work, run, runs, messages } = recorder(({ job }) =>
      broken && messageOf(job) === 1 ? Promise.reject(new Error("5100000001")) : Promise.resolve(),
    );
    await schedule(vault, anna, jobOf(1), noon - 1);
    await schedule(vault, anna, jobOf(2), noon);
    jobs.start(work);
    await run(1);
    await lookAfter();
    await run(2);
    broken = false;
    await goOn(noon + 1_100, () => runs.length === 3);
    expect(messages()).toEqual([1, 2, 1]);
    expect(runs[2]!.at).toBeGreaterThanOrEqual(noon + 1_000);
    await goOn(noon + 1_100, listIsEmpty);
    expect(lines.join("")).toContain("a job failed");
    expect(lines.join("")).not.toContain("5100000001");
  });

  const blocked = [403, "Forbidden: bot was blocked by the user"] as const;
  const question: Job = { kind: "close-cancellation", messageId: 1 };
  test.each([
    [question, ...blocked],
    [jobOf(1), 403, "Forbidden: user is deactivated"],
    [jobOf(1), 400, "Bad Request: chat not found"],
  ])("is given up when the chat cannot be reached any more: %j %i %s", async (job, code, words) => {
    const { work, run, runs } = recorder(() => Promise.reject(refusal(code, words)));
    await schedule(vault, anna, job, noon);
    jobs.start(work);
    await run(1);
    await goOn(noon + 100, listIsEmpty);
    expect(runs).toHaveLength(1);
  });

  /** Plans a job that has failed sixty times. */
  const scheduleFailed = async (job: Job) => {
    await schedule(vault, anna, job, noon);
    for (let attempts = 0; attempts < 60; attempts += 1) {
      const [due] = await vault.dueJobs(noon);
      await inSession(vault, anna, (session) => session.postponeJob(due!, noon));
    }
  };

  test("to take a secret out of the chat is retried every hour until the user lets the bot back", async () => {
    await scheduleFailed(jobOf(1));
    const { work, run, runs } = recorder(() =>
      runs.length < 3 ? Promise.reject(refusal(...blocked)) : Promise.resolve(),
    );
    jobs.start(work);
    await run(1);
    await goOn(noon + 2 * 3_700_000, () => runs.length === 3);
    await goOn(noon + 3 * 3_700_000, listIsEmpty);
    expect(runs.map(({ at }) => Math.round((at - noon) / 3_600_000))).toEqual([0, 1, 2]);
  });

  test("is given up after some sixty tries", async () => {
    await scheduleFailed(question);
    const { work, run, runs } = recorder(() => Promise.reject(new Error("x")));
    jobs.start(work);
    expect((await run(1)).due.attempts).toBe(60);
    await goOn(noon + 100, listIsEmpty);
    expect(runs).toHaveLength(1);
  });
});

describe("a job under way", () => {
  /** A worker that does not end before it is let go. */
  const blocking = () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    return { ...recorder(() => gate), release };
  };

  test("is not begun a second time, neither meanwhile nor right after it failed", async () => {
    const { work: block, release } = blocking();
    const { work, run, runs } = recorder(async (due, session) => {
      await block(due, session);
      throw new Error("failed on purpose");
    });
    await schedule(vault, anna, jobOf(1), noon);
    jobs.start(work);
    await run(1);
    for (const round of [1, 2]) {
      clock.set(await clock.armed((time) => time === noon + round * 10_000));
    }
    await clock.armed((time) => time === noon + 30_000);
    expect(runs).toHaveLength(1);
    release();
    // Whatever else was begun in this chat has had its turn when this has.
    await chatLock.run(anna, () => Promise.resolve());
    expect(runs).toHaveLength(1);
  });

  test("is waited for by stop, and nothing more is begun", async () => {
    const { work, run, runs, release } = blocking();
    await schedule(vault, anna, jobOf(1), noon);
    jobs.start(work);
    await run(1);
    await schedule(vault, bela, jobOf(2), noon);
    let stopped = false;
    const stopping = jobs.stop().then(() => (stopped = true));
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    release();
    await stopping;
    clock.set(noon + 3_600_000);
    await new Promise(setImmediate);
    expect(runs).toHaveLength(1);
    expect((await vault.dueJobs(noon)).map(({ chatId }) => chatId)).toEqual([bela]);
    expect(clock.times).toEqual([]);
  });

  test("waits for its chat's turn; another chat's does not", async () => {
    const { work, run, messages } = recorder();
    let leave: () => void = () => undefined;
    const visit = chatLock.run(anna, () => new Promise<void>((resolve) => (leave = resolve)));
    await schedule(vault, anna, jobOf(1), noon - 1);
    await schedule(vault, bela, jobOf(2), noon);
    jobs.start(work);
    await run(1);
    expect(messages()).toEqual([2]);
    leave();
    await visit;
    await run(2);
    expect(messages()).toEqual([2, 1]);
  });

  test("is not begun when its chat was erased while it waited for its turn", async () => {
    const { work, runs } = recorder();
    await schedule(vault, anna, jobOf(1), noon);
    let goAhead: () => void = () => undefined;
    const visit = chatLock.run(anna, async () => {
      await new Promise<void>((resolve) => (goAhead = resolve));
      await erase(vault, anna, newClaim(1));
    });
    jobs.start(work);
    // The list has been read when the next look is planned.
    await clock.armed((time) => time === noon + 10_000);
    goAhead();
    await visit;
    await lookAfter();
    await clock.armed((time) => time > clock.now() + 1);
    expect(runs).toEqual([]);
  });
});

describe("jobs of many chats", () => {
  test("a chat with a thousand due jobs does not hide another chat's", async () => {
    await inSession(vault, anna, (session) =>
      session.commit(Array.from({ length: 1_000 }, (_, i) => scheduleJob(jobOf(i), noon - 1_000))),
    );
    await schedule(vault, bela, jobOf(5_000), noon);
    const { work, run, messages } = recorder();
    jobs.start(work);
    await run(2);
    expect(messages()).toContain(5_000);
  });

  test("a chat's jobs run one at a time, so that they take no place of another's", async () => {
    let atOnce = 0;
    let most = 0;
    const { work, runs } = recorder(async () => {
      most = Math.max(most, (atOnce += 1));
      await new Promise(setImmediate);
      atOnce -= 1;
    });
    for (let i = 0; i < 8; i += 1) await schedule(vault, anna, jobOf(i), noon - 1_000);
    jobs.start(work);
    await goOn(noon + 900, () => runs.length === 8);
    expect(most).toBe(1);
  });

  test("jobs of chats that are at work do not keep the others from running", async () => {
    const { gate, release } = open();
    const busy = Array.from({ length: 30 }, (_, i) => anna + 100 + i);
    for (const chatId of busy) await schedule(vault, chatId, jobOf(1), noon - 1_000);
    const visits = busy.map((chatId) => chatLock.run(chatId, () => gate));
    await schedule(vault, bela, jobOf(2), noon);
    const { work, run, messages } = recorder();
    jobs.start(work);
    await run(1);
    expect(messages()).toEqual([2]);
    release();
    await Promise.all(visits);
  });
});

describe("a slow job", () => {
  const picture = (messageId: number): Job => ({ kind: "read-picture", messageId, file: { id: "x" } });
  /** Slow jobs that are prepared when their gate opens. */
  const slowJobs = (work: JobHandler) => {
    const begun: DueJob[] = [];
    const gates: ReturnType<typeof open>[] = [];
    const slow: SlowJobs = {
      includes: ({ job }) => job.kind === "read-picture",
      prepare: async (due) => {
        const gate = open();
        begun.push(due);
        gates.push(gate);
        await gate.gate;
        return work;
      },
    };
    return { slow, begun, gates };
  };

  test("holds up neither updates nor jobs, of its own chat or of thirty others", async () => {
    const { work, run, messages } = recorder();
    const { slow, begun, gates } = slowJobs(work);
    const chats = Array.from({ length: 30 }, (_, i) => anna + i);
    for (const chatId of chats) await schedule(vault, chatId, picture(1), noon - 1_000);
    await schedule(vault, anna, jobOf(2), noon);
    await schedule(vault, bela, jobOf(3), noon);
    jobs.start(work, slow);
    await goOn(noon + 100, () => begun.length === 30 && messages().length === 2);
    expect(messages().sort()).toEqual([2, 3]);
    await chatLock.run(anna, () => Promise.resolve());
    for (const { release } of gates) release();
    await run(32);
    await goOn(noon + 100, listIsEmpty);
  });

  test("waits until the one before it in its chat is answered", async () => {
    const { work, run, messages } = recorder();
    const { slow, begun, gates } = slowJobs(work);
    // Jobs that are due in the same millisecond have no order.
    for (const messageId of [1, 2]) await schedule(vault, anna, picture(messageId), noon - 10 + messageId);
    jobs.start(work, slow);
    await goOn(noon + 100, () => begun.length === 1);
    await lookAfter();
    await new Promise(setImmediate);
    expect(begun).toHaveLength(1);
    gates[0]!.release();
    await run(1);
    await goOn(noon + 100, () => begun.length === 2);
    gates[1]!.release();
    await run(2);
    expect(messages()).toEqual([1, 2]);
  });

  test("is not answered when its chat was erased while it was prepared", async () => {
    const { work, runs } = recorder();
    const { slow, begun, gates } = slowJobs(work);
    await schedule(vault, anna, picture(1), noon);
    jobs.start(work, slow);
    await goOn(noon + 100, () => begun.length === 1);
    await erase(vault, anna, newClaim(1));
    gates[0]!.release();
    await lookAfter();
    expect(runs).toEqual([]);
  });

  test("that is being prepared when the runner stops is left to the next start", async () => {
    const { work, run, runs } = recorder();
    const { slow, begun, gates } = slowJobs(work);
    await schedule(vault, anna, picture(1), noon);
    jobs.start(work, slow);
    await goOn(noon + 100, () => begun.length === 1);
    await jobs.stop();
    gates[0]!.release();
    await new Promise(setImmediate);
    expect(runs).toEqual([]);
    jobs = makeJobs();
    jobs.start(work, slow);
    await goOn(noon + 100, () => begun.length === 2);
    gates[1]!.release();
    await run(1);
    await goOn(noon + 100, listIsEmpty);
    expect(runs).toHaveLength(1);
  });
});

describe("when the database fails", () => {
  const stub = (
    methods: Pick<Vault, "nextJobs" | "nextDue">,
    session: Partial<ChatSession> = {
      isPlanned: () => Promise.resolve(true),
      finishJob: () => Promise.resolve(),
    },
  ) =>
    ({
      ...methods,
      onJobScheduled: () => undefined,
      session: () => ({ close: () => undefined, ...session }),
    }) as unknown as Vault;
  const broken = () => Promise.reject(new Error("disk full"));

  test("the list is read again a second later", async () => {
    let fails = true;
    const due = { id: "abcdefghijkl", chatId: anna, dueAt: noon, attempts: 0, job: jobOf(1) };
    const { work, run } = recorder();
    jobs = makeJobs(
      stub({
        nextJobs: () => (fails ? broken() : Promise.resolve([due])),
        nextDue: () => Promise.resolve(undefined),
      }),
    );
    jobs.start(work);
    const next = await clock.armed((time) => time > noon);
    expect(next).toBe(noon + 1_000);
    fails = false;
    clock.set(next);
    await run(1);
    expect(lines.join("")).toContain("jobs could not be read");
  });

  test("a job that was done but cannot be taken off the list is not done again at once", async () => {
    const due = { id: "abcdefghijkl", chatId: anna, dueAt: noon, attempts: 0, job: jobOf(1) };
    const { work, run, runs } = recorder();
    jobs = makeJobs(
      stub(
        { nextJobs: () => Promise.resolve([due]), nextDue: () => Promise.resolve(undefined) },
        { isPlanned: () => Promise.resolve(true), finishJob: broken, postponeJob: broken },
      ),
    );
    jobs.start(work);
    await run(1);
    for (let looks = 0; looks < 20; looks += 1) {
      await new Promise(setImmediate);
      const next = Math.min(...clock.times);
      if (next <= noon + 500) clock.set(next);
    }
    expect(runs).toHaveLength(1);
  });
});
