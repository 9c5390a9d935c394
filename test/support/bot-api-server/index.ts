import type { User } from "grammy/types";
import { Api } from "./api.ts";
import type { Call } from "./calls.ts";
import { Chat } from "./chats.ts";
import { Cloud } from "./cloud.ts";
import type { Faults } from "./faults.ts";
import { Group } from "./group.ts";
import { Person } from "./person.ts";
import type { Profile } from "./profile.ts";
import { ApiServer } from "./server.ts";
import type { Delivery } from "./updates.ts";

export { parseHtml } from "./html.ts";
export type { Person } from "./person.ts";

/** Invented; of the right form. */
const inventedToken = "7000000001:AAEmulatorOfTelegramForTestsOnly-_0";

interface TelegramOptions {
  readonly token?: string;
  /** The time in milliseconds, for message dates, the 48-hour rule and the age of callback queries. */
  readonly now?: () => number;
  readonly botUsername?: string;
}

interface PersonOptions {
  readonly username?: string;
  /** Of the app; "hu" unless said otherwise. */
  readonly languageCode?: string;
}

/** Telegram on this machine: one bot, and the people who use it. */
export class Telegram {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly apiRoot: string;
  readonly #cloud: Cloud;
  readonly #api: Api;
  readonly #server: ApiServer;
  #people = 0;
  #groups = 0;

  constructor(apiRoot: string, cloud: Cloud, api: Api, server: ApiServer) {
    this.apiRoot = apiRoot;
    this.#cloud = cloud;
    this.#api = api;
    this.#server = server;
  }

  get token(): string {
    return this.#cloud.token;
  }
  get botUsername(): string {
    return this.#cloud.me.username;
  }
  /** Every call the bot made, in the order they ended. */
  get calls(): readonly Call[] {
    return this.#cloud.calls.list;
  }
  /** The calls refused because the bot did wrong; a good bot leaves this empty. */
  get refused(): Call[] {
    return this.#cloud.calls.refused;
  }
  get faults(): Faults {
    return this.#cloud.faults;
  }
  /** Lets Telegram's clock, as the `Date` of its answers tells it, be this many ms ahead of the time. */
  set dateAhead(ms: number) {
    this.#cloud.dateAhead = ms;
  }
  /** Lets people wait this many ms for each of their updates to be taken by a webhook, before they do the next. */
  set patience(ms: number) {
    this.#cloud.patience = ms;
  }
  /** Lets the webhook's connections be used again for the next updates, as Telegram does. */
  keepConnections(): void {
    this.#cloud.webhook.keepConnections();
  }
  get profile(): Profile {
    return this.#cloud.profile;
  }
  /** The webhook as it is set, or undefined. */
  get webhook(): { readonly url: string; readonly secret_token?: string } | undefined {
    return this.#cloud.webhook.current;
  }
  /** Every update ever made, what became of it and each try to deliver it, oldest first. */
  get deliveries(): readonly Delivery[] {
    return this.#cloud.updates.log;
  }
  /** The ids of the updates the bot has not yet confirmed. */
  get unconfirmed(): number[] {
    return this.#cloud.updates.pending().map((one) => one.updateId);
  }

  /** @param name family name first, as in Hungary: "Minta Anna" is Anna */
  person(name = "Minta Anna", options: PersonOptions = {}): Person {
    const [first = name, ...family] = name.split(" ").reverse();
    const title = {
      first_name: first,
      ...(family.length > 0 ? { last_name: family.reverse().join(" ") } : {}),
      ...(options.username ? { username: options.username } : {}),
    };
    // Above 2^32, as the ids of new accounts are.
    const id = 5_100_000_000 + ++this.#people;
    const user: User = { id, is_bot: false, ...title, language_code: options.languageCode ?? "hu" };
    return new Person(this.#cloud, this.#cloud.chats.add(new Chat(id, "private", title)), user);
  }

  /** A group of these people, without the bot until `addBot`. */
  group(title: string, members: readonly Person[]): Group {
    const chat = new Chat(-1_002_000_000_000 - ++this.#groups, "supergroup", { title });
    for (const { user } of members) chat.members.set(user.id, user);
    return new Group(this.#cloud, this.#cloud.chats.add(chat), undefined);
  }

  /**
   * Calls `look` at every change, so that a page can show what is going on.
   * @returns a function that ends it
   */
  watch(look: () => void): () => void {
    return this.#cloud.change.watch(look);
  }

  /** Brings an old update to the bot once more. */
  async redeliver(updateId: number): Promise<void> {
    await this.#cloud.handedOver([this.#cloud.redeliver(updateId)]);
  }

  /**
   * Waits until a bot is there: one polls, or a webhook is set.
   * @param ms the longest wait, in milliseconds
   * @throws Error when none comes
   */
  async ready(ms = 10_000): Promise<void> {
    const { change, polling, webhook } = this.#cloud;
    const there = await change.within(() => polling.waiting || webhook.current !== undefined, ms);
    if (!there) throw new Error(`No bot came in ${ms} ms`);
  }

  /**
   * Waits until every update is confirmed (or given up) and no call is under way.
   * @param ms the longest wait, in milliseconds
   * @throws Error naming the updates and calls still open
   */
  async settled(ms = 15_000): Promise<void> {
    const { calls, change, updates } = this.#cloud;
    const quiet = (): boolean => updates.pending().length === 0 && calls.inFlight === 0;
    if (await change.within(quiet, ms)) return;
    const open = updates
      .pending()
      .map((one) => `${one.updateId} (${one.kind}, ${one.attempts.length} tries)`);
    throw new Error(
      `Not settled in ${ms} ms: updates ${open.join(", ") || "none"}; ${calls.inFlight} calls under way`,
    );
  }

  /** Stops everything: deliveries, polls, delays, connections. */
  async close(): Promise<void> {
    this.#api.closed = true;
    this.#cloud.webhook.remove(false);
    await this.#server.close();
  }
}

/**
 * Starts an emulator of the Bot API server on a free port of 127.0.0.1.
 * @returns once it listens; close it when done
 */
export const startTelegram = async (options: TelegramOptions = {}): Promise<Telegram> => {
  const { token = inventedToken, now = Date.now, botUsername = "kapuseged_proba_bot" } = options;
  const cloud = new Cloud(token, botUsername, now, async ({ method, ...params }) => {
    const read = () => Promise.resolve({ params, files: new Map() });
    await api.call(String(method), read, () => false, "webhook");
  });
  const api = new Api(cloud);
  const server = new ApiServer(cloud, api);
  return new Telegram(await server.listen(), cloud, api, server);
};
