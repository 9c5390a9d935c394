// The bot's process: the real product, with a clock that the demo can set forward.
import { rmSync } from "node:fs";
import { startApp } from "../src/app.ts";
import { parseConfig } from "../src/config.ts";
import { createLog } from "../src/observability/log.ts";
import { openStorage } from "../src/open-storage.ts";
import { MovableClock } from "../test/support/clock.ts";

const [folder = "", ahead = "0"] = process.argv.slice(2);

// Even a killed demo must leave no bot and no data behind. Its Telegram is gone as well, so there is nothing to finish.
process.on("disconnect", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
// Ctrl+C and the end of the terminal reach each of its processes, but the demo decides when to stop the bot.
for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => undefined);

const clock = new MovableClock();
clock.forward(Number(ahead));
process.on("message", ({ forward }: { forward: number }) => clock.forward(forward));

const config = parseConfig(process.env);
const log = createLog(config.logLevel);
const app = await startApp(config, await openStorage(config, log), { log, clock });
process.on("SIGTERM", () => {
  void app.stop().finally(() => process.exit(0));
});
await app.ended;
