import { randomBytes } from "node:crypto";
import { batchFor, selectLeft, statementsFor, type Change } from "./changes.ts";
import { bytes, text } from "./columns.ts";
import { always } from "./condition.ts";
import { Database, databaseFile, type DatabaseAddress } from "./database.ts";
import { DatabaseError } from "./database-error.ts";
import { LockTable } from "./lock-table.ts";
import { copyBeforeMigration, migrationCopyTtlMs, removeMigrationCopies } from "./migration-copy.ts";
import { migrate, migrations, refuseForeignSchema, versionOf } from "./migrations.ts";
import { unpackNotice, type Notice } from "./notice.ts";
import type { ChatPseudonym, ChatSeals, Claim, DueSealedJob, IdleChat, KeyCount, WholeChat } from "./rows.ts";
import { Statistics } from "./statistics.ts";
import {
  idleChatFrom,
  isNotWarned,
  isWarnedBy,
  selectAnyChat,
  readKeyCounts,
  selectListed,
  selectExpired,
  selectInactive,
  selectSeals,
  sealsFrom,
  updateLastUse,
  updateWarning,
} from "./tables/chats.ts";
import {
  countOverdue,
  deleteJob,
  dueJobFrom,
  selectDueJobs,
  selectJobExists,
  selectNextDue,
  selectNextJobs,
  type TakenJobs,
} from "./tables/jobs.ts";
import {
  deleteInstanceNote,
  insertMetadataIfAbsent,
  instanceNoteFrom,
  noticeName,
  putInstanceNote,
  readBackupTime,
  readMetadata,
  rootName,
  selectInstanceNotes,
  swapMetadata,
  writeProbe,
} from "./tables/metadata.ts";
import { deleteUpdatesBefore, selectProcessed } from "./tables/processed-updates.ts";
import { deleteUpload, putUpload, selectUpload } from "./tables/uploads.ts";
import { selectWholeChat, wholeChatFrom } from "./tables/whole-chat.ts";

const dropsChat = (change: Change): boolean => "drop" in change && change.drop === "chat";

/** A migration of the schema, from one version to another. `copy`: the path of the database file as it was before. */
export interface Migration {
  readonly from: number;
  readonly to: number;
  readonly copy: string | undefined;
}

/**
 * The bot's storage. Everything about a user is sealed before it gets here. The SQL is in `tables/`, one file per table.
 * Every method may throw DatabaseError.
 */
export class Store {
  /** Which instance handles which chat. */
  readonly locks: LockTable;
  /** What was migrated when the database was opened; `undefined` for a new or a current one. */
  readonly migration: Migration | undefined;
  readonly statistics: Statistics;
  readonly #database: Database;
  /** The path of the database file, `undefined` for a remote database. */
  readonly #file: string | undefined;

  private constructor(database: Database, file: string | undefined, migration: Migration | undefined) {
    this.#database = database;
    this.#file = file;
    this.migration = migration;
    this.locks = new LockTable(database);
    this.statistics = new Statistics(database);
  }

  /**
   * Opens the database and migrates its schema; copies a file first, see migration-copy.ts.
   * @param onRetry called with the driver's code before each retry
   * @param checkRoot called before anything is changed, with the wrapped root key (if there is one), whether there are chats,
   *   and whether the database is new; what it throws ends the opening
   * @throws DatabaseError
   */
  static async open(
    address: DatabaseAddress,
    onRetry?: (driverCode: string) => void,
    checkRoot: (root: Uint8Array | undefined, hasChats: boolean, isNew: boolean) => void = () => undefined,
  ): Promise<Store> {
    const database = await Database.open(address, onRetry);
    try {
      await refuseForeignSchema(database);
      const version = await versionOf(database);
      const isNew = version === 0;
      const root = isNew ? undefined : await readMetadata(database, rootName);
      const hasChats = !isNew && (await database.read(selectAnyChat)).length > 0;
      checkRoot(root, hasChats, isNew);
      const file = databaseFile(address.url);
      const isOlder = !isNew && version < migrations.length;
      const copy =
        isOlder && file !== undefined ? await copyBeforeMigration(database, file, version) : undefined;
      await database.enableWal();
      await migrate(database);
      const migration = isOlder ? { from: version, to: migrations.length, copy } : undefined;
      const store = new Store(database, file, migration);
      // On a read-only disk everything up to here succeeds.
      await store.probe();
      return store;
    } catch (thrown) {
      await database.close();
      throw thrown;
    }
  }

