import type { UserFromGetMe } from "grammy/types";
import { Calls } from "./calls.ts";
import { Change } from "./change.ts";
import { type Chat, type Message, Chats, messageJson } from "./chats.ts";
import { Faults } from "./faults.ts";
import { Files } from "./files.ts";
import { Polling } from "./polling.ts";
import { Profile } from "./profile.ts";
import { Queries } from "./queries.ts";
import { type Delivery, Updates } from "./updates.ts";
import { type TakeCall, Webhook } from "./webhook.ts";

/** How long a person waits for an update to be taken, in milliseconds: by polling, and by a webhook. */
const handOver = { polling: 300, webhook: 5000 };

/** Telegram as one bot knows it: all that the methods, the people and the tests share. */
export class Cloud {
  readonly token: string;
  readonly me: UserFromGetMe;
  /** The time, in milliseconds. */
  readonly now: () => number;
  /** ms that people wait for an update to be taken by a webhook. */
  patience = handOver.webhook;
  /** ms that the `Date` of answers is ahead of the time. */
  dateAhead = 0;
  readonly change = new Change();
  readonly calls = new Calls();
  readonly chats = new Chats();
  readonly faults = new Faults();
  readonly files = new Files();
  readonly profile = new Profile();
  readonly queries = new Queries();
  readonly updates = new Updates();
  readonly polling: Polling;
  readonly webhook: Webhook;

  constructor(token: string, username: string, now: () => number, takeCall: TakeCall) {
    this.token = token;
    this.now = now;
    this.me = {
      id: Number(token.split(":")[0]),
      is_bot: true,
      first_name: "Próba",
      username,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
    } as UserFromGetMe;
    this.polling = new Polling(this.updates, this.change, now);
    this.webhook = new Webhook(this.updates, this.change, now, takeCall);
  }

  /** The time in whole seconds, as messages carry it. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Makes an update and sets it on its way. */
  push(kind: string, chat: Chat, payload: Record<string, unknown>): Delivery {
    const delivery = this.updates.push(kind, chat.id, payload);
    this.webhook.pump();
    this.change.tell();
    return delivery;
  }

  /** A message, new or edited, on its way to the bot. */
  pushMessage(kind: "message" | "edited_message", message: Message): Delivery {
    return this.push(kind, message.chat, messageJson(message));
  }

  /** Puts an old update on its way again. */
  redeliver(updateId: number): Delivery {
    const delivery = this.updates.again(updateId);
    this.webhook.pump();
    this.change.tell();
    return delivery;
  }

  /** Waits until the bot has taken these updates, or for as long as a person would; not at all when it is not there. */
  async handedOver(deliveries: readonly Delivery[]): Promise<void> {
    if (!this.webhook.current && !this.polling.present) return;
    const patience = this.webhook.current ? this.patience : handOver.polling;
    await this.change.within(() => deliveries.every((one) => one.state !== "pending"), patience);
  }
}
