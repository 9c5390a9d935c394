import type { ChatPseudonym, SealedRecord } from "../storage/rows.ts";
import { associatedData } from "./seal.ts";

// The associated data of everything the vault seals; docs/vault-format.md has it as a table. The words in it are part
// of the format: "listed" and "listing" are what the code calls a manifest.

/** The root, under a master key. */
export const rootAad = associatedData("root");

/**
 * A chat's data key, under a master key. Whether the chat has a manifest is bound in, so that an attacker cannot
 * remove the manifest and make the chat look like one from before manifests.
 */
export const chatKeyAad = (chat: ChatPseudonym, hasManifest: boolean): Uint8Array =>
  hasManifest ? associatedData("chat", chat, "listed") : associatedData("chat", chat);

/** A record, under its chat's data key. */
export const recordAad = (chat: ChatPseudonym, id: string, version: number): Uint8Array =>
  associatedData("record", chat, id, version);

/** A job, under its chat's data key. */
export const jobAad = (chat: ChatPseudonym, id: string): Uint8Array => associatedData("job", chat, id);

/** All records of a chat, sealed bytes included, in the byte order of their ids. */
export const manifestAad = (chat: ChatPseudonym, records: Iterable<SealedRecord>): Uint8Array => {
  const sorted = Array.from(records, ({ id, version, sealed }) => ({ id: Buffer.from(id), version, sealed }));
  sorted.sort((a, b) => Buffer.compare(a.id, b.id));
  return associatedData(
    "listing",
    chat,
    ...sorted.flatMap(({ id, version, sealed }) => [id, version, sealed]),
  );
};
