import { randomBytes } from "node:crypto";
import type { Change } from "../storage/changes.ts";
import type { Store } from "../storage/store.ts";
import type { ChatPseudonym } from "../storage/rows.ts";
import type { Chats } from "./chats.ts";
import type { PendingErasures } from "./pending-erasures.ts";
import type { OpenChat } from "./open-chat.ts";
import type { DueJob } from "./records.ts";
import { DecryptionError } from "./seal.ts";

/** A chat that nobody has come back to. */
export interface ExpiredChat {
  readonly row: ChatPseudonym;
  /** `undefined`: it does not open, or was last used before ids were kept, so nobody can be told. */
  readonly chatId: number | undefined;
}

const selfId = "chat";

/** Notes in a chat whose it is, so that its person can be told something unasked. */
export const putSelf = (chat: OpenChat, chatId: number) => chat.put(selfId, Buffer.from(String(chatId)));

/** Chats by how long nobody has used them; all times in days since 1970. */
export class InactiveChats {
  readonly #store: Store;
  readonly #chats: Chats;
  readonly #farewells: PendingErasures;

  constructor(store: Store, chats: Chats, farewells: PendingErasures) {
    this.#store = store;
    this.#chats = chats;
    this.#farewells = farewells;
  }

  /** Notes that a chat is used. @returns whether anything is kept of it */
  async recordUse(chatId: number, day: number): Promise<boolean> {
    const row = this.#chats.row(chatId);
    const usage = await this.#store.usage(row);
    if (usage === undefined) return false;
    if (usage.lastUsedDay < day || usage.warnedDay !== undefined) await this.#store.recordUse(row, day);
    const known = await this.#tried(this.#chats.readRow(row, (chat) => chat.text(selfId) !== undefined));
    if (known === false) await this.#chats.change(chatId, undefined, (chat) => [putSelf(chat, chatId)]);
    return true;
  }

  /** On which day a chat was last used, when anything is kept of it. */
  async lastUse(chatId: number): Promise<number | undefined> {
    return (await this.#store.usage(this.#chats.row(chatId)))?.lastUsedDay;
  }

  /** Whether the person was told that everything will be erased, and has not come since. */
  async isWarned(chatId: number): Promise<boolean> {
    return (await this.#store.usage(this.#chats.row(chatId)))?.warnedDay !== undefined;
  }

  /**
   * Plans for `dueAt` (ms since 1970) to tell people who have not come since `day`, and notes that they were told
   * `today`. @returns how many chats that were
   */
  async scheduleWarnings(day: number, today: number, dueAt: number, limit: number): Promise<number> {
    const rows = await this.#store.inactiveChats(day, limit);
    for (const row of rows) {
      const telling = await this.#tried(
        this.#chats.readRow(row, (chat) => {
          const chatId = Number(chat.text(selfId));
          const id = randomBytes(9).toString("base64url");
          return Number.isNaN(chatId) ? [] : [chat.putJob(id, dueAt, { chatId, job: { kind: "tell-idle" } })];
        }),
      );
      await this.#store.markWarned(row, today, telling ?? []);
    }
    return rows.length;
  }

  /** Chats whose people were told by `day` and have not come since. */
  async expired(day: number, limit: number): Promise<ExpiredChat[]> {
    const rows = await this.#store.expiredChats(day, limit);
    return Promise.all(
      rows.map(async (row) => {
        const self = await this.#tried(this.#chats.readRow(row, (chat) => chat.text(selfId)));
        return { row, chatId: self === undefined ? undefined : Number(self) };
      }),
    );
  }

  /**
   * Erases a chat whose person was told by `day` and has not come since, and plans for `dueAt` (ms since 1970) to
   * say so. @returns what is left to do in the chat, if anything
   */
  async erase({ row, chatId }: ExpiredChat, day: number, dueAt: number): Promise<DueJob | undefined> {
    const farewell =
      chatId === undefined
        ? undefined
        : this.#farewells.make(chatId, { kind: "farewell", messageIds: [] }, dueAt);
    const changes: Change[] = [
      ...(farewell === undefined ? [] : [{ put: "farewell", job: farewell.sealed } as const]),
      { drop: "chat", chat: row },
    ];
    if (!(await this.#store.applyIfIdle(changes, row, day))) return undefined;
    await this.#store.wipeDeleted();
    return farewell?.due;
  }

  /** A chat that does not open is idle like others. */
  async #tried<T>(reading: Promise<T>): Promise<T | undefined> {
    try {
      return await reading;
    } catch (thrown) {
      if (thrown instanceof DecryptionError) return undefined;
      throw thrown;
    }
  }
}
