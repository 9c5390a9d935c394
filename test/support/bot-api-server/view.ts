import type { Chat } from "./chats.ts";
import type { Cloud } from "./cloud.ts";
import { type ScreenMessage, screenMessage } from "./screen.ts";

/** What is to be seen in one chat. */
export class ChatView {
  protected readonly cloud: Cloud;
  protected readonly chat: Chat;
  readonly #myId: number | undefined;

  /** @param myId whose messages are "me" */
  constructor(cloud: Cloud, chat: Chat, myId: number | undefined) {
    this.cloud = cloud;
    this.chat = chat;
    this.#myId = myId;
  }

  get chatId(): number {
    return this.chat.id;
  }

  /** Every message not deleted, oldest first. */
  get screen(): ScreenMessage[] {
    const there = this.chat.messages.filter((message) => !message.deleted);
    return there.map((message) => screenMessage(this.cloud, message, this.#myId));
  }

  /** The newest message of the bot, or undefined. */
  get last(): ScreenMessage | undefined {
    return this.screen.findLast((message) => message.from === "bot");
  }

  /** The labels of the keyboard under the input field, row by row; undefined when there is none. */
  get keyboard(): readonly (readonly string[])[] | undefined {
    return this.chat.keyboard;
  }

  /** How many pressed buttons still wait for the bot's answer. */
  get spinning(): number {
    return this.cloud.queries.waiting(this.chat.id).length;
  }

  /** The last text the bot answered a pressed button with (Bot API "answerCallbackQuery"). */
  get popup(): string | undefined {
    return this.cloud.queries.popup(this.chat.id);
  }

  /** Whether any message on the screen, of whomever, has this text in it. */
  sees(text: string | RegExp): boolean {
    return this.screen.some((message) => has(message, text));
  }

  /**
   * Waits until the screen is as it should be; looks at every change, never sleeps.
   * @param wanted a text in any message **of the bot**, or a question about the whole screen
   * @param ms the longest wait, in milliseconds
   * @returns for a text, the newest message of the bot that has it
   * @throws Error with the whole transcript when it does not come in time
   */
  async until(wanted: string | RegExp, ms?: number): Promise<ScreenMessage>;
  async until(wanted: (screen: ScreenMessage[]) => boolean, ms?: number): Promise<undefined>;
  async until(
    wanted: string | RegExp | ((screen: ScreenMessage[]) => boolean),
    ms = 15_000,
  ): Promise<ScreenMessage | undefined> {
    const found = (): ScreenMessage | undefined =>
      typeof wanted === "function"
        ? undefined
        : this.screen.findLast((message) => message.from === "bot" && has(message, wanted));
    const holds = (): boolean => (typeof wanted === "function" ? wanted(this.screen) : found() !== undefined);
    if (await this.cloud.change.within(holds, ms)) return found();
    throw new Error(`Waited ${ms} ms for ${String(wanted)}. What happened:\n${this.transcript()}`);
  }

  /** Everything that happened in this chat, in order, for people to read. */
  transcript(): string {
    return this.chat.story.join("\n");
  }
}

const has = (message: ScreenMessage, text: string | RegExp): boolean => {
  return typeof text === "string"
    ? message.text.includes(text)
    : new RegExp(text, text.flags.replace("g", "")).test(message.text);
};
