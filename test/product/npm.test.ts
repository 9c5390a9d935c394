import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { productFixture } from "../support/product-fixture.ts";

const fixture = productFixture("npm");
const root = new URL("../../", import.meta.url);

let group: number | undefined;

afterEach(() => {
  try {
    if (group !== undefined) process.kill(-group, "SIGKILL");
  } catch {
    // All of them have ended.
  }
});

/** Runs `npm start` with settings from a file alone. */
const startByNpm = (envFile: string) => {
  const npm = spawn("npm", ["start", "--silent", "--", "--env-file", envFile], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", HOME: fixture.folder },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that nothing is left behind when a test fails.
    detached: true,
  });
  group = npm.pid;
  let output = "";
  npm.stderr.on("data", (text: Buffer) => (output += text.toString()));
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: npm.stdout }).on("line", (line) => {
      output += `${line}\n`;
      if (line.includes('"msg":"ready"')) resolve();
    });
  });
  // The output closes when the last process that holds it ends: npm, its shell or the bot.
  const closed = once(npm, "close");
  return { npm, ready, closed, output: () => output };
};

// npm passes SIGTERM to its shell. Of another end the shell learns nothing, and waits for the bot.
test.skipIf(process.platform !== "linux").each(["SIGTERM", "SIGKILL"] as const)(
  "a bot of `npm start -- --env-file PATH` has the settings of the file, and stops when npm ends by %s",
  async (signal) => {
    const envFile = join(fixture.folder, "settings");
    const settings = {
      BOT_TOKEN: fixture.telegram.token,
      TELEGRAM_API_ROOT: fixture.telegram.apiRoot,
      DATABASE_URL: `file:${fixture.database}`,
      PORT: "0",
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(envFile, lines.join(""), { mode: 0o600 });
    const { npm, ready, closed, output } = startByNpm(envFile);
    await Promise.race([ready, closed]);
    expect(output()).toContain('"msg":"ready"');
    npm.kill(signal);
    await closed;
    expect(output()).toMatch(/"parent":"npm has ended","msg":"stopping"[^]*"msg":"stopped"/);
    // The lock on the database is released.
    await (await fixture.start().ready()).stop();
  },
);

test("`npm start` reports an env file that does not exist in one line, and exits with 1", async () => {
  const { npm, closed, output } = startByNpm(join(fixture.folder, "missing"));
  await closed;
  expect(npm.exitCode).toBe(1);
  expect(output()).toBe(
    `--env-file: ${join(fixture.folder, "missing")} cannot be read (ENOENT). Check its path and permissions.\n`,
  );
});
