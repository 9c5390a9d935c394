import { randomBytes } from "node:crypto";
import type { ChatPseudonym, SealedJob } from "../storage/rows.ts";
import type { DueJob, PendingErasure, Job, Tally } from "./records.ts";
import { open, associatedData, seal } from "./seal.ts";

/** What there is of a chat, for the person to read. */
export interface Inventory extends Omit<Tally, "keys" | "deleted"> {
  /** The keys' names. */
  readonly keys: readonly string[];
  /** The names of deleted keys that can be restored. */
  readonly deleted: readonly string[];
}

/** That there is nothing. */
export const emptyInventory: Inventory = {
  keys: [],
  deleted: [],
  offers: 0,
  cancellation: false,
  numbers: 0,
  step: false,
  jobs: 0,
  damaged: false,
};

/** What an erasure took away. */
export interface Erased {
  readonly inventory: Inventory;
  /** What was planned in the chat and will not happen any more by itself. */
  readonly jobs: readonly Job[];
  /** What is left to do, if that was planned. */
  readonly farewell?: DueJob | undefined;
}

/** How an erasure ends. */
export interface Ending {
  /** When it is taken up again unless it has come to its end by then, ms since 1970. */
  readonly dueAt: number;
  /** The message that becomes the receipt; without it the receipt comes as a new one. */
  readonly receiptIn?: number | undefined;
}

const pendingErasureAad = (id: string) => associatedData("farewell", id);

/**
 * What is left to do after an erasure. It is written in the same stroke in which the chat's rows and key go, so it is
 * sealed under a key of the vault's own, and listed under a name that no chat has.
 */
export class PendingErasures {
  readonly #key: Uint8Array;
  readonly #row: ChatPseudonym;

  /** @param key 32 bytes @param row the name they are listed under */
  constructor(key: Uint8Array, row: ChatPseudonym) {
    this.#key = key;
    this.#row = row;
  }

  /** Whether this job is a farewell. */
  has({ chat }: SealedJob): boolean {
    return Buffer.compare(chat, this.#row) === 0;
  }

  /**
   * The farewell after an erasure on request: messages with secrets, those something was planned for, are to go.
   * @returns `undefined` when there was nothing of the person
   */
  after(
    chatId: number,
    { inventory, jobs }: Pick<Erased, "inventory" | "jobs">,
    { dueAt, receiptIn }: Ending,
  ): { due: DueJob; sealed: SealedJob } | undefined {
    // Names do not outlive the chat.
    const erased: Tally = {
      ...inventory,
      keys: inventory.keys.length,
      deleted: inventory.deleted.length,
    };
    if (Object.values(erased).every((what) => Number(what) === 0)) return undefined;
    const ids = new Set(jobs.flatMap((job) => ("messageId" in job ? [job.messageId] : [])));
    if (receiptIn !== undefined) ids.delete(receiptIn);
    return this.make(chatId, { kind: "farewell", messageIds: [...ids], receiptIn, erased }, dueAt);
  }

  /** A farewell to be taken up at `dueAt` (ms since 1970) unless it has been said by then, bare and sealed. */
  make(chatId: number, job: PendingErasure, dueAt: number): { due: DueJob; sealed: SealedJob } {
    const id = randomBytes(9).toString("base64url");
    const bytes = Buffer.from(JSON.stringify({ chatId, job }));
    return {
      due: { id, chatId, dueAt, attempts: 0, job },
      sealed: {
        id,
        chat: this.#row,
        dueAt,
        attempts: 0,
        sealed: seal(this.#key, pendingErasureAad(id), bytes),
      },
    };
  }

  /** Opens one. @throws BrokenSeal */
  open({ id, dueAt, attempts, sealed }: SealedJob): DueJob {
    const plain = open(this.#key, pendingErasureAad(id), sealed).toString("utf8");
    return { id, dueAt, attempts, ...(JSON.parse(plain) as { chatId: number; job: PendingErasure }) };
  }
}
