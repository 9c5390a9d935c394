import type { Statement, StatementResult } from "./driver.ts";

/** Runs the statements in one transaction. */
type Commit = (statements: readonly Statement[]) => Promise<readonly StatementResult[]>;

/** Writes per shared transaction; more would hold up other instances for too long. */
const maxWritesPerCommit = 20;

/** The statements of one caller, and how to answer it. */
interface PendingWrite {
  readonly statements: readonly Statement[];
  readonly resolve: (results: readonly StatementResult[]) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Runs one transaction at a time; writes that arrive meanwhile share the next one. A server has one writer anyway, and
 * with about ten or more writers waiting, sqld can keep the one that holds the lock from committing: measured, two of
 * five runs of three instances with twenty writers each stalled for good, and none with one writer each.
 */
export class GroupCommit {
  readonly #commit: Commit;
  readonly #isOwnFault: (thrown: unknown) => boolean;
  #pending: PendingWrite[] = [];
  #isRunning = false;

  /** @param isOwnFault whether one write's statements caused a failure, rather than the database */
  constructor(commit: Commit, isOwnFault: (thrown: unknown) => boolean) {
    this.#commit = commit;
    this.#isOwnFault = isOwnFault;
  }

  /** Runs the statements in one transaction, perhaps with other writes. @throws what `commit` throws */
  write(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ statements, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#pending.length > 0) await this.#commitTogether(this.#pending.splice(0, maxWritesPerCommit));
    this.#isRunning = false;
  }

  async #commitTogether(writes: readonly PendingWrite[]): Promise<void> {
    try {
      const results = await this.#commit(writes.flatMap(({ statements }) => statements));
      let from = 0;
      for (const { statements, resolve } of writes) resolve(results.slice(from, (from += statements.length)));
    } catch (thrown) {
      if (this.#isOwnFault(thrown) && writes.length > 1) {
        // One write caused the failure: run each in a transaction of its own.
        for (const write of writes) await this.#commitTogether([write]);
        return;
      }
      for (const { reject } of writes) reject(thrown);
      // The writes behind this one have waited out its retries already: do not let each wait as long again.
      if (!this.#isOwnFault(thrown)) for (const { reject } of this.#pending.splice(0)) reject(thrown);
    }
  }
}
