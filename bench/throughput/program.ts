/** A measured program: configured by environment variables and observed from outside. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { endWithUs } from "../../test/support/children.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** One tick of /proc/<pid>/stat (USER_HZ, 100 on every Linux). */
const tickMs = 10;
const megabyte = 1024 * 1024;

/** The resources of a process and its children; in MB and ms. */
export interface Usage {
  /** Resident memory of the process itself. */
  readonly rss: number;
  /** Resident memory of its child processes together. */
  readonly childrenRss: number;
  /** CPU time of the process itself, all threads. */
  readonly cpu: number;
  /** Open file descriptors. */
  readonly files: number;
}

const rssOf = (pid: number): number => {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return (pages * 4096) / megabyte;
  } catch {
    // The process has just ended.
    return 0;
  }
};

const childrenOf = (pid: number): number[] => {
  const path = `/proc/${pid}/task/${pid}/children`;
  return readFileSync(path, "utf8").trim().split(" ").filter(Boolean).map(Number);
};

/** A running program that reports on standard output when it is ready. */
export class Program {
  readonly pid: number;
  readonly port: number;
  /** From its start until it was ready. */
  readonly startTimeMs: number;
  /** Resolves with the exit code, or with the signal that ended it. */
  readonly exited: Promise<number | string>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, startTimeMs: number) {
    this.exited = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.port = port;
    this.startTimeMs = startTimeMs;
  }

  /**
   * @param args for node @param environment the whole environment, except PATH
   * @param onProblem gets the log's lines from "warn" up; by default, they are printed
   */
  static async start(
    args: readonly string[],
    environment: Record<string, string> = {},
    onProblem: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
  ): Promise<Program> {
    const startedAt = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: root,
      // No env file: a developer's own settings must not reach the bench.
      env: { PATH: process.env["PATH"] ?? "", ENV_FILE: "", HOST: "127.0.0.1", PORT: "0", ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    endWithUs(child);
    const lines = createInterface({ input: child.stdout });
    const ready = new Promise<Program>((resolve) => {
      lines.on("line", (line) => {
        const { msg, port, level } = JSON.parse(line) as { msg?: string; port?: number; level?: number };
        if (msg === "ready") resolve(new Program(child, port ?? 0, performance.now() - startedAt));
        else if ((level ?? 0) >= 40) onProblem(line);
      });
    });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`${args.join(" ")} ended with ${code as number}`);
    });
    ended.catch(() => undefined);
    return Promise.race([ready, ended]);
  }

  /** Its resource usage so far. */
  usage(): Usage {
    // Fields 14 and 15, counted from after the name, which may contain spaces.
    const [, fields = ""] = readFileSync(`/proc/${this.pid}/stat`, "utf8").split(") ");
    const [user, system] = fields.split(" ").slice(11, 13).map(Number);
    const childrenRss = childrenOf(this.pid).reduce((sum, pid) => sum + rssOf(pid), 0);
    return {
      rss: rssOf(this.pid),
      childrenRss,
      cpu: ((user ?? 0) + (system ?? 0)) * tickMs,
      files: readdirSync(`/proc/${this.pid}/fd`).length,
    };
  }

  /** Requests a path of its HTTP server. */
  async get(path: string): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.port}${path}`)).text();
  }

  /** Ends it with a signal. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill(signal);
    await ended;
  }
}
