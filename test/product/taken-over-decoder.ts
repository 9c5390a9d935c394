import { execFileSync, spawn } from "node:child_process";
import { fstatSync, openSync, readFileSync, writeFileSync } from "node:fs";
import inspector from "node:inspector";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { setFlagsFromString, setHeapSnapshotNearHeapLimit } from "node:v8";
import { runInThisContext } from "node:vm";
import { WASI } from "node:wasi";
import threads, { Worker } from "node:worker_threads";

/*
 * Runs in place of the decoder in a process that reads a picture, and tries what code could try that has taken the decoder
 * over. The picture is a JSON list of what there is to get. It answers with what it got: for each try an error's code, or "got".
 */

/** What the test puts in the way of the decoder. */
export interface Targets {
  files: string[];
  folder: string;
  addon: string;
  port: number;
  /** What it tries instead of everything else, because Node may end the process for it. */
  fatal?: keyof typeof fatalAttempts;
}

const require = createRequire("/");

/** @returns what an attempt came to; "got" if it was not refused */
const outcome = async (attempt: () => unknown): Promise<string> => {
  try {
    const result = await attempt();
    return typeof result === "string" ? result : "got";
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    return String(code ?? message);
  }
};

/** @returns whether a thread with every permission could be started */
const startThread = (): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const thread = new Worker("require('node:fs').readFileSync('/proc/self/environ')", {
      eval: true,
      execArgv: [],
    });
    thread.on("exit", resolve);
    thread.on("error", reject);
  });

const reach = (port: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket.destroy()));
    socket.on("error", reject);
  });

/** Node listens here once a debugger has been opened. */
const debuggerPort = 9229;

const openDebugger = async (pid: number): Promise<unknown> => {
  process.kill(pid, "SIGUSR1");
  await new Promise((resolve) => setTimeout(resolve, 500));
  return reach(debuggerPort);
};

/** Evaluates in the thread that may start threads. */
const evaluateInMainThread = (): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const session = new inspector.Session();
    (session as unknown as { connectToMainThread(): void }).connectToMainThread();
    session.post("Runtime.evaluate", { expression: "process.pid" }, (error, { result }) =>
      error === null ? resolve(result) : reject(error),
    );
  });

/** @returns how many files, which the program may have open, came with the process */
const inheritedFiles = (): string => {
  const open = Array.from({ length: 256 }, (_, fd) => {
    try {
      return fstatSync(fd).isFile();
    } catch {
      return false;
    }
  });
  return `${open.filter(Boolean).length} files`;
};

const openDatabase = (file: string): void => {
  const { DatabaseSync } = require("node:sqlite") as {
    DatabaseSync: new (file: string) => { exec(sql: string): void };
  };
  new DatabaseSync(file).exec("create table taken (x)");
};

const writeTrace = (folder: string): void => {
  for (const flag of [
    `--redirect-code-traces-to=${folder}/trace`,
    "--redirect-code-traces",
    "--print-opt-source",
  ])
    setFlagsFromString(flag);
  setFlagsFromString("--allow-natives-syntax");
  const optimize =
    "f = (x) => x + 1; %PrepareFunctionForOptimization(f); f(1); %OptimizeFunctionOnNextCall(f); f(1)";
  // Only now does V8 parse the words with "%".
  runInThisContext(optimize);
};

/** The file gets into the current folder. */
const writeHeapSnapshot = (): void => {
  setHeapSnapshotNearHeapLimit(1);
  const kept: unknown[] = [];
  for (;;) kept.push(new Array(1000).fill(kept.length + 0.5));
};

const fatalAttempts = {
  "V8's flags": writeTrace,
  "a heap snapshot": writeHeapSnapshot,
};

const attempts = ({ files, folder, addon, port }: Targets): Record<string, () => unknown> => ({
  ...Object.fromEntries(files.map((file) => [`reads ${file}`, () => readFileSync(file)])),
  ...Object.fromEntries(files.map((file) => [`opens ${file} for writing`, () => openSync(file, "r+")])),
  "reads the parent's environment": () => readFileSync(`/proc/${process.ppid}/environ`),
  "opens the parent's memory": () => openSync(`/proc/${process.ppid}/mem`, "r"),
  "reads its own memory as a file": () => openSync("/proc/self/mem", "r"),
  "writes a file": () => writeFileSync(`${folder}/written`, ""),
  "opens a database": () => openDatabase(`${folder}/taken.db`),
  "runs a program": () => execFileSync("/bin/true"),
  "starts a process": () => spawn("/bin/true"),
  "starts a thread": startThread,
  "loads a native add-on": () => require(addon) as unknown,
  "loads a native add-on directly": () => process.dlopen({ exports: {} }, addon),
  "gets at Node's internals": () =>
    (process as unknown as { binding(name: string): unknown }).binding("spawn_sync"),
  "starts WASI with the file system": () => new WASI({ version: "preview1", preopens: { "/": "/" } }),
  "finds open files": inheritedFiles,
  "finds an environment": () => JSON.stringify(process.env),
  "opens the program's debugger": () => openDebugger(process.ppid),
  "opens its own debugger": () => openDebugger(process.pid),
  "debugs its main thread": evaluateInMainThread,
  "reaches the network": () => reach(port),
  "may signal the program": () => process.kill(process.ppid, 0),
});

threads.parentPort?.once("message", (picture: Uint8Array) => {
  void (async () => {
    const targets = JSON.parse(Buffer.from(picture).toString()) as Targets;
    const { fatal, folder } = targets;
    const tried =
      fatal === undefined ? attempts(targets) : { [fatal]: (): void => fatalAttempts[fatal](folder) };
    const report: Record<string, string> = {};
    for (const [name, attempt] of Object.entries(tried)) report[name] = await outcome(attempt);
    threads.parentPort?.postMessage(JSON.stringify(report));
    // Stays, to see the next picture.
    setInterval(() => undefined, 1000);
  })();
});
threads.parentPort?.postMessage("ready");
