import { Composer } from "grammy";
import { oldButtonScreen, otherScreen, type OtherKind } from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { respond, reply } from "../../chat/reply.ts";
import { isUnderWay, journeyOf } from "../guide/journey.ts";

/** Answers everything that no other handler has answered; the last handler. */
export const fallbackHandler = ({ t }: Pick<Deps, "t">): Composer<Context> => {
  const composer = new Composer<Context>();
  const answer = (kind: OtherKind) => async (ctx: Context) => {
    const journey = journeyOf(await ctx.session.contents());
    return reply(ctx, otherScreen(t, kind, isUnderWay(journey)));
  };

  composer.on("message", (ctx, next) => (ctx.otherwise === undefined ? next() : ctx.otherwise()));
  composer.on(["message:voice", "message:audio"], answer("voice"));
  composer.on(["message:video", "message:video_note", "message:animation"], answer("video"));
  composer.on(["message:live_photo", "message:paid_media"], answer("video"));
  composer.on(["message:sticker", "message:dice"], answer("sticker"));
  composer.on(["message:location"], answer("location"));
  composer.on("message:contact", answer("contact"));
  composer.on("message:text", answer("words"));
  composer.on("message", answer("unknown"));
  composer.on("callback_query:data", (ctx) => respond(ctx, oldButtonScreen(t)));
  return composer;
};
