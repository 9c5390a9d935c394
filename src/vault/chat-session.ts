import type { Change } from "../storage/changes.ts";
import { DatabaseError } from "../storage/database-error.ts";
import type { ChatPseudonym, Claim } from "../storage/rows.ts";
import type { Store } from "../storage/store.ts";
import { dropJob, postponeJob, type ContentsChange } from "./changes.ts";
import { countStored, isNothing, secretsOf, type ChatContents } from "./chat-contents.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import type { FollowUp, PendingErasures } from "./pending-erasures.ts";
import { openChat, sealChanges, type OpenedChat } from "./opened-chat.ts";
import type { DueJob, StoredCounts } from "./records.ts";
import { DecryptionError } from "./seal.ts";

/** What a session needs of the vault. */
export interface SessionDeps {
  readonly store: Store;
  readonly masters: KeyWrapper;
  readonly pendingErasures: PendingErasures;
  /** Called with the due time (ms since 1970) of a job that has become durable. */
  readonly onJobScheduled: (dueAt: number) => void;
}

/** How a commit relates to the update that is being handled. */
export interface CommitOptions {
  /** The changes are the update's effect: they are applied at most once, however often the update comes. */
  readonly once?: boolean;
  /** The update is handled to its end with these changes: it is marked as processed together with them. */
  readonly completesUpdate?: boolean;
}

/** @see sealChanges */
type ApplyOptions = CommitOptions & { readonly converts?: boolean };

/** What an erasure removed. */
export interface Erased {
  readonly counts: StoredCounts;
  /** What is left to do in the chat, if that was asked for and anything was stored. */
  readonly pending: DueJob | undefined;
}

/** Each lost race means that another commit of the chat has won, and the chat lock makes races rare. */
const maxCommitAttempts = 20;

/** Lets the jobs that are new among the contents write in a topic. */
const writingIn = (topic: number | undefined, before: ChatContents, after: ChatContents): ChatContents => {
  if (topic === undefined) return after;
  const isNew = ({ id }: DueJob) => !before.jobs.some((planned) => planned.id === id);
  return {
    ...after,
    jobs: after.jobs.map((due) => (isNew(due) ? { ...due, job: { topic, ...due.job } } : due)),
  };
};

/**
 * One chat during one update or job. The chat is read, its data key unwrapped and its records decrypted once, when
 * the contents are first asked for; a commit keeps the contents up to date. Not for concurrent commits.
 */
export class ChatSession {
  readonly chatId: number;
  /** The topic of the private chat in which the session's jobs write. */
  readonly topic: number | undefined;
  readonly #chat: ChatPseudonym;
  readonly #deps: SessionDeps;
  readonly #claim: Claim | undefined;
  #opening: Promise<OpenedChat> | undefined;
  #isUpdateProcessed = false;
  /** To be applied with the next commit. */
  #forNextCommit: readonly ContentsChange[] = [];

  /** @param claim of the update that is being handled; a job has none */
  constructor(
    { chatId, topic }: { readonly chatId: number; readonly topic: number | undefined },
    chat: ChatPseudonym,
    claim: Claim | undefined,
    deps: SessionDeps,
  ) {
    this.chatId = chatId;
    this.topic = topic;
    this.#chat = chat;
    this.#claim = claim;
    this.#deps = deps;
  }

  /** Whether a commit has marked the update as processed. */
  get isUpdateProcessed(): boolean {
    return this.#isUpdateProcessed;
  }

  /** Everything stored of the chat. @throws DecryptionError if anything is damaged, and as {@link inspect} */
  async contents(): Promise<ChatContents> {
    const contents = await this.inspect();
    if (contents.damaged) throw new DecryptionError();
    return contents;
  }

