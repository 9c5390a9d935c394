import { Composer, type MiddlewareFn } from "grammy";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { idleScreen, stayScreen } from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import { dayOf, isContactHour } from "../../clock/local-time.ts";
import { repeat } from "../../clock/repeat.ts";
import type { ChatLock } from "../../jobs/chat-lock.ts";
import type { Deps } from "../deps.ts";
import { respond, send } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import type { IdlePage } from "../../vault/inactive-chats.ts";

/** Days from the warning to the erasure. */
const graceDays = 30;
/** How often inactive chats are looked for. */
const scanIntervalMs = 3_600_000;
/** Chats per batch, and batches per scan. */
const scanBatchChats = 50;
const maxBatchesPerScan = 20;
/** After this long another run of the program may take an erasure up. */
const takeoverDelayMs = 10_000;
/** How many chats are remembered as recorded today; the others are looked up again. */
const maxRememberedChats = 100_000;

/** Records once a day that a user writes or presses a button. */
export const recordUse = ({ clock, log }: Pick<Deps, "clock" | "log">): MiddlewareFn<Context> => {
  const recorded = { day: 0, chats: new Set<number>() };
  return async (ctx, next) => {
    const isUse = [ctx.message, ctx.callbackQuery].some((one) => one !== undefined);
    const day = dayOf(clock.now());
    if (day !== recorded.day || recorded.chats.size >= maxRememberedChats)
      Object.assign(recorded, { day, chats: new Set() });
    if (isUse && !recorded.chats.has(ctx.chatId)) {
      try {
        if (await ctx.session.recordUse(day)) recorded.chats.add(ctx.chatId);
      } catch (thrown) {
        log.warn({ err: thrown }, "the use of a chat could not be recorded");
      }
    }
    return next();
  };
};

/** The answer to the warning; pressing the button is enough to keep everything. */
export const inactivityHandler = ({ t }: Pick<Deps, "t">): Composer<Context> => {
  const composer = new Composer<Context>();
  composer.callbackQuery(fixedCallbacks.stay, async (ctx) =>
    respond(ctx, stayScreen(t, (await ctx.session.inspect()).usage !== undefined)),
  );
  return composer;
};

/** Warns a user who has been away for long that everything will be erased, unless they have come back since. */
export const warnOfErasure = async (
  { t, retentionDays }: Pick<Deps, "t" | "retentionDays">,
  target: ReplyTarget,
): Promise<void> => {
  const { usage } = await target.session.inspect();
  if (usage?.warnedDay !== undefined) await send(target, idleScreen(t, retentionDays));
};

type WatchDeps = Pick<Deps, "vault" | "jobs" | "clock" | "log" | "retentionDays"> & {
  readonly chatLock: ChatLock;
};

/** Where the next scan goes on if there were too many chats for one; `undefined`: at the beginning. */
interface ScanPositions {
  toWarn?: IdlePage["after"];
  toErase?: IdlePage["after"];
}

/** Plans the warnings of inactive chats, and erases those that were warned and not used since. */
const scanInactiveChats = async (
  { vault, jobs, clock, chatLock, retentionDays }: WatchDeps,
  positions: ScanPositions,
): Promise<void> => {
  const now = clock.now();
  if (retentionDays === 0 || !isContactHour(now)) return;
  const today = dayOf(now);
  for (let batch = 0; batch < maxBatchesPerScan; batch += 1) {
    const { next } = await vault.inactive.scheduleWarnings(
      { day: today - retentionDays, today, dueAt: now },
      { limit: scanBatchChats, after: positions.toWarn },
    );
    positions.toWarn = next;
    if (next === undefined) break;
  }
  jobs.wake();
  for (let batch = 0; batch < maxBatchesPerScan; batch += 1) {
    const { chats, next } = await vault.inactive.expired(today - graceDays, {
      limit: scanBatchChats,
      after: positions.toErase,
    });
    for (const chat of chats) {
      const work = async () => {
        const pending = await vault.inactive.erase(chat, today - graceDays, clock.now() + takeoverDelayMs);
        if (pending !== undefined) await jobs.runNow(pending);
      };
      await (chat.chatId === undefined ? work() : chatLock.run(chat.chatId, work));
    }
    positions.toErase = next;
    if (next === undefined) break;
  }
};

/** Scans for inactive chats every hour. @returns stops it, once a running scan has ended */
export const watchInactiveChats = (deps: WatchDeps): (() => Promise<void>) => {
  const { clock, log } = deps;
  const positions: ScanPositions = {};
  return repeat(clock, scanIntervalMs, () =>
    scanInactiveChats(deps, positions).catch((thrown: unknown) =>
      log.warn({ err: thrown }, "inactive chats could not be looked for"),
    ),
  );
};
