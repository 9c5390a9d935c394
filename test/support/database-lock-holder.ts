// Another program on the same database file, as a backup or a sqlite3 shell would be: it holds the write lock
// until told to let go, or takes it and lets go in turns.
import { setTimeout as wait } from "node:timers/promises";
import { createClient, type Transaction } from "@libsql/client";

const client = createClient({ url: process.argv[2] ?? "" });

const acquire = async (): Promise<Transaction> => {
  for (;;) {
    try {
      return await client.transaction("write");
    } catch {
      await wait(1);
    }
  }
};

const storm = async () => {
  for (;;) {
    await wait(10);
    const lock = await acquire();
    await wait(12);
    await lock.rollback();
  }
};

// Whoever started this may be killed; then it is over here too.
process.on("disconnect", () => process.exit());

const first = await acquire();
process.send?.("locked");
process.on("message", () => void first.rollback().then(storm));
