import type { InValue } from "@libsql/client";
import type { Statement } from "./drivers/driver.ts";
import type { ChatPseudonym, ChatSeals, Claim, SealedJob, SealedRecord } from "./rows.ts";

/**
 * A change to what is kept; each is harmless when applied twice, but for putting a chat: that fails when the chat
 * is there, and everything beside it with it. A listing is put, and everything beside it, only while the chat's row
 * is as it `was`; one change in a batch at most.
 */
export type Change =
  | ({ readonly put: "chat"; readonly chat: ChatPseudonym } & ChatSeals)
  | {
      readonly put: "manifest";
      readonly chat: ChatPseudonym;
      readonly was: ChatSeals;
      readonly now: Required<ChatSeals>;
    }
  | { readonly put: "record"; readonly chat: ChatPseudonym; readonly record: SealedRecord }
  | { readonly drop: "record"; readonly chat: ChatPseudonym; readonly id: string }
  | { readonly put: "job"; readonly job: SealedJob }
  /** A job that outlives its chat: it may be put where there is none. */
  | { readonly put: "farewell"; readonly job: SealedJob }
  | { readonly delay: "job"; readonly id: string; readonly dueAt: number; readonly attempts: number }
  | { readonly drop: "job"; readonly id: string }
  | { readonly drop: "chat"; readonly chat: ChatPseudonym }
  /** The update is handled to its end: its effects are stored, and the user is answered. */
  | { readonly put: "processed"; readonly claim: Claim };

/** A condition added to a change: `sql` continues a WHERE. */
export interface Guard {
  readonly sql: string;
  readonly args: InValue[];
}

/** No condition at all. */
export const always: Guard = { sql: "TRUE", args: [] };
/** Both conditions. */
export const both = (a: Guard, b: Guard): Guard => ({
  sql: `${a.sql} AND ${b.sql}`,
  args: [...a.args, ...b.args],
});

/** Days since 1970, which is all that is kept of when a chat was last used. */
const today = "CAST(strftime('%s', 'now') AS INTEGER) / 86400";

/** A chat that was erased stays erased: nothing is added to a chat that has no row. */
const chatExists = "EXISTS (SELECT 1 FROM chats WHERE chat = ?)";

/** The statements of one change, under a condition. Of a chat the row goes last: a condition may speak of it. */
export const statementsFor = (change: Change, { sql, args }: Guard): Statement[] => {
  if ("put" in change && change.put === "chat") {
    return [
      {
        sql: `INSERT INTO chats (chat, wrapped_key, listing, seen_day) SELECT ?, ?, ?, ${today} WHERE ${sql}`,
        args: [change.chat, change.wrappedKey, change.manifest ?? null, ...args],
      },
    ];
  }
  if ("put" in change && change.put === "manifest") {
    const { chat, was, now } = change;
    return [
      {
        sql: `UPDATE chats SET wrapped_key = ?, listing = ?
              WHERE chat = ? AND wrapped_key = ? AND listing IS ? AND ${sql}`,
        args: [now.wrappedKey, now.manifest ?? null, chat, was.wrappedKey, was.manifest ?? null, ...args],
      },
    ];
  }
  if ("put" in change && change.put === "record") {
    const { id, version, sealed } = change.record;
    return [
      {
        sql: `INSERT INTO records (chat, id, version, sealed) SELECT ?, ?, ?, ? WHERE ${chatExists} AND ${sql}
              ON CONFLICT (chat, id) DO UPDATE SET version = excluded.version, sealed = excluded.sealed
              WHERE excluded.version > version`,
        args: [change.chat, id, version, sealed, change.chat, ...args],
      },
    ];
  }
  if ("put" in change && change.put === "processed") {
    const { updateId, token } = change.claim;
    return [
      {
        sql: `INSERT INTO seen_updates (update_id, token, seen_at, answered) SELECT ?, ?, ?, 1 WHERE ${sql}
              ON CONFLICT (update_id) DO UPDATE SET answered = 1`,
        args: [updateId, token, Date.now(), ...args],
      },
    ];
  }
  if ("put" in change) {
    const { id, chat, dueAt, attempts, sealed } = change.job;
    const where: Guard =
      change.put === "job" ? { sql: `${chatExists} AND ${sql}`, args: [chat, ...args] } : { sql, args };
    return [
      {
        sql: `INSERT INTO jobs (id, chat, due_at, attempts, sealed) SELECT ?, ?, ?, ?, ? WHERE ${where.sql}
              ON CONFLICT (id) DO NOTHING`,
        args: [id, chat, dueAt, attempts, sealed, ...where.args],
      },
    ];
  }
  if ("delay" in change) {
    return [
      {
        sql: `UPDATE jobs SET due_at = ?, attempts = ? WHERE id = ? AND ${sql}`,
        args: [change.dueAt, change.attempts, change.id, ...args],
      },
    ];
  }
  switch (change.drop) {
    case "record":
      return [
        {
          sql: `DELETE FROM records WHERE chat = ? AND id = ? AND ${sql}`,
          args: [change.chat, change.id, ...args],
        },
      ];
    case "job":
      return [{ sql: `DELETE FROM jobs WHERE id = ? AND ${sql}`, args: [change.id, ...args] }];
    case "chat":
      return ["jobs", "records", "chats"].map((table) => ({
        sql: `DELETE FROM ${table} WHERE chat = ? AND ${sql}`,
        args: [change.chat, ...args],
      }));
  }
};

/** Notes that this handling claims its update, unless another has. */
export const claiming = ({ updateId, token }: Claim): Statement => ({
  sql: "INSERT OR IGNORE INTO seen_updates VALUES (?, ?, ?, 0)",
  args: [updateId, token, Date.now()],
});

/** The update is claimed by this handling. */
export const ownClaim = ({ updateId, token }: Claim): Guard => ({
  sql: "EXISTS (SELECT 1 FROM seen_updates WHERE update_id = ? AND token = ?)",
  args: [updateId, token],
});

type Listing = Extract<Change, { put: "manifest" }>;

/** A listing is never made twice with the same bytes, so that whoever finds it there knows it for their own. */
export const ownListing = ({ chat, now }: Listing): Guard => ({
  sql: "EXISTS (SELECT 1 FROM chats WHERE chat = ? AND listing = ?)",
  args: [chat, now.manifest ?? null],
});

/** A chat that is gone was erased, not overtaken. */
export const outcome = (mine: Guard, listing: Listing | undefined): Statement => ({
  sql: `SELECT ${mine.sql} AS mine,
          ${listing === undefined ? "FALSE" : "EXISTS (SELECT 1 FROM chats WHERE chat = ? AND listing IS NOT ?)"} AS overtaken`,
  args: [...mine.args, ...(listing === undefined ? [] : [listing.chat, listing.now.manifest ?? null])],
});
