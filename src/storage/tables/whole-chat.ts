import { blobs, bytes, integers, text } from "../columns.ts";
import type { Row, Statement } from "../drivers/driver.ts";
import type { ChatPseudonym, WholeChat } from "../rows.ts";
import { sealsFrom, usageFrom } from "./chats.ts";

// Reads across tables: a chat with its records and jobs.

/**
 * A chat, its records in an earlier layout and its jobs in one statement, and so as of one moment. `number` is a record's version or the
 * time a job is due. A job's id may be a record's, so `kind` tells them apart.
 */
export const selectWholeChat = (chat: ChatPseudonym): Statement => ({
  sql: `SELECT 'chat' AS kind, NULL AS id, NULL AS number, NULL AS attempts, NULL AS sealed,
               ${blobs("wrapped_key", "contents", "manifest")}, ${integers("seen_day", "told_day")} FROM chats WHERE chat = ?
        UNION ALL SELECT 'record', ${blobs("id")}, ${integers("version")}, NULL, ${blobs("sealed")},
                         NULL, NULL, NULL, NULL, NULL FROM records WHERE chat = ?
        UNION ALL SELECT 'job', ${blobs("id")}, ${integers("due_at", "attempts")}, ${blobs("sealed")},
                         NULL, NULL, NULL, NULL, NULL FROM jobs WHERE chat = ?
        ORDER BY kind, number`,
  args: [chat, chat, chat],
});

/** @returns `undefined` when there is no row of the chat; its jobs do not count without it */
export const wholeChatFrom = (chat: ChatPseudonym, rows: readonly Row[]): WholeChat | undefined => {
  const chatRow = rows.find((row) => row["kind"] === "chat");
  if (chatRow === undefined) return undefined;
  return {
    ...sealsFrom(chatRow),
    usage: usageFrom(chatRow),
    records: rows
      .filter((row) => row["kind"] === "record")
      .map((row) => ({ id: text(row["id"]), version: Number(row["number"]), sealed: bytes(row["sealed"]) })),
    jobs: rows
      .filter((row) => row["kind"] === "job")
      .map((row) => ({
        id: text(row["id"]),
        chat,
        dueAt: Number(row["number"]),
        attempts: Number(row["attempts"]),
        sealed: bytes(row["sealed"]),
      })),
  };
};
