import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import type { DemoClock } from "./clock.ts";
import type { ChangeHub } from "./change-hub.ts";
import type { RobotState } from "./wire.ts";

const entry = fileURLToPath(new URL("bot.ts", import.meta.url));
const root = fileURLToPath(new URL("../", import.meta.url));

const maxLogLines = 300;

/** The database's file in a folder. */
export const databaseIn = (folder: string): string => join(folder, "kapuseged.db");

/** A line of the bot on standard output or standard error. */
export interface LogLine {
  /** When it came, by the demo's clock, in ms. */
  readonly at: number;
  readonly text: string;
}

/** How to start the bot. */
interface BotProcessOptions {
  readonly token: string;
  readonly apiRoot: string;
  /** Where it stores its data; it removes the folder when the demo has died. */
  readonly folder: string;
  readonly clock: DemoClock;
  readonly hub: ChangeHub;
}

/** The bot in a process of its own, which can really be killed. */
export class BotProcess {
  /** Its last lines, oldest first. */
  readonly lines: LogLine[] = [];
  readonly #options: BotProcessOptions;
  #child: ChildProcess | undefined;
  #state: RobotState = "stopped";
  #queue: Promise<void> = Promise.resolve();

  constructor(options: BotProcessOptions) {
    this.#options = options;
  }

  get state(): RobotState {
    return this.#state;
  }

  /** The process id; 0 when it is not running. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts it, unless it is running. @throws Error with its last lines when it exits instead */
  start(): Promise<void> {
    return this.#enqueue(() => this.#start());
  }

  /** Stops it with SIGTERM and starts it again on the same database. */
  restart(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#end("SIGTERM");
      await this.#start();
    });
  }

  /** Ends it without warning, like a power cut. */
  kill(): Promise<void> {
    return this.#enqueue(() => this.#end("SIGKILL"));
  }

  /** Sets its clock forward. */
  forward(ms: number): void {
    if (this.#child?.connected) this.#child.send({ forward: ms });
  }

  /** One operation at a time: two quick presses must not start two bots. */
  #enqueue(work: () => Promise<void>): Promise<void> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #start(): Promise<void> {
    if (this.#child !== undefined) return;
    const { token, apiRoot, folder, clock } = this.#options;
    this.#setState("starting");
    const child = spawn(process.execPath, ["--import", "tsx", entry, folder, String(clock.ahead)], {
      cwd: root,
      // None of the user's own settings: the demo must never reach a real bot or a real database.
      env: {
        BOT_TOKEN: token,
        TELEGRAM_API_ROOT: apiRoot,
        DATABASE_URL: `file:${databaseIn(folder)}`,
        HOST: "127.0.0.1",
        PORT: "0",
        OPERATOR_CONTACT: "Próba a saját gépeden: senki más nem üzemelteti.",
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child = child;
    const ready = new Promise<void>((resolve) => {
      for (const input of [child.stdout, child.stderr]) {
        if (input === null) continue;
        createInterface({ input }).on("line", (text) => {
          this.#addLine({ at: clock.now(), text });
          if (text.includes('"msg":"ready"')) resolve();
        });
      }
    });
    const closed = once(child, "close").then(() => {
      this.#child = undefined;
      this.#setState("stopped");
    });
    await Promise.race([ready, closed]);
    if (this.#state === "stopped") throw new Error(`The bot did not start:\n${this.#lastLines()}`);
    this.#setState("running");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#setState("stopping");
    const closed = once(child, "close");
    child.kill(signal);
    await closed;
    // The listener in #start was added first, so it has run by now.
  }

  #lastLines(): string {
    return this.lines
      .slice(-5)
      .map(({ text }) => text)
      .join("\n");
  }

  #addLine(line: LogLine): void {
    this.lines.push(line);
    if (this.lines.length > maxLogLines) this.lines.shift();
    this.#options.hub.notify();
  }

  #setState(state: RobotState): void {
    this.#state = state;
    this.#options.hub.notify();
  }
}
