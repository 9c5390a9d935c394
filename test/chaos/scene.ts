import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { startSqld, type Sqld } from "../sqld/server.ts";
import { Lock } from "../support/database-lock.ts";
import { startTelegram, type Telegram } from "../support/bot-api-server/index.ts";
import { Fleet } from "./fleet.ts";
import { Gateway, type Weather } from "./gateway.ts";

/** Where a bad day takes place. */
export interface Scene {
  readonly telegram: Telegram;
  readonly gateway: Gateway;
  readonly fleet: Fleet;
  /** `undefined`: the database is a file, and another program keeps taking its write lock. */
  readonly sqld: Sqld | undefined;
  readonly address: { readonly url: string; readonly authToken: string | undefined };
  readonly ring: KeyRing;
  /** Leaves the file's lock alone from now on. */
  readonly calmDown: () => Promise<void>;
  /** Ends whatever was started. */
  readonly strike: () => Promise<void>;
}

/** Starts everything. @param instances more than one: on one server; else on a file */
export const setScene = async (instances: number, weather: Weather, random: () => number): Promise<Scene> => {
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-chaos-"));
  const sqld = instances > 1 ? await startSqld() : undefined;
  const address = {
    url: sqld?.url ?? `file:${join(folder, "kapuseged.db")}`,
    authToken: sqld?.token(),
  };
  const ring = KeyRing.fresh();
  const telegram = await startTelegram();
  telegram.patience = 120_000;
  const gateway = await new Gateway(random, weather, () => fleet.ports).open();
  const fleet: Fleet = new Fleet({
    BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DATABASE_URL: address.url,
    ...(address.authToken === undefined ? {} : { DATABASE_AUTH_TOKEN: address.authToken }),
    MASTER_KEY: ring,
    WEBHOOK_URL: gateway.url,
  });
  await Promise.all(Array.from({ length: instances }, () => fleet.add()));
  const lock = sqld === undefined ? await Lock.take(address.url) : undefined;
  lock?.toggle();
  let calm: Promise<void> | undefined;
  const calmDown = () => (calm ??= lock?.release() ?? Promise.resolve());
  return {
    telegram,
    gateway,
    fleet,
    sqld,
    address,
    ring: KeyRing.parse(ring),
    calmDown,
    strike: async () => {
      await calmDown();
      await fleet.stop();
      await gateway.close();
      await telegram.close();
      await sqld?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
