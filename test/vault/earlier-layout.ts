// Stores a chat as earlier versions did: a row for each record.
import type { Client } from "@libsql/client";
import type { SealedRecord } from "../../src/storage/rows.ts";
import { chatKeyAad, contentsAad, manifestAad, recordAad } from "../../src/vault/associated-data.ts";
import type { KeyRing } from "../../src/vault/key-ring.ts";
import { unpackRecords } from "../../src/vault/packed-records.ts";
import { open, seal } from "../../src/vault/seal.ts";

/** Stores the one chat that there is in an earlier layout. @param without ids of records that were not stored then */
export const storeAsEarlier = async (
  client: Client,
  ring: KeyRing,
  layout: "listed" | "bare",
  without: readonly string[] = [],
): Promise<void> => {
  const { rows } = await client.execute("SELECT chat, wrapped_key, contents FROM chats");
  if (rows.length !== 1) throw new Error("not one chat");
  const [chat, wrappedKey, contents] = ["chat", "wrapped_key", "contents"].map(
    (column) => new Uint8Array(rows[0]![column] as ArrayBuffer),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  const dataKey = ring.unwrap(wrappedKey, chatKeyAad(chat, "whole"));
  const opened = [...unpackRecords(open(dataKey, contentsAad(chat), contents))];
  const records: SealedRecord[] = opened
    .filter(([id]) => !without.includes(id))
    .map(([id, content]) => ({ id, version: 1, sealed: seal(dataKey, recordAad(chat, id, 1), content) }));
  const manifest = layout === "bare" ? null : seal(dataKey, manifestAad(chat, records), new Uint8Array());
  await client.batch(
    [
      {
        sql: "UPDATE chats SET wrapped_key = ?, contents = NULL, manifest = ?",
        args: [ring.wrap(dataKey, chatKeyAad(chat, layout)), manifest],
      },
      ...records.map(({ id, version, sealed }) => ({
        sql: "INSERT INTO records VALUES (?, ?, ?, ?)",
        args: [chat, id, version, sealed],
      })),
    ],
    "write",
  );
};
