import { Composer } from "grammy";
import { reply } from "../../chat/reply.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { statusScreen } from "./status.ts";

/** `/allapot`, for the owner alone; for everybody else it is no command. */
export const ownerHandler = ({ owner }: Pick<Deps, "owner">): Composer<Context> => {
  const composer = new Composer<Context>();
  composer.command("allapot", async (ctx, next) =>
    ctx.chatId === owner?.chatId ? reply(ctx, await statusScreen(owner.t, owner.status)) : next(),
  );
  return composer;
};
