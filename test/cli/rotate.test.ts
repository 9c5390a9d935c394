import { execFileSync } from "node:child_process";
import {
  chmod,
  copyFile,
  link,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
  type FileHandle,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { rotate, type RotationDeps } from "../../src/cli/rotate.ts";
import { OperatorError } from "../../src/operator-error.ts";
import { InstanceLock } from "../../src/storage/instance-lock.ts";
import { Maintenance } from "../../src/storage/maintenance.ts";
import { Store } from "../../src/storage/store.ts";
import { Key } from "../../src/totp/key.ts";
import { inspectDatabase } from "../../src/vault/inspection.ts";
import { Instances } from "../../src/vault/instances.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { noteOf } from "../../src/vault/key-ring-watch.ts";
import { disk, type Disk } from "../../src/vault/secret-file.ts";
import { Vault } from "../../src/vault/vault.ts";
import { storeKey } from "../support/chat-session.ts";
import { seededRandom } from "../support/seeded-random.ts";

/** Chooses where the second kill comes; ROTATE_SEED repeats a run's choice. */
const seed = Number(process.env["ROTATE_SEED"] ?? Date.now());
const chats = 3;

let folder: string;
let url: string;
let ringPath: string;
let copyPath: string;
let template: string;
const one = KeyRing.fresh(1);
const closing: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), "kapuseged-rotate-"));
  const [database, ring] = [join(template, "test.db"), join(template, "ring")];
  await writeFile(ring, `${one}\n`);
  await chmod(ring, 0o640);
  await writeFile(join(template, "copy"), `${one}\n`, { mode: 0o600 });
  const store = await Store.open({ url: `file:${database}` });
  const vault = await Vault.open(store, KeyRing.parse(one));
  for (let chat = 1; chat <= chats; chat += 1)
    await storeKey(vault, 5_100_000_000 + chat, "Kulcs", new Key({ secret: Buffer.alloc(20, chat) }));
  await store.close();
});

