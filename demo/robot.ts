import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import type { DemoClock } from "./clock.ts";
import type { Hub } from "./hub.ts";
import type { RobotState } from "./wire.ts";

const entry = fileURLToPath(new URL("bot.ts", import.meta.url));
const root = fileURLToPath(new URL("../", import.meta.url));

/** How many lines of the log are kept. */
const logLength = 300;

/** Where the bot finds Telegram and its database. */
interface Surroundings {
  readonly token: string;
  readonly apiRoot: string;
  readonly databaseUrl: string;
  readonly clock: DemoClock;
  readonly hub: Hub;
}

/** The bot in a process of its own, which can really be killed. */
export class Robot {
  /** What it wrote on standard output and standard error, oldest first. */
  readonly lines: string[] = [];
  readonly #around: Surroundings;
  #child: ChildProcess | undefined;
  #state: RobotState = "stopped";
  #turn: Promise<void> = Promise.resolve();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get state(): RobotState {
    return this.#state;
  }

  /** The process's id, 0 when there is none. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts it, unless it runs. @throws Error with its last words when it ends instead of starting */
  start(): Promise<void> {
    return this.#inTurn(() => this.#start());
  }

  /** Asks it to leave, as an operator does, and starts it on the same database. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end("SIGTERM");
      await this.#start();
    });
  }

  /** Ends it with no chance to tidy up, as a power cut does. */
  kill(): Promise<void> {
    return this.#inTurn(() => this.#end("SIGKILL"));
  }

  /** Ends it in an orderly way. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#end("SIGTERM"));
  }

  /** Sets its clock forward by so many ms. */
  forward(ms: number): void {
    if (this.#child?.connected) this.#child.send({ forward: ms });
  }

  /** One thing at a time: two impatient presses must not start two bots. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #start(): Promise<void> {
    if (this.#child !== undefined) return;
    const { token, apiRoot, databaseUrl, clock } = this.#around;
    this.#become("starting");
    const child = spawn(process.execPath, ["--import", "tsx", entry, String(clock.ahead)], {
      cwd: root,
      // Nothing of the person's own settings: the demo must never reach a real bot or a real database.
      env: {
        BOT_TOKEN: token,
        TELEGRAM_API_ROOT: apiRoot,
        DATABASE_URL: databaseUrl,
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
        createInterface({ input }).on("line", (line) => {
          this.#note(line);
          if (line.includes('"msg":"ready"')) resolve();
        });
      }
    });
    const gone = once(child, "close").then(() => {
      this.#child = undefined;
      this.#become("stopped");
    });
    await Promise.race([ready, gone]);
    if (this.#state === "stopped")
      throw new Error(`The bot did not start:\n${this.lines.slice(-5).join("\n")}`);
    this.#become("running");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#become("stopping");
    const closed = once(child, "close");
    child.kill(signal);
    await closed;
    // The listener of #start has run by now, since it came first.
  }

  #note(line: string): void {
    this.lines.push(line);
    if (this.lines.length > logLength) this.lines.shift();
    this.#around.hub.tell();
  }

  #become(state: RobotState): void {
    this.#state = state;
    this.#around.hub.tell();
  }
}
