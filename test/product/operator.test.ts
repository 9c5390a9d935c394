import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { describe, expect, test } from "vitest";
import { lackingProblem } from "../../src/cli/require-instances.ts";
import { migrations } from "../../src/storage/migrations.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { productFixture } from "../support/product-fixture.ts";
import { keys } from "../support/app-fixture.ts";
import { runTool } from "../support/command.ts";

const fixture = productFixture("operator");

const ringFile = () => join(fixture.folder, "master.key");
const tool = (name: "keys" | "backup", ...args: string[]) =>
  runTool(name, args, { DATABASE_URL: `file:${fixture.database}` });

/** Every file's bytes, by a sum. The index of the write-ahead log is memory that programs share, and no content. */
const sums = async () => {
  const names = (await readdir(fixture.folder)).filter((name) => !name.endsWith("-shm"));
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(fixture.folder, name))] as const),
  );
  return Object.fromEntries(
    files
      .filter(([, bytes]) => bytes.length > 0)
      .map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")]),
  );
};

/** For tests that start several processes one after another. */
const timeoutMs = 120_000;

test(
  "rotates the master key by hand, after which an old copy cannot be opened",
  async () => {
    const anna = fixture.telegram.person();
    const first = await fixture.start().ready();
    await anna.say(keys.anna);
    await anna.until("Megvan a kulcsod");
    expect((await tool("keys", "status")).stdout).toMatch(
      /^master key 1 \(newest, [0-9a-f-]{14}\): 1 chat and the root\n$/,
    );
    const copy = join(fixture.folder, "old.db");
    expect((await tool("backup", copy)).code).toBe(0);

    const fresh = await tool("keys", "new");
    expect(fresh.stdout).toMatch(/^2:[A-Za-z0-9+/]{43}=\n$/);
    const old = (await readFile(ringFile(), "utf8")).trim();
    await first.stop();
    await writeFile(ringFile(), `${fresh.stdout.trim()},${old}\n`);
    const second = await fixture.start().ready();
    const early = await tool("keys", "retire", "1");
    expect(early).toMatchObject({ code: 1, stdout: "" });
    expect(early.stderr).toMatch(/^Master key 1 is still needed by 1 chat and the root\. .*\n$/);

    expect(await tool("keys", "rewrap")).toEqual({
      code: 0,
      stdout: "Rewrapped under master key 2: 1 chat and the root.\n",
      stderr: "",
    });
    await anna.say("/kod");
    await anna.until(/🔑 \d{3} \d{3}|új kód/, 30_000);
    expect((await tool("keys", "retire", "1")).stdout).toMatch(/^Nothing needs master key 1\. .*\n$/);
    await second.stop();

    await writeFile(ringFile(), fresh.stdout);
    expect((await tool("keys", "status")).stdout).toMatch(
      /^master key 2 \(newest, .*\): 1 chat and the root\n$/,
    );
    const verified = await tool("backup", "verify", copy);
    expect(verified).toMatchObject({ code: 1, stdout: "" });
    expect(verified.stderr).toMatch(/^MASTER_KEY does not open this database.*\n$/);
    await fixture.start().ready();
    await anna.say("/torles");
    await anna.until("1 kulcs");
  },
  timeoutMs,
);

/** Every row of the database and its write-ahead log, read from a copy. */
const rowsOf = async (name: string) => {
  const copy = join(fixture.folder, name);
  await mkdir(copy);
  for (const end of ["", "-wal"])
    await copyFile(`${fixture.database}${end}`, join(copy, `copy.db${end}`)).catch(() => undefined);
  const client = createClient({ url: `file:${join(copy, "copy.db")}` });
  const tables = await client.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  const rows = [];
  for (const table of tables.rows.map(({ name: one }) => one as string))
    rows.push([table, (await client.execute(`SELECT * FROM ${table} ORDER BY 1`)).rows]);
  client.close();
  return rows;
};

