// Another program on the same database file, as a backup or a sqlite3 shell would be: it holds the write lock
// until told to let go, or takes it and lets go in turns.
import { setTimeout as wait } from "node:timers/promises";
import Sqlite from "libsql";

const db = new Sqlite(process.argv[2].replace(/^file:/, ""));

const acquire = async () => {
  for (;;) {
    try {
      return db.exec("BEGIN IMMEDIATE");
    } catch {
      await wait(1);
    }
  }
};

await acquire();
process.send("locked");
process.on("message", async (message) => {
  db.exec("ROLLBACK");
  if (message !== "storm") return;
  for (;;) {
    await wait(10);
    await acquire();
    await wait(12);
    db.exec("ROLLBACK");
  }
});