  /** A value about the whole database, not about a chat. */
  metadata(name: string): Promise<Uint8Array | undefined> {
    return readMetadata(this.#database, name);
  }

  /** Sets a value unless it is set. @returns the stored value, which may be another instance's */
  async putIfAbsent(name: string, value: Uint8Array): Promise<Uint8Array> {
    await this.#database.write([insertMetadataIfAbsent(name, value)]);
    return (await this.metadata(name)) ?? value;
  }

  /** Stores which master keys a running instance has, in place of what it noted last. */
  async noteInstance(instance: string, note: string): Promise<void> {
    await this.#database.write(putInstanceNote(instance, note));
  }

  /** Deletes the note of an instance that stops. */
  async forgetInstance(instance: string): Promise<void> {
    await this.#database.write([deleteInstanceNote(instance)]);
  }

  /** What running instances noted in the last `ttlMs`. */
  async instanceNotes(ttlMs: number): Promise<string[]> {
    return (await this.#database.read(selectInstanceNotes(ttlMs))).map(instanceNoteFrom);
  }

  /** How many chats' keys each master key wraps. Reads all chats. */
  keyCounts(): Promise<KeyCount[]> {
    return readKeyCounts(this.#database);
  }

  /**
   * Sets a value unless it is another than `was`; `undefined`: none.
   * @returns the stored value, which may be another instance's
   */
  async replace(name: string, was: Uint8Array | undefined, now: Uint8Array): Promise<Uint8Array | undefined> {
    await this.#database.write([
      was === undefined ? insertMetadataIfAbsent(name, now) : swapMetadata(name, was, now),
    ]);
    return this.metadata(name);
  }

  /** The operator's notice to users. */
  async notice(): Promise<Notice | undefined> {
    const stored = await this.metadata(noticeName);
    return stored && unpackNotice(stored);
  }

  /** A page of all chats: those after `after`, in the order of their rows. */
  async chatPage(after: ChatPseudonym, limit: number): Promise<(ChatSeals & { chat: ChatPseudonym })[]> {
    const rows = await this.#database.read(selectSeals(after, limit));
    return rows.map((row) => ({ chat: bytes(row["chat"]), ...sealsFrom(row) }));
  }

  /** Everything stored of a chat, or `undefined` when nothing is. */
  async wholeChat(chat: ChatPseudonym): Promise<WholeChat | undefined> {
    return wholeChatFrom(chat, await this.#database.read(selectWholeChat(chat)));
  }

  /**
   * Applies the changes together, or none of them.
   * @param claim with it, they apply only if no other handling of the update has applied its own
   * @returns whether they were applied, once they are durable
   * @throws DatabaseError `concurrent-update` when contents among them do not follow the stored ones; `not-erased`
   * when rows of a chat to drop are still there
   */
  async apply(changes: readonly Change[], claim?: Claim): Promise<boolean> {
    if (changes.some(dropsChat)) this.removeMigrationCopies();
    const results = await this.#database.write(batchFor(changes, claim));
    const [row] = results.at(-1)?.rows ?? [];
    if (row?.["owned"] !== 1) return false;
    if (row["overtaken"] === 1) throw new DatabaseError("concurrent-update");
    if (row["remains"] === 1) throw new DatabaseError("not-erased");
    return true;
  }

  /**
   * Applies the changes if the chat's user was warned by `day` and has not come back.
   * @returns whether they were applied @throws DatabaseError `not-erased` as {@link apply}
   */
  async applyIfIdle(changes: readonly Change[], chat: ChatPseudonym, day: number): Promise<boolean> {
    if (changes.some(dropsChat)) this.removeMigrationCopies();
    const isIdle = isWarnedBy(chat, day);
    const results = await this.#database.write([
      { sql: `SELECT 1 WHERE ${isIdle.sql}`, args: isIdle.args },
      ...changes.flatMap((change) => statementsFor(change, isIdle)),
      selectLeft(changes),
    ]);
    if (results[0]?.rows.length !== 1) return false;
    if (results.at(-1)?.rows[0]?.["remains"] !== 1) return true;
    // Without the follow-up, which would say that everything is erased.
    const farewells = changes.flatMap((change) =>
      "put" in change && change.put === "farewell" ? [deleteJob(change.job.id, always)] : [],
    );
    await this.#database.write(farewells);
    throw new DatabaseError("not-erased");
  }

  /** Records that a chat is used, and cancels a warning. Does nothing for a chat that has no row. */
  async recordUse(chat: ChatPseudonym, day: number): Promise<void> {
    await this.#database.write([updateLastUse(chat, day)]);
  }