/** The day's backup of the running bot, twice, then with a ring that does not open it. */
const keepsBackups = async () => {
  const folder = join(fixture.folder, "dated");
  const keep = (count: string) => tool("backup", "--keep", count, folder);
  const missing = await keep("2");
  expect(missing).toMatchObject({ code: 1, stdout: "" });
  expect(missing.stderr).toMatch(/dated does not exist\. [^\n]*\n$/);
  await mkdir(folder);
  const earlier = ["kapuseged-2020-01-01.db", "kapuseged-2020-01-02.db"];
  for (const name of [...earlier, "before-upgrade.db"]) await writeFile(join(folder, name), "");

  const [first, second] = [await keep("2"), await keep("2")];
  const today = (await readdir(folder)).find((name) => /^kapuseged-20(?!20)/.test(name)) ?? "";
  expect(today).toMatch(/^kapuseged-\d{4}-\d\d-\d\d\.db$/);
  for (const { code, stdout } of [first, second]) {
    expect(stdout).toMatch(
      /: 1 chat, \d+ records?, \d+ jobs?\.\nEverything in it can be opened\.\n.*\.db: \d+ bytes\. .*\n$/,
    );
    expect(code).toBe(0);
  }
  expect((await readdir(folder)).sort()).toEqual(["before-upgrade.db", earlier[1], today].sort());
  expect((await stat(join(folder, today))).mode & 0o777).toBe(0o600);
  const rows = await rowsOf("noted");
  expect(JSON.stringify(rows)).toContain('"backup"');

  const failed = await runTool("backup", ["--keep", "1", folder], {
    DATABASE_URL: `file:${fixture.database}`,
    MASTER_KEY: KeyRing.fresh(),
  });
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/^MASTER_KEY does not open this database[^\n]*\n$/);
  expect((await readdir(folder)).sort()).toEqual(["before-upgrade.db", earlier[1], today].sort());
  await chmod(folder, 0o777);
  expect((await keep("2")).stderr).toMatch(/^Every user of this machine can [^\n]* chmod o-w [^\n]*\n$/);
  await chmod(folder, 0o755);
  expect((await keep("0")).stderr).toMatch(/^--keep takes the number of backups to keep[^\n]*\n$/);
};

test(
  "rotates the master key in one command beside a running bot, and refuses what the bot could not open",
  async () => {
    const anna = fixture.telegram.person();
    const bot = fixture.start();
    await bot.ready();
    await anna.say(keys.anna);
    await anna.until("Megvan a kulcsod");
    const old = (await readFile(ringFile(), "utf8")).trim();
    const copy = join(fixture.folder, "safe", "master.key");

    const environment = {
      DATABASE_URL: `file:${fixture.database}`,
      MASTER_KEY: `${KeyRing.fresh(2)},${old}`,
    };
    expect(await runTool("keys", ["rewrap", "--wait", "0"], environment)).toEqual({
      code: 1,
      stdout: "",
      stderr: `${lackingProblem("some", 2)}\n`,
    });
    const inEnvironment = await runTool("keys", ["rotate", "--copy-to", copy], environment);
    expect(inEnvironment).toMatchObject({ code: 1, stdout: "" });
    expect(inEnvironment.stderr).toMatch(/^rotate cannot change MASTER_KEY, .* four steps: .*\n$/);
    const unsaved = await tool("keys", "rotate");
    expect(unsaved).toMatchObject({ code: 1, stdout: "" });
    expect(unsaved.stderr).toMatch(/^Without a terminal, .* rotate --copy-to FILE\n$/);
    expect((await readFile(ringFile(), "utf8")).trim()).toBe(old);

    await mkdir(join(fixture.folder, "safe"));
    const rotation = tool("keys", "rotate", "--copy-to", copy);
    // Meanwhile the user goes on.
    await anna.say("/kod");
    await anna.until(/🔑 \d{3} \d{3}|új kód/, 30_000);
    expect(await rotation).toMatchObject({ code: 0, stderr: "" });
    const ring = await readFile(ringFile(), "utf8");
    expect(ring).toMatch(/^2:[^,]*\n$/);
    expect(await readFile(copy, "utf8")).toBe(ring);
    await anna.say("/adataim");
    await anna.until("1 kulcs");
    expect(anna.screen.some(({ text }) => /megsérült|nem férek hozzá/.test(text))).toBe(false);
    await bot.stop();
    await fixture.start().ready();
  },
  timeoutMs,
);

