import { dayOf } from "../../clock/local-time.ts";
import type { Clock } from "../../clock/clock.ts";
import { unseenName, type DayEvent } from "../../observability/labels.ts";

/** Where the counts are kept; all instances add to the same ones. */
export interface DayCountStore {
  addCounts(day: number, counts: ReadonlyMap<string, number>): Promise<void>;
  counts(day: number): Promise<ReadonlyMap<string, number>>;
  deleteOldCounts(day: number): Promise<void>;
}

/** How long counts are kept. */
const keptDays = 35;
/** People who are remembered for a step; more make no difference to the operator. */
const maxPeople = 100;

/**
 * Counts events by the day in Hungary, without a trace of whose they are. They are collected in memory until {@link flush}
 * stores them. To count people and not presses, the chats that reported a step today are remembered in memory only: after
 * a restart, or at another instance, the same person counts again.
 */
export class DayCounts {
  readonly #store: DayCountStore;
  readonly #clock: Clock;
  #pending = new Map<number, Map<string, number>>();
  #reported = { day: 0, people: new Map<string, Set<number>>() };

  constructor(store: DayCountStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  get today(): number {
    return dayOf(this.#clock.now());
  }

  count(event: DayEvent): void {
    this.#add(this.today, event, 1);
  }

  /** A user does not see what a step describes; counts once a day. */
  unseen(step: string, chatId: number): void {
    const day = this.today;
    if (this.#reported.day !== day) this.#reported = { day, people: new Map() };
    const people = this.#reported.people.get(step) ?? new Set();
    this.#reported.people.set(step, people);
    if (people.has(chatId) || people.size >= maxPeople) return;
    people.add(chatId);
    this.#add(day, unseenName(step), 1);
  }

  /** The counts of a day, by name. @throws what the store throws */
  async of(day: number): Promise<ReadonlyMap<string, number>> {
    const counts = new Map(await this.#store.counts(day));
    for (const [name, count] of this.#pending.get(day) ?? [])
      counts.set(name, (counts.get(name) ?? 0) + count);
    return counts;
  }

  /** Stores what was counted since the last time; what cannot be stored is kept for the next. @throws what the store throws */
  async flush(): Promise<void> {
    const pending = this.#pending;
    if (pending.size === 0) return;
    this.#pending = new Map();
    for (const [day, counts] of pending) {
      try {
        await this.#store.addCounts(day, counts);
        pending.delete(day);
      } catch (thrown) {
        for (const [left, ofDay] of pending) for (const [name, count] of ofDay) this.#add(left, name, count);
        throw thrown;
      }
    }
    await this.#store.deleteOldCounts(this.today - keptDays);
  }

  #add(day: number, name: string, count: number): void {
    const counts = this.#pending.get(day) ?? new Map<string, number>();
    counts.set(name, (counts.get(name) ?? 0) + count);
    this.#pending.set(day, counts);
  }
}
