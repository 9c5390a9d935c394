// Runs the bot with a local stand-in for Telegram: npm run demo
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

print("Starting the bot and a local Telegram …");
const demo = await start();
print(`
  The chat:              ${demo.url}
  A second user:         ${demo.url}/?user=2
  The practice portal:   ${demo.url}/proba

  Everything stays on this machine and is deleted when you stop the demo with Ctrl+C.
`);

let isStopping = false;
const stop = () => {
  if (isStopping) process.exit(1);
  isStopping = true;
  demo.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
