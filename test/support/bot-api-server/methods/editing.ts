import { isDeepStrictEqual } from "node:util";
import type { InlineKeyboardMarkup } from "grammy/types";
import { type Content, type Message, messageJson } from "../chats.ts";
import type { Cloud } from "../cloud.ts";
import { badRequest } from "../refusal.ts";
import { tellDeleted, tellEdited } from "../story.ts";
import { captionContent, mediaContent, richContent, textContent } from "./content.ts";
import { type Methods, reachableChat } from "./method.ts";

/** How old a message a bot may delete (Bot API "deleteMessage"), in seconds. */
const deletable = 48 * 60 * 60;

interface Target {
  readonly chat_id?: number | string;
  readonly message_id?: number;
  readonly reply_markup?: InlineKeyboardMarkup;
}

const editable = (cloud: Cloud, target: Target): Message => {
  const message = reachableChat(cloud, target.chat_id).find(target.message_id ?? 0);
  if (!message) throw badRequest("message to edit not found");
  if (message.from.id !== cloud.me.id || message.withReplyKeyboard)
    throw badRequest("message can't be edited");
  return message;
};

/** @throws Refusal when nothing would change */
const edit = (cloud: Cloud, message: Message, content: Content, target: Target): Record<string, unknown> => {
  // An edit leaves a message in its topic.
  const { message_thread_id, is_topic_message } = message.content;
  const shown = is_topic_message === true ? { ...content, message_thread_id, is_topic_message } : content;
  const inline = target.reply_markup;
  const markup = inline && inline.inline_keyboard.flat().length > 0 ? inline : undefined;
  if (isDeepStrictEqual(shown, message.content) && isDeepStrictEqual(plain(markup), plain(message.markup))) {
    throw badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same " +
        "as a current content and reply markup of the message",
    );
  }
  message.content = shown;
  message.markup = markup;
  message.editDate = cloud.seconds();
  tellEdited(message);
  return messageJson(message);
};

const plain = (markup: InlineKeyboardMarkup | undefined): unknown => {
  return markup?.inline_keyboard;
};

const isMedia = (message: Message): boolean => {
  return message.content.photo !== undefined || message.content["document"] !== undefined;
};

const remove = (cloud: Cloud, message: Message): void => {
  const own = message.from.id === cloud.me.id;
  const old = cloud.seconds() - message.date > deletable;
  if (old || (message.chat.type !== "private" && !own)) throw badRequest("message can't be deleted");
  message.deleted = true;
  tellDeleted(message);
};

/** Bot API, "Updating messages": editing and deleting. */
export const editing: Methods = {
  editMessageText: (cloud, params) => {
    const { rich_message: rich } = params;
    const content = rich === undefined ? textContent(params, "MESSAGE_TOO_LONG") : richContent(rich);
    const message = editable(cloud, params);
    if (message.content.text === undefined && message.content["rich_message"] === undefined)
      throw badRequest("there is no text in the message to edit");
    return edit(cloud, message, content, params);
  },
  editMessageCaption: (cloud, params) => {
    const caption = captionContent(params);
    const message = editable(cloud, params);
    if (!isMedia(message)) throw badRequest("there is no caption in the message to edit");
    const file = { ...message.content };
    delete file.caption;
    delete file.caption_entities;
    return edit(cloud, message, { ...file, ...caption }, params);
  },
  editMessageMedia: async (cloud, params, { files }) => {
    const message = editable(cloud, params);
    const content = await mediaContent(cloud, params.media, files);
    return edit(cloud, message, content, params);
  },
  editMessageReplyMarkup: (cloud, params) => {
    const message = editable(cloud, params);
    return edit(cloud, message, message.content, params);
  },
  deleteMessage: (cloud, params) => {
    const message = reachableChat(cloud, params.chat_id).find(params.message_id);
    if (!message) throw badRequest("message to delete not found");
    remove(cloud, message);
    return true;
  },
  // "If some of the specified messages can't be found, they are skipped."
  deleteMessages: (cloud, params) => {
    const chat = reachableChat(cloud, params.chat_id);
    for (const id of params.message_ids) {
      const message = chat.find(id);
      if (message) remove(cloud, message);
    }
    return true;
  },
};
