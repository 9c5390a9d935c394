import { spawn, type ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { setPriority } from "node:os";
import { pictureFd, type ProcessCommand } from "./process-command.ts";
import { ProcessWatch, type ExceededLimit, type Watch } from "./process-watch.ts";

/** A process starts within seconds on an overloaded machine; after this time it never will. */
const startTimeoutMs = 60_000;

/** A reading has a few texts; `parse` functions check what is in them. */
const maxResultBytes = 4 * 1024 * 1024;

const maxReportBytes = 2000;

/** A process that reads one picture and is then ended, so that it never sees the pictures of two people. */
export class ReadingProcess {
  readonly #child: ChildProcess;
  readonly #channel: Socket;
  readonly #chunks: Buffer[] = [];
  readonly #watch: Watch;
  #exceeded: ExceededLimit | undefined;
  /** Resolves as soon as the process is gone. */
  readonly ended: Promise<void>;
  /** Resolves when the process can take a picture. Rejects, and ends it, if it cannot be started. */
  readonly ready: Promise<void>;

  /**
   * @param command as `processCommand` returns it
   * @param watch limits it from the start
   */
  constructor({ args, cwd }: ProcessCommand, watch = new ProcessWatch()) {
    this.#child = spawn(process.execPath, args, {
      cwd,
      env: {},
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    this.#channel = this.#child.stdio[pictureFd] as Socket;
    this.ended = new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.once("error", () => resolve());
    });
    this.#watch = watch.watch({
      pid: this.pid,
      onExceeded: (limit) => {
        this.#exceeded = limit;
        this.end();
      },
    });
    void this.ended.then(() => this.#watch.end());
    this.ready = this.#untilReady();
    if (this.#child.pid !== undefined) yieldToTheProgram(this.#child.pid);
  }

  /** 0 if it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The limit for which the watch ended it. */
  get exceeded(): ExceededLimit | undefined {
    return this.#exceeded;
  }

  /**
   * Hands over the picture; call it once.
   *
   * @param cpuLimitMs the processor time that it may take for the picture
   * @returns what the process wrote, parsed as JSON; undefined if it died before, or wrote too much or no JSON. The process
   *   may have been taken over, so the value can be anything.
   */
  async read(bytes: Uint8Array, cpuLimitMs = Infinity): Promise<unknown> {
    this.#watch.limitCpu(cpuLimitMs);
    let size = 0;
    const closed = new Promise<void>((resolve) => this.#channel.once("close", resolve));
    this.#channel.on("data", (chunk) => {
      size += chunk.length;
      this.#chunks.push(chunk);
      if (size <= maxResultBytes) return;
      this.#chunks.length = 0;
      this.end();
    });
    // Paused since the process was ready.
    this.#channel.resume();
    this.#channel.end(bytes);
    await closed;
    try {
      return JSON.parse(Buffer.concat(this.#chunks).toString()) as unknown;
    } catch {
      return undefined;
    }
  }

  /** SIGKILL, because nothing that the process does, or has been made to do, matters any more. */
  end(): void {
    this.#child.kill("SIGKILL");
    this.#channel.destroy();
  }

  async #untilReady(): Promise<void> {
    let report = "";
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      report = (report + chunk.toString()).slice(0, maxReportBytes);
    });
    // The process died, or was ended.
    this.#channel.on("error", () => undefined);
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#channel.once("data", () => resolve());
        this.#child.once("error", reject);
        this.#channel.once("close", () => reject(new Error(`the process ended: ${report}`)));
        timer = setTimeout(() => reject(new Error("the process does not start")), startTimeoutMs);
      });
      this.#channel.pause();
      this.#channel.removeAllListeners("data");
    } catch (cause) {
      this.end();
      throw new Error("the reading process failed", { cause });
    } finally {
      clearTimeout(timer);
      // From now on the process may have been taken over, so nothing that it says on its own is of interest.
      this.#child.stderr?.destroy();
    }
  }
}

/**
 * Codes must not wait for pictures where there are few processors: Linux gives the bot nine times the share of such a process.
 * Pictures take longer on a machine that is busy with other programs; their limit counts processor time.
 */
const priority = 10;

/** Neither needs a privilege: a process may always be made less important. */
const yieldToTheProgram = (pid: number): void => {
  try {
    setPriority(pid, priority);
  } catch {
    // It has already ended.
  }
  // When memory runs out, Linux should end this process rather than the bot.
  if (process.platform === "linux") writeFile(`/proc/${pid}/oom_score_adj`, "1000").catch(() => undefined);
};
