import type { InlineKeyboardButton, MessageEntity } from "grammy/types";
import type { Message } from "./chats.ts";
import type { Cloud } from "./cloud.ts";
import { photoName } from "./photos.ts";
import { formattedOf, kindOf } from "./story.ts";

/** A message as a person sees it now. */
export interface ScreenMessage {
  readonly id: number;
  /** "me", "bot", or in a group the first name of its author. */
  readonly from: string;
  /** text, photo, document, voice, … */
  readonly kind: string;
  /** The plain characters: of a text, or of a caption. */
  readonly text: string;
  readonly marks: readonly MessageEntity[];
  /** The labels of the inline buttons, row by row. */
  readonly buttons: readonly (readonly string[])[];
  readonly rawButtons: readonly (readonly InlineKeyboardButton[])[];
  /** The largest size of a photo; `name` is what the bot called the file it uploaded. */
  readonly photo?: {
    readonly width: number;
    readonly height: number;
    readonly bytes: Uint8Array;
    readonly name?: string;
  };
  /** A file, byte for byte. */
  readonly file?: { readonly name: string; readonly bytes: Uint8Array };
  /** The id that the pictures or files of an album share (Bot API "Message", media_group_id). */
  readonly album?: string;
  readonly edited: boolean;
  /** Whether it can be neither forwarded nor saved. */
  readonly isProtected: boolean;
  /** Unix time in seconds. */
  readonly date: number;
  /** The topic of the private chat that it is in. */
  readonly topic?: number;
  /** The message this one answers, if it still exists. */
  readonly replyTo?: number;
}

/** @param myId the user who looks at it; undefined for none */
export const screenMessage = (cloud: Cloud, message: Message, myId: number | undefined): ScreenMessage => {
  const rows = message.markup?.inline_keyboard ?? [];
  const largest = message.content.photo?.at(-1);
  const bytes = largest && cloud.files.get(largest.file_id)?.bytes;
  const name = photoName(message.content.photo);
  const document = message.content["document"] as { file_id: string; file_name?: string } | undefined;
  const fileBytes = document && cloud.files.get(document.file_id)?.bytes;
  const { text, entities: marks } = formattedOf(message);
  const from = message.from.is_bot ? "bot" : message.from.first_name;
  return {
    id: message.id,
    from: message.from.id === myId ? "me" : from,
    kind: kindOf(message),
    text,
    marks,
    buttons: rows.map((row) => row.map((button) => button.text)),
    rawButtons: rows,
    ...(largest && bytes
      ? { photo: { width: largest.width, height: largest.height, bytes, ...(name ? { name } : {}) } }
      : {}),
    ...(document && fileBytes ? { file: { name: document.file_name ?? "", bytes: fileBytes } } : {}),
    ...(message.content["is_topic_message"] === true
      ? { topic: message.content["message_thread_id"] as number }
      : {}),
    ...(message.content.media_group_id ? { album: message.content.media_group_id } : {}),
    edited: message.editDate !== undefined,
    isProtected: message.isProtected,
    date: message.date,
    ...(message.replyTo && !message.replyTo.deleted ? { replyTo: message.replyTo.id } : {}),
  };
};
