import { setTimeout as wait } from "node:timers/promises";
import type { MiddlewareFn } from "grammy";
import type { Clock } from "../clock/clock.ts";
import type { Context } from "./context.ts";
import { dropFlood } from "./rate-limit.ts";

/** How many updates are handled at once, each of another chat. */
const maxConcurrentUpdates = 12;
/** More waiting updates mean that they come faster than they are handled; polling brings at most a hundred at once. */
const maxWaitingUpdates = 80;
/** If no more chats than this wait, a flood of one of them harms few others. */
const minWaitingChats = 4;
/** A chat with so much recent use can lose what waits. */
const minUseToDrop = 10;
/** An update that takes longer gives its place to another: it waits for Telegram or for a file. */
const placeMs = 1_000;
/** The use of a chat falls to a third within this time. */
const useDecayMs = 60_000;
/** Chats without recent use are forgotten once there are this many. */
const minSweepSize = 10_000;
const forgottenUse = 0.01;

/** How many updates each chat has sent lately, in memory; an older one counts less. */
class RecentUse {
  readonly #clock: Pick<Clock, "now">;
  readonly #uses = new Map<number, { readonly amount: number; readonly at: number }>();
  #sweepSize = minSweepSize;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  of(chatId: number): number {
    const use = this.#uses.get(chatId);
    if (use === undefined) return 0;
    return use.amount * Math.exp(-Math.max(0, this.#clock.now() - use.at) / useDecayMs);
  }

  add(chatId: number): void {
    if (this.#uses.size >= this.#sweepSize) this.#sweep();
    this.#uses.set(chatId, { amount: this.of(chatId) + 1, at: this.#clock.now() });
  }

  #sweep(): void {
    for (const chatId of this.#uses.keys()) if (this.of(chatId) < forgottenUse) this.#uses.delete(chatId);
    this.#sweepSize = Math.max(minSweepSize, 2 * this.#uses.size);
  }
}

/**
 * Limits how many updates are handled at once. The chats that wait take turns, however much one of them has sent; when too
 * much waits, the chat that has sent the most lately loses what it has waiting.
 */
export class FairTurns {
  readonly #use: RecentUse;
  readonly #inside = new Set<number>();
  /** What waits, by chat, in the order of the chats' turns. */
  readonly #waiting = new Map<number, ((isAdmitted: boolean) => void)[]>();
  #waitingUpdates = 0;

  constructor(clock: Pick<Clock, "now">) {
    this.#use = new RecentUse(clock);
  }

  /** @returns true once it is the update's turn (then call `leave` exactly once), false if it is dropped */
  enter(chatId: number): Promise<boolean> {
    this.#use.add(chatId);
    const turn = new Promise<boolean>((resolve) => {
      const mine = this.#waiting.get(chatId);
      if (mine === undefined) this.#waiting.set(chatId, [resolve]);
      else mine.push(resolve);
    });
    this.#waitingUpdates += 1;
    this.#admit();
    this.#dropBusiest();
    return turn;
  }

  leave(chatId: number): void {
    this.#inside.delete(chatId);
    this.#admit();
  }

  #admit(): void {
    while (this.#inside.size < maxConcurrentUpdates) {
      const next = [...this.#waiting.keys()].find((chatId) => !this.#inside.has(chatId));
      const mine = next === undefined ? undefined : this.#waiting.get(next);
      if (next === undefined || mine === undefined) return;
      this.#inside.add(next);
      this.#waitingUpdates -= 1;
      mine.shift()?.(true);
      // What else waits in the chat goes to the end of the line.
      this.#waiting.delete(next);
      if (mine.length > 0) this.#waiting.set(next, mine);
    }
  }

  #dropBusiest(): void {
    if (this.#waitingUpdates <= maxWaitingUpdates || this.#waiting.size <= minWaitingChats) return;
    const [busiest, use] = [...this.#waiting.keys()]
      .map((chatId) => [chatId, this.#use.of(chatId)] as const)
      .reduce((most, one) => (one[1] > most[1] ? one : most));
    if (use < minUseToDrop) return;
    const dropped = this.#waiting.get(busiest) ?? [];
    this.#waiting.delete(busiest);
    this.#waitingUpdates -= dropped.length;
    for (const drop of dropped) drop(false);
  }
}

/**
 * Handles updates in the order of {@link FairTurns}.
 * @param warn tells the user that an update was dropped, once a minute
 */
export const takeTurns = (
  clock: Pick<Clock, "now">,
  warn: (ctx: Context) => Promise<unknown>,
): MiddlewareFn<Context> => {
  const turns = new FairTurns(clock);
  const drop = dropFlood(clock, warn);
  return async (ctx, next) => {
    if (!(await turns.enter(ctx.chatId))) return drop(ctx);
    const handled = new AbortController();
    const timeout = wait(placeMs, undefined, { signal: handled.signal, ref: false }).catch(() => undefined);
    void timeout.then(() => turns.leave(ctx.chatId));
    try {
      await next();
    } finally {
      handled.abort();
    }
  };
};
