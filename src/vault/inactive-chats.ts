import type { Change } from "../storage/changes.ts";
import type { ChatPseudonym, IdleChat } from "../storage/rows.ts";
import type { Store } from "../storage/store.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { unlessDamaged, unlessMasterKeyMissing, unwrapChatKey } from "./opened-chat.ts";
import type { PendingErasures } from "./pending-erasures.ts";
import { newId, recordIds, type DueJob } from "./records.ts";

/** A chat that was warned and not used since. */
export interface ExpiredChat {
  readonly pseudonym: ChatPseudonym;
  /** `undefined`: it does not open, or was last used before ids were stored, so the user cannot be told. */
  readonly chatId: number | undefined;
}

/** A part of the chats that are listed, after one of them. */
export interface IdlePage {
  readonly limit: number;
  /** `undefined`: from the beginning. */
  readonly after?: IdleChat | undefined;
}

/** Where the next page begins; `undefined` after the last one. */
const nextAfter = (chats: readonly IdleChat[], { limit }: IdlePage): IdleChat | undefined =>
  chats.length < limit ? undefined : chats.at(-1);

/**
 * Chats by how long they have not been used; all days since 1970. A chat whose master key is missing stays listed, so that
 * each page begins after the one before it: otherwise such chats would hide all others.
 */
export class InactiveChats {
  readonly #store: Store;
  readonly #masters: KeyWrapper;
  readonly #pendingErasures: PendingErasures;

  constructor(store: Store, masters: KeyWrapper, pendingErasures: PendingErasures) {
    this.#store = store;
    this.#masters = masters;
    this.#pendingErasures = pendingErasures;
  }

  /**
   * Plans for `dueAt` (ms since 1970) to warn the users of chats not used since `day`, and notes the warning for
   * `today`. A chat whose master key is missing is left for later.
   * @returns how many chats of the page that were, and where the next one begins
   */
  async scheduleWarnings(
    { day, today, dueAt }: { readonly day: number; readonly today: number; readonly dueAt: number },
    page: IdlePage,
  ): Promise<{ readonly warned: number; readonly next: IdleChat | undefined }> {
    const chats = await this.#store.inactiveChats(day, page.limit, page.after);
    let warned = 0;
    for (const { chat } of chats) {
      const warning = await unlessMasterKeyMissing(() => this.#warningOf(chat, dueAt));
      if (warning === undefined) continue;
      await this.#store.markWarned(chat, today, warning);
      warned += 1;
    }
    return { warned, next: nextAfter(chats, page) };
  }

  /**
   * The chats of a page that were warned by `day` and not used since, without those whose master key is missing, and where
   * the next page begins.
   */
  async expired(
    day: number,
    page: IdlePage,
  ): Promise<{ readonly chats: readonly ExpiredChat[]; readonly next: IdleChat | undefined }> {
    const listed = await this.#store.expiredChats(day, page.limit, page.after);
    const opened = await Promise.all(
      listed.map(({ chat: pseudonym }) =>
        unlessMasterKeyMissing(async () => ({ pseudonym, chatId: await this.#chatIdOf(pseudonym) })),
      ),
    );
    return { chats: opened.filter((chat) => chat !== undefined), next: nextAfter(listed, page) };
  }

  /**
   * Erases a chat that was warned by `day` and not used since, and plans for `dueAt` (ms since 1970) to say so. What
   * was erased is overwritten on the disk when that is finished or postponed, or at once if the user cannot be told.
   * @returns what is left to do in the chat, if anything
   */
  async erase({ pseudonym, chatId }: ExpiredChat, day: number, dueAt: number): Promise<DueJob | undefined> {
    const pending =
      chatId === undefined
        ? undefined
        : this.#pendingErasures.plan(chatId, { kind: "farewell", messageIds: [] }, dueAt);
    const changes: Change[] = [
      ...(pending === undefined ? [] : [{ put: "farewell", job: pending.sealed } as const]),
      { drop: "chat", chat: pseudonym },
    ];
    if (!(await this.#store.applyIfIdle(changes, pseudonym, day))) return undefined;
    if (pending === undefined) await this.#store.wipeDeleted();
    return pending?.due;
  }

  async #warningOf(chat: ChatPseudonym, dueAt: number): Promise<Change[]> {
    const opened = await this.#open(chat);
    if (opened === undefined) return [];
    const { cipher, chatId } = opened;
    const warning: DueJob = { id: newId(), chatId, dueAt, attempts: 0, job: { kind: "tell-idle" } };
    const sealed = cipher.sealJob(warning);
    cipher.wipe();
    return [{ put: "job", job: sealed }];
  }

  async #chatIdOf(chat: ChatPseudonym): Promise<number | undefined> {
    const opened = await this.#open(chat);
    opened?.cipher.wipe();
    return opened?.chatId;
  }

  /**
   * @returns `undefined` when the chat is damaged, or does not say whose it is; it expires like others
   * @throws UnknownMasterKeyError
   */
  async #open(chat: ChatPseudonym) {
    const sealed = await this.#store.wholeChat(chat);
    if (sealed === undefined) return undefined;
    return unlessDamaged(async () => {
      const cipher = await unwrapChatKey(chat, sealed, this.#masters);
      const records = cipher.openRecords(sealed);
      const chatId = records.get(recordIds.chatId)?.toString("utf8");
      for (const content of records.values()) content.fill(0);
      return chatId === undefined ? undefined : { cipher, chatId: Number(chatId) };
    });
  }
}
