import type { Api } from "grammy";
import type { InlineKeyboardMarkup } from "grammy/types";
import type { Screen } from "../screens/screen.ts";
import type { Context } from "../telegram/context.ts";
import { NoPicture, type Pictures } from "../telegram/pictures.ts";
import { hasNoText, inTime } from "../telegram/refusals.ts";

/** A person's chat, as something to show screens in; a handler's context is one. */
export interface Chat {
  readonly api: Api;
  /** The id of the private chat. */
  readonly person: number;
  readonly pictures: Pictures;
}

const html = { parse_mode: "HTML" } as const;

const markup = ({ keyboard }: Screen) =>
  keyboard === undefined ? {} : { reply_markup: keyboard as InlineKeyboardMarkup };

/** How every text is sent: as HTML, without previews of the addresses in it. */
const textOptions = (screen: Screen) => ({
  ...html,
  link_preview_options: { is_disabled: true },
  ...markup(screen),
});

/** Shows a screen with its picture if it has one and it can be sent; else the text alone, so that it always comes. */
const withPictureOrAlone = async <T>(
  { picture }: Screen,
  withPicture: (name: string) => Promise<T>,
  alone: () => Promise<T>,
): Promise<T> => {
  if (picture === undefined) return alone();
  try {
    return await withPicture(picture);
  } catch (thrown) {
    if (thrown instanceof NoPicture) return alone();
    throw thrown;
  }
};

/**
 * Sends a screen as a new message. @param inReplyTo the message it answers, shown above it
 * @returns its message id. @throws GrammyError, HttpError
 */
export const send = async (
  { api, person, pictures }: Chat,
  screen: Screen,
  inReplyTo?: number,
): Promise<number> => {
  const reply =
    inReplyTo === undefined
      ? {}
      : { reply_parameters: { message_id: inReplyTo, allow_sending_without_reply: true } };
  const sent = await withPictureOrAlone<{ message_id: number }>(
    screen,
    (name) =>
      pictures.show(name, (photo) =>
        api.sendPhoto(person, photo, { caption: screen.text, ...html, ...markup(screen), ...reply }),
      ),
    () => api.sendMessage(person, screen.text, { ...textOptions(screen), ...reply }),
  );
  return sent.message_id;
};

/**
 * Puts a screen into a message of ours. A text can become a picture, and a picture another one (Bot API,
 * editMessageMedia). A picture that stays goes the same way, by its id: the app knows it by that and does not load
 * it again, and a planned job, which cannot see the message, needs no other way.
 * @param onPhoto what to do when the screen is only a text and the message turns out to have a picture
 */
const place = (
  { api, person, pictures }: Chat,
  messageId: number,
  screen: Screen,
  onPhoto: () => Promise<boolean>,
): Promise<boolean> =>
  withPictureOrAlone(
    screen,
    (name) =>
      inTime(
        pictures.show(name, (media) =>
          api.editMessageMedia(
            person,
            messageId,
            { type: "photo", media, caption: screen.text, ...html },
            markup(screen),
          ),
        ),
      ),
    async () => {
      try {
        return await inTime(api.editMessageText(person, messageId, screen.text, textOptions(screen)));
      } catch (thrown) {
        if (hasNoText(thrown)) return onPhoto();
        throw thrown;
      }
    },
  );

/**
 * Puts a screen into a message of ours. If that has a picture and the screen has none, the words go under the
 * picture: what stood there, a code for one, must not stay.
 * @returns whether that message shows it now. @throws GrammyError, HttpError
 */
export const draw = (chat: Chat, messageId: number, screen: Screen): Promise<boolean> =>
  place(chat, messageId, screen, () =>
    inTime(
      chat.api.editMessageCaption(chat.person, messageId, {
        caption: screen.text,
        ...html,
        ...markup(screen),
      }),
    ),
  );

/** Answers with a new message. */
export const say = async (ctx: Context, screen: Screen): Promise<void> => {
  await send(ctx, screen);
};

/**
 * Answers a pressed button in its own message; with a new one where there was no button, or where Telegram no
 * longer lets that message be changed. A picture cannot become a text, so a text comes as a new message, and only
 * then does the picture go: whatever fails, the person is left with one of them.
 */
export const redraw = async (ctx: Context, screen: Screen): Promise<void> => {
  const message = ctx.callbackQuery?.message;
  if (message === undefined) return say(ctx, screen);
  let hasPicture = "photo" in message;
  const drawn =
    (screen.picture !== undefined || !hasPicture) &&
    (await place(ctx, message.message_id, screen, () => {
      hasPicture = true;
      return Promise.resolve(false);
    }));
  if (drawn) return;
  await say(ctx, screen);
  if (hasPicture) await ctx.pictures.withdraw(ctx.api, ctx.person, message.message_id);
};
