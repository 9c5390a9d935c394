import { spawn } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@libsql/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keys } from "../support/app-fixture.ts";
import { startTelegram, type Person, type Telegram } from "../support/bot-api-server/index.ts";
import { freePort } from "../support/ports.ts";
import { hasSqld, startSqld } from "../sqld/server.ts";
import { commandBlocks } from "./operations-page/blocks.ts";

/*
 * Runs the commands of docs/operations.md, in their order, as a new operator would. Paths outside of the program's folder are
 * below a scratch folder, which is what makes them safe to run; stand-ins take the place of what needs root, a
 * network or systemd.
 */

const repository = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(join(repository, "docs/operations.md"), "utf8");
const blocks = commandBlocks(page);

const scratch = mkdtempSync(join(tmpdir(), "kapuseged-operations-"));
const program = join(scratch, "opt/kapuseged");
let telegram: Telegram;
let anna: Person;
let port: number;

/** A command on the path before the real one. */
const standIn = (name: string, script: string): void => {
  const file = join(scratch, "bin", name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
};

const systemctl = join(repository, "test/product/operations-page/systemctl.ts");
const tsx = join(repository, "node_modules/tsx/dist/loader.mjs");

const makeStandIns = (): void => {
  standIn("useradd", ":");
  standIn("runuser", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"');
  standIn(
    "install",
    `
    for word; do shift
      case $word in -o|-g) skip=1;; *) [ -n "$skip" ] && skip= || set -- "$@" "$word";; esac
    done
    exec /usr/bin/install "$@"`,
  );
  // The working tree instead of a commit, and its packages instead of the registry's.
  standIn(
    "git",
    `
    case $1 in
      clone) mkdir -p "$3" && cd "$2" && cp -R package.json package-lock.json tsconfig.json tsconfig.build.json .env.example src locales deploy "$3";;
      pull) cd ${repository} && cp package.json ${program};;
      *) exit 64;;
    esac`,
  );
  standIn(
    "npm",
    `
    case "$*" in
      "ci "*) ln -sfn ${repository}node_modules node_modules;;
      "run build") [ -d dist ] || PATH=${process.env["PATH"]} exec npm run --silent build;;
      "prune --omit=dev --ignore-scripts") ;;
      "run keys -- "*) PATH=${process.env["PATH"]} exec npm "$@";;
      *) exit 64;;
    esac`,
  );
  standIn(
    "editor",
    `cat >> "$1" <<'END'
BOT_TOKEN=${telegram.token}
OPERATOR_CONTACT="Minta Anna, anna@example.org"
TELEGRAM_API_ROOT=${telegram.apiRoot}
PORT=${port}
END`,
  );
  standIn("systemctl", `exec ${process.execPath} --import ${tsx} ${systemctl} "$@"`);
  standIn(
    "systemd-run",
    `
    credentials=$(mktemp -d ${scratch}/credentials-XXXXXX)
    while :; do
      case $1 in
        --quiet|--wait|--pipe) shift;;
        -p)
          case $2 in
            LoadCredential=*) words=\${2#*=}; cp "\${words#*:}" "$credentials/\${words%%:*}";;
            WorkingDirectory=*) cd "\${2#*=}";;
            User=*) ;;
            *) exit 64;;
          esac
          shift 2;;
        *) break;;
      esac
    done
    CREDENTIALS_DIRECTORY=$credentials exec "$@"`,
  );
};

/** The same commands with the scratch folder as their root, and a free port. */
const confined = (script: string): string =>
  script
    .replaceAll(/(?<![\w./$}])\/(?=(?:etc|opt|mnt|var|usr\/local)\/)/g, `${scratch}/`)
    .replaceAll("127.0.0.1:8080", `127.0.0.1:${port}`);

/** Runs a block as one script that ends at the first failure. @returns what it printed */
const runBlock = async (script: string): Promise<string> => {
  const child = spawn("sh", ["-eu", "-c", confined(script)], {
    cwd: existsSync(program) ? program : scratch,
    env: {
      PATH: `${join(scratch, "bin")}:${process.env["PATH"] ?? ""}`,
      SCRATCH_ROOT: scratch,
      repository,
      HOME: scratch,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (output += text.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  const log = join(scratch, "run/kapuseged.log");
  if (code !== 0)
    throw new Error(
      `${script}\nended with ${code}: ${output}\n${existsSync(log) ? readFileSync(log, "utf8") : ""}`,
    );
  return output;
};

/** Waits for a new answer of the bot that shows the user's key. */
const showsKey = async (): Promise<void> => {
  const answers = () =>
    anna.screen.filter(({ text }) => text.includes("Mit szeretnél ezzel a kulccsal?")).length;
  const before = answers();
  await anna.say("/kulcsok");
  await anna.until(() => answers() > before, 60_000);
};

const verifiesToken = async () => {
  const folder = join(scratch, "etc/sqld");
  const token = readFileSync(join(folder, "token"), "utf8").trim();
  const [header = "", claims = "", signature = ""] = token.split(".");
  const publicKey = readFileSync(join(folder, "sqld.pem"));
  const signed = Buffer.from(`${header}.${claims}`);
  expect(verify(null, signed, createPublicKey(publicKey), Buffer.from(signature, "base64url"))).toBe(true);
  if (!hasSqld) return;
  const server = await startSqld(publicKey);
  try {
    const client = createClient({ url: server.url, authToken: token });
    await client.execute("CREATE TABLE t (a)");
    client.close();
    const refused = createClient({ url: server.url, authToken: `${token}x` });
    await expect(refused.execute("SELECT 1")).rejects.toThrow();
    refused.close();
  } finally {
    await server.close();
  }
};

/** What must be so after the blocks under a heading, and what a user does meanwhile. */
const afterBlock: Readonly<Record<string, (output: string) => Promise<void>>> = {
  "First deployment in ten lines": async (output) => {
    expect(output).toMatch(/^ready$/m);
    expect(readFileSync(join(scratch, "var/lib/kapuseged-keys/master.key"), "utf8")).toMatch(/^1:/);
    await anna.say(`otpauth://totp/KAU:minta.anna?secret=${keys.anna}&issuer=KAU`);
    await anna.until("Megvan a kulcsod", 30_000);
  },
  "Upgrade and rollback": async (output) => {
    expect(output).toContain("1 chat,");
    await showsKey();
  },
  "Several instances": verifiesToken,
  Rotation: async () => {
    expect(readFileSync(join(program, "data/master.key"), "utf8")).toMatch(/^2:[^,]+$/);
    await showsKey();
  },
  Restoring: async () => {
    await showsKey();
    expect(existsSync(join(program, "data/replaced"))).toBe(false);
  },
};

beforeAll(async () => {
  telegram = await startTelegram();
  anna = telegram.person();
  port = await freePort();
  for (const folder of ["bin", "mnt", "etc/systemd/system", "var/backups", "var/lib", "run"])
    mkdirSync(join(scratch, folder), { recursive: true });
  makeStandIns();
});

afterAll(async () => {
  const pid = join(scratch, "run/kapuseged.pid");
  if (existsSync(pid)) process.kill(Number(readFileSync(pid, "utf8")), "SIGKILL");
  await telegram.close();
  rmSync(scratch, { recursive: true, force: true });
});

describe("docs/operations.md", () => {
  test("begins with the first deployment, in ten lines", () => {
    expect(/^## (.+)$/m.exec(page)?.[1]).toBe("First deployment in ten lines");
    expect(blocks[0]?.script.trimEnd().split("\n")).toHaveLength(10);
  });

  test("names only scripts and files that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
      scripts: object;
    };
    const named = [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    const links = [...page.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = ""]) => path);
    expect(links.filter((path) => !existsSync(join(repository, "docs", path)))).toEqual([]);
    const slugs = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    const anchors = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = ""]) => anchor);
    expect(anchors.filter((anchor) => !slugs.includes(anchor))).toEqual([]);
  });

  test("its commands work in their order", async () => {
    const isLast = (index: number) =>
      !blocks
        .slice(index + 1)
        .some(({ heading, notRun }) => heading === blocks[index]?.heading && notRun === undefined);
    let output = "";
    for (const [index, { heading, notRun, script }] of blocks.entries()) {
      if (notRun !== undefined) continue;
      output += await runBlock(script);
      if (!isLast(index)) continue;
      await afterBlock[heading]?.(output);
      output = "";
    }
    expect(readFileSync(join(scratch, "mnt/ring/master.key"), "utf8")).toMatch(/^3:[^,]+$/);
    await showsKey();
    const ran = new Set(blocks.filter(({ notRun }) => notRun === undefined).map(({ heading }) => heading));
    expect(Object.keys(afterBlock).filter((heading) => !ran.has(heading))).toEqual([]);
  }, 300_000);
});
