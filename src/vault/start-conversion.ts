import type { Log } from "../observability/log.ts";
import type { Vault } from "./vault.ts";

/**
 * Converts the chats that an earlier version wrote, in the background; what fails is tried again at the next start.
 * @returns stops it, once the chats under way are converted
 */
export const startConversion = (vault: Vault, log: Log): (() => Promise<void>) => {
  let stopped = false;
  const converting = vault
    .convertEarlierChats(() => stopped)
    .then(
      (chats) => {
        if (chats > 0) log.info({ chats }, "chats of an earlier version converted");
      },
      (thrown: unknown) => log.warn({ err: thrown }, "chats of an earlier version could not be converted"),
    );
  return async () => {
    stopped = true;
    await converting;
  };
};
