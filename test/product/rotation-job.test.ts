import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Store } from "../../src/storage/store.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { Vault } from "../../src/vault/vault.ts";
import { readUnit } from "../support/systemd-unit.ts";

const root = new URL("../../", import.meta.url).pathname;
const read = (path: string) => readFileSync(join(root, path), "utf8");
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Stands for the user `kapuseged` or `node`: any that is not root. */
const uid = 61_234;
const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stderr.write("\n!!! NOT TESTED: jobs of rotation as another user, which takes root\n\n");

let home: string;
let ring: string;

/** What the recipe of docs/operations.md leaves: a database, its ring and folders that belong to the bot's user. */
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "kapuseged-job-"));
  chownSync(home, uid, uid);
  const own = (path: string) => chownSync(path, uid, uid);
  for (const folder of ["data", "backups", "keys"]) {
    mkdirSync(join(home, folder), { mode: 0o700 });
    own(join(home, folder));
  }
  ring = join(home, "data/master.key");
  writeFileSync(ring, KeyRing.fresh(1), { mode: 0o600 });
  const store = await Store.open({ url: `file:${join(home, "data/kapuseged.db")}` });
  await Vault.open(store, KeyRing.parse(readFileSync(ring, "utf8")));
  await store.close();
  for (const name of readdirSync(join(home, "data"))) own(join(home, "data", name));
});

afterEach(() => rm(home, { recursive: true, force: true }));

/** The command with the folders of this test, and from the sources, which need no build. */
const here = (command: string): string =>
  command
    .replaceAll("/usr/bin/node", "node")
    .replaceAll(/\bnode dist\/(\w+)\.js/g, `${process.execPath} --import ${tsx} ${root}src/$1.ts`)
    .replaceAll("/opt/kapuseged", home)
    .replaceAll("/var/lib/kapuseged-keys", join(home, "keys"))
    .replaceAll("/var/backups/kapuseged", join(home, "backups"));

/** Runs a command as the user does, with nothing of this process's environment. */
const asUser = (command: string, environment: Record<string, string> = {}) =>
  execFileSync(
    "setpriv",
    [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--no-new-privs", "sh", "-c", command],
    { cwd: home, env: { PATH: process.env["PATH"] ?? "", HOME: home, ...environment }, encoding: "utf8" },
  );

const expectRotated = () => {
  const text = readFileSync(ring, "utf8");
  expect(text).toMatch(/^2:[^,]*\n$/);
  const copy = join(home, "keys/master.key");
  expect(readFileSync(copy, "utf8")).toBe(text);
  for (const file of [ring, copy]) {
    const { uid: owner, gid, mode } = statSync(file);
    expect([owner, gid, mode & 0o777]).toEqual([uid, uid, 0o600]);
  }
  expect(readdirSync(join(home, "backups")).some((name) => name.endsWith(".db"))).toBe(true);
};

describe.skipIf(!isRoot)("the monthly rotation, as the user that it names,", () => {
  test("runs by systemd: what root reads for the service, and every command of it", () => {
    const { Service } = readUnit(read("deploy/kapuseged-rotate.service"));
    expect(Service["User"]).toEqual(["kapuseged"]);
    // systemd copies the file, which only root can read, to where this user can.
    const credentials = join(home, "credentials");
    mkdirSync(credentials, { mode: 0o500 });
    writeFileSync(join(credentials, "env"), "OPERATOR_CONTACT=Minta Könyvtár\n", { mode: 0o400 });
    for (const path of [join(credentials, "env"), credentials]) chownSync(path, uid, uid);
    for (const command of Service["ExecStart"] ?? [])
      asUser(here(command), { ENV_FILE: join(credentials, "env"), NODE_ENV: "production" });
    expectRotated();
  });

  test("runs by cron, with the line of docs/operations.md", () => {
    const [, line = ""] = /```cron\n(.*)\n```/.exec(read("docs/operations.md")) ?? [];
    const [, user, command = ""] = /^(?:\S+ ){5}(\S+) (.*)$/.exec(line) ?? [];
    expect(user).toBe("kapuseged");
    asUser(here(command));
    expectRotated();
  });

  test("runs by compose, once in 30 days", () => {
    const { services } = parse(read("compose.yaml"), { merge: true }) as {
      readonly services: Readonly<Record<string, { readonly command?: readonly string[] }>>;
    };
    const script = (services["rotate"]?.command?.[2] ?? "").replaceAll(
      /(?<= )\/(?=keys\/|backups)/g,
      `${home}/`,
    );
    // Two days: on the second there is nothing to do.
    const days = `days=0; sleep() { echo "sleep $1"; days=$((days + 1)); [ $days -lt 2 ] || exit 0; }; ${here(script)}`;
    const said = asUser(days, { DATABASE_URL: `file:${join(home, "data/kapuseged.db")}`, ENV_FILE: "" });
    expect(said.match(/sleep \d+/g)).toEqual(["sleep 86400", "sleep 86400"]);
    expect(said.match(/begins with the new master key/g)).toHaveLength(1);
    expectRotated();
  });

  test("leaves the ring to the bot's user also when root runs it", () => {
    const command = "/usr/bin/node dist/keys.js rotate --copy-to /var/lib/kapuseged-keys/master.key";
    execFileSync("sh", ["-c", here(command)], {
      cwd: home,
      env: { PATH: process.env["PATH"] ?? "", ENV_FILE: "" },
    });
    const { uid: owner, mode } = statSync(ring);
    expect([owner, mode & 0o777]).toEqual([uid, 0o600]);
    for (const name of readdirSync(join(home, "data")))
      expect(statSync(join(home, "data", name)).uid).toBe(uid);
    chownSync(join(home, "keys/master.key"), uid, uid);
    // The user can go on: read the database, and rotate again.
    asUser(here(command), { ENV_FILE: "" });
    expect(readFileSync(ring, "utf8")).toMatch(/^3:/);
  });
});
