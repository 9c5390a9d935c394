/** The three that are compared: the product, the limit, and the plain bot. */
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { fill, fillPlain } from "./fill.ts";
import type { Door } from "./load.ts";
import { Program } from "./program.ts";

/** A name in the tables. */
export type BotName = "Kapusegéd" | "bare echo" | "plain bot";

/** What a run of the bench shares: where it works, Telegram, and the keys. */
export interface Ground {
  readonly folder: string;
  readonly telegram: Program;
  readonly masterKey: string;
  readonly webhookSecret: string;
}

/** @param folder an empty one @param telegram the running fake */
export const groundIn = (folder: string, telegram: Program): Ground => ({
  folder,
  telegram,
  masterKey: KeyRing.fresh(),
  webhookSecret: randomBytes(12).toString("hex"),
});

const path = "/telegram";

const environment = ({ telegram, webhookSecret }: Ground, file: string): Record<string, string> => ({
  BOT_TOKEN: "1:bench",
  TELEGRAM_API_ROOT: `http://127.0.0.1:${telegram.port}`,
  DATABASE_URL: `file:${file}`,
  WEBHOOK_SECRET: webhookSecret,
});

/** A running bot and its door. */
export interface Bot {
  readonly program: Program;
  readonly door: Door;
}

const bench = (name: string) => join(import.meta.dirname, name);

/** How the product is started: built, or as `npm start` does it. */
export const product = {
  built: ["dist/main.js"],
  source: ["--import", "tsx", "src/main.ts"],
} as const;

/** Makes a database with so many chats for this bot, or takes the one that was made. @returns its file */
const filled = async ({ folder, masterKey }: Ground, name: BotName, chats: number): Promise<string> => {
  const kind = name === "plain bot" ? "plain" : "sealed";
  const master = join(folder, `${kind}-${chats}.db`);
  if (!existsSync(master))
    await (kind === "plain" ? fillPlain(master, chats) : fill(master, masterKey, chats));
  const file = join(folder, "used.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
  copyFileSync(master, file);
  return file;
};

/** Starts one of them on a fresh database with so many chats. @param args how the product is started */
export const startBot = async (
  ground: Ground,
  name: BotName,
  chats: number,
  args: readonly string[] = product.built,
): Promise<Bot> => {
  const variables = environment(ground, name === "bare echo" ? "unused" : await filled(ground, name, chats));
  const secret = ground.webhookSecret;
  if (name !== "Kapusegéd") {
    const program = await Program.start([bench(name === "bare echo" ? "echo.mjs" : "plain.mjs")], variables);
    return { program, door: { port: program.port, path: "/", secret } };
  }
  const own = { MASTER_KEY: ground.masterKey, WEBHOOK_URL: `http://127.0.0.1:1${path}` };
  const program = await Program.start(args, { ...variables, ...own });
  return { program, door: { port: program.port, path, secret } };
};
