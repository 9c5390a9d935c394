import type { InlineKeyboardButton, User } from "grammy/types";
import { type Chat, type Message, messageJson } from "./chats.ts";
import type { Cloud } from "./cloud.ts";
import { tellDeed } from "./story.ts";
import type { Delivery } from "./updates.ts";

/** A button found on the screen. */
interface Found {
  readonly message: Message;
  readonly button: InlineKeyboardButton;
}

/** What pressing a button did: an update for the bot, or a text copied or an address opened on the phone. */
interface Pressed {
  readonly delivery?: Delivery;
  readonly copied?: string;
  readonly opened?: string;
}

/**
 * The inline button a person means by a label: the newest message with exactly this label, else the newest with
 * a label that contains it.
 * @param on looks at this message only
 * @returns undefined when there is none
 * @throws Error when one message has several that contain it
 */
export const findButton = (chat: Chat, label: string, on?: number): Found | undefined => {
  const buttons = chat.messages
    .filter((message) => !message.deleted && (on === undefined || message.id === on))
    .reverse()
    .map((message) => ({ message, row: (message.markup?.inline_keyboard ?? []).flat() }));
  for (const { message, row } of buttons) {
    const button = row.find((one) => one.text === label);
    if (button) return { message, button };
  }
  for (const { message, row } of buttons) {
    const near = row.filter((one) => one.text.includes(label));
    if (near.length > 1) {
      throw new Error(`Several buttons have "${label}": ${near.map((one) => one.text).join(" | ")}`);
    }
    if (near[0]) return { message, button: near[0] };
  }
  return undefined;
};

/** All labels to be seen, newest message first, for the words of an error. */
export const labelsOf = (chat: Chat): string => {
  const inline = chat.messages
    .filter((message) => !message.deleted && message.markup)
    .reverse()
    .map((message) =>
      (message.markup?.inline_keyboard ?? [])
        .flat()
        .map((button) => `[${button.text}]`)
        .join(" "),
    );
  const below = (chat.keyboard ?? []).flat().map((label) => `[${label}]`);
  return (
    [...inline, ...(below.length > 0 ? [`under the input: ${below.join(" ")}`] : [])].join("\n") || "none"
  );
};

/**
 * Presses an inline button (Bot API "InlineKeyboardButton", "CallbackQuery").
 * @param expired the query reaches the bot too late to be answered
 * @throws Error for kinds of button a bot like this has no use for
 */
export const pressButton = (
  cloud: Cloud,
  by: User,
  { message, button }: Found,
  expired: boolean,
): Pressed => {
  tellDeed(undefined, message.chat, by.first_name, `megnyomta: ${button.text}`);
  if ("copy_text" in button) return { copied: button.copy_text.text };
  if ("url" in button) return { opened: button.url };
  if (!("callback_data" in button)) throw new Error(`The button "${button.text}" cannot be pressed here`);
  const query = cloud.queries.open(by, message, cloud.now(), expired);
  const delivery = cloud.push("callback_query", message.chat, {
    id: query.id,
    from: by,
    message: messageJson(message),
    chat_instance: String(-7_000_000_000_000_000 - message.chat.id),
    data: button.callback_data,
  });
  return { delivery };
};