  /** Records that the user is warned, together with the job that warns; only once. */
  async markWarned(chat: ChatPseudonym, day: number, changes: readonly Change[]): Promise<void> {
    await this.#database.write([
      ...changes.flatMap((change) => statementsFor(change, isNotWarned(chat))),
      updateWarning(chat, day),
    ]);
  }

  /** A page of chats not used since `day` whose users have not been warned: those after `after`, the longest unused first. */
  async inactiveChats(day: number, limit: number, after?: IdleChat): Promise<IdleChat[]> {
    return (await this.#database.read(selectInactive(day, limit, after))).map(idleChatFrom);
  }

  /** A page of chats whose users were warned by `day` and have not come back, in the order of the warnings. */
  async expiredChats(day: number, limit: number, after?: IdleChat): Promise<IdleChat[]> {
    return (await this.#database.read(selectExpired(day, limit, after))).map(idleChatFrom);
  }

  /** A page of chats that an earlier version wrote last, with a manifest: those after `after`, in the order of their rows. */
  async listedChats(after: ChatPseudonym, limit: number): Promise<ChatPseudonym[]> {
    return (await this.#database.read(selectListed(after, limit))).map((row) => bytes(row["chat"]));
  }

  /** Whether an update was handled to its end: its effects are stored, and the user is answered. */
  async isProcessed(updateId: number): Promise<boolean> {
    return (await this.#database.read(selectProcessed(updateId))).length > 0;
  }

  /** Records that the user is answered, also after a handling that changed nothing. */
  async markProcessed(claim: Claim): Promise<void> {
    await this.apply([{ put: "processed", claim }]);
  }

  /** Deletes update ids recorded before `time` (ms since 1970); Telegram redelivers an update for at most 24 hours. */
  async deleteOldUpdates(time: number): Promise<void> {
    await this.#database.write([deleteUpdatesBefore(time)]);
  }

  /** Jobs due at `now` (ms since 1970), earliest first, each with its chat's wrapped key. */
  async dueJobs(now: number, limit: number): Promise<DueSealedJob[]> {
    return (await this.#database.read(selectDueJobs(now, limit))).map(dueJobFrom);
  }

  /** The first due job of each chat that is not taken, earliest first, each with its chat's wrapped key. */
  async nextJobs(now: number, limit: number, taken: TakenJobs): Promise<DueSealedJob[]> {
    return (await this.#database.read(selectNextJobs(now, limit, taken))).map(dueJobFrom);
  }

  /** Whether a job is still planned. */
  async isPlanned(id: string): Promise<boolean> {
    return (await this.#database.read(selectJobExists(id))).length > 0;
  }

  /** When the next job after `after` is due (ms since 1970), or `undefined` when there is none. */
  async nextDue(after: number = Number.MIN_SAFE_INTEGER): Promise<number | undefined> {
    const [row] = await this.#database.read(selectNextDue(after));
    return typeof row?.["due"] === "number" ? row["due"] : undefined;
  }

  /** How many jobs are due at `now` (ms since 1970). */
  async overdue(now: number): Promise<number> {
    const [row] = await this.#database.read(countOverdue(now));
    return Number(row?.["jobs"]);
  }

  /** Telegram's file id of one of the bot's own pictures, if it is known. */
  async pictureId(name: string): Promise<string | undefined> {
    const [row] = await this.#database.read(selectUpload(name));
    return row === undefined ? undefined : text(row["file_id"]);
  }

  /** Stores a picture's file id in place of an earlier one. */
  async keepPictureId(name: string, id: string): Promise<void> {
    await this.#database.write([putUpload(name, id)]);
  }

  /** Deletes a picture's file id unless another has replaced it. */
  async dropPictureId(name: string, id: string): Promise<void> {
    await this.#database.write([deleteUpload(name, id)]);
  }

  /** Removes deleted data from the disk; see {@link Database.wipe}. @returns whether nothing is left */
  wipeDeleted(includeLargeFile?: boolean): Promise<boolean> {
    return this.#database.wipe(includeLargeFile);
  }

  /**
   * Removes the copies from before migrations. Called before something of a user is erased, so that no copy still has it.
   * @param now if given, removes only the copies that are too old at this time (ms since 1970)
   * @throws DatabaseError `not-erased`
   */
  removeMigrationCopies(now = Infinity): void {
    if (this.#file !== undefined) removeMigrationCopies(this.#file, now - migrationCopyTtlMs);
  }

  /** When the newest backup was started (ms since 1970), or `undefined` when there is none. */
  backupTime(): Promise<number | undefined> {
    return readBackupTime(this.#database);
  }

  /** Checks that a write becomes durable now. */
  async probe(): Promise<void> {
    await this.#database.write([writeProbe(randomBytes(4))]);
  }

  /** Checks that the database file is still the one that was opened. @throws DatabaseError `file-lost` when it is not */
  async checkFile(): Promise<void> {
    await this.#database.read("SELECT 1");
  }

  /** Closes the database; no method may be called afterwards. */
  async close(): Promise<void> {
    await this.#database.close();
  }
}
