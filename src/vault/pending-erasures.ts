import type { ChatPseudonym, SealedJob } from "../storage/rows.ts";
import type { ChatContents } from "./chat-contents.ts";
import { newId, type DueJob, type PendingErasure, type StoredCounts } from "./records.ts";
import { padJson } from "./padding.ts";
import { open, associatedData, seal } from "./seal.ts";

/** How an erasure ends. */
export interface FollowUp {
  /** When it is taken up again unless it is finished by then, ms since 1970. */
  readonly dueAt: number;
  /** The message that becomes the receipt; without it the receipt comes as a new one. */
  readonly receiptIn?: number | undefined;
  /** The topic of the private chat in which a new receipt comes. */
  readonly topic?: number | undefined;
}

/** A pending erasure as a job, in the clear and sealed. */
export interface PlannedErasure {
  readonly due: DueJob;
  readonly sealed: SealedJob;
}

// "farewell" is stored: it is bound into the seal.
const pendingErasureAad = (id: string) => associatedData("farewell", id);

/**
 * What is left to do after an erasure. It is written in the same transaction in which the chat's rows and data key
 * go, so it is sealed under a key of the vault's own, and stored under a pseudonym that no chat has.
 */
export class PendingErasures {
  readonly #key: Uint8Array;
  readonly #pseudonym: ChatPseudonym;

  /** @param key 32 bytes @param pseudonym in place of a chat's */
  constructor(key: Uint8Array, pseudonym: ChatPseudonym) {
    this.#key = key;
    this.#pseudonym = pseudonym;
  }

  /** Whether this job is a pending erasure. */
  has({ chat }: SealedJob): boolean {
    return Buffer.compare(chat, this.#pseudonym) === 0;
  }

  /** After an erasure on request: deletes the messages that jobs are about, since they have or may have a secret. */
  after(
    { chatId, jobs }: ChatContents,
    erased: StoredCounts,
    { dueAt, receiptIn, topic }: FollowUp,
  ): PlannedErasure {
    const ids = new Set(jobs.flatMap(({ job }) => ("messageId" in job ? [job.messageId] : [])));
    if (receiptIn !== undefined) ids.delete(receiptIn);
    return this.plan(chatId, { kind: "farewell", messageIds: [...ids], receiptIn, erased, topic }, dueAt);
  }

  /** Plans a follow-up, to be taken up at `dueAt` (ms since 1970) unless it is finished by then. */
  plan(chatId: number, job: PendingErasure, dueAt: number): PlannedErasure {
    const id = newId();
    const sealed = seal(this.#key, pendingErasureAad(id), padJson({ chatId, job }));
    return {
      due: { id, chatId, dueAt, attempts: 0, job },
      sealed: { id, chat: this.#pseudonym, dueAt, attempts: 0, sealed },
    };
  }

  /** Opens one. @throws DecryptionError */
  open({ id, dueAt, attempts, sealed }: SealedJob): DueJob {
    const content = open(this.#key, pendingErasureAad(id), sealed).toString("utf8");
    return { id, dueAt, attempts, ...(JSON.parse(content) as { chatId: number; job: PendingErasure }) };
  }
}
