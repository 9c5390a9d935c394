import type { Screen } from "../screens/screen.ts";
import type { Context } from "../telegram/context.ts";
import { redraw, send, type Chat } from "./show.ts";

/** A person being served: because they have just written or pressed, or because something was planned. */
export interface Visit extends Chat {
  /** The update's right to change something; a planned job needs none, since it is done until it is off the list. */
  readonly claim: () => ReturnType<Context["claim"]> | undefined;
  /** Shows the answer where it belongs: in the message of the button that was pressed, else as a new message. */
  readonly show: (screen: Screen) => Promise<void>;
}

/** Serving a person who has just written or pressed. */
export const visitOf = (ctx: Context): Visit => ({
  api: ctx.api,
  person: ctx.person,
  pictures: ctx.pictures,
  claim: ctx.claim,
  show: (screen) => redraw(ctx, screen),
});

/** Serving a person because of something planned. */
export const plannedVisit = (chat: Chat): Visit => ({
  ...chat,
  claim: () => undefined,
  show: async (screen) => {
    await send(chat, screen);
  },
});
