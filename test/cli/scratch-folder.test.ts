import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withScratchFolder } from "../../src/cli/scratch-folder.ts";
import { endWithUs } from "../support/children.ts";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "kapuseged-scratch-"));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const source = new URL("../../src/cli/scratch-folder.ts", import.meta.url).href;

/** Another process that works in a scratch folder until it is ended. */
const startWork = async () => {
  const program = `
    import { writeFileSync } from "node:fs";
    const { withScratchFolder } = await import(${JSON.stringify(source)});
    await withScratchFolder([${JSON.stringify(parent)}], async (folder) => {
      writeFileSync(folder + "/copy.db", "sealed");
      process.stdout.write("working");
      await new Promise((resolve) => setTimeout(resolve, 1e9));
    });`;
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const child = spawn(process.execPath, ["--import", tsx, "--input-type=module", "-e", program]);
  endWithUs(child);
  await once(child.stdout, "data");
  return child;
};

test("is readable by its owner only, and gone afterwards, also after an error", async () => {
  await withScratchFolder([parent], async (folder) => {
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await writeFile(join(folder, "copy.db"), "sealed");
  });
  await expect(withScratchFolder([parent], () => Promise.reject(new Error("no room")))).rejects.toThrow();
  expect(await readdir(parent)).toEqual([]);
});

test("is made elsewhere if the first parent cannot be written", async () => {
  const nowhere = join(parent, "nowhere");
  await withScratchFolder([nowhere, parent], async () => {
    expect(await readdir(parent)).toHaveLength(1);
  });
  await expect(withScratchFolder([nowhere], () => Promise.resolve())).rejects.toMatchObject({
    code: "ENOENT",
  });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("is gone when %s ends the process", async (signal) => {
  const child = await startWork();
  expect(await readdir(parent)).toHaveLength(1);
  child.kill(signal);
  expect(await once(child, "close")).toEqual([null, signal]);
  expect(await readdir(parent)).toEqual([]);
});

test("a link with the name of a leftover is left alone, with what it leads to", async () => {
  const target = join(parent, "target");
  await mkdir(target);
  await writeFile(join(target, "file"), "");
  const name = ".kapuseged-backup-999999999-planted";
  await symlink(target, join(parent, name));
  await withScratchFolder([parent], () => Promise.resolve());
  expect((await readdir(parent)).sort()).toEqual([name, "target"]);
  expect(await readdir(target)).toEqual(["file"]);
});

test("is removed by the next run after a kill -9, unless its process still runs", async () => {
  const [killed, running] = [await startWork(), await startWork()];
  await mkdir(join(parent, ".kapuseged-backup-mine"));
  killed.kill("SIGKILL");
  await once(killed, "close");
  expect(await readdir(parent)).toHaveLength(3);
  await withScratchFolder([parent], async (own) => {
    const names = await readdir(parent);
    expect(names).toHaveLength(3);
    expect(names).toContain(".kapuseged-backup-mine");
    expect(names.some((name) => name.startsWith(`.kapuseged-backup-${running.pid}-`))).toBe(true);
    expect(own).toContain(parent);
  });
  running.kill("SIGKILL");
  await once(running, "close");
});
