import type { MiddlewareFn } from "grammy";
import type { Message } from "grammy/types";
import type { Clock } from "./clock.ts";
import type { Context } from "./context.ts";

/** ms without a further picture after which an album is whole; Telegram delivers its parts as separate updates. */
const pause = 400;

/** An album whose parts are coming in. */
class Album {
  readonly messages: Message[] = [];
  readonly updateIds: number[] = [];
  readonly whole: Promise<void>;
  readonly #clock: Clock;
  #close: () => void = () => undefined;
  #callOff: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.whole = new Promise((resolve) => (this.#close = resolve));
  }

  add(message: Message, updateId: number): void {
    this.messages.push(message);
    this.updateIds.push(updateId);
    this.#callOff();
    this.#callOff = this.#clock.at(this.#clock.now() + pause, this.#close);
  }
}

/**
 * Makes one sending of an album: its first part waits for the others and is handled for all of them. The others
 * end when it does, so that none is confirmed to Telegram earlier.
 */
export const gatherAlbums = (clock: Clock): MiddlewareFn<Context> => {
  const coming = new Map<string, { album: Album; handled: Promise<void> }>();

  return async (ctx, next) => {
    const { message } = ctx;
    const updateId = ctx.update.update_id;
    ctx.messages = message === undefined ? [] : [message];
    ctx.updateIds = [updateId];
    if (message?.media_group_id === undefined) return next();

    const id = `${message.chat.id}:${message.media_group_id}`;
    const begun = coming.get(id);
    if (begun !== undefined) {
      begun.album.add(message, updateId);
      // What the first part throws is dealt with there.
      return begun.handled.catch(() => undefined);
    }
    const album = new Album(clock);
    album.add(message, updateId);
    const handled = album.whole.then(() => {
      coming.delete(id);
      ctx.messages = album.messages.toSorted((a, b) => a.message_id - b.message_id);
      ctx.updateIds = album.updateIds;
      return next();
    });
    coming.set(id, { album, handled });
    return handled;
  };
};