afterAll(() => rm(template, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-rotate-"));
  [url, ringPath, copyPath] = [`file:${join(folder, "test.db")}`, join(folder, "ring"), join(folder, "copy")];
  await settle();
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

/** A database under master key 1, its ring, and the operator's safe copy of it. */
const settle = async () => {
  for (const close of closing.splice(0).reverse()) await close();
  for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
  for (const name of ["test.db", "ring", "copy"]) await copyFile(join(template, name), join(folder, name));
};

const openMaintenance = async () => {
  const maintenance = await Maintenance.open({ url });
  closing.push(() => maintenance.close());
  return maintenance;
};

/** Whether a file is held by a bot is known from its lock; here a test says so. */
const run = async (overrides: Partial<RotationDeps> = {}) => {
  const maintenance = overrides.maintenance ?? (await openMaintenance());
  const lines: string[] = [];
  await rotate({
    ringPath,
    copyPath,
    confirmCopy: () => Promise.resolve(false),
    instances: new Instances(maintenance, () => Promise.resolve(false)),
    print: (line) => lines.push(line),
    timeoutMs: 0,
    writesUnderWayMs: 0,
    ...overrides,
    maintenance,
  });
  return lines;
};

const read = (path: string) => readFile(path, "utf8");

/** How many chats open with the ring in this file. @throws when the root or a chat does not */
const opened = async (path: string): Promise<number> => {
  const [store, maintenance] = [await Store.open({ url }), await Maintenance.open({ url })];
  try {
    const found = await inspectDatabase(store, maintenance, KeyRing.parse((await read(path)).trim()));
    expect(found.damaged).toBe(0);
    return found.chats;
  } finally {
    await maintenance.close();
    await store.close();
  }
};

/** The files in which there is a part of master key 1. */
const filesWithOldKey = async () => {
  const root = Buffer.from(one.slice(2), "base64");
  const found = [];
  for (const name of await readdir(folder)) {
    const bytes = await readFile(join(folder, name));
    if (bytes.includes(one.slice(2)) || bytes.includes(root)) found.push(name);
  }
  return found;
};

const expectFinished = async () => {
  const ring = await read(ringPath);
  // Killed at its very end, it has finished, and the next run is the next rotation.
  expect(ring).toMatch(/^[23]:[^,]*\n$/);
  expect(await read(copyPath)).toBe(ring);
  expect(await opened(ringPath)).toBe(chats);
  expect(await filesWithOldKey()).toEqual([]);
  const names = (await readdir(folder)).filter((name) => !name.startsWith("test.db"));
  expect(names.sort()).toEqual(["copy", "ring", "ring.lock"]);
};

class Killed extends Error {}

/**
 * Ends the program in place of the nth change on the disk, after which nothing that it does has an effect.
 * @param isHalfDone whether a file that was being written then is there in part
 */
const killing = (nth: number, isHalfDone: boolean) => {
  let count = 0;
  const guarded = async <T>(work: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> => {
    if (!isHalfDone || half !== undefined) count += 1;
    if (count < nth) return work();
    if (count === nth && isHalfDone) await half?.();
    count = Infinity;
    throw new Killed();
  };
  const killingDisk: Disk = {
    create: (path, text, access) =>
      guarded(
        () => disk.create(path, text, access),
        () => disk.create(path, text.slice(0, text.length / 2), access),
      ),
    link: (path, name) => guarded(() => disk.link(path, name)),
    rename: (from, to) => guarded(() => disk.rename(from, to)),
    overwrite: (path) => guarded(() => disk.overwrite(path)),
    remove: (path) => guarded(() => disk.remove(path)),
    syncFolder: (path) => guarded(() => disk.syncFolder(path)),
  };
  const killingDatabase = (maintenance: Maintenance): Maintenance =>
    new Proxy(maintenance, {
      get: (target, name: keyof Maintenance) => {
        const method = (target[name] as (...args: unknown[]) => Promise<unknown>).bind(target);
        const writes = name === "replaceRoot" || name === "replaceKeys" || name === "wipeReplaced";
        return writes ? (...args: unknown[]) => guarded(() => method(...args)) : method;
      },
    });
  return { killingDisk, killingDatabase };
};

/** @returns whether it was killed */
const runAndKill = async (nth: number, isHalfDone: boolean): Promise<boolean> => {
  const { killingDisk, killingDatabase } = killing(nth, isHalfDone);
  const maintenance = killingDatabase(await openMaintenance());
  try {
    await run({ disk: killingDisk, maintenance });
    return false;
  } catch (thrown) {
    if (!(thrown instanceof Killed)) throw thrown;
    return true;
  }
};

test("puts a new key into the ring and the safe copy, rewraps everything, and leaves nothing of the old one", async () => {
  const before = await stat(ringPath);
  const lines = await run();
  expect(lines.join("\n")).toMatch(
    /begins with the new master key 2 \([0-9a-f-]{14}\)\.\nEverything is wrapped under master key 2: 3 chats rewrapped\.\nMaster key 1 is gone from the key ring\./,
  );
  await expectFinished();
  const after = await stat(ringPath);
  expect([after.uid, after.gid, after.mode]).toEqual([before.uid, before.gid, before.mode]);
  // And once more, the next month.
  await run();
  expect(await read(ringPath)).toMatch(/^3:[^,]*\n$/);
});

test("makes the safe copy if there is none, readable by no other user", async () => {
  await rm(copyPath);
  await run();
  await expectFinished();
  expect((await stat(copyPath)).mode & 0o777).toBe(0o600);
});

test.each([
  // Two files are replaced twice, each by seven changes; the root, the chats and the log of the database.
  ["in place of any change on the disk", false, 31],
  ["in the middle of writing any file", true, 4],
])(
  "killed %s, it leaves a ring and a safe copy that open everything, and is finished by running it again",
  async (_, isHalfDone, changes) => {
    const random = seededRandom(seed);
    let kills = 0;
    for (let nth = 1; await runAndKill(nth, isHalfDone); nth += 1) {
      const where = `seed ${seed}, change ${nth}`;
      kills += 1;
      expect(await opened(ringPath), where).toBe(chats);
      expect(await opened(copyPath), where).toBe(chats);
      if (await runAndKill(1 + Math.floor(random() * 10), false)) {
        expect(await opened(ringPath), where).toBe(chats);
        expect(await opened(copyPath), where).toBe(chats);
        await run();
      }
      await expectFinished();
      await settle();
    }
    expect(kills).toBe(changes);
  },
  120_000,
);

describe("refuses, and changes nothing,", () => {
  const files = async () => [await read(ringPath), await read(copyPath).catch(() => undefined)];

  const expectRefused = async (words: RegExp, overrides: Partial<RotationDeps> = {}) => {
    const before = await files();
    const thrown = await run(overrides).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(Error);
    expect((thrown as Error).message).toMatch(words);
    expect(await files()).toEqual(before);
    return thrown;
  };

  test("a safe copy with other keys", async () => {
    await writeFile(copyPath, KeyRing.fresh(1));
    await expectRefused(/copy holds other master keys/);
  });

  test("a safe copy in the ring's own file", async () => {
    await expectRefused(/another file/, { copyPath: ringPath });
  });

  test("a ring that is the wrong way round", async () => {
    await writeFile(ringPath, `${one},${KeyRing.fresh(2)}`);
    await expectRefused(/wrong-order/);
  });

  test("a ring of another database", async () => {
    await writeFile(ringPath, KeyRing.fresh(2));
    await writeFile(copyPath, await read(ringPath));
    await expectRefused(/master key 1 is not in the key ring/);
  });

  test("an operator who does not type the fingerprint", async () => {
    await rm(copyPath);
    await expectRefused(/The fingerprint is another\. Nothing has been changed\. Run this again, /, {
      copyPath: undefined,
    });
  });

  test("a second rotation at the same time", async () => {
    const lock = await InstanceLock.acquire(ringPath);
    closing.push(() => lock.release());
    await expectRefused(/Another rotation is running/);
  });

  test("a copy that cannot be written", async () => {
    await expectRefused(/nowhere\/copy cannot be replaced \(ENOENT\)/, {
      copyPath: join(folder, "nowhere/copy"),
    });
  });
});

describe("running instances", () => {
  const inUse = (maintenance: Maintenance) => new Instances(maintenance, () => Promise.resolve(true));

  test("without the new key keep everything from being rewrapped; with it the rotation is finished", async () => {
    const store = await Store.open({ url });
    closing.push(() => store.close());
    await store.noteInstance("a", noteOf(KeyRing.parse(one)));
    const maintenance = await openMaintenance();
    const refusal = run({ maintenance, instances: inUse(maintenance) });
    await expect(refusal).rejects.toThrow(OperatorError);
    await expect(refusal).rejects.toThrow(/does not have master key 2 yet/);
    expect(await maintenance.keyCounts()).toMatchObject([{ id: 1, chats }]);
    const ring = KeyRing.parse((await read(ringPath)).trim());
    expect(ring.ids).toEqual([2, 1]);
    // Another key of the same number is not the same key.
    await store.noteInstance("a", noteOf(KeyRing.parse(`${KeyRing.fresh(2)},${one}`)));
    await expect(run({ maintenance, instances: inUse(maintenance) })).rejects.toThrow(/master key 2 yet/);
    await store.noteInstance("a", noteOf(ring));
    const lines = await run({ maintenance, instances: inUse(maintenance) });
    expect(lines[0]).toBe("An earlier rotation was interrupted. This finishes it.");
    expect(KeyRing.parse((await read(ringPath)).trim()).names).toEqual([ring.names[0]]);
  });

  test("of an earlier version, which note nothing, do the same", async () => {
    const maintenance = await openMaintenance();
    await expect(run({ maintenance, instances: inUse(maintenance) })).rejects.toThrow(/earlier version/);
  });

  test("on a server count until their note has expired", async () => {
    const store = await Store.open({ url });
    closing.push(() => store.close());
    const maintenance = await openMaintenance();
    const instances = new Instances(maintenance, undefined);
    const ring = KeyRing.parse(one);
    expect(await instances.lacking(ring)).toBe("none");
    await store.noteInstance("a", noteOf(KeyRing.parse(KeyRing.fresh(3))));
    await store.noteInstance("b", noteOf(ring));
    expect(await instances.lacking(ring)).toBe("some");
    expect(await maintenance.instanceNotes(-1_000)).toEqual([]);
    await store.forgetInstance("a");
    expect(await instances.lacking(ring)).toBe("none");
  });
});

test("a safe copy is made of a new key that the operator confirms by its fingerprint", async () => {
  const shown: string[] = [];
  await run({
    copyPath: undefined,
    confirmCopy: (entry, { fingerprint }) => {
      shown.push(entry);
      expect(KeyRing.parse(entry).names[0].fingerprint).toBe(fingerprint);
      return Promise.resolve(true);
    },
  });
  expect(shown).toEqual([(await read(ringPath)).trim()]);
});

test("does not follow a symbolic link in place of the ring's lock, and makes no file through it", async () => {
  await symlink(join(folder, "elsewhere"), `${ringPath}.lock`);
  await expect(run()).rejects.toThrow(/ring\.lock is a symbolic link/);
  expect(await readdir(folder)).not.toContain("elsewhere");
  expect(await read(ringPath)).toBe(`${one}\n`);
});

test("refuses a safe copy that is a second name of the ring's file, and changes nothing", async () => {
  await rm(copyPath);
  await link(ringPath, copyPath);
  await expect(run()).rejects.toThrow("another file than the key ring");
  expect(await read(ringPath)).toBe(`${one}\n`);
});

test("refuses a named pipe as a safe copy, without waiting for a writer", async () => {
  await rm(copyPath);
  execFileSync("mkfifo", [copyPath]);
  await expect(run()).rejects.toMatchObject({ code: "file-unreadable", path: copyPath });
  expect(await read(ringPath)).toBe(`${one}\n`);
});

test("refuses a safe copy that is a symbolic link to a missing file, and keeps the link", async () => {
  await rm(copyPath);
  await symlink(join(folder, "not-mounted/copy"), copyPath);
  await expect(run()).rejects.toThrow(/copy is a symbolic link to a file that is missing/);
  expect(await readlink(copyPath)).toBe(join(folder, "not-mounted/copy"));
  expect(await read(ringPath)).toBe(`${one}\n`);
});

test("leaves no part of a safe copy on a full disk", async () => {
  const handle = await open(ringPath);
  const files = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });
  const syncing = vi.spyOn(files, "sync").mockRejectedValueOnce(full);
  onTestFinished(() => syncing.mockRestore());
  await expect(run()).rejects.toThrow(/cannot be replaced \(ENOSPC\)/);
  expect((await readdir(folder)).filter((name) => name.endsWith(".new"))).toEqual([]);
  expect(await read(ringPath)).toBe(`${one}\n`);
});

test("a weak key in use is replaced", async () => {
  const weak = `1:${Buffer.alloc(32, 7).toString("base64")}`;
  for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
  await writeFile(ringPath, weak, { mode: 0o600 });
  const store = await Store.open({ url });
  await Vault.open(store, KeyRing.parse(weak));
  await store.close();
  await run();
  expect(KeyRing.parseStrong((await read(ringPath)).trim()).ids).toEqual([2]);
});
