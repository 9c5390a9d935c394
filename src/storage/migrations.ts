import { DatabaseError } from "./database-error.ts";
import { maintenanceTimeoutMs, type Database } from "./database.ts";

/**
 * The schema, one entry per version, oldest first. A released entry never changes: add another one.
 *
 * Nothing here identifies a user: `chat` is the vault's keyed hash of the chat id, `sealed` and `wrapped_key` are
 * ciphertext, an update id does not tell who sent it, and the pictures are the bot's own. Only the day of a chat's
 * last use is stored.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    `CREATE TABLE facts (
       name TEXT PRIMARY KEY,
       value BLOB NOT NULL
     ) WITHOUT ROWID`,
    `CREATE TABLE chats (
       chat BLOB PRIMARY KEY,
       wrapped_key BLOB NOT NULL
     ) WITHOUT ROWID`,
    `CREATE TABLE records (
       chat BLOB NOT NULL,
       id TEXT NOT NULL,
       version INTEGER NOT NULL,
       sealed BLOB NOT NULL,
       PRIMARY KEY (chat, id)
     ) WITHOUT ROWID`,
    `CREATE TABLE jobs (
       id TEXT PRIMARY KEY,
       chat BLOB NOT NULL,
       due_at INTEGER NOT NULL,
       attempts INTEGER NOT NULL,
       sealed BLOB NOT NULL
     ) WITHOUT ROWID`,
    `CREATE INDEX jobs_by_due ON jobs (due_at)`,
    `CREATE INDEX jobs_by_chat ON jobs (chat)`,
    `CREATE TABLE seen_updates (
       update_id INTEGER PRIMARY KEY,
       token BLOB NOT NULL,
       seen_at INTEGER NOT NULL,
       answered INTEGER NOT NULL DEFAULT 0
     )`,
    `CREATE INDEX seen_updates_by_age ON seen_updates (seen_at)`,
  ],
  [
    `CREATE TABLE pictures (
       name TEXT PRIMARY KEY,
       file_id TEXT NOT NULL
     ) WITHOUT ROWID`,
  ],
  // The manifest; NULL until the chat's records change for the first time.
  [`ALTER TABLE chats ADD COLUMN listing BLOB`],
  // Days since 1970. Chats that are older than these columns count from the day of the migration.
  [
    `ALTER TABLE chats ADD COLUMN seen_day INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE chats ADD COLUMN told_day INTEGER`,
    `UPDATE chats SET seen_day = CAST(strftime('%s', 'now') AS INTEGER) / 86400`,
    `CREATE INDEX chats_by_use ON chats (seen_day)`,
    `CREATE INDEX chats_by_warning ON chats (told_day) WHERE told_day IS NOT NULL`,
  ],
  // Chat locks: which instance handles which chat. Used with a remote database only.
  [
    `CREATE TABLE turns (
       chat BLOB PRIMARY KEY,
       holder BLOB NOT NULL,
       ends_at INTEGER NOT NULL
     ) WITHOUT ROWID`,
    `CREATE INDEX turns_by_holder ON turns (holder)`,
  ],
  // One ciphertext per chat instead of one per record, which the vault writes (docs/vault-format.md). The other name makes
  // an instance of an earlier version, which would take such a chat for a damaged one and drop its jobs, fail instead.
  [`ALTER TABLE chats RENAME COLUMN listing TO manifest`, `ALTER TABLE chats ADD COLUMN contents BLOB`],
];

/** The version of the schema, 0 when there is none yet. Changes nothing. @throws DatabaseError */
export const versionOf = async (database: Database): Promise<number> => {
  const tables = await database.read("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'");
  if (tables.length === 0) return 0;
  const [row] = await database.read("SELECT COALESCE(MAX(version), 0) AS version FROM migrations");
  const version = Number(row?.["version"]);
  if (version > migrations.length) throw new DatabaseError("schema-too-new");
  return version;
};

/**
 * Refuses a schema with triggers or views: they could keep an erasure from having an effect, and the program makes none.
 * @throws DatabaseError `foreign-schema`
 */
export const refuseForeignSchema = async (database: Database): Promise<void> => {
  const found = await database.read("SELECT 1 FROM sqlite_schema WHERE type IN ('trigger', 'view') LIMIT 1");
  if (found.length > 0) throw new DatabaseError("foreign-schema");
};

/**
 * Migrates the schema. Safe when several instances start together: a version and its statements are one transaction, and
 * an instance that comes second finds the version taken and checks again.
 * @throws DatabaseError
 */
export const migrate = async (database: Database): Promise<void> => {
  await database.write(["CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY)"]);
  for (;;) {
    const version = await versionOf(database);
    const next = migrations[version];
    if (next === undefined) return;
    try {
      await database.write(
        [{ sql: "INSERT INTO migrations VALUES (?)", args: [version + 1] }, ...next],
        maintenanceTimeoutMs,
      );
    } catch (thrown) {
      if ((await versionOf(database)) <= version) throw thrown;
    }
  }
};
