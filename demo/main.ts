// Runs the bot with a local stand-in for Telegram: npm run demo
import { onNpmEnd } from "../src/watch-npm.ts";
import { startDemo, type Demo } from "./demo.ts";

const port = Number(process.env["PORT"] ?? 8090);

const print = (text: string) => process.stdout.write(`${text}\n`);

const start = async (): Promise<Demo> => {
  try {
    return await startDemo({ port });
  } catch (thrown) {
    const isPortTaken = thrown instanceof Error && "code" in thrown && thrown.code === "EADDRINUSE";
    process.stderr.write(
      isPortTaken
        ? `Port ${port} is taken. Try another: PORT=8091 npm run demo\n`
        : `Could not start the demo. ${thrown instanceof Error ? thrown.message : String(thrown)}\n`,
    );
    process.exit(1);
  }
};

// A terminal that has been closed refuses what is written to it; the demo must still delete everything.
for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);

print("Starting the bot and a local Telegram …");
const starting = start();

let isStopping = false;
// Ctrl+C comes more than once: from the terminal, and from npm, which passes it on.
const stop = () => {
  if (isStopping) return;
  isStopping = true;
  starting
    .then((demo) => demo.close())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
if (process.env["npm_lifecycle_event"] !== undefined) onNpmEnd(stop);

const { url } = await starting;
print(`
  The chat:              ${url}
  A second user:         ${url}/?user=2
  The practice portal:   ${url}/proba

  Everything stays on this machine and is deleted when you stop the demo with Ctrl+C or close the terminal.
`);
