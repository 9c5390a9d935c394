import type { CommandName, Entry } from "../../faq/entries.ts";
import { placeOf, stepWithin } from "../../guide/walk.ts";
import { reply } from "../../chat/reply.ts";
import type { Context } from "../../telegram/context.ts";
import { showAboutCancellation } from "../cancellation-code/handler.ts";
import type { Deps } from "../deps.ts";
import { resumeGuide, showFork, showStep, showTrouble } from "../guide/handler.ts";
import { journeyOf } from "../guide/journey.ts";
import { showKeys } from "../keys/handler.ts";
import { answerWithCode } from "../login-code/handler.ts";
import { showData } from "../my-data/handler.ts";
import { noticeScreen } from "../my-data/notice.ts";
import { stopUnderWay } from "../start/handler.ts";

/** What showing an entry takes. */
export type EntryDeps = Pick<Deps, "t" | "clock" | "metrics" | "retentionDays">;

/** An entry that is not an answer of the question base. */
export type ScreenEntry = Exclude<Entry, { readonly to: "topic" }>;

const runCommand = (deps: EntryDeps, ctx: Context, command: CommandName): Promise<void> => {
  switch (command) {
    case "kod":
      return answerWithCode(deps, ctx);
    case "kulcsok":
      return showKeys(deps, ctx);
    case "torlokod":
      return showAboutCancellation(deps, ctx);
    case "utmutato":
      return resumeGuide(deps, ctx);
    case "adataim":
      return showData(deps, ctx);
    case "adatkezeles":
      return reply(ctx, noticeScreen(deps.t));
    case "megse":
      return stopUnderWay(deps, ctx);
  }
};

/** Shows what the button of an entry would show, in a new message. */
export const showEntry = async (deps: EntryDeps, ctx: Context, entry: ScreenEntry): Promise<void> => {
  switch (entry.to) {
    case "trouble":
      return showTrouble(deps, ctx, entry.trouble);
    case "step": {
      const { road, step } = stepWithin(entry.step, journeyOf(await ctx.session.contents())?.road);
      return showStep(deps, ctx, placeOf(road, step));
    }
    case "fork":
      return showFork(deps, ctx, entry.fork);
    case "command":
      return runCommand(deps, ctx, entry.command);
  }
};
