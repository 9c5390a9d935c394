import type { InlineKeyboard } from "grammy";
import type { Screen } from "../../src/chat/screen.ts";
import { showSecret, type SecretScreen } from "../../src/chat/show-secret.ts";

/** What a secret's text looks like in the chat: nothing but the way there can read it. */
export const drawnSecret = async (secret: SecretScreen): Promise<Screen> => {
  const drawn: Screen[] = [];
  const chat = {
    chatId: 1,
    api: {
      sendMessage: () => Promise.resolve({ message_id: 2 }),
      editMessageText: (_chat: number, _id: number, text: string, more: { reply_markup: InlineKeyboard }) => {
        drawn.push({ text, keyboard: more.reply_markup });
        return Promise.resolve(true);
      },
    },
    session: { commit: () => Promise.resolve(true) },
  };
  await showSecret({ log: undefined as never }, chat as never, {
    placeholder: { text: "" },
    secret: () => secret,
    failed: { text: "" },
    end: (messageId) => ({ kind: "delete-message", messageId }),
    until: 0,
    isProtected: false,
  });
  return drawn[0]!;
};
