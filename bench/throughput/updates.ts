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

/** Something a person has written. */
export const said = (chatId: number, text: string) => ({
  update_id: (updateId += 1),
  message: {
    ...messageOf(chatId),
    text,
    ...(text.startsWith("/") ? { entities: [{ type: "bot_command", offset: 0, length: text.length }] } : {}),
  },
});

/** A picture a person has sent. */
export const sentPicture = (chatId: number) => ({
  update_id: (updateId += 1),
  message: {
    ...messageOf(chatId),
    photo: [{ file_id: "f", file_unique_id: "f", width: 720, height: 1280, file_size: 100_000 }],
  },
});

/** A button a person has pressed. @param data what the button carries */
export const pressed = (chatId: number, data: string) => ({
  update_id: (updateId += 1),
  callback_query: {
    id: String(updateId),
    from: from(chatId),
    chat_instance: "1",
    data,
    message: { ...messageOf(chatId), text: "a" },
  },
});
