import type { Api, InputFile } from "grammy";
import type { InlineKeyboardMarkup } from "grammy/types";
import type { Screen } from "./screen.ts";
import type { Context } from "../telegram/context.ts";
import { sendOnce } from "../telegram/retry.ts";
import { PictureUnavailable, type PictureUploads } from "../telegram/uploads.ts";
import { isPhotoMessage, isTopicGone, unlessTooLate } from "../telegram/api-errors.ts";

/** A chat to show screens in; a handler's context is one. */
export interface Chat {
  readonly api: Api;
  /** The id of the private chat. */
  readonly chatId: number;
  /** The topic of the private chat to write in, if it has topics. */
  readonly topic?: number | undefined;
  readonly pictures: PictureUploads;
}

/** Sends something in the chat's topic; outside it if the user has deleted the topic meanwhile. */
const inTopic = async <T>(
  { topic }: Pick<Chat, "topic">,
  call: (place: { message_thread_id?: number }) => Promise<T>,
): Promise<T> => {
  if (topic === undefined) return call({});
  try {
    return await call({ message_thread_id: topic });
  } catch (thrown) {
    if (isTopicGone(thrown)) return call({});
    throw thrown;
  }
};

const html = { parse_mode: "HTML" } as const;

const markup = ({ keyboard }: Screen) =>
  keyboard === undefined ? {} : { reply_markup: keyboard as InlineKeyboardMarkup };

/** Every text is sent as HTML, without link previews. */
const textOptions = (screen: Screen) => ({
  ...html,
  link_preview_options: { is_disabled: true },
  ...markup(screen),
});

/** Shows a screen with its picture; without it if there is none or it cannot be sent, so that the text always comes. */
const withPictureOrAlone = async <T>(
  { picture }: Screen,
  withPicture: (name: string) => Promise<T>,
  alone: () => Promise<T>,
): Promise<T> => {
  if (picture === undefined) return alone();
  try {
    return await withPicture(picture);
  } catch (thrown) {
    if (thrown instanceof PictureUnavailable) return alone();
    throw thrown;
  }
};

interface SendOptions {
  /** The message that this one answers, shown above it. */
  readonly inReplyTo?: number;
  /** Whether the message can be neither forwarded nor saved (Bot API, protect_content). */
  readonly isProtected?: boolean;
  /** Whether it is not sent again at once when the answer was lost: the caller does so later. */
  readonly isSentOnce?: boolean;
}

/** Sends a screen as a new message. @returns its message id. @throws GrammyError, HttpError */
export const send = async (
  chat: Chat,
  screen: Screen,
  { inReplyTo, isProtected = false, isSentOnce = false }: SendOptions = {},
): Promise<number> => {
  const { api, chatId, pictures } = chat;
  const options = {
    ...(inReplyTo === undefined
      ? {}
      : { reply_parameters: { message_id: inReplyTo, allow_sending_without_reply: true } }),
    ...(isProtected ? { protect_content: true } : {}),
  };
  const signal = isSentOnce ? sendOnce() : undefined;
  const sent = await withPictureOrAlone<{ message_id: number }>(
    screen,
    (name) =>
      pictures.send(name, (photo) =>
        inTopic(chat, (place) =>
          api.sendPhoto(
            chatId,
            photo,
            { caption: screen.text, ...html, ...markup(screen), ...options, ...place },
            signal,
          ),
        ),
      ),
    () =>
      inTopic(chat, (place) =>
        api.sendMessage(chatId, screen.text, { ...textOptions(screen), ...options, ...place }, signal),
      ),
  );
  return sent.message_id;
};

/** Sends a file. @throws GrammyError, HttpError */
export const sendFile = async (chat: Chat, file: InputFile, caption: string): Promise<void> => {
  await inTopic(chat, (place) => chat.api.sendDocument(chat.chatId, file, { caption, ...place }));
};

/**
 * Shows a screen in a message of ours. A text can become a picture, and a picture another one (Bot API,
 * editMessageMedia). A picture that stays goes the same way, by its id: the app knows it by that and does not load
 * it again, and a planned job, which cannot see the message, needs no other way.
 * @param onPhoto what to do when the screen is only a text and the message turns out to have a picture
 */
const editMessage = (
  { api, chatId, pictures }: Chat,
  messageId: number,
  screen: Screen,
  onPhoto: () => Promise<boolean>,
): Promise<boolean> =>
  withPictureOrAlone(
    screen,
    (name) =>
      unlessTooLate(
        pictures.send(name, (media) =>
          api.editMessageMedia(
            chatId,
            messageId,
            { type: "photo", media, caption: screen.text, ...html },
            markup(screen),
          ),
        ),
      ),
    async () => {
      try {
        return await unlessTooLate(api.editMessageText(chatId, messageId, screen.text, textOptions(screen)));
      } catch (thrown) {
        if (isPhotoMessage(thrown)) return onPhoto();
        throw thrown;
      }
    },
  );

/**
 * Shows a screen in a message of ours. If that has a picture and the screen has none, the text becomes the picture's
 * caption: what was there, such as a code, must not stay.
 * @returns whether that message shows it now. @throws GrammyError, HttpError
 */
export const edit = (chat: Chat, messageId: number, screen: Screen): Promise<boolean> =>
  editMessage(chat, messageId, screen, () =>
    unlessTooLate(
      chat.api.editMessageCaption(chat.chatId, messageId, {
        caption: screen.text,
        ...html,
        ...markup(screen),
      }),
    ),
  );

/** Shows a screen in a message of ours, or in a new one if there is none. @throws GrammyError, HttpError */
export const editOrSend = async (
  chat: Chat,
  messageId: number | undefined,
  screen: Screen,
): Promise<void> => {
  if (messageId === undefined || !(await edit(chat, messageId, screen))) await send(chat, screen);
};

/** Answers with a new message. */
export const reply = async (ctx: Context, screen: Screen): Promise<void> => {
  await send(ctx, screen);
};

/**
 * Answers a pressed button in its own message; with a new one where there was no button, or where Telegram no
 * longer lets that message be changed. A picture cannot become a text, so a text comes as a new message, and the
 * picture is deleted only then: whatever fails, the user is left with one of them.
 */
export const respond = async (ctx: Context, screen: Screen): Promise<void> => {
  const message = ctx.callbackQuery?.message;
  if (message === undefined) return reply(ctx, screen);
  let hasPicture = "photo" in message;
  const drawn =
    (screen.picture !== undefined || !hasPicture) &&
    (await editMessage(ctx, message.message_id, screen, () => {
      hasPicture = true;
      return Promise.resolve(false);
    }));
  if (drawn) return;
  await reply(ctx, screen);
  if (hasPicture) await ctx.pictures.delete(ctx.api, ctx.chatId, message.message_id);
};
