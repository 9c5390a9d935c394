import { both, type Condition } from "../condition.ts";
import type { Statement } from "../drivers/driver.ts";
import type { ChatPseudonym, SealedRecord } from "../rows.ts";
import { chatExists } from "./chats.ts";

/** Inserts a record, or replaces an older version of it. An erased chat stays erased: nothing is added without its row. */
export const putRecord = (
  chat: ChatPseudonym,
  { id, version, sealed }: SealedRecord,
  when: Condition,
): Statement => {
  const condition = both(chatExists(chat), when);
  return {
    sql: `INSERT INTO records (chat, id, version, sealed) SELECT ?, ?, ?, ? WHERE ${condition.sql}
          ON CONFLICT (chat, id) DO UPDATE SET version = excluded.version, sealed = excluded.sealed
          WHERE excluded.version > version`,
    args: [chat, id, version, sealed, ...condition.args],
  };
};

export const deleteRecord = (chat: ChatPseudonym, id: string, when: Condition): Statement => ({
  sql: `DELETE FROM records WHERE chat = ? AND id = ? AND ${when.sql}`,
  args: [chat, id, ...when.args],
});

export const deleteRecordsOf = (chat: ChatPseudonym, when: Condition): Statement => ({
  sql: `DELETE FROM records WHERE chat = ? AND ${when.sql}`,
  args: [chat, ...when.args],
});
