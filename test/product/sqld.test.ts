import { createServer } from "node:net";
import { once } from "node:events";
import { createClient } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "../support/ports.ts";
import { describeOnSqld } from "../sqld/needed.ts";
import { Sqld, startSqld } from "../sqld/server.ts";
import { Line } from "../sqld/slow.ts";
import { productFixture } from "../support/product-fixture.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { readiness } from "../support/readiness.ts";
import { keys } from "../support/app-fixture.ts";

const ring = KeyRing.fresh();
/** ms for tests that wait until the bot gives up. */
const patience = 60_000;

describeOnSqld("the started product on a database server", () => {
  const fixture = productFixture("sqld");
  let sqld: Sqld;
  beforeEach(async () => {
    sqld = await startSqld();
  });
  afterEach(() => sqld.close());

  const settings = (token: string | undefined, url = sqld.url): Record<string, string> => ({
    DATABASE_URL: url,
    MASTER_KEY: ring,
    ...(token === undefined ? {} : { DATABASE_AUTH_TOKEN: token }),
  });

  const rows = async (sql: string) => {
    const client = createClient({ url: sqld.url, authToken: sqld.token() });
    const { rows } = await client.execute(sql);
    client.close();
    return rows.map((row) => row[0]);
  };

  describe("a token that will not do ends the start with one line that says what to do", () => {
    const tokens: Record<string, [() => string | undefined, RegExp]> = {
      none: [() => undefined, /^DATABASE_AUTH_TOKEN is not set, and [^\n]*\n$/],
      wrong: [() => "eyJhbGciOiJFZERTQSJ9.e30.AAAA", /^DATABASE_AUTH_TOKEN was refused [^\n]*\n$/],
      // The server forgives a minute.
      expired: [() => sqld.token({ expiresIn: -3_600 }), /^DATABASE_AUTH_TOKEN was refused [^\n]*\n$/],
      "read-only": [
        () => sqld.token({ access: "ro" }),
        /^DATABASE_AUTH_TOKEN lets the bot only read[^\n]*\n$/,
      ],
    };
    test.each(Object.entries(tokens))("%s", async (_name, [make, words]) => {
      const token = make();
      const { code, stdout, stderr } = await fixture.start(settings(token)).ending();
      expect([code, stderr]).toEqual([1, expect.stringMatching(words)]);
      if (token !== undefined) expect(stdout + stderr).not.toContain(token);
      expect(await rows("SELECT name FROM sqlite_schema")).toEqual([]);
    });
  });

  test("a server that refuses connections, or accepts them and never answers, ends the start", async () => {
    const { port } = sqld;
    await sqld.stop();
    const gone = await fixture.start(settings(sqld.token())).ending();
    expect(gone.code).toBe(1);
    expect(gone.stderr).toMatch(/^DATABASE_URL: the database does not answer \(ECONNREFUSED\)[^\n]*\n$/);
    const mute = createServer(() => undefined).listen(port, "127.0.0.1");
    await once(mute, "listening");
    const silent = await fixture.start(settings(sqld.token())).ending();
    expect(silent.stderr).toMatch(/^DATABASE_URL: the database does not answer \(NO_ANSWER\)[^\n]*\n$/);
    expect(silent.code).toBe(1);
    mute.close();
  });

  test(
    "a server that is lost: nothing is acknowledged, and what was sent has its effect once when it is back",
    async () => {
      const port = await freePort();
      const product = await fixture
        .start({ ...settings(sqld.token()), PORT: String(port), WEBHOOK_URL: `http://127.0.0.1:${port}/in` })
        .ready();
      const { telegram } = fixture;
      const anna = telegram.person();
      await anna.say("/sugo");
      await telegram.settled();
      await sqld.stop();
      await readiness(port, /^503 not ready: .*(takes no writes|no answer in time)/);
      await anna.say(keys.anna);
      await anna.until("Most nem sikerült", 20_000);
      expect(telegram.deliveries.at(-1)?.state).toBe("pending");
      expect(telegram.deliveries.at(-1)?.attempts.every(({ status }) => status !== 200)).toBe(true);
      await sqld.start();
      await anna.until("Megvan a kulcsod", 20_000);
      await readiness(port, /^200 /);
      await telegram.settled(10_000);
      expect(telegram.deliveries.at(-1)?.state).toBe("confirmed");
      expect(anna.sees(keys.anna)).toBe(false);
      // Sorry was said once, however often it was brought.
      const said = telegram.calls.filter(({ method }) => method === "sendMessage");
      expect(said.filter(({ params }) => JSON.stringify(params).includes("Most nem sikerült"))).toHaveLength(
        1,
      );
      expect(await rows("SELECT count(*) FROM chats")).toEqual([1]);
      expect(anna.screen.filter(({ text }) => text.includes("Megvan a kulcsod"))).toHaveLength(1);
      await anna.say(keys.anna);
      await anna.until("már megvan nálam");
      await anna.say("/torles");
      await anna.until("1 kulcs");
      const { code } = await product.stop();
      expect(code).toBe(0);
      expect(product.output).not.toContain(sqld.token());
    },
    patience,
  );

  test(
    "a slow line is waited for; one that stands still is given up in time, and another is taken",
    async () => {
      const port = await freePort();
      const line = await Line.to(sqld.port);
      try {
        const url = `ws://127.0.0.1:${line.port}`;
        await fixture.start({ ...settings(sqld.token(), url), PORT: String(port) }).ready();
        const anna = fixture.telegram.person();
        line.delayMs = 100;
        await readiness(port, /^200 /);
        await anna.say(keys.anna);
        await anna.until("Megvan a kulcsod", 30_000);
        line.delayMs = 0;
        await fixture.telegram.settled(10_000);
        line.standStill();
        await readiness(port, /^503 not ready: .*(no answer in time|takes no writes)/);
        await anna.say("/torlokod");
        await anna.until("Most nem sikerült", 30_000);
        line.move();
        await readiness(port, /^200 /);
        await anna.say("/torles");
        await anna.until("1 kulcs", 20_000);
      } finally {
        await line.close();
      }
    },
    patience,
  );
});
