import { Composer, type MiddlewareFn } from "grammy";
import { actions } from "../screens/actions.ts";
import { idleScreen, stayScreen } from "../screens/idle.ts";
import type { Context } from "../telegram/context.ts";
import { dayOf, isDaytime } from "../telegram/days.ts";
import type { Turns } from "../telegram/turns.ts";
import type { Deps } from "./deps.ts";
import { redraw, send, type Chat } from "./show.ts";

/** Days from the warning to the erasure. */
const grace = 30;
/** ms between looks for people who have not come for long. */
const lookPause = 3_600_000;
/** So many chats are looked at in one go, and so many goes make one look. */
const batch = 50;
const goes = 20;
/** ms after which another run of the program may take an erasure up. */
const handOver = 10_000;
/** So many chats are known to have been noted today; of more it is looked up again. */
const memory = 100_000;

/** Notes, once a day, that a person uses the bot: writes or presses. */
export const noteUse = ({
  vault,
  clock,
  log,
}: Pick<Deps, "vault" | "clock" | "log">): MiddlewareFn<Context> => {
  const noted = { day: 0, chats: new Set<number>() };
  return async (ctx, next) => {
    const isUse = [ctx.message, ctx.editedMessage, ctx.callbackQuery].some((one) => one !== undefined);
    const day = dayOf(clock.now());
    if (day !== noted.day || noted.chats.size >= memory) Object.assign(noted, { day, chats: new Set() });
    if (isUse && !noted.chats.has(ctx.person)) {
      try {
        if (await vault.idle.noteUse(ctx.person, day)) noted.chats.add(ctx.person);
      } catch (thrown) {
        log.warn({ err: thrown }, "it could not be noted that a chat is used");
      }
    }
    return next();
  };
};

/** The answer to the warning; that it came is enough to keep everything. */
export const idle = ({ t, vault }: Pick<Deps, "t" | "vault">): Composer<Context> => {
  const composer = new Composer<Context>();
  composer.callbackQuery(actions.stay, async (ctx) =>
    redraw(ctx, stayScreen(t, (await vault.idle.lastUse(ctx.person)) !== undefined)),
  );
  return composer;
};

/** Tells a person who has not come for long that everything will be erased. */
export const tellIdle = async (
  { t, vault, retentionDays }: Pick<Deps, "t" | "vault" | "retentionDays">,
  chat: Chat,
): Promise<void> => {
  if (await vault.idle.isTold(chat.person)) await send(chat, idleScreen(t, retentionDays));
};

type WatchDeps = Pick<Deps, "vault" | "jobs" | "clock" | "log" | "retentionDays"> & { readonly turns: Turns };

/** Plans to tell people who have not come for long, and erases those who have not come since. */
const look = async ({ vault, jobs, clock, turns, retentionDays }: WatchDeps): Promise<void> => {
  const now = clock.now();
  if (retentionDays === 0 || !isDaytime(now)) return;
  const today = dayOf(now);
  for (let go = 0; go < goes; go += 1) {
    if ((await vault.idle.planTelling(today - retentionDays, today, now, batch)) < batch) break;
  }
  jobs.hurry();
  for (let go = 0; go < goes; go += 1) {
    const chats = await vault.idle.forsaken(today - grace, batch);
    for (const chat of chats) {
      const work = async () => {
        const farewell = await vault.idle.erase(chat, today - grace, clock.now() + handOver);
        if (farewell !== undefined) await jobs.doNow(farewell);
      };
      await (chat.chatId === undefined ? work() : turns.run(chat.chatId, work));
    }
    if (chats.length < batch) break;
  }
};

/** Looks now and then for people who have not come for long. @returns how to stop, once what is under way has ended */
export const watchIdle = (deps: WatchDeps): (() => Promise<void>) => {
  const { clock, log } = deps;
  let stopped = false;
  let looking = Promise.resolve();
  let cancel: () => void = () => undefined;
  const lookAt = (time: number) => {
    cancel = clock.at(time, () => {
      looking = look(deps)
        .catch((thrown: unknown) => log.warn({ err: thrown }, "chats nobody uses could not be looked for"))
        .then(() => {
          if (!stopped) lookAt(clock.now() + lookPause);
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
