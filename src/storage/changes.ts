import { always, both, either, never, not, type Condition } from "./condition.ts";
import type { Statement } from "./drivers/driver.ts";
import type { ChatPseudonym, ChatSeals, Claim, SealedJob } from "./rows.ts";
import {
  deleteChat,
  hasContents,
  hasOtherContents,
  hasRows,
  insertChat,
  updateContents,
} from "./tables/chats.ts";
import { delayJob, deleteJob, deleteJobsOf, insertChatJob, insertJob } from "./tables/jobs.ts";
import { insertClaim, markProcessed, ownsClaim } from "./tables/processed-updates.ts";
import { deleteRecordsOf } from "./tables/records.ts";

/**
 * A change to the stored data. Each is harmless when applied twice, except putting a chat, which fails together with
 * its whole batch when the chat exists. Contents, and everything in their batch, are put only while the chat's row is as
 * it `was`; they take the place of an earlier layout. A batch holds the contents of one chat at most.
 */
export type Change =
  | ({ readonly put: "chat"; readonly chat: ChatPseudonym } & WholeSeals)
  | {
      readonly put: "contents";
      readonly chat: ChatPseudonym;
      readonly was: ChatSeals;
      readonly now: WholeSeals;
    }
  | { readonly put: "job"; readonly job: SealedJob }
  /** A job that outlives its chat: the chat need not exist. In a batch that drops one before, no row of it may be left. */
  | { readonly put: "farewell"; readonly job: SealedJob }
  | { readonly delay: "job"; readonly id: string; readonly dueAt: number; readonly attempts: number }
  | { readonly drop: "job"; readonly id: string }
  | { readonly drop: "chat"; readonly chat: ChatPseudonym }
  /** The update is handled to its end: its effects are stored, and the user is answered. */
  | { readonly put: "processed"; readonly claim: Claim };

/** A chat's data key and contents, in today's layout. */
type WholeSeals = Pick<ChatSeals, "wrappedKey"> & { readonly contents: Uint8Array };

/** The statements of one change, each under a condition. */
export const statementsFor = (change: Change, when: Condition): Statement[] => {
  if ("delay" in change) return [delayJob(change.id, change.dueAt, change.attempts, when)];
  if ("drop" in change) {
    switch (change.drop) {
      case "job":
        return [deleteJob(change.id, when)];
      case "chat":
        // The chat's row last: the condition may depend on it.
        return [
          deleteJobsOf(change.chat, when),
          deleteRecordsOf(change.chat, when),
          deleteChat(change.chat, when),
        ];
    }
  }
  switch (change.put) {
    case "chat":
      return [insertChat(change.chat, change, when)];
    case "contents":
      return [updateContents(change.chat, change.was, change.now, when)];
    case "job":
      return [insertChatJob(change.job, when)];
    case "farewell":
      return [insertJob(change.job, when)];
    case "processed":
      return [markProcessed(change.claim, when)];
  }
};

const droppedIn = (changes: readonly Change[]): ChatPseudonym[] =>
  changes.flatMap((change) => ("drop" in change && change.drop === "chat" ? [change.chat] : []));

/** Rows of a chat that the changes drop are still there, as with a trigger that an attacker put into the schema. */
const isLeft = (changes: readonly Change[]): Condition =>
  droppedIn(changes).map(hasRows).reduce(either, never);

/** Selects whether rows of a dropped chat remain. */
export const selectLeft = (changes: readonly Change[]): Statement => {
  const { sql, args } = isLeft(changes);
  return { sql: `SELECT ${sql} AS remains`, args };
};

const isFarewell = (change: Change): boolean => "put" in change && change.put === "farewell";

/**
 * The statements that apply the changes together, or none of them. The last one returns one row: `owned`, whether this
 * handling holds the claim, `overtaken`, whether another writer has replaced the contents, and `remains`, whether rows of a
 * dropped chat are still there.
 * @param claim with it, they apply only if no other handling of the update has applied its own
 */
export const batchFor = (changes: readonly Change[], claim: Claim | undefined): Statement[] => {
  const update = changes.find((change) => "put" in change && change.put === "contents");
  const owned = claim === undefined ? always : ownsClaim(claim);
  const when = update === undefined ? owned : both(owned, hasContents(update.chat, update.now.contents));
  const overtaken = update === undefined ? never : hasOtherContents(update.chat, update.now.contents);
  const isConversion = update !== undefined && update.was.contents === undefined;
  const left = isLeft(changes);
  return [
    ...(claim === undefined ? [] : [insertClaim(claim)]),
    ...(update === undefined ? [] : statementsFor(update, owned)),
    ...(isConversion ? [deleteRecordsOf(update.chat, when)] : []),
    ...changes
      .filter((change) => change !== update)
      .flatMap((change) => statementsFor(change, isFarewell(change) ? both(when, not(left)) : when)),
    {
      sql: `SELECT ${owned.sql} AS owned, ${overtaken.sql} AS overtaken, ${left.sql} AS remains`,
      args: [...owned.args, ...overtaken.args, ...left.args],
    },
  ];
};
