import { Composer } from "grammy";
import { oldButtonScreen, otherScreen, type OtherKind } from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { respond, reply } from "../../chat/reply.ts";

/** Answers everything that no other handler has answered; the last handler. */
export const fallbackHandler = ({ t }: Pick<Deps, "t">): Composer<Context> => {
  const composer = new Composer<Context>();
  const answer = (kind: OtherKind) => (ctx: Context) => reply(ctx, otherScreen(t, kind));

  composer.on(["message:voice", "message:audio"], answer("voice"));
  composer.on(["message:video", "message:video_note", "message:animation"], answer("video"));
  composer.on(["message:sticker", "message:dice"], answer("sticker"));
  composer.on(["message:location"], answer("location"));
  composer.on("message:contact", answer("contact"));
  composer.on("message:text", answer("words"));
  // Service messages (a pinned message, a new chat photo) are not the user's.
  composer.on("message", (ctx) => (isService(ctx) ? undefined : answer("unknown")(ctx)));
  composer.on("callback_query:data", (ctx) => respond(ctx, oldButtonScreen(t)));
  return composer;
};

const isService = ({ message }: Context) =>
  message !== undefined &&
  ["pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set"].some(
    (field) => field in message,
  );
