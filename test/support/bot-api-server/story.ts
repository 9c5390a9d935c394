import type { Message } from "./chats.ts";
import type { FormattedText } from "./html.ts";
import { photoName } from "./photos.ts";
import { flattened, type RichBlock } from "./rich.ts";

/** Kinds of content a reader is told of in words; the value is the word. */
const words: Readonly<Record<string, string>> = {
  photo: "fénykép",
  document: "fájl",
  voice: "hangüzenet",
  video: "videó",
  video_note: "videóüzenet",
  audio: "zene",
  animation: "animáció",
  sticker: "matrica",
  location: "helyzet",
  contact: "névjegy",
  poll: "szavazás",
  dice: "dobókocka",
  venue: "helyszín",
  new_chat_members: "új tag",
  left_chat_member: "távozó tag",
};

/** The characters of a message and the marks over them: its text, or the caption of its picture or file. */
export const formattedOf = ({ content, from }: Message): FormattedText => {
  const rich = content["rich_message"];
  if (rich !== undefined && from.is_bot) return flattened((rich as { blocks: RichBlock[] }).blocks);
  return {
    text: content.text ?? content.caption ?? "",
    entities: content.entities ?? content.caption_entities ?? [],
  };
};

/** The characters of a message: its text, or the caption of its picture or file. */
const wordsOf = (message: Message): string => formattedOf(message).text;

/** What kind of message it is, by the Bot API's field name: text, photo, document, … */
export const kindOf = (message: Message): string => {
  // An animation carries a document as well, a venue a location; the more telling field comes first.
  const order = ["animation", "venue", ...Object.keys(words)];
  return order.find((field) => message.content[field] !== undefined) ?? "text";
};

const markOf = (message: Message): string => {
  const kind = kindOf(message);
  const name = photoName(message.content.photo);
  if (name !== undefined) return `[kép: ${name}] `;
  return kind === "text" ? "" : `[${words[kind] ?? kind}] `;
};

const body = (message: Message): string => {
  const labels = (message.markup?.inline_keyboard ?? []).flat().map((button) => button.text);
  const buttons = labels.length > 0 ? ` [buttons: ${labels.join(" | ")}]` : "";
  return `${markOf(message)}${wordsOf(message)}${buttons}`.trimEnd();
};

const who = (message: Message): string => {
  return message.from.is_bot ? "Bot" : message.from.first_name;
};

/** Tells that a message was sent. */
export const tellSent = (message: Message): void => {
  message.chat.story.push(`${who(message)}: ${body(message)}`);
};

/** Tells that a message reads otherwise from now on. */
export const tellEdited = (message: Message): void => {
  message.chat.story.push(`${who(message)}: (átírva: ${body(message)})`);
};

/** Tells that a message is gone. */
export const tellDeleted = (message: Message): void => {
  message.chat.story.push(`${who(message)}: (törölve) ${body(message)}`);
};

/** Tells what a user did that leaves no message. */
export const tellDeed = (
  message: Message | undefined,
  chat: Message["chat"],
  name: string,
  deed: string,
): void => {
  chat.story.push(`${name}: (${deed}${message ? `: ${body(message).slice(0, 60)}` : ""})`);
};
