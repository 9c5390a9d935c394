import { parseArgs } from "node:util";
import { orUsage, print } from "./cli/run-command.ts";
import { parseConfig, warningsOf } from "./config.ts";
import { envFileOption, forgetSecrets, withEnvFile } from "./env-file.ts";
import { createLog, reportOf, type Log } from "./observability/log.ts";
import { openStorage } from "./open-storage.ts";
import { OperatorError } from "./operator-error.ts";
import { version } from "./version.ts";
import { onNpmEnd } from "./watch-npm.ts";
import type { App } from "./app.ts";

/** From the sources, a thread for the database would load a compiler of its own: 0.3 s and 40 MB at each start. */
const isCompiled = import.meta.url.endsWith(".js");

/** How long a shutdown may take after SIGTERM before the process exits anyway. */
const shutdownTimeoutMs = 9_000;

/** Exits with the line that the operator needs, or with a report that holds no secret. */
const exitWith = (thrown: unknown): never => {
  const message =
    thrown instanceof OperatorError
      ? thrown.message
      : `Kapusegéd crashed: ${JSON.stringify(reportOf(thrown))}`;
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

/** npm passes on a Ctrl+C that the terminal has sent to the bot already; a signal within this time is the same one. */
const repeatedSignalMs = 1_000;

/** The first signal, or the end of npm, stops the program; a second signal, or the timeout, exits at once. */
const stopOnSignals = (log: Log, stop: () => Promise<void>): void => {
  let stoppingSince: number | undefined;
  const begin = (reason: { readonly signal: string } | { readonly parent: string }) => {
    stoppingSince = performance.now();
    log.info(reason, "stopping");
    setTimeout(() => {
      log.error("shutdown timed out");
      process.exit(1);
    }, shutdownTimeoutMs).unref();
    stop().then(
      () => {
        log.info("stopped");
        process.exit(0);
      },
      (thrown: unknown) => exitWith(thrown),
    );
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (stoppingSince === undefined) begin({ signal });
    else if (performance.now() - stoppingSince > repeatedSignalMs) process.exit(1);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  // Set by npm, and by others that run package.json's scripts.
  if (process.env["npm_lifecycle_event"] !== undefined)
    onNpmEnd(() => {
      if (stoppingSince === undefined) begin({ parent: "npm has ended" });
    });
};

// Without a listener, Node would open its debugger, through which any process of this user could read the keys.
process.on("SIGUSR1", () => undefined);

process.on("uncaughtException", exitWith);
process.on("unhandledRejection", exitWith);

const starting = new AbortController();
try {
  const { values } = orUsage("Usage: npm start -- [--env-file PATH] | --version", () =>
    parseArgs({ options: { ...envFileOption, version: { type: "boolean" } } }),
  );
  if (values.version) {
    print(version);
    process.exit(0);
  }
  const environment = withEnvFile(process.env, values["env-file"]);
  const config = parseConfig(environment);
  const warnings = warningsOf(config, environment);
  forgetSecrets(process.env);
  const log = createLog(config.logLevel);
  const start = async (): Promise<App> => {
    const database = { ...config.database, inThread: isCompiled };
    const storage = await openStorage({ ...config, database }, log);
    // Loaded only now: it takes as long again, and a wrong setting has ended the start by here.
    const { startApp } = await import("./app.ts");
    return startApp(config, storage, { log, signal: starting.signal });
  };
  const app = start();
  stopOnSignals(log, async () => {
    starting.abort();
    await app.then(
      (running) => running.stop(),
      () => undefined,
    );
  });
  const { ended } = await app;
  // After the start: one that fails ends with a single line.
  for (const warning of warnings) log.warn(warning);
  await ended;
} catch (thrown) {
  // Stopped during the start: the signal handler exits.
  if (!starting.signal.aborted) exitWith(thrown);
}
