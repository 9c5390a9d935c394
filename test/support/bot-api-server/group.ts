import type { Content, Message } from "./chats.ts";
import type { Delivery } from "./updates.ts";
import { setStanding } from "./membership.ts";
import { type Person, textOf } from "./person.ts";
import { findButton, labelsOf, pressButton } from "./pressing.ts";
import { type ScreenMessage, screenMessage } from "./screen.ts";
import { tellSent } from "./story.ts";
import { ChatView } from "./view.ts";

/** A group chat. The bot is in privacy mode, as bots are unless their owner asks otherwise. */
export class Group extends ChatView {
  /** Someone brings the bot into the group. */
  async addBot(by: Person): Promise<void> {
    const standing = setStanding(this.cloud, this.chat, by.user, "member");
    await this.cloud.handedOver([standing, this.#service(by, { new_chat_members: [this.cloud.me] })]);
  }

  /** Someone sends the bot out of the group. */
  async removeBot(by: Person): Promise<void> {
    const message = this.#service(by, { left_chat_member: this.cloud.me });
    await this.cloud.handedOver([message, setStanding(this.cloud, this.chat, by.user, "kicked")]);
  }

  /**
   * Someone writes here. The bot is told only of commands not meant for another bot, of its own name, and of
   * replies to it ("Privacy mode" in Telegram's "Bot Features").
   */
  async say(
    person: Person,
    text: string,
    options: { replyTo?: { id: number } } = {},
  ): Promise<ScreenMessage> {
    const replyTo = options.replyTo && this.chat.find(options.replyTo.id);
    const message = this.#post(person, textOf(text), replyTo);
    const heard = this.chat.standing === "member" && this.#concernsBot(message);
    if (heard) await this.cloud.handedOver([this.cloud.pushMessage("message", message)]);
    return screenMessage(this.cloud, message, person.user.id);
  }

  /** Someone presses an inline button here; as `Person.press`. */
  async press(person: Person, label: string): Promise<void> {
    const found = findButton(this.chat, label);
    if (!found) throw new Error(`No button "${label}". The buttons:\n${labelsOf(this.chat)}`);
    const { delivery, copied } = pressButton(this.cloud, person.user, found, false);
    if (copied !== undefined) person.clipboard = copied;
    if (delivery) await this.cloud.handedOver([delivery]);
  }

  #concernsBot({ content, replyTo }: Message): boolean {
    if (replyTo?.from.id === this.cloud.me.id) return true;
    const text = content.text ?? "";
    const myName = `@${this.cloud.me.username}`.toLowerCase();
    return (content.entities ?? []).some(({ type, offset, length }) => {
      const words = text.slice(offset, offset + length).toLowerCase();
      if (type === "mention") return words === myName;
      return type === "bot_command" && (!words.includes("@") || words.endsWith(myName));
    });
  }

  #post(person: Person, content: Content, replyTo: Message | undefined): Message {
    const date = this.cloud.seconds();
    const message = this.cloud.chats.post({ chat: this.chat, from: person.user, date, content, replyTo });
    tellSent(message);
    this.cloud.change.tell();
    return message;
  }

  #service(by: Person, content: Content): Delivery {
    return this.cloud.pushMessage("message", this.#post(by, content, undefined));
  }
}
