// The bot's process: the real product with a clock that the demo can move, and nothing else of the demo's.
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

const leave = () => {
  void app.stop().finally(() => process.exit(0));
};
process.on("message", ({ forward }: { forward: number }) => clock.forward(forward));
// Whoever ends the demo, however hard, leaves no bot behind.
process.on("disconnect", leave);
process.on("SIGTERM", leave);
// Ctrl+C reaches every process of the terminal; the demo decides when this one goes.
process.on("SIGINT", () => undefined);
await app.ended;
