import { blobs } from "../columns.ts";
import type { Statement } from "../drivers/driver.ts";

// The table `pictures`: Telegram's file ids of the bot's own pictures.

export const selectUpload = (name: string): Statement => ({
  sql: `SELECT ${blobs("file_id")} FROM pictures WHERE name = ?`,
  args: [name],
});

export const putUpload = (name: string, fileId: string): Statement => ({
  sql: "INSERT OR REPLACE INTO pictures VALUES (?, ?)",
  args: [name, fileId],
});

/** Deletes a file id unless another has replaced it. */
export const deleteUpload = (name: string, fileId: string): Statement => ({
  sql: "DELETE FROM pictures WHERE name = ? AND file_id = ?",
  args: [name, fileId],
});
