import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { startTelegram, type Telegram } from "./bot-api-server/index.ts";
import { Product } from "./product.ts";

/** Where products run that a test starts: a folder, Telegram, and whatever was started; new for every test. */
export interface Premises {
  readonly folder: string;
  readonly telegram: Telegram;
  /** The database's file. */
  readonly database: string;
  /**
   * Starts the product on this database; it is killed when the test ends.
   * @param environment further variables @param through a command to start it through
   */
  start(environment?: Record<string, string>, through?: readonly string[]): Product;
}

/** Prepares premises before each test of a file and clears them after it. @param name a word for the folder's name */
export const premisesFor = (name: string): Premises => {
  const premises = {
    folder: "",
    telegram: undefined as unknown as Telegram,
    database: "",
    products: [] as Product[],
    start(environment: Record<string, string> = {}, through: readonly string[] = []) {
      const settings = {
        BOT_TOKEN: premises.telegram.token,
        TELEGRAM_API_ROOT: premises.telegram.apiRoot,
        DATABASE_URL: `file:${premises.database}`,
        ...environment,
      };
      const product = new Product(settings, through);
      premises.products.push(product);
      return product;
    },
  };
  beforeEach(async () => {
    premises.folder = await mkdtemp(join(tmpdir(), `kapuseged-${name}-`));
    premises.database = join(premises.folder, "kapuseged.db");
    premises.telegram = await startTelegram();
    premises.products = [];
  });
  afterEach(async () => {
    await Promise.all(premises.products.map((product) => product.stop("SIGKILL")));
    await premises.telegram.close();
    await rm(premises.folder, { recursive: true, force: true });
  });
  return premises;
};
