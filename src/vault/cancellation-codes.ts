import { randomBytes } from "node:crypto";
import type { Claim } from "../storage/rows.ts";
import type { Chats } from "./chats.ts";
import type { OpenChat } from "./open-chat.ts";

/** A törlőkód that is kept. */
export interface CancellationCode {
  readonly digits: string;
  /** Since when, in days since 1970. */
  readonly day: number;
}

const keptId = "cancellation";
const offerPrefix = "cancellation-offer:";

const newId = () => randomBytes(9).toString("base64url");

const keptIn = (chat: OpenChat): CancellationCode | undefined => {
  const text = chat.text(keptId);
  return text === undefined ? undefined : (JSON.parse(text) as CancellationCode);
};

/** The törlőkódok: one a chat is kept; besides, digits that may be one wait for the person to say so. */
export class CancellationCodes {
  readonly #chats: Chats;

  constructor(chats: Chats) {
    this.#chats = chats;
  }

  /** The one that is kept. @throws BrokenSeal */
  async kept(chatId: number): Promise<CancellationCode | undefined> {
    return this.#chats.read(chatId, keptIn);
  }

  /** Keeps one, in place of an earlier one. @returns whether this update did it */
  async keep(chatId: number, code: CancellationCode, claim: Claim): Promise<boolean> {
    const applied = await this.#chats.change(chatId, claim, (chat) => [
      chat.put(keptId, Buffer.from(JSON.stringify(code))),
    ]);
    if (applied) await this.#chats.wipeDropped();
    return applied;
  }

  /** Drops the one that is kept, and overwrites it. */
  async drop(chatId: number, claim: Claim): Promise<void> {
    await this.#drop(chatId, keptId, claim);
  }

  /**
   * Seals digits that may be the törlőkód, until the person has said so; in the same stroke it is planned for `dueAt`
   * (ms since 1970) that they go. @returns their id, or `undefined` if this update has had its effect before
   */
  async offer(chatId: number, digits: string, dueAt: number, claim: Claim): Promise<string | undefined> {
    const [id, jobId] = [newId(), newId()];
    const applied = await this.#chats.change(chatId, claim, (chat) => [
      chat.put(offerPrefix + id, Buffer.from(digits)),
      chat.putJob(jobId, dueAt, { chatId, job: { kind: "drop-cancellation", offerId: id } }),
    ]);
    return applied ? id : undefined;
  }

  /** The digits that wait under this id. @throws BrokenSeal */
  async offered(chatId: number, id: string): Promise<string | undefined> {
    return this.#chats.read(chatId, (chat) => chat.text(offerPrefix + id));
  }

  /** How many digits wait. @throws BrokenSeal */
  async offers(chatId: number): Promise<number> {
    const count = (chat: OpenChat) =>
      chat.records.filter((record) => record.id.startsWith(offerPrefix)).length;
    return (await this.#chats.read(chatId, count)) ?? 0;
  }

  /** Keeps the digits that wait under this id, in place of an earlier törlőkód. */
  async keepOffered(chatId: number, id: string, day: number, claim: Claim): Promise<void> {
    if ((await this.offered(chatId, id)) === undefined) return;
    await this.#chats.change(chatId, claim, (chat) => {
      const digits = chat.text(offerPrefix + id);
      if (digits === undefined) return [];
      const code: CancellationCode = { digits, day };
      return [
        chat.put(keptId, Buffer.from(JSON.stringify(code))),
        { drop: "record", chat: chat.row, id: offerPrefix + id },
      ];
    });
    await this.#chats.wipeDropped();
  }

  /** Drops the digits that wait under this id, and overwrites them. */
  async dropOffered(chatId: number, id: string, claim?: Claim): Promise<void> {
    await this.#drop(chatId, offerPrefix + id, claim);
  }

  async #drop(chatId: number, recordId: string, claim: Claim | undefined): Promise<void> {
    const has = (chat: OpenChat) => chat.records.some((record) => record.id === recordId);
    if ((await this.#chats.read(chatId, has)) !== true) return;
    await this.#chats.change(chatId, claim, (chat) =>
      has(chat) ? [{ drop: "record", chat: chat.row, id: recordId }] : [],
    );
    await this.#chats.wipeDropped();
  }
}
