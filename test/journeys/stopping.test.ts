import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTelegram, type Telegram } from "../telegram/index.ts";
import { link, screenshot } from "./drawings.ts";
import { freePort } from "./ports.ts";
import { Product } from "./product.ts";
import { keys } from "./stage.ts";

let folder: string;
let telegram: Telegram;
let products: Product[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-stopping-"));
  telegram = await startTelegram();
  products = [];
});

afterEach(async () => {
  await Promise.all(products.map((product) => product.stop("SIGKILL")));
  await telegram.close();
  await rm(folder, { recursive: true, force: true });
});

const start = async (environment: Record<string, string>): Promise<Product> => {
  const product = new Product({
    BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DATABASE_URL: `file:${join(folder, "kapuseged.db")}`,
    ...environment,
  });
  products.push(product);
  return product.ready();
};

const modes: Record<string, () => Promise<Record<string, string>>> = {
  polling: () => Promise.resolve({}),
  webhook: async () => {
    const port = String(await freePort());
    return { PORT: port, WEBHOOK_URL: `http://127.0.0.1:${port}/telegram` };
  },
};

describe.each(Object.entries(modes))("SIGTERM under %s", (_mode, environmentOf) => {
  test.each([
    ["that does not come", 30_000],
    ["that is being read", 0],
  ])(
    "with a picture %s ends with 0 within ten seconds, and the picture is read after the next start",
    async (_where, delay) => {
      const environment = await environmentOf();
      const first = await start(environment);
      const anna = telegram.person();
      if (delay > 0) telegram.faults.next("file", { kind: "delay", ms: delay });
      const sent = anna.sendPhoto(await screenshot(link(keys.anna)));
      await expect
        .poll(() => telegram.calls.some(({ method }) => method === "getFile"), { timeout: 10_000 })
        .toBe(true);
      const asked = performance.now();
      expect((await first.stop()).code).toBe(0);
      expect(performance.now() - asked).toBeLessThan(10_000);
      expect(first.output).toContain('"msg":"stopped"');
      await sent;

      telegram.faults.clear();
      await start(environment);
      await anna.until(/Megvan a kulcsod|Ez a kulcs már megvan nálam/, 15_000);
      await anna.say("/torles");
      await anna.until("1 kulcs", 15_000);
    },
    60_000,
  );
});
