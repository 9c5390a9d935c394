import { chmod, chown, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isSafeFolder, removeOutdated, requireSafeFolder } from "../../src/cli/backup-folder.ts";
import { OperatorError } from "../../src/operator-error.ts";

const isRoot = process.getuid?.() === 0;
const anotherUser = 65_534;

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "kapuseged-backups-")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each([
  [0o700, true],
  [0o775, true],
  [0o777, false],
  [0o702, false],
  [0o1777, true],
])("takes a folder only if not everyone can replace files in it: mode %o, %s", async (mode, isSafe) => {
  await chmod(folder, mode);
  expect(await isSafeFolder(folder)).toBe(isSafe);
  const path = requireSafeFolder(folder);
  if (isSafe) expect(await path).toBe(folder);
  else
    await expect(path).rejects.toThrow(
      new OperatorError(
        `Every user of this machine can replace and remove files in ${folder}. Run: chmod o-w ${folder}`,
      ),
    );
});

test("looks at the folder that a link leads to, and works in that one", async () => {
  const [real, path] = [join(folder, "real"), join(folder, "link")];
  await mkdir(real);
  await symlink(real, path);
  expect(await requireSafeFolder(path)).toBe(real);
  await chmod(real, 0o777);
  await expect(requireSafeFolder(path)).rejects.toThrow(OperatorError);
});

test("refuses what is no folder, or is not there", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  await expect(requireSafeFolder(file)).rejects.toThrow(/ is not a folder\./);
  await expect(requireSafeFolder(join(folder, "nowhere"))).rejects.toThrow(/ does not exist\./);
  expect(await isSafeFolder(join(folder, "nowhere"))).toBe(false);
});

const dated = (year: number) => `kapuseged-${year}-01-01.db`;

test("removes the oldest files with a day's name, and neither links, folders nor other names", async () => {
  const target = join(folder, "kept.db");
  for (const name of [...[2020, 2021, 2022, 2023].map(dated), "before-upgrade.db", "kept.db"])
    await writeFile(join(folder, name), "");
  await symlink(target, join(folder, dated(2019)));
  await symlink(target, join(folder, dated(2030)));
  await mkdir(join(folder, dated(2031)));
  await removeOutdated(folder, dated(2023), 2);
  expect((await readdir(folder)).sort()).toEqual(
    ["before-upgrade.db", "kept.db", ...[2019, 2022, 2023, 2030, 2031].map(dated)].sort(),
  );
});

test.runIf(isRoot)("another user's files push out no backup and are not removed", async () => {
  await chmod(folder, 0o1777);
  for (const year of [2020, 2021, 2022, 2090, 2091]) await writeFile(join(folder, dated(year)), "");
  for (const year of [2020, 2090, 2091]) await chown(join(folder, dated(year)), anotherUser, anotherUser);
  await removeOutdated(folder, dated(2022), 2);
  expect((await readdir(folder)).sort()).toEqual([2020, 2021, 2022, 2090, 2091].map(dated));
});
