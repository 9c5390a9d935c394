/*
 * Goes through the Dockerfile's steps in a temporary folder, and starts what they make as the image would: not as
 * root, the file system read-only but for /data, no HOME, against the emulator of Telegram. Needs root (to become
 * another user) and a kernel that lets it have mounts of its own; without them it says what it could not check.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTelegram } from "../support/bot-api-server/index.ts";
import { freePort } from "../support/ports.ts";
import { runDockerfile } from "./dockerfile.ts";

/** As in the images of node. */
const user = 1000;
const say = (words: string) => process.stdout.write(`${words}\n`);
const expectThat = (truth: boolean, words: string) => {
  if (!truth) throw new Error(`not so: ${words}`);
  say(`  ${words}`);
};

const isRoot = process.getuid?.() === 0;
/** Whether mounts of our own can be had, with the whole file system read-only in them. */
const mounts = isRoot && spawnSync("unshare", ["-m", "sh", "-c", "mount -o remount,bind,ro /"]).status === 0;

/** The command, as another user and, where it can be had, with nothing to write to but `data`. */
const confined = (data: string, command: readonly string[]): string[] => {
  if (!isRoot) return [...command];
  const other = [
    "setpriv",
    `--reuid=${user}`,
    `--regid=${user}`,
    "--clear-groups",
    "--no-new-privs",
    ...command,
  ];
  if (!mounts) return other;
  const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro / && exec "$@"';
  return ["unshare", "-m", "sh", "-c", script, data, ...other];
};

const work = mkdtempSync(join(tmpdir(), "kapuseged-image-"));
const begun = performance.now();
const seconds = () => `${((performance.now() - begun) / 1000).toFixed(0)} s`;
const telegram = await startTelegram();
try {
  chmodSync(work, 0o755);
  const data = join(work, "data");
  const [backups, keys] = ["backups", "keys"].map((name) => join(work, name)) as [string, string];
  const image = runDockerfile(work, { data, backups, keys, owner: `${user}:${user}` });
  say(`made in ${seconds()}`);
  const app = join(image.root, image.workdir);
  expectThat(image.user === "node", "it does not run as root");
  expectThat(
    readdirSync(app).sort().join() ===
      "LICENSE,NOTICE,THIRD-PARTY-NOTICES.txt,dist,locales,node_modules,package.json",
    "there is nothing in it but dist, locales, node_modules, package.json and the licences",
  );
  for (const name of ["typescript", "vitest", "eslint", "tsx", "esbuild", "playwright-core"])
    expectThat(!existsSync(join(app, "node_modules", name)), `${name} is not in it`);

  const bin = join(work, "bin");
  mkdirSync(bin);
  // This one may lie where only root may look.
  copyFileSync(process.execPath, join(bin, "node"));
  if (isRoot) chownSync(data, user, user);
  const port = await freePort();
  const environment = {
    PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`,
    ...image.environment,
    BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    HOST: "127.0.0.1",
    PORT: String(port),
  };
  say(isRoot ? `as user ${user}` : "NOT CHECKED: that it runs as a user other than root");
  say(mounts ? "with a read-only root" : "NOT CHECKED: that it runs with a read-only root");
  const [file = "", ...args] = confined(data, image.command);
  const child = spawn(file, args, { cwd: app, env: environment, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  await telegram.ready(20_000);
  const anna = telegram.person();
  await anna.say("JBSWY3DPEHPK3PXP");
  await anna.until(/🔑 \d{3} \d{3}/, 30_000);
  await anna.sendPhoto(readFileSync(new URL("../key-characters/pictures/grouped.png", import.meta.url)));
  await anna.until("kiolvastam róla a kulcsot", 60_000);
  say("  it reads the characters of a key in a picture");
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
  expectThat(ready.status === 200, "/readyz says 200, and a code was given");
  expectThat(
    readdirSync(data).some((name) => name === "kapuseged.db") && existsSync(join(data, "master.key")),
    "database and key are in /data",
  );
  child.kill("SIGTERM");
  const [code] = (await ended) as [number | null];
  expectThat(code === 0, "SIGTERM ends it with 0");
  expectThat(output.includes('"msg":"stopped"'), "in good order");
  say(`checked in ${seconds()}`);
} finally {
  await telegram.close();
  rmSync(work, { recursive: true, force: true });
}
