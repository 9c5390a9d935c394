/** Updates as Telegram sends them. */

let updateId = 1_000_000;
let messageId = 1;

const from = (id: number) => ({ id, is_bot: false, first_name: "A", language_code: "hu" });

const messageOf = (id: number) => ({
  message_id: (messageId += 1),
  date: Math.floor(Date.now() / 1000),
  chat: { id, type: "private", first_name: "A" },
  from: from(id),
});

/** A text message. */
export const textUpdate = (chatId: number, text: string) => ({
  update_id: (updateId += 1),
  message: {
    ...messageOf(chatId),
    text,
    ...(text.startsWith("/") ? { entities: [{ type: "bot_command", offset: 0, length: text.length }] } : {}),
  },
});

/** A message with a photo. */
export const photoUpdate = (chatId: number) => ({
  update_id: (updateId += 1),
  message: {
    ...messageOf(chatId),
    photo: [{ file_id: "f", file_unique_id: "f", width: 720, height: 1280, file_size: 100_000 }],
  },
});

/** A pressed button. @param data its callback data */
export const buttonUpdate = (chatId: number, data: string) => ({
  update_id: (updateId += 1),
  callback_query: {
    id: String(updateId),
    from: from(chatId),
    chat_instance: "1",
    data,
    message: { ...messageOf(chatId), text: "a" },
  },
});
