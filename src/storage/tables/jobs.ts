import { blobs, bytes, integers, text } from "../columns.ts";
import { both, type Condition } from "../condition.ts";
import type { Row, Statement } from "../drivers/driver.ts";
import type { ChatPseudonym, DueSealedJob, SealedJob } from "../rows.ts";
import { chatExists, layout, layoutFrom } from "./chats.ts";

const jobFrom = (row: Row): SealedJob => ({
  id: text(row["id"]),
  chat: bytes(row["chat"]),
  dueAt: Number(row["due_at"]),
  attempts: Number(row["attempts"]),
  sealed: bytes(row["sealed"]),
});

export const dueJobFrom = (row: Row): DueSealedJob => ({
  ...jobFrom(row),
  chatKey:
    row["wrapped_key"] === null
      ? undefined
      : { wrappedKey: bytes(row["wrapped_key"]), layout: layoutFrom(row) },
});

/** Inserts a job that may outlive its chat, unless it exists: a repeated insert does not undo a delay. */
export const insertJob = ({ id, chat, dueAt, attempts, sealed }: SealedJob, when: Condition): Statement => ({
  sql: `INSERT INTO jobs (id, chat, due_at, attempts, sealed) SELECT ?, ?, ?, ?, ? WHERE ${when.sql}
        ON CONFLICT (id) DO NOTHING`,
  args: [id, chat, dueAt, attempts, sealed, ...when.args],
});

/** Inserts a job of a chat, if the chat exists. */
export const insertChatJob = (job: SealedJob, when: Condition): Statement =>
  insertJob(job, both(chatExists(job.chat), when));

export const delayJob = (id: string, dueAt: number, attempts: number, when: Condition): Statement => ({
  sql: `UPDATE jobs SET due_at = ?, attempts = ? WHERE id = ? AND ${when.sql}`,
  args: [dueAt, attempts, id, ...when.args],
});

export const deleteJob = (id: string, when: Condition): Statement => ({
  sql: `DELETE FROM jobs WHERE id = ? AND ${when.sql}`,
  args: [id, ...when.args],
});

export const deleteJobsOf = (chat: ChatPseudonym, when: Condition): Statement => ({
  sql: `DELETE FROM jobs WHERE chat = ? AND ${when.sql}`,
  args: [chat, ...when.args],
});

/** Ids have these letters only. A job with another id could not be taken off the plan. */
const hasUsualId = "id NOT GLOB '*[^A-Za-z0-9_-]*'";

/** Latest time of a JavaScript Date, ms since 1970. Text and bytes, which sort after all numbers, are later. */
const maxTime = 8.64e15;

/** Earliest first, each with its chat's wrapped key. */
export const selectDueJobs = (now: number, limit: number): Statement => ({
  sql: `SELECT ${blobs("id", "jobs.chat", "sealed", "wrapped_key")}, ${integers("due_at", "attempts")},
               ${layout}
        FROM jobs LEFT JOIN chats USING (chat)
        WHERE jobs.due_at <= ? AND ${hasUsualId} ORDER BY jobs.due_at LIMIT ?`,
  args: [now, limit],
});

/** Jobs that are left out, and whose they are. */
export interface TakenJobs {
  /** Ids of jobs. */
  readonly ids: Iterable<string>;
  /** Chats of which no job is selected. */
  readonly chats: Iterable<ChatPseudonym>;
  /** Stands for many chats: its jobs are left out by their ids only, and each counts as a chat. */
  readonly shared: ChatPseudonym;
}

/**
 * The first due job of each chat, so that one chat with many jobs hides no other; earliest first, each with its chat's
 * wrapped key. SQLite takes the other columns from the row with the minimum.
 */
export const selectNextJobs = (now: number, limit: number, { ids, chats, shared }: TakenJobs): Statement => ({
  sql: `SELECT ${blobs("id", "first.chat", "sealed", "wrapped_key")}, ${integers("due_at", "attempts")},
               ${layout}
        FROM (SELECT id, chat, sealed, attempts, MIN(due_at) AS due_at FROM jobs
              WHERE due_at <= ? AND ${hasUsualId}
                AND id NOT IN (SELECT value FROM json_each(?)) AND hex(chat) NOT IN (SELECT value FROM json_each(?))
              GROUP BY CASE WHEN chat = ? THEN id ELSE chat END
              ORDER BY due_at LIMIT ?) AS first
        LEFT JOIN chats USING (chat) ORDER BY due_at`,
  args: [
    now,
    JSON.stringify([...ids]),
    JSON.stringify([...chats].map((chat) => Buffer.from(chat).toString("hex").toUpperCase())),
    shared,
    limit,
  ],
});

export const selectJobExists = (id: string): Statement => ({
  sql: "SELECT 1 FROM jobs WHERE id = ?",
  args: [id],
});

/** @param after only what is due later than this, ms since 1970 */
export const selectNextDue = (after: number): Statement => ({
  sql: `SELECT due_at AS due FROM jobs WHERE due_at > ? AND due_at <= ${maxTime} AND ${hasUsualId}
        ORDER BY due_at LIMIT 1`,
  args: [after],
});

export const countOverdue = (now: number): Statement => ({
  sql: "SELECT COUNT(*) AS jobs FROM jobs WHERE due_at <= ?",
  args: [now],
});
