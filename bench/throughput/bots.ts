/** The bots that are compared: the product, the floor, a plain bot and an echo. */
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { fill, fillPlain } from "./fill.ts";
import type { Endpoint } from "./load.ts";
import { Program } from "./program.ts";

/** A name in the tables. */
export type BotName = "Kapusegéd" | "floor" | "plain bot" | "bare echo";

/** What all measurements of a run share. */
export interface BenchContext {
  /** Where databases are created. */
  readonly folder: string;
  /** The Bot API stand-in. */
  readonly telegram: Program;
  readonly masterKey: string;
  readonly webhookSecret: string;
}

/** @param folder an empty one @param telegram the running Bot API stand-in */
export const createContext = (folder: string, telegram: Program): BenchContext => ({
  folder,
  telegram,
  masterKey: KeyRing.fresh(),
  webhookSecret: randomBytes(16).toString("hex"),
});

/** A running bot and where it takes updates. */
export interface Bot {
  readonly program: Program;
  readonly endpoint: Endpoint;
}

/** Node's arguments for the product: built, or as `npm start` runs it. */
export const product = {
  built: ["dist/main.js"],
  source: ["--import", "tsx", "src/main.ts"],
} as const;

const script = (name: string) => join(import.meta.dirname, name);
const otherBots = {
  floor: ["--import", "tsx", script("floor.ts")],
  "plain bot": [script("plain.mjs")],
  "bare echo": [script("echo.mjs")],
} as const;

/** Copies a database with `chats` chats for this bot, which is created the first time. @returns the copy's path */
const prepareDatabase = async (
  { folder, masterKey }: BenchContext,
  name: BotName,
  chats: number,
): Promise<string> => {
  const kind = name === "Kapusegéd" ? "sealed" : "plain";
  const original = join(folder, `${kind}-${chats}.db`);
  if (!existsSync(original))
    await (kind === "sealed" ? fill(original, masterKey, chats) : fillPlain(original, chats));
  const file = join(folder, "used.db");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
  copyFileSync(original, file);
  return file;
};

/** Starts a bot on a new database with `chats` chats. @param args Node's arguments for the product */
export const startBot = async (
  context: BenchContext,
  name: BotName,
  chats: number,
  args: readonly string[] = product.built,
): Promise<Bot> => {
  const { telegram, webhookSecret: secret, masterKey } = context;
  const file = name === "bare echo" ? "unused" : await prepareDatabase(context, name, chats);
  const environment = {
    BOT_TOKEN: "1:bench",
    TELEGRAM_API_ROOT: `http://127.0.0.1:${telegram.port}`,
    DATABASE_URL: `file:${file}`,
    WEBHOOK_SECRET: secret,
  };
  if (name !== "Kapusegéd") {
    const program = await Program.start(otherBots[name], environment);
    return { program, endpoint: { port: program.port, path: "/", secret } };
  }
  const path = "/telegram";
  const program = await Program.start(args, {
    ...environment,
    MASTER_KEY: masterKey,
    WEBHOOK_URL: `http://127.0.0.1:1${path}`,
  });
  return { program, endpoint: { port: program.port, path, secret } };
};
