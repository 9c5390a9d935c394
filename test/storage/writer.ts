// Writes rows 1, 2, 3 … and sends the number of each once it is acknowledged, until it is killed.
import { Database } from "../../src/storage/database.ts";

process.on("disconnect", () => process.exit());

const database = await Database.open({ url: process.argv[2] ?? "" }, () => process.send?.("busy"));
for (let id = 1; ; id += 1) {
  await database.write([{ sql: "INSERT OR IGNORE INTO t (id) VALUES (?)", args: [id] }]);
  process.send?.(String(id));
}
