/** Users who ask for their codes while others attack: how long they wait, and how long an expired code stays in their chat. */
import { setTimeout as wait } from "node:timers/promises";
import type { Person, Telegram } from "../../test/support/bot-api-server/index.ts";
import { randomKeys } from "../../test/support/seeded-random.ts";

/** A code's period (RFC 6238) of the keys used here. */
const periodMs = 30_000;
const digits = /\d{3}\s?\d{3}/u;

/** What users met in a time; ms. */
export interface Experience {
  /** From the moment Telegram had the request until the answer was there; ascending. */
  readonly answers: readonly number[];
  /** How long after its expiry each code was removed; ascending. */
  readonly removals: readonly number[];
  /** How long after the time for it each promised code came; ascending. */
  readonly deliveries: readonly number[];
}

interface Chat {
  readonly person: Person;
  /** When the requests were made that are not answered yet; performance.now. */
  readonly asked: number[];
  /** The newest message seen. */
  lastId: number;
  /** When the code in a message expires; ms since 1970. */
  readonly expiries: Map<number, number>;
  /** When the code that a message promises is due; ms since 1970. */
  readonly promises: Map<number, number>;
}

const ascending = (times: readonly number[]) => [...times].sort((a, b) => a - b);

/** Users with one key each. */
export class HonestUsers {
  readonly #telegram: Telegram;
  readonly #chats = new Map<number, Chat>();
  readonly #unwatch: () => void;
  #seenCalls = 0;
  #answers: number[] = [];
  #removals: number[] = [];
  #deliveries: number[] = [];

  private constructor(telegram: Telegram, people: readonly Person[]) {
    this.#telegram = telegram;
    for (const person of people) {
      const lastId = person.screen.at(-1)?.id ?? 0;
      this.#chats.set(person.chatId, { person, asked: [], lastId, expiries: new Map(), promises: new Map() });
    }
    this.#seenCalls = telegram.calls.length;
    this.#unwatch = telegram.watch(() => this.#look());
  }

  /** Lets users register an invented key each. @param seed of the keys */
  static async register(telegram: Telegram, count: number, seed: number): Promise<HonestUsers> {
    const secrets = randomKeys(count, 32, seed);
    const people = secrets.map((_, i) => telegram.person(`Minta ${i + 1}`));
    for (const [i, person] of people.entries()) {
      await person.say(secrets[i]!);
      await person.until("Megvan a kulcsod");
    }
    await telegram.settled();
    return new HonestUsers(telegram, people);
  }

  /** Lets each user ask every `intervalMs`, spread evenly, whether the earlier answer has come or not. */
  async ask(forMs: number, intervalMs: number): Promise<void> {
    const chats = [...this.#chats.values()];
    const end = performance.now() + forMs;
    for (let turn = 0; performance.now() < end; turn += 1) {
      const chat = chats[turn % chats.length]!;
      chat.asked.push(performance.now());
      chat.person.say("/kod").catch(() => undefined);
      await wait(intervalMs / chats.length);
    }
  }

  /** Requests without an answer. */
  get unanswered(): number {
    return [...this.#chats.values()].reduce((sum, { asked }) => sum + asked.length, 0);
  }

  /** Codes that have expired and are still in a chat, and promised codes that have not come. */
  get overdue(): number {
    return [...this.#chats.values()]
      .flatMap(({ expiries, promises }) => [...expiries.values(), ...promises.values()])
      .filter((dueAt) => dueAt < Date.now()).length;
  }

  /** What users have met since the last call. */
  takeExperience(): Experience {
    const [answers, removals, deliveries] = [this.#answers, this.#removals, this.#deliveries].map(ascending);
    [this.#answers, this.#removals, this.#deliveries] = [[], [], []];
    return { answers: answers!, removals: removals!, deliveries: deliveries! };
  }

  stop(): void {
    this.#unwatch();
  }

  #look(): void {
    const { calls } = this.#telegram;
    const touched = new Set<Chat>();
    for (; this.#seenCalls < calls.length; this.#seenCalls += 1) {
      const chat = this.#chats.get(Number(calls[this.#seenCalls]?.params["chat_id"]));
      if (chat !== undefined) touched.add(chat);
    }
    for (const chat of touched) this.#lookAt(chat);
  }

  #lookAt(chat: Chat): void {
    const { person, asked, expiries, promises } = chat;
    const now = Date.now();
    const periodEnd = (Math.floor(now / periodMs) + 1) * periodMs;
    const messages = person.screen.filter(({ from }) => from === "bot");
    const showing = new Set(messages.filter(({ text }) => digits.test(text)).map(({ id }) => id));
    for (const { id } of messages) {
      if (id <= chat.lastId) continue;
      chat.lastId = id;
      const askedAt = asked.shift();
      if (askedAt === undefined) continue;
      this.#answers.push(performance.now() - askedAt);
      if (!showing.has(id)) promises.set(id, periodEnd);
    }
    for (const [id, expiry] of expiries)
      if (!showing.has(id)) {
        this.#removals.push(now - expiry);
        expiries.delete(id);
      }
    for (const id of showing) {
      if (expiries.has(id)) continue;
      expiries.set(id, periodEnd);
      const dueAt = promises.get(id);
      if (dueAt !== undefined) this.#deliveries.push(now - dueAt);
      promises.delete(id);
    }
  }
}
