import { Composer } from "grammy";
import { carrying } from "../screens/actions.ts";
import type { Context } from "../telegram/context.ts";
import { noKeyScreen } from "../screens/code.ts";
import type { Deps } from "./deps.ts";
import { showCode } from "./keep-key.ts";
import { redraw } from "./show.ts";
import { visitOf } from "./visit.ts";

type ReplaceDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">;

/** The answer to: shall the new key take the place of the old one? Until it comes, both are kept. */
export const replace = (deps: ReplaceDeps): Composer<Context> => {
  const { t, vault } = deps;
  const composer = new Composer<Context>();

  const settle = async (ctx: Context, newId: string | undefined, text: "replaced" | "kept") => {
    const holdings = await vault.holdings(ctx.person);
    const stored = holdings.keys.find(({ id }) => id === newId);
    if (stored === undefined) return redraw(ctx, noKeyScreen(t, "code:gone"));
    await redraw(ctx, { text: t(`intake:replace.${text}`, { name: stored.name }) });
    return showCode(deps, visitOf(ctx), stored.id);
  };

  composer.callbackQuery(carrying.replace.pattern, async (ctx) => {
    const [, newId = "", oldId = ""] = ctx.match;
    await vault.replaceKey(ctx.person, newId, oldId, ctx.claim());
    return settle(ctx, newId, "replaced");
  });
  composer.callbackQuery(carrying.keepBoth.pattern, (ctx) => settle(ctx, ctx.match[1], "kept"));
  return composer;
};
