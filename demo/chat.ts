import { createHash } from "node:crypto";
import type { InlineKeyboardButton } from "grammy/types";
import type { Person, Telegram } from "../test/support/bot-api-server/index.ts";
import type { DemoClock } from "./clock.ts";
import type { BotProcess } from "./bot-process.ts";
import type { ButtonView, ChatView, MessageView } from "./wire.ts";

type ScreenMessage = Person["screen"][number];

/** What the view of a chat is built from. */
export interface ChatParts {
  readonly telegram: Telegram;
  readonly robot: BotProcess;
  readonly clock: DemoClock;
}

/** How long Telegram shows "typing" (Bot API, sendChatAction). */
const typingMs = 5_000;

/** Names bytes by their hash, which is computed once. */
const names = new WeakMap<Uint8Array, string>();
const nameOf = (bytes: Uint8Array): string => {
  const cached = names.get(bytes);
  if (cached !== undefined) return cached;
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 24);
  names.set(bytes, name);
  return name;
};

const buttonView = (button: InlineKeyboardButton): ButtonView => ({
  label: button.text,
  ...(button.style === undefined ? {} : { style: button.style }),
  ...("copy_text" in button ? { copy: button.copy_text.text } : {}),
  ...("url" in button ? { url: button.url } : {}),
});

const messageView = (message: ScreenMessage, taken: boolean): MessageView => {
  const { id, kind, text, edited, date, photo, file, album } = message;
  return {
    id,
    mine: message.from === "me",
    kind,
    text,
    marks: message.marks,
    rows: message.rawButtons.map((row) => row.map(buttonView)),
    ...(photo
      ? { photo: { src: `/media/${nameOf(photo.bytes)}`, width: photo.width, height: photo.height } }
      : {}),
    ...(file
      ? { file: { src: `/media/${nameOf(file.bytes)}`, name: file.name, size: file.bytes.length } }
      : {}),
    ...(album === undefined ? {} : { album }),
    taken,
    edited,
    date,
  };
};

/** The ids of this chat's messages that wait at Telegram until the bot takes them. */
const waitingIn = ({ telegram }: ChatParts, { chatId }: Person): ReadonlySet<number | undefined> =>
  new Set(
    telegram.deliveries
      .filter((delivery) => delivery.chatId === chatId && delivery.state === "pending" && !delivery.handed)
      .map(({ body }) => (body["message"] as { message_id: number } | undefined)?.message_id),
  );

/** Whether the bot has announced that it is typing, or is handling an update of this chat. */
const isTyping = ({ telegram, robot, clock }: ChatParts, { chatId }: Person): boolean => {
  if (robot.state !== "running") return false;
  const lastSend = telegram.calls.findLast(
    ({ method, params }) => method.startsWith("send") && Number(params["chat_id"]) === chatId,
  );
  if (lastSend?.method === "sendChatAction" && clock.now() - lastSend.at < typingMs) return true;
  return telegram.deliveries
    .slice(-20)
    .some((delivery) => delivery.chatId === chatId && delivery.state === "pending" && delivery.handed);
};

/** The newest answer with a text to a pressed button of this chat. */
const popupOf = ({ telegram }: ChatParts, { chatId }: Person): ChatView["popup"] => {
  const ownQueries = new Set(
    telegram.deliveries
      .filter((delivery) => delivery.chatId === chatId)
      .map(({ body }) => (body["callback_query"] as { id: string } | undefined)?.id),
  );
  const call = telegram.calls.findLast(
    ({ method, params, ok }) =>
      ok &&
      method === "answerCallbackQuery" &&
      typeof params["text"] === "string" &&
      ownQueries.has(String(params["callback_query_id"])),
  );
  if (call === undefined) return undefined;
  return {
    at: call.at,
    text: String(call.params["text"]),
    alert: call.params["show_alert"] === true,
  };
};

/** A user's chat as the page shows it. */
export const chatView = (parts: ChatParts, person: Person): ChatView => {
  const { telegram, robot, clock } = parts;
  const { profile } = telegram;
  const popup = popupOf(parts, person);
  const waiting = waitingIn(parts, person);
  return {
    person: [person.user.last_name, person.user.first_name].filter(Boolean).join(" "),
    robot: robot.state,
    ahead: clock.ahead,
    typing: isTyping(parts, person),
    spinning: robot.state === "running" && person.spinning > 0,
    ...(popup === undefined ? {} : { popup }),
    description: profile.description,
    commands: profile.commands,
    keyboard: person.keyboard ?? [],
    messages: person.screen.map((message) => messageView(message, !waiting.has(message.id))),
  };
};

/** The photo or file of a message. */
interface Media {
  readonly bytes: Uint8Array;
  readonly kind: "photo" | "file";
}

/** Finds the photo or file with this name among the messages on the users' screens; those of deleted messages are gone. */
export const mediaOf = (people: Iterable<Person>, name: string): Media | undefined => {
  for (const person of people) {
    for (const message of person.screen) {
      for (const kind of ["photo", "file"] as const) {
        const bytes = message[kind]?.bytes;
        if (bytes !== undefined && nameOf(bytes) === name) return { bytes, kind };
      }
    }
  }
  return undefined;
};
