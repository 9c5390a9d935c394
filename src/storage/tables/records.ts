import type { Condition } from "../condition.ts";
import type { Statement } from "../drivers/driver.ts";
import type { ChatPseudonym } from "../rows.ts";

// The table `records`: the records of chats in an earlier layout. Nothing is added to it.

export const deleteRecordsOf = (chat: ChatPseudonym, when: Condition): Statement => ({
  sql: `DELETE FROM records WHERE chat = ? AND ${when.sql}`,
  args: [chat, ...when.args],
});
