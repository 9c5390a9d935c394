import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { startTelegram, type Telegram } from "./bot-api-server/index.ts";
import { Product } from "./product.ts";

/** The setup of a test that starts the product as a process: a folder, the Bot API emulator, the started products. */
export interface ProductFixture {
  readonly folder: string;
  readonly telegram: Telegram;
  /** The path of the database file. */
  readonly database: string;
  /**
   * Starts the product on this database; it is killed when the test ends.
   * @param environment further variables
   * @param through a command that starts the product, for example one that drops privileges
   */
  start(environment?: Record<string, string>, through?: readonly string[]): Product;
}

/** Starts the product without root's right to read and write everything, for tests of a missing right. */
export const withoutRoot: readonly string[] =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"] : [];

/** Sets up a fresh fixture before each test of a file and removes it afterwards. @param name used in the folder's name */
export const productFixture = (name: string): ProductFixture => {
  const fixture = {
    folder: "",
    telegram: undefined as unknown as Telegram,
    database: "",
    products: [] as Product[],
    start(environment: Record<string, string> = {}, through: readonly string[] = []) {
      const settings = {
        BOT_TOKEN: fixture.telegram.token,
        TELEGRAM_API_ROOT: fixture.telegram.apiRoot,
        DATABASE_URL: `file:${fixture.database}`,
        ...environment,
      };
      const product = new Product(settings, through);
      fixture.products.push(product);
      return product;
    },
  };
  beforeEach(async () => {
    fixture.folder = await mkdtemp(join(tmpdir(), `kapuseged-${name}-`));
    fixture.database = join(fixture.folder, "kapuseged.db");
    fixture.telegram = await startTelegram();
    fixture.products = [];
  });
  afterEach(async () => {
    await Promise.all(fixture.products.map((product) => product.stop("SIGKILL")));
    await fixture.telegram.close();
    await rm(fixture.folder, { recursive: true, force: true });
  });
  return fixture;
};
