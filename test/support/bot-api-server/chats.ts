import type { InlineKeyboardMarkup, MessageEntity, PhotoSize, User } from "grammy/types";

/** What a message says: the fields of the Bot API's "Message" that differ from kind to kind. */
export interface Content {
  text?: string;
  entities?: MessageEntity[];
  caption?: string;
  caption_entities?: MessageEntity[];
  photo?: PhotoSize[];
  media_group_id?: string;
  [field: string]: unknown;
}

/** A message as the server keeps it. Dates are Unix time in seconds. */
export interface Message {
  readonly id: number;
  readonly chat: Chat;
  readonly from: User;
  readonly date: number;
  readonly replyTo: Message | undefined;
  /** Sent with a keyboard that is not an inline one; such messages cannot be edited (Bot API, "Updating messages"). */
  readonly withReplyKeyboard: boolean;
  /** Can be neither forwarded nor saved (Bot API, protect_content). */
  readonly isProtected: boolean;
  content: Content;
  markup: InlineKeyboardMarkup | undefined;
  editDate: number | undefined;
  deleted: boolean;
}

/** Where the bot stands in a chat. "stranger": a person who has never written to it. */
export type BotStanding = "member" | "stranger" | "left" | "kicked";

/** One chat: a person's private one or a group. Nothing is ever removed from it, only marked deleted. */
export class Chat {
  readonly id: number;
  readonly type: "private" | "supergroup";
  readonly title: Readonly<Record<string, string>>;
  readonly members = new Map<number, User>();
  readonly messages: Message[] = [];
  /** What happened here, line by line, for people to read. */
  readonly story: string[] = [];
  /** The reply keyboard now under the input field, as rows of labels. */
  keyboard: string[][] | undefined;
  standing: BotStanding = "stranger";

  constructor(id: number, type: "private" | "supergroup", title: Record<string, string>) {
    this.id = id;
    this.type = type;
    this.title = title;
  }

  /** The message with this id, unless it was deleted. */
  find(id: number): Message | undefined {
    return this.messages.find((message) => message.id === id && !message.deleted);
  }

  /** The chat as the Bot API's "Chat". */
  json(): Record<string, unknown> {
    return { id: this.id, type: this.type, ...this.title };
  }
}

/** All chats, and the one counter their messages are numbered by. */
export class Chats {
  readonly #chats = new Map<number, Chat>();
  #lastMessageId = 0;

  add(chat: Chat): Chat {
    this.#chats.set(chat.id, chat);
    return chat;
  }

  get(id: number): Chat | undefined {
    return this.#chats.get(id);
  }

  /** Puts a new message into its chat. */
  post(draft: Pick<Message, "chat" | "from" | "date" | "content"> & Partial<Message>): Message {
    const message: Message = {
      replyTo: undefined,
      withReplyKeyboard: false,
      isProtected: false,
      markup: undefined,
      editDate: undefined,
      deleted: false,
      ...draft,
      id: ++this.#lastMessageId,
    };
    message.chat.messages.push(message);
    return message;
  }
}

/**
 * A message as the Bot API's "Message", as it is now.
 * @param whole false leaves out `reply_to_message`: "will not contain further reply_to_message fields"
 */
export const messageJson = (message: Message, whole = true): Record<string, unknown> => {
  const { replyTo, markup, editDate } = message;
  return {
    message_id: message.id,
    from: message.from,
    chat: message.chat.json(),
    date: message.date,
    ...(message.isProtected ? { has_protected_content: true } : {}),
    ...(editDate === undefined ? {} : { edit_date: editDate }),
    ...(whole && replyTo && !replyTo.deleted ? { reply_to_message: messageJson(replyTo, false) } : {}),
    ...message.content,
    ...(markup ? { reply_markup: markup } : {}),
  };
};
