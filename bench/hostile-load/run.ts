/**
 * Can hostile accounts stop the bot for the others? A hundred of them send whatever Telegram delivers for a minute: bombs
 * and slow pictures, exports, long patterns, foreign buttons, edits, files, floods. Honest users ask for their codes
 * meanwhile. The built product runs as a process of its own against the emulator of the Bot API, by webhook and by
 * polling. Prints what the honest users met, and what the product needed; exits with 1 if an aim is missed.
 * Usage: npm run bench:hostile [-- --seconds 60] [--accounts 100] [--rate 1] [--mode webhook] [--seed 1] [--profile FOLDER]
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { forge } from "./attack.ts";
import { trial, type Trial } from "./trial.ts";
import { judge } from "./verdict.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    accounts: { type: "string", default: "100" },
    // A person may send about a message a second to a chat, more in bursts. Telegram publishes no limit of what it
    // delivers to a bot, so this is all that the accounts can send.
    rate: { type: "string", default: "1" },
    mode: { type: "string", multiple: true, default: ["webhook", "polling"] },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
    profile: { type: "string" },
  },
});

const write = (line: string) => process.stdout.write(`${line}\n`);
const modeOf = (name: string): Trial["mode"] => {
  if (name === "webhook" || name === "polling") return name;
  throw new Error("--mode is webhook or polling");
};

// Processes that were started end with this one's exit, which a signal alone does not run.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(2));

const seed = Number(values.seed);
write(
  `seed ${seed}, ${values.accounts} hostile accounts, ${values.rate} deeds a second each, ${values.seconds} s\n`,
);
const folder = await mkdtemp(join(tmpdir(), "kapuseged-hostile-"));
const weapons = await forge(seed);
let isMissed = false;
try {
  for (const mode of values.mode.map(modeOf)) {
    const outcome = await trial({
      mode,
      folder: await mkdtemp(join(folder, mode)),
      accounts: Number(values.accounts),
      rate: Number(values.rate),
      seconds: Number(values.seconds),
      seed,
      weapons,
      profile: values.profile,
    });
    const { lines, missed } = judge(outcome);
    write([`## By ${mode}`, "", ...lines, ""].join("\n"));
    isMissed ||= missed > 0;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = isMissed ? 1 : 0;
