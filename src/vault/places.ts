import type { ChatRow, SealedRecord } from "../store/store.ts";
import { place } from "./seal.ts";

// What each thing the vault seals is bound to. docs/vault-format.md has them as a table.

/** The root, under a master key. */
export const rootPlace = place("root");

/**
 * A chat's data key, under a master key. Whether the chat's records are listed is bound in, so that nobody can take
 * the listing away and have the chat pass for one from before listings.
 */
export const chatKeyPlace = (row: ChatRow, listed: boolean): Uint8Array =>
  listed ? place("chat", row, "listed") : place("chat", row);

/** A record, under its chat's data key. */
export const recordPlace = (row: ChatRow, id: string, version: number): Uint8Array =>
  place("record", row, id, version);

/** A job, under its chat's data key. */
export const jobPlace = (row: ChatRow, id: string): Uint8Array => place("job", row, id);

/** All records of a chat as they stand, sealed bytes and all, in the order of their ids. */
export const listingPlace = (row: ChatRow, records: Iterable<SealedRecord>): Uint8Array => {
  const sorted = Array.from(records, ({ id, version, sealed }) => ({ id: Buffer.from(id), version, sealed }));
  sorted.sort((a, b) => Buffer.compare(a.id, b.id));
  return place("listing", row, ...sorted.flatMap(({ id, version, sealed }) => [id, version, sealed]));
};
