// Another program on the same database file, like a backup or a sqlite3 shell: holds the write lock, and after a message
// releases and takes it in turns.
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

const toggle = async () => {
  for (;;) {
    await wait(10);
    const lock = await acquire();
    await wait(12);
    await lock.rollback();
  }
};

// Ends when its parent is killed.
process.on("disconnect", () => process.exit());

const first = await acquire();
process.send?.("locked");
process.on("message", () => void first.rollback().then(toggle));
