// Try it without Telegram: npm run demo
import { startDemo, type Demo } from "./demo.ts";

const port = Number(process.env["PORT"] ?? 8090);

const say = (words: string) => process.stdout.write(`${words}\n`);

const begin = async (): Promise<Demo> => {
  try {
    return await startDemo({ port });
  } catch (thrown) {
    const taken = thrown instanceof Error && "code" in thrown && thrown.code === "EADDRINUSE";
    process.stderr.write(
      taken
        ? `Port ${port} is taken. Try another: PORT=8091 npm run demo\n`
        : `The demo could not start. ${thrown instanceof Error ? thrown.message : String(thrown)}\n`,
    );
    process.exit(1);
  }
};

say("Starting the bot and a Telegram of its own …");
const demo = await begin();
say(`
  The chat:              ${demo.url}
  A second person:       ${demo.url}/?user=2
  A portal to practise:  ${demo.url}/proba

  Everything stays on this machine and is forgotten when you stop it with Ctrl+C.
`);

let leaving = false;
const leave = () => {
  if (leaving) process.exit(1);
  leaving = true;
  demo.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on("SIGINT", leave);
process.on("SIGTERM", leave);
