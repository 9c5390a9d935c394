import type { Api } from "grammy";
import type { InlineKeyboardMarkup } from "grammy/types";
import type { Screen } from "../screens/screen.ts";
import type { Context } from "../telegram/context.ts";
import { inTime } from "../telegram/refusals.ts";

/** How every screen is sent: as HTML, without previews of the addresses in it. */
const options = ({ keyboard }: Screen) => ({
  parse_mode: "HTML" as const,
  link_preview_options: { is_disabled: true },
  ...(keyboard === undefined ? {} : { reply_markup: keyboard as InlineKeyboardMarkup }),
});

/**
 * Sends a screen as a new message. @param inReplyTo the message it answers, shown above it
 * @returns its message id. @throws GrammyError, HttpError
 */
export const send = async (api: Api, chatId: number, screen: Screen, inReplyTo?: number): Promise<number> => {
  const reply =
    inReplyTo === undefined
      ? {}
      : { reply_parameters: { message_id: inReplyTo, allow_sending_without_reply: true } };
  return (await api.sendMessage(chatId, screen.text, { ...options(screen), ...reply })).message_id;
};

/** Puts a screen into a message of ours. @returns whether that message shows it now. @throws GrammyError, HttpError */
export const draw = (api: Api, chatId: number, messageId: number, screen: Screen): Promise<boolean> =>
  inTime(api.editMessageText(chatId, messageId, screen.text, options(screen)));

/** Answers with a new message. */
export const say = async (ctx: Context, screen: Screen): Promise<void> => {
  await send(ctx.api, ctx.person, screen);
};

/**
 * Answers a pressed button in its own message; with a new one where there was no button, or where Telegram no
 * longer lets that message be changed.
 */
export const redraw = async (ctx: Context, screen: Screen): Promise<void> => {
  const messageId = ctx.callbackQuery?.message?.message_id;
  const drawn = messageId !== undefined && (await draw(ctx.api, ctx.person, messageId, screen));
  if (!drawn) await say(ctx, screen);
};
