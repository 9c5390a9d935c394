import type { Screen } from "./screen.ts";
import type { Context } from "../telegram/context.ts";
import type { ChatSession } from "../vault/chat-session.ts";
import { respond, send, type Chat } from "./reply.ts";

/** A chat to answer in: because its user has just written or pressed a button, or because a job is due. */
export interface ReplyTarget extends Chat {
  readonly session: ChatSession;
  /** Shows the answer where it belongs: in the message of the button that was pressed, else as a new message. */
  readonly show: (screen: Screen) => Promise<void>;
}

/** Answers an update. */
export const replyTargetOf = (ctx: Context): ReplyTarget => ({
  api: ctx.api,
  chatId: ctx.chatId,
  topic: ctx.topic,
  pictures: ctx.pictures,
  session: ctx.session,
  show: (screen) => respond(ctx, screen),
});

/** Answers because of a job. */
export const jobReplyTarget = (chat: Chat, session: ChatSession): ReplyTarget => ({
  ...chat,
  session,
  show: async (screen) => {
    await send(chat, screen);
  },
});

/** The id of the message whose button was pressed. */
export const pressedMessageId = ({ callbackQuery }: Pick<Context, "callbackQuery">): number | undefined =>
  callbackQuery?.message?.message_id;
