import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseConfig } from "../src/config.ts";
import { databaseFileProblem } from "../src/database-place.ts";
import { createLog } from "../src/observability/log.ts";
import { openStorage } from "../src/open-storage.ts";
import { OperatorError } from "../src/operator-error.ts";
import { KeyRing } from "../src/vault/key-ring.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kapuseged-open-"));
  file = join(folder, "kapuseged.db");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Opens the storage and closes it. @returns what the log says, or the line that the operator reads */
const startWith = async (settings: Record<string, string> = {}): Promise<readonly string[]> => {
  const config = parseConfig({ BOT_TOKEN: "1:a", DATABASE_URL: `file:${file}`, ...settings });
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) });
  try {
    await (await openStorage(config, log)).close();
    return lines;
  } catch (thrown) {
    if (thrown instanceof OperatorError) return [thrown.message];
    throw thrown;
  }
};

const ringOf = (...ids: readonly number[]) => ids.map((id) => KeyRing.fresh(id)).join(",");
const howToGoOn =
  "Correct the path, mount the volume, or restore a backup. To begin with an empty database all the same, start once with NEW_DATABASE=1.";
const suspicion = "If this bot has had users before, stop it: the path is wrong, or a volume is missing";

describe("a new database", () => {
  test("is named in the log when it is made, and only then", async () => {
    expect(await startWith()).toEqual([
      `made a new database at ${file}`,
      "made a master key; back it up, apart from the database",
    ]);
    expect(await startWith()).toEqual([]);
  });

  test.each(["missing", "empty"])(
    "is not made beside the key ring of a database that is %s, unless NEW_DATABASE asks for it",
    async (state) => {
      await startWith();
      for (const name of readdirSync(folder)) if (name !== "master.key") rmSync(join(folder, name));
      if (state === "empty") writeFileSync(file, "", { mode: 0o600 });
      const before = readdirSync(folder);
      expect(await startWith()).toEqual([
        `DATABASE_URL: there is no database at ${file}, but ${folder}/master.key was made for one. ${howToGoOn}`,
      ]);
      expect(readdirSync(folder)).toEqual(before);
      expect(await startWith({ NEW_DATABASE: "1" })).toEqual([`made a new database at ${file}`]);
      expect(await startWith({ NEW_DATABASE: "1" })).toEqual([
        "NEW_DATABASE is set, but there is a database. Remove the setting",
      ]);
      expect(await startWith()).toEqual([]);
    },
  );

  test("is made for a first key in MASTER_KEY or MASTER_KEY_FILE with a warning, as it may be the first start", async () => {
    expect(await startWith({ MASTER_KEY: ringOf(1) })).toEqual([
      `made a new database at ${file}. ${suspicion}`,
    ]);
    rmSync(file);
    const ring = join(folder, "ring");
    writeFileSync(ring, ringOf(1), { mode: 0o600 });
    expect(await startWith({ MASTER_KEY_FILE: ring })).toEqual([
      `made a new database at ${file}. ${suspicion}`,
    ]);
  });

  test.each([[[2, 1]], [[3]]])("is not made for a rotated ring (%j)", async (ids) => {
    const rotated = "has been rotated, so there was one";
    expect(await startWith({ MASTER_KEY: ringOf(...ids) })).toEqual([
      `DATABASE_URL: there is no database at ${file}, but MASTER_KEY ${rotated}. ${howToGoOn}`,
    ]);
    const ring = join(folder, "ring");
    writeFileSync(ring, ringOf(...ids), { mode: 0o600 });
    expect(await startWith({ MASTER_KEY_FILE: ring })).toEqual([
      `DATABASE_URL: there is no database at ${file}, but ${ring} ${rotated}. ${howToGoOn}`,
    ]);
    expect(existsSync(file)).toBe(false);
    expect(await startWith({ MASTER_KEY_FILE: ring, NEW_DATABASE: "1" })).toEqual([
      `made a new database at ${file}`,
    ]);
    expect(await startWith({ MASTER_KEY_FILE: ring })).toEqual([]);
  });

  test("is not made in the place of a folder, or in a file that is taken for one", async () => {
    mkdirSync(file);
    expect(await startWith()).toEqual([
      `DATABASE_URL: ${file} is a folder. Name a file in it: file:${file}/kapuseged.db`,
    ]);
    expect(readdirSync(folder)).toEqual(["kapuseged.db"]);
    writeFileSync(join(folder, "plain"), "");
    expect(await startWith({ DATABASE_URL: `file:${folder}/plain/x.db` })).toEqual([
      `DATABASE_URL: the database cannot be opened (EEXIST): ${folder}/plain is not a folder. Correct the path.`,
    ]);
    writeFileSync(join(folder, "other.db"), "no database\n".repeat(100));
    expect(await startWith({ DATABASE_URL: `file:${folder}/other.db` })).toEqual([
      "DATABASE_URL: the database cannot be opened (SQLITE_NOTADB): the file is not a database, or is damaged. Check the path, or restore a backup.",
    ]);
  });
});

test.skipIf(process.platform === "win32")(
  "the files of an existing database that other users can read are named in a warning, and are left as they are",
  async () => {
    await startWith();
    chmodSync(file, 0o644);
    expect(await startWith()).toEqual([
      `the database can be read by every user of this machine. Run: chmod 600 ${file} ${file}-wal`,
    ]);
    chmodSync(file, 0o640);
    chmodSync(`${file}-wal`, 0o640);
    expect(await startWith()).toEqual([]);
  },
);

test.each([
  ["SQLITE_FULL", "the disk has no room left. Make some on the disk of FOLDER."],
  ["ENOSPC", "the disk has no room left. Make some on the disk of FOLDER."],
  [
    "SQLITE_CANTOPEN",
    "this user needs the right to read and write FOLDER/kapuseged.db and its folder. Change their owner or mode.",
  ],
  [
    "SQLITE_READONLY",
    "this user needs the right to read and write FOLDER/kapuseged.db and its folder. Change their owner or mode.",
  ],
  ["SQLITE_CORRUPT", "the file is not a database, or is damaged. Check the path, or restore a backup."],
  ["SQLITE_IOERR", "check the disk of FOLDER, and that no other program uses the file."],
  ["SQLITE_BUSY", "check the disk of FOLDER, and that no other program uses the file."],
])("a database file that cannot be opened because of %s is explained", (code, why) => {
  expect(databaseFileProblem(file, code)).toBe(
    `DATABASE_URL: the database cannot be opened (${code}): ${why.replaceAll("FOLDER", folder)}`,
  );
});
