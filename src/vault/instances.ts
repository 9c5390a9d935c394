import { setTimeout as wait } from "node:timers/promises";
import type { Maintenance } from "../storage/maintenance.ts";
import type { KeyRing } from "./key-ring.ts";
import { hasNewestOf, instanceTtlMs } from "./key-ring-watch.ts";

/** Instances that run without the newest master key. `unknown`: one that is too old to note its keys. */
export type Lacking = "none" | "some" | "unknown";

const pollIntervalMs = 500;

/** The running instances of a database, as an operator's command sees them. */
export class Instances {
  readonly #maintenance: Maintenance;
  readonly #isFileInUse: (() => Promise<boolean>) | undefined;

  /** @param isFileInUse whether an instance runs on the database file; `undefined` when the database is remote */
  constructor(maintenance: Maintenance, isFileInUse: (() => Promise<boolean>) | undefined) {
    this.#maintenance = maintenance;
    this.#isFileInUse = isFileInUse;
  }

  /** Whether any instance runs. @throws DatabaseError */
  async areRunning(): Promise<boolean> {
    if (this.#isFileInUse !== undefined) return this.#isFileInUse();
    return (await this.#maintenance.instanceNotes(instanceTtlMs)).length > 0;
  }

  /** Whether running instances lack the newest key of the ring. @throws DatabaseError */
  async lacking(ring: KeyRing): Promise<Lacking> {
    const notes = await this.#maintenance.instanceNotes(instanceTtlMs);
    if (notes.length > 0 && notes.every((note) => hasNewestOf(ring, note))) return "none";
    // An instance that was killed leaves its note behind; where its lock is free, it is gone.
    if (!(await this.areRunning())) return "none";
    return notes.length === 0 ? "unknown" : "some";
  }

  /** Waits until no running instance lacks the newest key of the ring. @throws DatabaseError */
  async waitFor(ring: KeyRing, timeoutMs: number): Promise<Lacking> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const lacking = await this.lacking(ring);
      if (lacking === "none" || Date.now() >= until) return lacking;
      await wait(pollIntervalMs);
    }
  }
}
