import type { Screen } from "./screen.ts";
import type { Context } from "../telegram/context.ts";
import { respond, send, type Chat } from "./reply.ts";

/** A person being served: because they have just written or pressed, or because something was planned. */
export interface ReplyTarget extends Chat {
  /** The update's right to change something; a planned job needs none, since it is done until it is off the list. */
  readonly claim: () => ReturnType<Context["claim"]> | undefined;
  /** Shows the answer where it belongs: in the message of the button that was pressed, else as a new message. */
  readonly show: (screen: Screen) => Promise<void>;
}

/** Serving a person who has just written or pressed. */
export const replyTargetOf = (ctx: Context): ReplyTarget => ({
  api: ctx.api,
  chatId: ctx.chatId,
  pictures: ctx.pictures,
  claim: ctx.claim,
  show: (screen) => respond(ctx, screen),
});

/** Serving a person because of something planned. */
export const jobReplyTarget = (chat: Chat): ReplyTarget => ({
  ...chat,
  claim: () => undefined,
  show: async (screen) => {
    await send(chat, screen);
  },
});
