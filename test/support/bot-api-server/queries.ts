import type { User } from "grammy/types";
import type { Message } from "./chats.ts";
import { badRequest } from "./refusal.ts";

/** How long a callback query can be answered, in milliseconds. Telegram gives no figure; bots meet about this. */
const lifetime = 60_000;

/** A pressed inline button (Bot API, "CallbackQuery"). */
interface Query {
  readonly id: string;
  readonly from: User;
  readonly message: Message;
  readonly at: number;
  readonly expired: boolean;
  answer: { readonly text: string; readonly alert: boolean } | undefined;
}

/** All presses of buttons. */
export class Queries {
  readonly #queries: Query[] = [];
  readonly #popups = new Map<number, string>();

  open(from: User, message: Message, at: number, expired: boolean): Query {
    const id = String(4_300_000_000_000_000n + BigInt(this.#queries.length) * 7_919n);
    const query: Query = { id, from, message, at, expired, answer: undefined };
    this.#queries.push(query);
    return query;
  }

  /**
   * Bot API "answerCallbackQuery".
   * @param now milliseconds, on the clock the query was opened by
   * @throws Refusal when the query is unknown, answered or too old
   */
  answer(id: string, text: string, alert: boolean, now: number): Query {
    const query = this.#queries.find((one) => one.id === id);
    if (!query || query.answer || query.expired || now - query.at > lifetime) {
      throw badRequest("query is too old and response timeout expired or query ID is invalid");
    }
    query.answer = { text, alert };
    if (text) this.#popups.set(query.message.chat.id, text);
    return query;
  }

  /** The presses in a chat the bot has not answered and still could have. */
  waiting(chatId: number): Query[] {
    return this.#queries.filter((one) => one.message.chat.id === chatId && !one.answer && !one.expired);
  }

  /** The last answer with a text in a chat, or undefined. */
  popup(chatId: number): string | undefined {
    return this.#popups.get(chatId);
  }
}
