import { Composer } from "grammy";
import { groupText } from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";

/** How many groups are remembered as told; others would only be told again. */
const maxRememberedGroups = 10_000;

/** Anywhere but in a private chat: one sentence and a link, once, and never a secret. */
export const groupHandler = ({ t }: Pick<Deps, "t">): Composer<Context> => {
  const composer = new Composer<Context>();
  const told = new Set<number>();

  const tell = async (ctx: Context) => {
    const { chatId } = ctx;
    if (told.has(chatId) || ctx.chat?.type === "channel") return;
    if (told.size >= maxRememberedGroups) told.clear();
    told.add(chatId);
    await ctx.api.sendMessage(chatId, groupText(t, ctx.me.username), {
      link_preview_options: { is_disabled: true },
    });
  };

  composer.on("my_chat_member", async (ctx) => {
    const { status } = ctx.myChatMember.new_chat_member;
    if (status === "member" || status === "administrator") await tell(ctx);
    // A group that adds the bot again is told again.
    else told.delete(ctx.chatId);
  });
  composer.on("message:entities:bot_command", tell);
  composer.on("message:entities:mention", tell);
  return composer;
};
