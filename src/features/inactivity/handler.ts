import { Composer, type MiddlewareFn } from "grammy";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { idleScreen, stayScreen } from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import { dayOf, isContactHour } from "../../clock/local-time.ts";
import type { ChatLock } from "../../jobs/chat-lock.ts";
import type { Deps } from "../deps.ts";
import { respond, send, type Chat } from "../../chat/reply.ts";

/** Days from the warning to the erasure. */
const graceDays = 30;
/** ms between looks for people who have not come for long. */
const scanIntervalMs = 3_600_000;
/** So many chats are looked at in one go, and so many goes make one look. */
const scanBatchChats = 50;
const maxBatchesPerScan = 20;
/** ms after which another run of the program may take an erasure up. */
const takeoverDelayMs = 10_000;
/** So many chats are known to have been noted today; of more it is looked up again. */
const maxRememberedChats = 100_000;

/** Notes, once a day, that a person uses the bot: writes or presses. */
export const recordUse = ({
  vault,
  clock,
  log,
}: Pick<Deps, "vault" | "clock" | "log">): MiddlewareFn<Context> => {
  const noted = { day: 0, chats: new Set<number>() };
  return async (ctx, next) => {
    const isUse = [ctx.message, ctx.editedMessage, ctx.callbackQuery].some((one) => one !== undefined);
    const day = dayOf(clock.now());
    if (day !== noted.day || noted.chats.size >= maxRememberedChats)
      Object.assign(noted, { day, chats: new Set() });
    if (isUse && !noted.chats.has(ctx.chatId)) {
      try {
        if (await vault.inactive.recordUse(ctx.chatId, day)) noted.chats.add(ctx.chatId);
      } catch (thrown) {
        log.warn({ err: thrown }, "it could not be noted that a chat is used");
      }
    }
    return next();
  };
};

/** The answer to the warning; that it came is enough to keep everything. */
export const inactivityHandler = ({ t, vault }: Pick<Deps, "t" | "vault">): Composer<Context> => {
  const composer = new Composer<Context>();
  composer.callbackQuery(fixedCallbacks.stay, async (ctx) =>
    respond(ctx, stayScreen(t, (await vault.inactive.lastUse(ctx.chatId)) !== undefined)),
  );
  return composer;
};

/** Tells a person who has not come for long that everything will be erased. */
export const warnOfErasure = async (
  { t, vault, retentionDays }: Pick<Deps, "t" | "vault" | "retentionDays">,
  chat: Chat,
): Promise<void> => {
  if (await vault.inactive.isWarned(chat.chatId)) await send(chat, idleScreen(t, retentionDays));
};

type WatchDeps = Pick<Deps, "vault" | "jobs" | "clock" | "log" | "retentionDays"> & {
  readonly chatLock: ChatLock;
};

/** Plans to tell people who have not come for long, and erases those who have not come since. */
const scanInactiveChats = async ({
  vault,
  jobs,
  clock,
  chatLock,
  retentionDays,
}: WatchDeps): Promise<void> => {
  const now = clock.now();
  if (retentionDays === 0 || !isContactHour(now)) return;
  const today = dayOf(now);
  for (let go = 0; go < maxBatchesPerScan; go += 1) {
    if (
      (await vault.inactive.scheduleWarnings(today - retentionDays, today, now, scanBatchChats)) <
      scanBatchChats
    )
      break;
  }
  jobs.wake();
  for (let go = 0; go < maxBatchesPerScan; go += 1) {
    const chats = await vault.inactive.expired(today - graceDays, scanBatchChats);
    for (const chat of chats) {
      const work = async () => {
        const farewell = await vault.inactive.erase(chat, today - graceDays, clock.now() + takeoverDelayMs);
        if (farewell !== undefined) await jobs.runNow(farewell);
      };
      await (chat.chatId === undefined ? work() : chatLock.run(chat.chatId, work));
    }
    if (chats.length < scanBatchChats) break;
  }
};

/** Looks now and then for people who have not come for long. @returns how to stop, once what is under way has ended */
export const watchInactiveChats = (deps: WatchDeps): (() => Promise<void>) => {
  const { clock, log } = deps;
  let stopped = false;
  let looking = Promise.resolve();
  let cancel: () => void = () => undefined;
  const lookAt = (time: number) => {
    cancel = clock.at(time, () => {
      looking = scanInactiveChats(deps)
        .catch((thrown: unknown) => log.warn({ err: thrown }, "chats nobody uses could not be looked for"))
        .then(() => {
          if (!stopped) lookAt(clock.now() + scanIntervalMs);
        });
    });
  };
  lookAt(clock.now());
  return async () => {
    stopped = true;
    cancel();
    await looking;
  };
};
