import { describe, expect, test } from "vitest";
import { link, screenshot } from "../support/drawings.ts";
import { freePort } from "../support/ports.ts";
import { productFixture } from "../support/product-fixture.ts";
import { keys } from "../support/app-fixture.ts";

const fixture = productFixture("stopping");

const modes: Record<string, () => Promise<Record<string, string>>> = {
  polling: () => Promise.resolve({}),
  webhook: async () => {
    const port = String(await freePort());
    return { PORT: port, WEBHOOK_URL: `http://127.0.0.1:${port}/telegram` };
  },
};

describe.each(Object.entries(modes))("SIGTERM under %s", (_mode, environmentOf) => {
  test.each([
    ["being downloaded", 30_000],
    ["being read", 0],
  ])(
    "while a picture is %s exits with 0 without waiting for a download, and the next start reads the picture",
    async (_where, delay) => {
      const environment = await environmentOf();
      const first = await fixture.start(environment).ready();
      const anna = fixture.telegram.person();
      if (delay > 0) fixture.telegram.faults.next("file", { kind: "delay", ms: delay });
      const sent = anna.sendPhoto(await screenshot(link(keys.anna)));
      await expect
        .poll(() => fixture.telegram.calls.some(({ method }) => method === "getFile"), { timeout: 10_000 })
        .toBe(true);
      expect((await first.stop()).code).toBe(0);
      if (delay > 0) expect(anna.sees("Megvan a kulcsod")).toBe(false);
      expect(first.output).toContain('"msg":"stopped"');
      await sent;

      fixture.telegram.faults.clear();
      await fixture.start(environment).ready();
      await anna.until(/Megvan a kulcsod|Ez a kulcs már megvan nálam/, 15_000);
      await anna.say("/torles");
      await anna.until("1 kulcs", 15_000);
    },
    60_000,
  );
});