test(
  "makes a backup beside the running bot, verifies it, and restores it as docs/operations.md says",
  async () => {
    const anna = fixture.telegram.person();
    const first = await fixture.start().ready();
    await anna.say(keys.anna);
    await anna.until("Megvan a kulcsod");
    const file = join(fixture.folder, "backup.db");
    const made = await tool("backup", file);
    expect(made.stdout).toMatch(/backup\.db: \d+ bytes\. .*\n$/);
    expect(made.code).toBe(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const bytes = await readFile(file);
    for (const secret of [keys.anna, String(anna.chatId), (await readFile(ringFile(), "utf8")).slice(2, 40)])
      expect(bytes.includes(secret)).toBe(false);

    const verified = await tool("backup", "verify", file);
    expect(verified.stdout).toMatch(
      /backup\.db: 1 chat, \d+ records?, \d+ jobs?\.\nEverything in it can be opened\.\n$/,
    );
    expect((await readFile(file)).equals(bytes)).toBe(true);
    expect((await readdir(fixture.folder)).filter((name) => /backup|part/.test(name))).toEqual(["backup.db"]);
    const again = await tool("backup", file);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/exists already.*\n$/);

    await keepsBackups();
    // The machine is lost; the ring was kept apart.
    await first.stop("SIGKILL");
    const ring = await readFile(ringFile(), "utf8");
    for (const name of await readdir(fixture.folder))
      if (name !== "backup.db") await rm(join(fixture.folder, name), { recursive: true });
    await rename(file, fixture.database);
    await writeFile(ringFile(), ring, { mode: 0o600 });
    await fixture.start().ready();
    await anna.say("/torles");
    await anna.until("1 kulcs");
  },
  timeoutMs,
);

test(
  "a ring that does not open the database ends the start, and no byte changes",
  async () => {
    const anna = fixture.telegram.person();
    const first = await fixture.start().ready();
    await anna.say(keys.anna);
    await anna.until("Megvan a kulcsod");
    await first.stop();
    const before = await sums();
    for (const ring of [1, 2, 3].map((id) => KeyRing.fresh(id))) {
      const product = fixture.start({ MASTER_KEY: ring });
      const { code, stdout, stderr } = await product.ending();
      expect(code).toBe(1);
      expect(stderr).toMatch(/^MASTER_KEY does not open this database[^\n]*\n$/);
      expect(stdout).not.toContain("ready");
      expect(await sums()).toEqual(before);
    }
  },
  timeoutMs,
);

test(
  "changes no row with a wrong key ring after the bot was killed with a full write-ahead log",
  async () => {
    const anna = fixture.telegram.person();
    const first = await fixture.start().ready();
    await anna.say(keys.anna);
    await anna.until("Megvan a kulcsod");
    await anna.say("/utmutato");
    await anna.until("Honnan kérnéd a kódot?");
    await first.stop("SIGKILL");
    expect((await stat(`${fixture.database}-wal`)).size).toBeGreaterThan(0);
    const before = await rowsOf("before");
    const { code, stderr } = await fixture.start({ MASTER_KEY: KeyRing.fresh() }).ending();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^MASTER_KEY does not open this database[^\n]*\n$/);
    expect(await rowsOf("after")).toEqual(before);
    await fixture.start().ready();
    await anna.say("/torles");
    await anna.until("1 kulcs");
  },
  timeoutMs,
);

/** Replaces the database by one of the schema's first version with the same root. */
const makeOlder = async () => {
  const now = createClient({ url: `file:${fixture.database}` });
  const [row] = (await now.execute("SELECT value FROM facts WHERE name = 'root'")).rows;
  now.close();
  await rm(fixture.database);
  const older = createClient({ url: `file:${fixture.database}` });
  await older.execute("CREATE TABLE migrations (version INTEGER PRIMARY KEY)");
  await older.execute("INSERT INTO migrations VALUES (1)");
  for (const statement of migrations[0] ?? []) await older.execute(statement);
  await older.execute({ sql: "INSERT INTO facts VALUES ('root', ?)", args: [row?.["value"] ?? null] });
  older.close();
};

/** Lets a newer version have migrated the database, and goes back to the copy from before. */
const goesBackTo = async (copy: string) => {
  const newer = createClient({ url: `file:${fixture.database}` });
  await newer.execute(`INSERT INTO migrations VALUES (${migrations.length + 1})`);
  newer.close();
  const { code, stderr } = await fixture.start().ending();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^DATABASE_URL: [^\n]+ written by a newer Kapusegéd\.[^\n]+\n$/);
  expect(stderr).toContain(`the copy from before, ${copy},`);
  for (const end of ["", "-wal", "-shm"]) await rm(`${fixture.database}${end}`, { force: true });
  await rename(copy, fixture.database);
  await fixture.start().ready();
};