  /**
   * The same, but a chat that does not open is `damaged` instead.
   * @throws UnknownMasterKeyError when it is intact, but its master key is missing: nothing of it may be changed then.
   *   DatabaseError
   */
  async inspect(): Promise<ChatContents> {
    return (await this.#opened()).contents;
  }

  /**
   * Applies the changes together, durably when this returns, and updates the contents. Erased secrets are overwritten
   * on the disk.
   * @returns whether they were applied: not if an earlier handling of the update has had its effect (`once`)
   * @throws DecryptionError when the chat is damaged, and more than its plan is to change. DatabaseError
   */
  async commit(changes: readonly ContentsChange[], options: CommitOptions = {}): Promise<boolean> {
    const { once = false, completesUpdate = false } = options;
    const added = this.#forNextCommit;
    if (changes.length + added.length === 0 && !once && !completesUpdate) return true;
    if (!(await this.#commit([...added, ...changes], options))) return false;
    this.#forNextCommit = this.#forNextCommit.slice(added.length);
    return true;
  }

  /**
   * Adds changes to the next commit, so that they cost none of their own: {@link completeUpdate} or the end of the job is the
   * latest. They are lost if the update or the program fails before, so nothing may depend on them.
   */
  addToNextCommit(changes: readonly ContentsChange[]): void {
    this.#forNextCommit = [...this.#forNextCommit, ...changes];
  }

  /** Marks the update as processed, unless a commit has, and applies what is left for the next commit. */
  async completeUpdate(): Promise<void> {
    if (this.#forNextCommit.length > 0) {
      await this.commit([], { completesUpdate: !this.#isUpdateProcessed });
      // Nothing is kept of a user who has sent nothing but a password.
      if ((await this.inspect()).jobs.length === 0) await this.eraseIfEmpty();
    } else if (!this.#isUpdateProcessed && this.#claim !== undefined) {
      await this.#deps.store.markProcessed(this.#claim);
    }
  }

  /** Notes that the chat is used. @param day since 1970 @returns whether anything is stored of it */
  async recordUse(day: number): Promise<boolean> {
    const { usage, damaged } = await this.inspect();
    if (usage === undefined) return false;
    if (usage.lastUsedDay < day || usage.warnedDay !== undefined) {
      await this.#deps.store.recordUse(this.#chat, day);
      const opened = await this.#opened();
      const contents = { ...opened.contents, usage: { lastUsedDay: day, warnedDay: undefined } };
      this.#opening = Promise.resolve({ ...opened, contents });
    }
    if (!damaged) await this.#commit([], { converts: true });
    return true;
  }

  /**
   * Erases every row of the chat, its data key among them; also of a damaged one, but not of one whose master key is
   * missing: the messages with secrets could not be deleted, because the jobs that name them do not open. What was there is
   * overwritten on the disk when the follow-up is finished or postponed, or at once if there is none.
   * @param followUp plans together with the erasure what is left to do in the chat
   * @returns `undefined` if an earlier handling of the update has erased
   */
  async erase(followUp?: FollowUp): Promise<Erased | undefined> {
    const { store, pendingErasures } = this.#deps;
    const contents = await this.inspect();
    const counts = countStored(contents);
    const pending =
      followUp === undefined || isNothing(counts)
        ? undefined
        : pendingErasures.after(contents, counts, { ...followUp, topic: this.topic });
    const changes: Change[] = [
      { drop: "chat", chat: this.#chat },
      ...(pending === undefined ? [] : [{ put: "farewell", job: pending.sealed } as const]),
    ];
    if (!(await store.apply(changes, this.#claim))) return undefined;
    this.close();
    if (pending === undefined) await store.wipeDeleted();
    return { counts, pending: pending?.due };
  }

  /** Erases a chat of which nothing is stored that is worth a question; the hourly clean-up overwrites it on the disk. */
  async eraseIfEmpty(): Promise<void> {
    const contents = await this.inspect();
    if (contents.damaged || !isNothing(countStored(contents))) return;
    await this.#deps.store.apply([{ drop: "chat", chat: this.#chat }]);
    this.close();
  }

  /** Whether a job is still planned. An erasure's follow-up outlives its chat. */
  async isPlanned({ id, job }: DueJob): Promise<boolean> {
    if (job.kind === "farewell") return this.#deps.store.isPlanned(id);
    return (await this.inspect()).jobs.some((planned) => planned.id === id);
  }

  /** Takes a job off the plan, unless a commit of its effects has done so. */
  async finishJob({ id, job }: DueJob): Promise<void> {
    const { store } = this.#deps;
    if (job.kind !== "farewell") {
      await this.commit([dropJob(id)]);
      return;
    }
    await store.apply([{ drop: "job", id }]);
    await store.wipeDeleted();
  }

  /** Moves a job that failed to `dueAt` (ms since 1970), unless its chat has been erased meanwhile. */
  async postponeJob({ id, attempts, job }: DueJob, dueAt: number): Promise<void> {
    const { store } = this.#deps;
    if (job.kind !== "farewell") {
      await this.commit([postponeJob({ id, attempts }, dueAt)]);
      return;
    }
    await store.apply([{ delay: "job", id, dueAt, attempts: attempts + 1 }]);
    // What was erased does not wait for the follow-up.
    if (attempts === 0) await store.wipeDeleted();
  }

  /** Wipes the data key. A later call reads the chat again. */
  close(): void {
    const opening = this.#opening;
    this.#opening = undefined;
    opening?.then(
      ({ cipher }) => cipher?.wipe(),
      () => undefined,
    );
  }

  async #commit(changes: readonly ContentsChange[], options: ApplyOptions): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      const opened = await this.#opened();
      try {
        const changed = changes.reduce((contents, change) => change(contents), opened.contents);
        const after = writingIn(this.topic, opened.contents, changed);
        return await this.#apply(opened, after, options);
      } catch (thrown) {
        if (thrown instanceof DecryptionError) throw thrown;
        // What the database holds now is not known.
        this.close();
        const isCreatedMeanwhile = opened.sealed === undefined && (await this.#opened()).sealed !== undefined;
        const isOvertaken = DatabaseError.is(thrown, "concurrent-update") || isCreatedMeanwhile;
        if (!isOvertaken || attempt >= maxCommitAttempts) throw thrown;
      }
    }
  }

  /**
   * Wraps the key of a chat that has just been made once more if the master key was rotated meanwhile. A rotation waits for
   * instances that run, but not for one that was paused until its note had expired; what that one made then would be
   * locked. A chat that was there before is safe: it is only written while its wrapped key is the one that was read.
   */
  async #keepUnderNewestKey(opened: OpenedChat): Promise<void> {
    const { store, masters } = this.#deps;
    const { chat, cipher, sealed } = opened;
    if (cipher === undefined || sealed?.contents === undefined) return;
    if ((await masters.isNewest?.(sealed.wrappedKey)) !== false) return;
    const now = { wrappedKey: await cipher.wrapKey(masters), contents: sealed.contents };
    try {
      await store.apply([{ put: "contents", chat, was: sealed, now }]);
    } catch (thrown) {
      // What the caller asked for is stored.
      if (thrown instanceof DatabaseError) return;
      throw thrown;
    }
    this.#opening = Promise.resolve({ ...opened, sealed: { ...sealed, ...now } });
  }

  #opened(): Promise<OpenedChat> {
    this.#opening ??= this.#open().catch((thrown: unknown) => {
      this.#opening = undefined;
      throw thrown;
    });
    return this.#opening;
  }

  async #open(): Promise<OpenedChat> {
    const { store, masters } = this.#deps;
    return openChat({ chatId: this.chatId, chat: this.#chat }, await store.wholeChat(this.#chat), masters);
  }

  async #apply(
    opened: OpenedChat,
    after: ChatContents,
    { once = false, completesUpdate = false, converts = false }: ApplyOptions,
  ): Promise<boolean> {
    const { store, masters, onJobScheduled } = this.#deps;
    const claim = once ? this.#claim : undefined;
    const sealed = await sealChanges(opened, after, { masters, converts });
    const changes: Change[] = [...sealed.changes];
    if (completesUpdate && this.#claim !== undefined) changes.push({ put: "processed", claim: this.#claim });
    if (changes.length === 0 && claim === undefined) return true;
    const left = secretsOf(after);
    const erasesSecret = [...secretsOf(opened.contents)].some((secret) => !left.has(secret));
    if (erasesSecret) store.removeMigrationCopies();
    if (!(await store.apply(changes, claim))) return false;
    this.#opening = Promise.resolve(sealed.opened);
    if (opened.sealed === undefined) await this.#keepUnderNewestKey(sealed.opened);
    if (completesUpdate) this.#isUpdateProcessed = true;
    for (const change of changes)
      if ("put" in change && change.put === "job") onJobScheduled(change.job.dueAt);
    if (erasesSecret) await store.wipeDeleted();
    return true;
  }
}
