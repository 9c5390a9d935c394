import type { MiddlewareFn } from "grammy";
import type { Message } from "grammy/types";
import { withPlainCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { picturesOf, textOf } from "./message-content.ts";
import { isServiceMessage } from "./message-fields.ts";

/** A message that says in `text` what it says anywhere, and has no caption. */
const withText = <M extends Message>(message: M, username: string): M => {
  const text = textOf(message);
  const read = { ...message };
  delete read.text;
  delete read.entities;
  delete read.caption;
  delete read.caption_entities;
  return text === undefined ? read : { ...read, ...withPlainCommand(text, username) };
};

/** The id of the topic in which the update's message is. */
const topicOf = ({ message, callbackQuery }: Context): number | undefined => {
  const there = message ?? callbackQuery?.message;
  return there !== undefined && "is_topic_message" in there && there.is_topic_message
    ? there.message_thread_id
    : undefined;
};

/**
 * Turns whatever a user sends into one form for the handlers: a message whose `text` is its text, caption, formatted
 * blocks or checklist, with a command in its plain spelling; an edited message is read like a new one. Passes over
 * service messages, and over edits that change neither a text nor a picture, such as the steps of a live location.
 */
export const readMessages: MiddlewareFn<Context> = async (ctx, next) => {
  const { update, me } = ctx;
  const { message, edited_message: edited } = update;
  const sent = message ?? edited;
  if (sent !== undefined) {
    if (isServiceMessage(sent)) return;
    const read = withText(sent, me.username);
    if (edited !== undefined && read.text === undefined && picturesOf(read).length === 0) return;
    delete update.edited_message;
    update.message = read;
  }
  const asked = ctx.callbackQuery?.message?.reply_to_message;
  if (asked !== undefined) Object.assign(asked, withText<Message>(asked, me.username));
  ctx.topic = topicOf(ctx);
  await next();
};
