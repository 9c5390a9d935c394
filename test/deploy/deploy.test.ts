import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { readUnit } from "../support/systemd-unit.ts";

const root = new URL("../../", import.meta.url).pathname;
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");

const unitFiles = readdirSync(`${root}deploy`).filter((name) => /\.(?:service|timer)$/.test(name));
const services = unitFiles.filter((name) => name.endsWith(".service"));
/** 3.0, in the tool's tenths. */
const maxExposure = 30;

const hasAnalyze = spawnSync("systemd-analyze", ["--version"]).status === 0;
if (!hasAnalyze) process.stderr.write("\n!!! NOT TESTED: units with systemd-analyze, which is not here\n\n");

/** What `dist/NAME.js` is compiled from. */
const sourceOf = (command: string) => /\bdist\/([a-z]+)\.js\b/.exec(command)?.[1];

describe("systemd units", () => {
  test("the bot and its backup are among them", () => {
    expect(unitFiles).toEqual(
      expect.arrayContaining(["kapuseged.service", "kapuseged-backup.service", "kapuseged-backup.timer"]),
    );
  });

  test.each(services)(
    "%s starts a program that the build makes, with no secret in its environment",
    (file) => {
      const { Service } = readUnit(read(`deploy/${file}`));
      for (const command of Service["ExecStart"] ?? []) {
        expect(command).toMatch(/^\/usr\/bin\/node dist\//);
        expect(readdirSync(`${root}src`)).toContain(`${sourceOf(command)}.ts`);
      }
      expect(Service["WorkingDirectory"]).toEqual(["/opt/kapuseged"]);
      expect(Service["LoadCredential"]).toContain("env:/etc/kapuseged.env");
      for (const setting of Service["Environment"] ?? [])
        expect(setting).toMatch(/^(?:ENV_FILE=%d\/env|NODE_ENV=production)$/);
      expect(Service["LimitCORE"]).toEqual(["0"]);
      expect(Service["MemorySwapMax"]).toEqual(["0"]);
    },
  );

  test("each timer has a service of its name", () => {
    for (const timer of unitFiles.filter((name) => name.endsWith(".timer")))
      expect(services).toContain(timer.replace(/timer$/, "service"));
  });

  describe.skipIf(!hasAnalyze)("by systemd-analyze", () => {
    test("all are valid", () => {
      const { stdout, stderr } = spawnSync(
        "systemd-analyze",
        ["verify", ...unitFiles.map((name) => `${root}deploy/${name}`)],
        { encoding: "utf8" },
      );
      // Of this machine's other units nothing is said here, nor of a Node.js that is installed elsewhere.
      const complaints = `${stdout}${stderr}`
        .split("\n")
        .filter((line) => line.includes("kapuseged") && !line.includes("/usr/bin/node is not executable"));
      expect(complaints).toEqual([]);
    });

    test.each(services)("%s is hardened", (file) => {
      const report = execFileSync(
        "systemd-analyze",
        ["security", "--offline=true", "--no-pager", `${root}deploy/${file}`],
        { encoding: "utf8" },
      );
      const [, whole, tenth] = /Overall exposure level for .*: (\d+)\.(\d)/.exec(report) ?? [];
      expect(Number(`${whole}${tenth}`)).toBeLessThan(maxExposure);
    });
  });
});

interface ComposeService {
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly mem_limit: string;
  readonly memswap_limit: string;
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
}

describe("compose.yaml", () => {
  const compose = parse(read("compose.yaml"), { strict: true, merge: true }) as {
    readonly services: Readonly<Record<string, ComposeService>>;
    readonly volumes: Readonly<Record<string, unknown>>;
  };

  test.each(Object.entries(compose.services))("%s can change nothing but its volumes", (_, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(["ALL"]);
    expect(service.security_opt).toEqual(["no-new-privileges"]);
    expect(service.memswap_limit).toBe(service.mem_limit);
    const mounts = service.volumes.map((volume) => volume.split(":"));
    // A volume that Docker makes takes its owner from the image's folder.
    const [, made = ""] = /^RUN mkdir (.+) && chown node:node \1$/m.exec(read("Dockerfile")) ?? [];
    for (const [name = "", path = ""] of mounts) {
      expect(Object.keys(compose.volumes)).toContain(name);
      expect(made.split(" ")).toContain(path);
    }
    expect(service.environment["DATABASE_URL"]).toMatch(/^file:\/data\//);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test("each service runs a program that the build makes", () => {
    const commands = Object.values(compose.services).flatMap(({ command }) => command?.join(" ") ?? []);
    for (const command of commands) expect(readdirSync(`${root}src`)).toContain(`${sourceOf(command)}.ts`);
    expect(compose.services["bot"]?.command).toBeUndefined();
    expect(compose.services["bot"]?.stop_grace_period).toBe("15s");
  });

  test("a backup is made each day, and tried again soon when it fails", () => {
    const [shell = "", option = "", script = ""] = compose.services["backup"]?.command ?? [];
    // Three rounds: one fails. What would be waited is printed instead.
    const stand = `
      count=0
      node() { count=$((count + 1)); echo "node $*"; [ $count -ne 2 ]; }
      sleep() { echo "sleep $1"; [ $count -lt 3 ] || exit 0; }
      ${script}`;
    const backup = "node dist/backup.js --keep 14 /backups";
    expect(execFileSync(shell, [option, stand], { encoding: "utf8" }).trimEnd().split("\n")).toEqual([
      backup,
      "sleep 86400",
      backup,
      "sleep 60",
      backup,
      "sleep 86400",
    ]);
  });
});

describe("a release", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };

  /** Runs the release script with a docker that copies a folder in place of an image. */
  const release = (tag: string) => {
    const work = mkdtempSync(join(tmpdir(), "kapuseged-release-"));
    onTestFinished(() => rmSync(work, { recursive: true, force: true }));
    mkdirSync(join(work, "bin"));
    mkdirSync(join(work, "out"));
    const docker = `#!/bin/sh\ncase $1 in create) echo id;; cp) mkdir -p "$3" && echo app > "$3/main.js";; esac\n`;
    writeFileSync(join(work, "bin/docker"), docker, { mode: 0o755 });
    const PATH = `${join(work, "bin")}:${process.env["PATH"] ?? ""}`;
    const { status, stderr } = spawnSync(`${root}.ci/release`, [tag, join(work, "out")], {
      env: { ...process.env, PATH },
      encoding: "utf8",
    });
    return { status, stderr, out: join(work, "out") };
  };

  test("is refused when the tag is not the version of package.json", () => {
    expect(release("v0.0.1")).toMatchObject({
      status: 1,
      stderr: `the tag is v0.0.1, but package.json has version ${version}\n`,
    });
  });

  test("has a tarball with units and documents, its checksum, and the version's notes", () => {
    const { status, stderr, out } = release(`v${version}`);
    expect([stderr, status]).toEqual(["", 0]);
    const name = `kapuseged-${version}-linux-x64`;
    const listed = execFileSync("tar", ["-tzf", join(out, `${name}.tar.gz`)], { encoding: "utf8" });
    for (const path of ["main.js", "deploy/kapuseged.service", "docs/operations.md", ".env.example"])
      expect(listed).toContain(`${name}/${path}\n`);
    execFileSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: out });
    const notes = readFileSync(join(out, "notes.md"), "utf8");
    expect(notes.trim()).not.toBe("");
    expect(notes).not.toMatch(/^## /m);
  });

  test("is built by the workflow on a tag", () => {
    const workflow = parse(read(".github/workflows/release.yml")) as {
      on: { push: { tags: string[] } };
      jobs: { release: { steps: { run?: string }[] } };
    };
    expect(workflow.on.push.tags).toEqual(["v*"]);
    expect(workflow.jobs.release.steps.map(({ run = "" }) => run).join("\n")).toContain(".ci/release");
  });
});
