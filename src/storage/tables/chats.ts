import { blobs, bytes } from "../columns.ts";
import { always, type Condition } from "../condition.ts";
import type { Database } from "../database.ts";
import type { Row, Statement } from "../drivers/driver.ts";
import type {
  ChatPseudonym,
  ChatSeals,
  IdleChat,
  KeyCount,
  KeyReplacement,
  Layout,
  Usage,
  WrappedChatKey,
} from "../rows.ts";

// The table `chats`. `told_day` is the day of the warning, and `manifest` is of an earlier layout.

/** Days since 1970. */
const today = "CAST(strftime('%s', 'now') AS INTEGER) / 86400";

/** A wrapped key begins with the id of the master key that opens it. */
const masterKeyIdBytes = 4;

export const sealsFrom = (row: Row): ChatSeals => ({
  wrappedKey: bytes(row["wrapped_key"]),
  ...(row["contents"] === null ? {} : { contents: bytes(row["contents"]) }),
  ...(row["manifest"] === null ? {} : { manifest: bytes(row["manifest"]) }),
});

export const usageFrom = (row: Row): Usage => {
  const warnedDay = row["told_day"];
  return {
    lastUsedDay: Number(row["seen_day"]),
    warnedDay: typeof warnedDay === "number" ? warnedDay : undefined,
  };
};

/** Rows of the chat are left in some table. */
export const hasRows = (chat: ChatPseudonym): Condition => ({
  sql: `(EXISTS (SELECT 1 FROM chats WHERE chat = ?) OR EXISTS (SELECT 1 FROM records WHERE chat = ?)
         OR EXISTS (SELECT 1 FROM jobs WHERE chat = ?))`,
  args: [chat, chat, chat],
});

export const chatExists = (chat: ChatPseudonym): Condition => ({
  sql: "EXISTS (SELECT 1 FROM chats WHERE chat = ?)",
  args: [chat],
});

/** No two seals have the same bytes, so a writer that finds its contents stored knows that it has won. */
export const hasContents = (chat: ChatPseudonym, contents: Uint8Array): Condition => ({
  sql: "EXISTS (SELECT 1 FROM chats WHERE chat = ? AND contents = ?)",
  args: [chat, contents],
});

/** The chat exists, with other contents; a chat without a row was erased. */
export const hasOtherContents = (chat: ChatPseudonym, contents: Uint8Array): Condition => ({
  sql: "EXISTS (SELECT 1 FROM chats WHERE chat = ? AND contents IS NOT ?)",
  args: [chat, contents],
});

/** The user was warned by `day`, and has not used the chat since. */
export const isWarnedBy = (chat: ChatPseudonym, day: number): Condition => ({
  sql: "EXISTS (SELECT 1 FROM chats WHERE chat = ? AND told_day <= ?)",
  args: [chat, day],
});

export const isNotWarned = (chat: ChatPseudonym): Condition => ({
  sql: "EXISTS (SELECT 1 FROM chats WHERE chat = ? AND told_day IS NULL)",
  args: [chat],
});

export const insertChat = (
  chat: ChatPseudonym,
  { wrappedKey, contents }: ChatSeals,
  when: Condition,
): Statement => ({
  sql: `INSERT INTO chats (chat, wrapped_key, contents, seen_day) SELECT ?, ?, ?, ${today} WHERE ${when.sql}`,
  args: [chat, wrappedKey, contents ?? null, ...when.args],
});

/** Replaces the contents and the wrapped key unless another writer has changed either. */
export const updateContents = (
  chat: ChatPseudonym,
  was: ChatSeals,
  now: ChatSeals,
  when: Condition,
): Statement => ({
  sql: `UPDATE chats SET wrapped_key = ?, contents = ?, manifest = NULL
        WHERE chat = ? AND wrapped_key = ? AND contents IS ? AND manifest IS ? AND ${when.sql}`,
  args: [
    ...[now.wrappedKey, now.contents ?? null, chat],
    ...[was.wrappedKey, was.contents ?? null, was.manifest ?? null, ...when.args],
  ],
});

export const deleteChat = (chat: ChatPseudonym, when: Condition = always): Statement => ({
  sql: `DELETE FROM chats WHERE chat = ? AND ${when.sql}`,
  args: [chat, ...when.args],
});

/** Moves the day of last use forward, never back, and cancels a warning. */
export const updateLastUse = (chat: ChatPseudonym, day: number): Statement => ({
  sql: `UPDATE chats SET seen_day = ?, told_day = NULL
        WHERE chat = ? AND (seen_day < ? OR told_day IS NOT NULL)`,
  args: [day, chat, day],
});

export const updateWarning = (chat: ChatPseudonym, day: number): Statement => ({
  sql: "UPDATE chats SET told_day = ? WHERE chat = ? AND told_day IS NULL",
  args: [day, chat],
});

/** A row if there is any chat. */
export const selectAnyChat: Statement = "SELECT 1 FROM chats LIMIT 1";

/** A pseudonym that is not bytes is no chat's, and would be found again and again. */
const hasPseudonym = "typeof(chat) = 'blob'";

