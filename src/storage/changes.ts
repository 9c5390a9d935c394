import { always, both, either, never, not, type Condition } from "./condition.ts";
import type { Statement } from "./drivers/driver.ts";
import type { ChatPseudonym, ChatSeals, Claim, SealedJob, SealedRecord } from "./rows.ts";
import {
  deleteChat,
  hasManifest,
  hasOtherManifest,
  hasRows,
  insertChat,
  updateSeals,
} from "./tables/chats.ts";
import { delayJob, deleteJob, deleteJobsOf, insertChatJob, insertJob } from "./tables/jobs.ts";
import { insertClaim, markProcessed, ownsClaim } from "./tables/processed-updates.ts";
import { deleteRecord, deleteRecordsOf, putRecord } from "./tables/records.ts";

/**
 * A change to the stored data. Each is harmless when applied twice, except putting a chat, which fails together with
 * its whole batch when the chat exists. A manifest, and everything in its batch, is put only while the chat's row is as
 * it `was`; a batch holds one manifest at most.
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
  /** A job that outlives its chat: the chat need not exist. In a batch that drops one before, no row of it may be left. */
  | { readonly put: "farewell"; readonly job: SealedJob }
  | { readonly delay: "job"; readonly id: string; readonly dueAt: number; readonly attempts: number }
  | { readonly drop: "job"; readonly id: string }
  | { readonly drop: "chat"; readonly chat: ChatPseudonym }
  /** The update is handled to its end: its effects are stored, and the user is answered. */
  | { readonly put: "processed"; readonly claim: Claim };

/** The statements of one change, each under a condition. */
export const statementsFor = (change: Change, when: Condition): Statement[] => {
  if ("delay" in change) return [delayJob(change.id, change.dueAt, change.attempts, when)];
  if ("drop" in change) {
    switch (change.drop) {
      case "record":
        return [deleteRecord(change.chat, change.id, when)];
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
    case "manifest":
      return [updateSeals(change.chat, change.was, change.now, when)];
    case "record":
      return [putRecord(change.chat, change.record, when)];
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
 * handling holds the claim, `overtaken`, whether another writer has replaced the manifest, and `remains`, whether rows of a
 * dropped chat are still there.
 * @param claim with it, they apply only if no other handling of the update has applied its own
 */
export const batchFor = (changes: readonly Change[], claim: Claim | undefined): Statement[] => {
  const manifest = changes.find((change) => "put" in change && change.put === "manifest");
  const owned = claim === undefined ? always : ownsClaim(claim);
  const when =
    manifest === undefined ? owned : both(owned, hasManifest(manifest.chat, manifest.now.manifest));
  const overtaken: Condition =
    manifest === undefined ? never : hasOtherManifest(manifest.chat, manifest.now.manifest);
  const left = isLeft(changes);
  return [
    ...(claim === undefined ? [] : [insertClaim(claim)]),
    ...(manifest === undefined ? [] : statementsFor(manifest, owned)),
    ...changes
      .filter((change) => change !== manifest)
      .flatMap((change) => statementsFor(change, isFarewell(change) ? both(when, not(left)) : when)),
    {
      sql: `SELECT ${owned.sql} AS owned, ${overtaken.sql} AS overtaken, ${left.sql} AS remains`,
      args: [...owned.args, ...overtaken.args, ...left.args],
    },
  ];
};
