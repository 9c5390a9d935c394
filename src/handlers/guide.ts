import { Composer } from "grammy";
import { placeOf } from "../guide/walk.ts";
import { actions, carrying } from "../screens/actions.ts";
import { guideStep } from "../screens/guide.ts";
import type { Context } from "../telegram/context.ts";
import type { Deps } from "./deps.ts";
import { redraw, say } from "./show.ts";

/** The road to Ügyfélkapu+, one step in one message that changes. */
export const guide = ({ t, vault }: Pick<Deps, "t" | "vault">): Composer<Context> => {
  const composer = new Composer<Context>();

  const resume = async (ctx: Context) => {
    const { step } = await vault.holdings(ctx.person);
    const place = placeOf(step);
    if (step === undefined) await vault.setStep(ctx.person, place.step, ctx.claim());
    // Without a button this sends a new message.
    await redraw(ctx, guideStep(t, place, place.back !== undefined));
  };

  composer.command("utmutato", resume);
  composer.hears(/^\/?(útmutató|utmutato|kezdjük|kezdjuk)[.!?]*$/i, resume);
  composer.callbackQuery(actions.resumeGuide, resume);

  composer.callbackQuery(carrying.step.pattern, async (ctx) => {
    const place = placeOf(ctx.match[1]);
    await vault.setStep(ctx.person, place.step, ctx.claim());
    await redraw(ctx, guideStep(t, place));
  });
  composer.callbackQuery(carrying.stepBelow.pattern, async (ctx) => {
    const place = placeOf(ctx.match[1]);
    await vault.setStep(ctx.person, place.step, ctx.claim());
    await say(ctx, guideStep(t, place));
  });
  return composer;
};