/** Before all chats. */
const firstIdle: IdleChat = { day: -1, chat: new Uint8Array() };

/** A page of chats not used since `day` whose users have not been warned: those after `after`. Read it with {@link idleChatFrom}. */
export const selectInactive = (day: number, limit: number, after: IdleChat = firstIdle): Statement => ({
  sql: `SELECT chat, seen_day AS day FROM chats
        WHERE seen_day <= ? AND (seen_day, chat) > (?, ?) AND told_day IS NULL AND ${hasPseudonym}
        ORDER BY seen_day, chat LIMIT ?`,
  args: [day, after.day, after.chat, limit],
});

/** A page of chats whose users were warned by `day` and have not come back, in the same way. */
export const selectExpired = (day: number, limit: number, after: IdleChat = firstIdle): Statement => ({
  sql: `SELECT chat, told_day AS day FROM chats
        WHERE told_day <= ? AND (told_day, chat) > (?, ?) AND ${hasPseudonym}
        ORDER BY told_day, chat LIMIT ?`,
  args: [day, after.day, after.chat, limit],
});

export const idleChatFrom = (row: Row): IdleChat => ({ chat: bytes(row["chat"]), day: Number(row["day"]) });

/** Selects how a chat is stored; a chat that is gone is `bare`. Read it with {@link layoutFrom}. */
export const layout = `CASE WHEN contents IS NOT NULL THEN 'whole' WHEN manifest IS NOT NULL THEN 'listed'
                            ELSE 'bare' END AS layout`;

export const layoutFrom = (row: Row): Layout => row["layout"] as Layout;

/** A page of chats with a manifest, in the order of the primary key. */
export const selectListed = (after: ChatPseudonym, limit: number): Statement => ({
  sql: `SELECT ${blobs("chat")} FROM chats
        WHERE chats.chat > ? AND contents IS NULL AND manifest IS NOT NULL ORDER BY chats.chat LIMIT ?`,
  args: [after, limit],
});

/** A page of all chats with their seals, in the order of the primary key. Read them with {@link sealsFrom}. */
export const selectSeals = (after: ChatPseudonym, limit: number): Statement => ({
  sql: `SELECT ${blobs("chat", "wrapped_key", "contents", "manifest")} FROM chats
        WHERE chats.chat > ? ORDER BY chats.chat LIMIT ?`,
  args: [after, limit],
});

export const countUsedOn = (day: number): Statement => ({
  sql: "SELECT count(*) AS chats FROM chats WHERE seen_day = ?",
  args: [day],
});

export const wrappedChatKeyFrom = (row: Row): WrappedChatKey => ({
  chat: bytes(row["chat"]),
  wrappedKey: bytes(row["wrapped_key"]),
  layout: layoutFrom(row),
});

const countKeysByMasterKey = `
  SELECT substr(CAST(wrapped_key AS BLOB), 1, ${masterKeyIdBytes}) AS master, count(*) AS chats FROM chats
  WHERE length(CAST(wrapped_key AS BLOB)) > ${masterKeyIdBytes} GROUP BY 1 ORDER BY 1`;

/** How many chats' keys each master key wraps, lowest id first. Reads all chats. @throws DatabaseError */
export const readKeyCounts = async (database: Database): Promise<KeyCount[]> =>
  (await database.read(countKeysByMasterKey)).map((row) => ({
    id: Buffer.from(bytes(row["master"])).readUInt32BE(0),
    chats: Number(row["chats"]),
  }));

/** A page of wrapped keys that are, or are not, under a master key, in the order of the primary key. */
export const selectKeysUnder = (
  { under, not }: { readonly under: Uint8Array; readonly not?: boolean },
  after: ChatPseudonym,
  limit: number,
): Statement => ({
  sql: `SELECT ${blobs("chat", "wrapped_key")}, ${layout} FROM chats
        WHERE chats.chat > ? AND substr(CAST(wrapped_key AS BLOB), 1, ${masterKeyIdBytes}) ${not === true ? "<>" : "="} ?
        ORDER BY chats.chat LIMIT ?`,
  args: [after, under, limit],
});

/** A page of all wrapped keys, in the order of the primary key. */
export const selectKeys = (after: ChatPseudonym, limit: number): Statement => ({
  sql: `SELECT ${blobs("chat", "wrapped_key")}, ${layout} FROM chats
        WHERE chats.chat > ? ORDER BY chats.chat LIMIT ?`,
  args: [after, limit],
});

/** Replaces wrapped keys, each unless it has changed. One statement, since each costs many times what a row does. */
export const updateWrappedKeys = (replacements: readonly KeyReplacement[]): Statement => ({
  sql: `WITH swap (chat, was, now) AS (VALUES ${replacements.map(() => "(?, ?, ?)").join(", ")})
        UPDATE chats SET wrapped_key = swap.now FROM swap
        WHERE chats.chat = swap.chat AND chats.wrapped_key = swap.was`,
  args: replacements.flatMap(({ chat, was, now }) => [chat, was, now]),
});