test(
  "changes no byte of an older version's database when the key ring is wrong, damaged or missing",
  async () => {
    await (await fixture.start().ready()).stop();
    await makeOlder();
    const ring = await readFile(ringFile(), "utf8");
    const before = await sums();
    const wrong = await fixture.start({ MASTER_KEY: KeyRing.fresh() }).ending();
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/^MASTER_KEY does not open this database.*\n$/);
    expect(await sums()).toEqual(before);

    await writeFile(ringFile(), "1:AAAA", { mode: 0o600 });
    expect((await fixture.start().ending()).stderr).toMatch(/^[^\n]*master\.key is damaged.*\n$/);
    await rm(ringFile());
    expect((await fixture.start().ending()).stderr).toMatch(/^[^\n]*master\.key is missing.*\n$/);
    await writeFile(ringFile(), ring, { mode: 0o600 });
    expect(await sums()).toEqual(before);

    const migrated = await fixture.start().ready();
    expect((await tool("keys", "status")).stdout).toMatch(/^master key 1 \(newest, .*\): the root\n$/);
    const copy = `${fixture.database}.before-schema-2`;
    expect(migrated.output).toContain(
      `"from":1,"to":${migrations.length},"copy":"${copy}","msg":"schema migrated"`,
    );
    await migrated.stop();
    await goesBackTo(copy);
  },
  timeoutMs,
);

describe("an operator's mistake ends with one clear line and exit code 1", () => {
  test.each([
    ["no command", "keys", [], /^Usage: npm run keys/],
    ["an unknown option", "keys", ["--all"], /^Usage: npm run keys/],
    ["no id to retire", "keys", ["retire"], /^Usage: npm run keys/],
    ["something else than an id", "keys", ["retire", "one"], /^retire takes the id of a master key/],
    ["no database", "keys", ["status"], /^DATABASE_URL: there is no database at /],
    ["no file for a backup", "backup", [], /^Usage: npm run backup/],
    ["no database to copy", "backup", ["copy.db"], /^DATABASE_URL: there is no database at /],
    ["no folder to keep backups in", "backup", ["--keep", "3"], /^Usage: npm run backup/],
    ["no backup to verify", "backup", ["verify", "nowhere.db"], /nowhere\.db does not exist\./],
    ["a folder to verify", "backup", ["verify", tmpdir()], /^\/\S+ is a folder\. Name one backup in it\.\n$/],
    [
      "a device to verify",
      "backup",
      ["verify", "/dev/null"],
      /^\/dev\/null is not a file\. Name a backup\.\n$/,
    ],
  ] as const)("%s", async (_, name, args, words) => {
    const { code, stdout, stderr } = await tool(name, ...args);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(await readdir(fixture.folder)).toEqual([]);
  });

  test(
    "a wrong key ring, a file that is not a backup, a folder that does not exist",
    async () => {
      await (await fixture.start().ready()).stop();
      const ring = await readFile(ringFile(), "utf8");
      await writeFile(ringFile(), KeyRing.fresh());
      const before = await sums();
      expect((await tool("keys", "rewrap")).stderr).toMatch(/master\.key does not open this database.*\n$/);
      expect(await sums()).toEqual(before);
      await rm(ringFile());
      expect((await tool("keys", "rewrap")).stderr).toMatch(
        /^MASTER_KEY is not set, and there is no .*master\.key/,
      );
      expect((await tool("backup", "verify", fixture.database)).stderr).toMatch(
        `MASTER_KEY is not set, and there is no ${ringFile()}.`,
      );
      await writeFile(ringFile(), "1:AAAA", { mode: 0o600 });
      expect((await tool("keys", "status")).stderr).toMatch(/master\.key is damaged.*\n$/);
      await writeFile(ringFile(), ring);

      const other = join(fixture.folder, "other");
      await writeFile(other, "no database\n".repeat(100));
      const verified = await tool("backup", "verify", other);
      expect(verified.code).toBe(1);
      expect(verified.stderr).toMatch(/other: the database cannot be opened \(SQLITE_NOTADB\).*\n$/);
      const nowhere = await tool("backup", join(fixture.folder, "none", "copy.db"));
      expect(nowhere.stderr).toMatch(/none does not exist\. Make it, [^\n]*\n$/);
      await mkdir(join(fixture.folder, "none"));
      const remote = await runTool("backup", [join(fixture.folder, "none", "copy.db")], {
        DATABASE_URL: "http://127.0.0.1:9",
        MASTER_KEY: ring.trim(),
      });
      expect(remote.stderr).toMatch(/^A remote database is backed up where it runs.*\n$/);
      expect(await readdir(join(fixture.folder, "none"))).toEqual([]);
    },
    timeoutMs,
  );
});
