import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { endWithUs } from "./children.ts";

const root = new URL("../../", import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
  scripts: { start: string };
};

/** How a run of the product ended. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The product as `npm start` starts it, in a process of its own, set by environment variables alone. */
export class Product {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  readonly #ready: Promise<void>;
  #stdout = "";
  #stderr = "";

  /** @param through a command that starts another, and what it is told before that */
  constructor(environment: Record<string, string>, through: readonly string[] = []) {
    // The script's own command without npm in between, so that signals reach the program itself.
    const [node = "node", ...args] = scripts.start.split(" ");
    const [command = "", ...rest] = [...through, node === "node" ? process.execPath : node, ...args];
    this.#child = spawn(command, rest, {
      cwd: root,
      // No env file: a developer's own settings must not reach a test.
      env: { PATH: process.env["PATH"] ?? "", ENV_FILE: "", HOST: "127.0.0.1", PORT: "0", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    endWithUs(this.#child);
    this.#ended = once(this.#child, "close").then(([code]) => code as number | null);
    this.#child.stderr?.on("data", (text: Buffer) => (this.#stderr += text.toString()));
    this.#ready = new Promise((resolve) => {
      createInterface({ input: this.#child.stdout! }).on("line", (line) => {
        this.#stdout += `${line}\n`;
        if (line.includes('"msg":"ready"')) resolve();
      });
    });
  }

  /** The process's id. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Everything it has written so far. */
  get output(): string {
    return this.#stdout + this.#stderr;
  }

  /** Waits until it says that it is ready. @throws Error with what it said when it ends instead */
  async ready(): Promise<this> {
    const ended = this.#ended.then((code) => {
      throw new Error(`the product ended with ${code}: ${this.output}`);
    });
    await Promise.race([this.#ready, ended]);
    ended.catch(() => undefined);
    return this;
  }

  /** Waits for its end. */
  async ending(): Promise<Ending> {
    return { code: await this.#ended, stdout: this.#stdout, stderr: this.#stderr };
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ending> {
    this.#child.kill(signal);
    return this.ending();
  }
}
