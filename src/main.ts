import { OperatorError, parseConfig } from "./config.ts";
import { withEnvFile } from "./env-file.ts";
import { createLog, reportOf, type Log } from "./observability/log.ts";
import { proveSettings } from "./open-storage.ts";

/** ms in which everything must have come to rest after SIGTERM; then it is cut short. */
const patience = 9_000;

/** Ends the program with the one line an operator needs, or with a report that holds no secret. */
const fail = (thrown: unknown): never => {
  const words =
    thrown instanceof OperatorError
      ? thrown.message
      : `Kapusegéd stopped on an error of its own: ${JSON.stringify(reportOf(thrown))}`;
  process.stderr.write(`${words}\n`);
  process.exit(1);
};

/** The first signal asks everything to come to rest; a second one, or running out of patience, ends at once. */
const onSignals = (log: Log, stop: () => Promise<void>) => {
  let asked = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (asked) process.exit(1);
    asked = true;
    log.info({ signal }, "stopping");
    setTimeout(() => {
      log.error("could not come to rest in time");
      process.exit(1);
    }, patience).unref();
    stop().then(
      () => {
        log.info("stopped");
        process.exit(0);
      },
      (thrown: unknown) => fail(thrown),
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
};

process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

const starting = new AbortController();
try {
  const config = parseConfig(withEnvFile(process.env));
  const log = createLog(config.logLevel);
  await proveSettings(config, log);
  // Only now, since loading all of it takes as long again.
  const { startApp } = await import("./app.ts");
  const app = startApp(config, { log, signal: starting.signal });
  onSignals(log, async () => {
    starting.abort();
    await app.then(
      (running) => running.stop(),
      () => undefined,
    );
  });
  await (
    await app
  ).ended;
} catch (thrown) {
  // Stopped while starting: the signal's handler ends the program.
  if (!starting.signal.aborted) fail(thrown);
}
