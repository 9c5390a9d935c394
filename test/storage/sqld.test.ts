import { afterAll, beforeAll } from "vitest";
import { createClient } from "@libsql/client";
import { describeOnSqld } from "../sqld/needed.ts";
import { startSqld, type Sqld } from "../sqld/server.ts";
import { shortContract, storageContract } from "./contract/contract.ts";
import type { DatabaseLocation } from "./contract/fixture.ts";

describeOnSqld("storage on a real server", () => {
  let sqld: Sqld;
  beforeAll(async () => {
    sqld = await startSqld();
  });
  afterAll(() => sqld.close());

  const over = (scheme: "ws" | "http"): DatabaseLocation => ({
    prepare: () => Promise.resolve({ url: sqld.url.replace("ws", scheme), authToken: sqld.token() }),
    clear: async () => {
      const client = createClient({ url: sqld.url, authToken: sqld.token() });
      const { rows } = await client.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'libsql_%'",
      );
      await client.batch(
        rows.map(({ name }) => `DROP TABLE ${name as string}`),
        "write",
      );
      client.close();
    },
  });
  storageContract("over a WebSocket", over("ws"));
  shortContract("over HTTP", over("http"));
});
