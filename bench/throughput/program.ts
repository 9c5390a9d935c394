/** A program that is measured: started with environment variables alone, and looked at from outside. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { endWithUs } from "../../test/support/children.ts";

/** Where the program's folder is. */
const root = fileURLToPath(new URL("../../", import.meta.url));

/** ms of one tick of /proc/<pid>/stat (USER_HZ, 100 on every Linux). */
const tick = 10;
const megabyte = 1024 * 1024;

/** What was used, of a process and of those it has started. In MB and ms. */
export interface Usage {
  /** Resident set of the program itself. */
  readonly rss: number;
  /** Resident sets of its child processes, together. */
  readonly childrenRss: number;
  /** Processor time of the program itself, all its threads. */
  readonly cpu: number;
  /** Open file descriptors. */
  readonly files: number;
}

const rssOf = (pid: number): number => {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return (pages * 4096) / megabyte;
  } catch {
    // It has just ended.
    return 0;
  }
};

const childrenOf = (pid: number): number[] => {
  const path = `/proc/${pid}/task/${pid}/children`;
  return readFileSync(path, "utf8").trim().split(" ").filter(Boolean).map(Number);
};

/** A running program that says on standard output that it is ready. */
export class Program {
  readonly pid: number;
  /** Where it listens. */
  readonly port: number;
  /** ms from its start until it said that it was ready. */
  readonly startTime: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, startTime: number) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.port = port;
    this.startTime = startTime;
  }

  /** @param args for node @param environment all that the program gets, the path apart */
  static async start(args: readonly string[], environment: Record<string, string> = {}): Promise<Program> {
    const begun = performance.now();
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
        if (msg === "ready") resolve(new Program(child, port ?? 0, performance.now() - begun));
        else if ((level ?? 0) >= 40) process.stderr.write(`${line}\n`);
      });
    });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`${args.join(" ")} ended with ${code as number}`);
    });
    ended.catch(() => undefined);
    return Promise.race([ready, ended]);
  }

  /** What it has used so far. */
  usage(): Usage {
    // Fields 14 and 15, counted after the name, which may hold spaces.
    const [, fields = ""] = readFileSync(`/proc/${this.pid}/stat`, "utf8").split(") ");
    const [user, system] = fields.split(" ").slice(11, 13).map(Number);
    const childrenRss = childrenOf(this.pid).reduce((sum, pid) => sum + rssOf(pid), 0);
    return {
      rss: rssOf(this.pid),
      childrenRss,
      cpu: ((user ?? 0) + (system ?? 0)) * tick,
      files: readdirSync(`/proc/${this.pid}/fd`).length,
    };
  }

  /** Asks something of its own server. */
  async ask(path: string): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.port}${path}`)).text();
  }

  /** Ends it as an operator would. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
  }
}
