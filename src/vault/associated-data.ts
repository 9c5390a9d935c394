import type { ChatPseudonym, Layout, SealedRecord } from "../storage/rows.ts";
import { associatedData } from "./seal.ts";

// The associated data of everything the vault seals; docs/vault-format.md has it as a table. The words in it are part
// of the format: "listed" and "listing" are of the layout with a manifest, which earlier versions wrote.

/** The root, under a master key. */
export const rootAad = associatedData("root");

/**
 * A chat's data key, under a master key. The layout is bound in, so that an attacker cannot make a chat look like one of an
 * earlier layout.
 */
export const chatKeyAad = (chat: ChatPseudonym, layout: Layout): Uint8Array =>
  layout === "bare" ? associatedData("chat", chat) : associatedData("chat", chat, layout);

/** All records of a chat, under its data key. */
export const contentsAad = (chat: ChatPseudonym): Uint8Array => associatedData("contents", chat);

/** A record of an earlier layout, under its chat's data key. */
export const recordAad = (chat: ChatPseudonym, id: string, version: number): Uint8Array =>
  associatedData("record", chat, id, version);

/** A job, under its chat's data key. */
export const jobAad = (chat: ChatPseudonym, id: string): Uint8Array => associatedData("job", chat, id);

/** All records of a chat in the layout `listed`, sealed bytes included, in the byte order of their ids. */
export const manifestAad = (chat: ChatPseudonym, records: Iterable<SealedRecord>): Uint8Array => {
  const sorted = Array.from(records, ({ id, version, sealed }) => ({ id: Buffer.from(id), version, sealed }));
  sorted.sort((a, b) => Buffer.compare(a.id, b.id));
  return associatedData(
    "listing",
    chat,
    ...sorted.flatMap(({ id, version, sealed }) => [id, version, sealed]),
  );
};
