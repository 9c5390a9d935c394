/** The thread that {@link SqliteThread} starts: it alone opens the database file. */
import { parentPort, workerData } from "node:worker_threads";
import { driverCodeOf } from "../database-error.ts";
import { SqliteFileDriver } from "./sqlite-file.ts";
import type { ThreadAnswer, ThreadCall, ThreadRequest, ThreadStart } from "./sqlite-thread.ts";

const { path, fileId } = workerData as ThreadStart;
/** Opened by the first call, which learns why if that fails. */
let driver: SqliteFileDriver | undefined;

const run = (call: ThreadCall): Promise<unknown> => {
  if (call.kind === "close") return driver?.close() ?? Promise.resolve();
  driver ??= new SqliteFileDriver(path, fileId);
  switch (call.kind) {
    case "read":
      return driver.read(call.statement);
    case "write":
      return driver.write(call.statements);
    case "empty-wal":
      return driver.emptyWal();
  }
};

const answer = async ({ id, call }: ThreadRequest): Promise<ThreadAnswer> => {
  try {
    return { id, result: await run(call) };
  } catch (thrown) {
    return { id, failure: driverCodeOf(thrown) };
  }
};

parentPort?.on("message", (request: ThreadRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});
