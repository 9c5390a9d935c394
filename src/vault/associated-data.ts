import type { ChatPseudonym, SealedRecord } from "../storage/rows.ts";
import { associatedData } from "./seal.ts";

// What each thing the vault seals is bound to. docs/vault-format.md has them as a table.

/** The root, under a master key. */
export const rootAad = associatedData("root");

/**
 * A chat's data key, under a master key. Whether the chat's records are listed is bound in, so that nobody can take
 * the listing away and have the chat pass for one from before listings.
 */
export const chatKeyAad = (row: ChatPseudonym, listed: boolean): Uint8Array =>
  listed ? associatedData("chat", row, "listed") : associatedData("chat", row);

/** A record, under its chat's data key. */
export const recordAad = (row: ChatPseudonym, id: string, version: number): Uint8Array =>
  associatedData("record", row, id, version);

/** A job, under its chat's data key. */
export const jobAad = (row: ChatPseudonym, id: string): Uint8Array => associatedData("job", row, id);

/** All records of a chat as they stand, sealed bytes and all, in the order of their ids. */
export const manifestAad = (row: ChatPseudonym, records: Iterable<SealedRecord>): Uint8Array => {
  const sorted = Array.from(records, ({ id, version, sealed }) => ({ id: Buffer.from(id), version, sealed }));
  sorted.sort((a, b) => Buffer.compare(a.id, b.id));
  return associatedData(
    "listing",
    row,
    ...sorted.flatMap(({ id, version, sealed }) => [id, version, sealed]),
  );
};
