import type {
  ForceReply,
  InlineKeyboardMarkup,
  ReplyKeyboardMarkup,
  ReplyKeyboardRemove,
  ReplyParameters,
} from "grammy/types";
import { type Chat, type Content, type Message, messageJson } from "../chats.ts";
import type { Cloud } from "../cloud.ts";
import { badRequest } from "../refusal.ts";
import { tellDeed, tellSent } from "../story.ts";
import { captionContent, fileContent, mediaContent, textContent } from "./content.ts";
import { type Methods, reachableChat } from "./method.ts";

type Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply;
interface Placement {
  readonly message_thread_id?: number;
  readonly reply_parameters?: ReplyParameters;
  readonly reply_markup?: Markup;
  readonly protect_content?: boolean;
}

const repliedTo = (cloud: Cloud, chat: Chat, reply: ReplyParameters | undefined): Message | undefined => {
  if (!reply) return undefined;
  const there = reply.chat_id === undefined ? chat : cloud.chats.get(Number(reply.chat_id));
  const message = there?.find(reply.message_id ?? 0);
  if (!message && !reply.allow_sending_without_reply) throw badRequest("message to be replied not found");
  return message;
};

/** The fields of a message in a topic of a private chat, which begins with a message of its person. */
const inTopic = (chat: Chat, id: number | undefined): Content => {
  if (id === undefined) return {};
  if (!chat.messages.some(({ content }) => content["message_thread_id"] === id))
    throw badRequest("message thread not found");
  return { message_thread_id: id, is_topic_message: true };
};

const setKeyboard = (chat: Chat, markup: Markup | undefined): void => {
  if (!markup) return;
  if ("remove_keyboard" in markup) chat.keyboard = undefined;
  if (!("keyboard" in markup)) return;
  chat.keyboard = markup.keyboard.map((row) =>
    row.map((button) => (typeof button === "string" ? button : button.text)),
  );
};

const send = (cloud: Cloud, chat: Chat, content: Content, placement: Placement): Record<string, unknown> => {
  const markup = placement.reply_markup;
  const inline = markup && "inline_keyboard" in markup ? markup : undefined;
  const message = cloud.chats.post({
    chat,
    from: cloud.me,
    date: cloud.seconds(),
    content: { ...content, ...inTopic(chat, placement.message_thread_id) },
    replyTo: repliedTo(cloud, chat, placement.reply_parameters),
    markup: inline && inline.inline_keyboard.flat().length > 0 ? inline : undefined,
    withReplyKeyboard: markup !== undefined && !inline,
    isProtected: placement.protect_content === true,
  });
  setKeyboard(chat, markup);
  tellSent(message);
  return messageJson(message);
};

/** Bot API: "sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup", "sendChatAction", "setMessageReaction". */
export const sending: Methods = {
  sendMessage: (cloud, params) => {
    const content = textContent(params, "message is too long");
    return send(cloud, reachableChat(cloud, params.chat_id), content, params);
  },
  sendPhoto: async (cloud, params, { files }) => {
    const caption = captionContent(params);
    const chat = reachableChat(cloud, params.chat_id);
    const photo = await fileContent(cloud, "photo", params.photo as unknown as string, files);
    return send(cloud, chat, { ...photo, ...caption }, params);
  },
  sendDocument: async (cloud, params, { files }) => {
    const caption = captionContent(params);
    const chat = reachableChat(cloud, params.chat_id);
    const document = await fileContent(cloud, "document", params.document as unknown as string, files);
    return send(cloud, chat, { ...document, ...caption }, params);
  },
  sendMediaGroup: async (cloud, params, { files }) => {
    const chat = reachableChat(cloud, params.chat_id);
    const contents = await Promise.all(params.media.map((media) => mediaContent(cloud, media, files)));
    const media_group_id = String(cloud.updates.log.length + 1) + String(cloud.now());
    return contents.map((content) => send(cloud, chat, { ...content, media_group_id }, params));
  },
  sendChatAction: (cloud, params) => {
    reachableChat(cloud, params.chat_id);
    return true;
  },
  setMessageReaction: (cloud, params) => {
    const chat = reachableChat(cloud, params.chat_id);
    const message = chat.find(params.message_id);
    if (!message) throw badRequest("message to react not found");
    const emoji = (params.reaction ?? []).map((one) => (one.type === "emoji" ? one.emoji : one.type));
    tellDeed(message, chat, "Bot", `reagált ${emoji.join("")}`);
    return true;
  },
};
