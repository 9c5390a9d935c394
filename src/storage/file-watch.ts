import { DatabaseError } from "./database-error.ts";
import type { Store } from "./store.ts";

/** How often the file is checked beside the calls to the database, each of which checks it too. */
const checkIntervalMs = 10_000;

/** A running watch over the database file. */
export interface FileWatch {
  /** Rejects with DatabaseError `file-lost` when the file is no longer the one that was opened; never resolves. */
  readonly lost: Promise<never>;
  stop(): void;
}

/** Checks now and then whether the database file is still the one that was opened. */
export const watchFile = (store: Pick<Store, "checkFile">): FileWatch => {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearInterval(timer);
  const lost = new Promise<never>((_resolve, reject) => {
    const check = () =>
      store.checkFile().catch((thrown: unknown) => {
        if (!(thrown instanceof DatabaseError) || thrown.code !== "file-lost") return;
        stop();
        reject(thrown);
      });
    timer = setInterval(() => void check(), checkIntervalMs).unref();
  });
  return { lost, stop };
};
