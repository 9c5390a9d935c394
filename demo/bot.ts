// The bot's process: the real product, with a clock that the demo can set forward.
import { startApp } from "../src/app.ts";
import { parseConfig } from "../src/config.ts";
import { createLog } from "../src/observability/log.ts";
import { openStorage } from "../src/open-storage.ts";
import { MovableClock } from "../test/support/clock.ts";

const clock = new MovableClock();
clock.forward(Number(process.argv[2] ?? 0));

const config = parseConfig(process.env);
const log = createLog(config.logLevel);
const app = await startApp(config, await openStorage(config, log), { log, clock });

const stop = () => {
  void app.stop().finally(() => process.exit(0));
};
process.on("message", ({ forward }: { forward: number }) => clock.forward(forward));
// Even a killed demo must not leave a bot running.
process.on("disconnect", stop);
process.on("SIGTERM", stop);
// Ctrl+C reaches every process of the terminal, but the demo decides when to stop the bot.
process.on("SIGINT", () => undefined);
await app.ended;
