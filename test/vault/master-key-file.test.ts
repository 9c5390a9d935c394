import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeyRing, KeyRingError } from "../../src/vault/key-ring.ts";
import { createMasterKeyFile, readMasterKeyFile } from "../../src/vault/master-key-file.ts";
import { associatedData } from "../../src/vault/seal.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-master-"));
  path = join(folder, "data", "master.key");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const here = associatedData("test");
const secret = Buffer.alloc(32, 9);
/** Whether the text's ring opens what the other ring wraps. */
const sameRing = (text: string, ring: KeyRing) =>
  KeyRing.parse(text.trim()).unwrap(ring.wrap(secret, here), here).equals(secret);

const errorOf = async (call: Promise<unknown>): Promise<KeyRingError> => {
  const thrown = await call.catch((error: unknown) => error);
  if (thrown instanceof KeyRingError) return thrown;
  throw new Error("there was no KeyRingError");
};

test("creates a key that only its owner can read, and reads it again", async () => {
  expect(await readMasterKeyFile(path)).toBeUndefined();
  const made = await createMasterKeyFile(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, "data"))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(folder, "data"))).toEqual(["master.key"]);
  const text = await readFile(path, "utf8");
  expect(sameRing(text, made)).toBe(true);
  expect(sameRing(text, (await readMasterKeyFile(path))!)).toBe(true);
});

test("reads a file that an operator wrote by hand, with a line break at the end", async () => {
  const key = `${KeyRing.fresh(2)},${KeyRing.fresh(1)}`;
  await mkdir(join(folder, "data"));
  await writeFile(path, `${key}\r\n`, { mode: 0o640 });
  expect(sameRing(key, (await readMasterKeyFile(path))!)).toBe(true);
});

test.each([
  ["empty", ""],
  ["truncated", KeyRing.fresh().slice(0, 30)],
  ["something else", "szia\n"],
])("refuses a file that is %s, names but does not quote it, and never overwrites it", async (_, text) => {
  await mkdir(join(folder, "data"));
  await writeFile(path, text, { mode: 0o600 });
  const error = await errorOf(readMasterKeyFile(path));
  expect(error).toMatchObject({ code: "file-damaged", path });
  if (text.length > 10) expect(inspect(error, { showHidden: true })).not.toContain(text.slice(2, 12));
  expect(await errorOf(createMasterKeyFile(path))).toMatchObject({ code: "file-unwritable", path });
  expect(await readFile(path, "utf8")).toBe(text);
});

test.skipIf(process.platform === "win32").each([0o604, 0o602, 0o644, 0o666])(
  "refuses a file that every user of the machine can use (mode %o)",
  async (mode) => {
    await createMasterKeyFile(path);
    await chmod(path, mode);
    expect(await errorOf(readMasterKeyFile(path))).toMatchObject({ code: "file-exposed", path });
  },
);

test("refuses a newest key that is weak or repeated, and names the file", async () => {
  const weak = Buffer.alloc(32).toString("base64");
  const strong = KeyRing.fresh().slice("1:".length);
  await mkdir(join(folder, "data"));
  await writeFile(path, `1:${weak}`, { mode: 0o600 });
  expect(await errorOf(readMasterKeyFile(path))).toMatchObject({ code: "weak-key", path });
  await writeFile(path, `2:${strong},1:${strong}`);
  expect(await errorOf(readMasterKeyFile(path))).toMatchObject({ code: "repeated-key", path });
  await writeFile(path, `2:${strong},1:${weak}`);
  expect((await readMasterKeyFile(path))?.ids).toEqual([2, 1]);
});

test("reports a path that cannot be read or written", async () => {
  await mkdir(path, { recursive: true });
  expect(await errorOf(readMasterKeyFile(path))).toMatchObject({ code: "file-unreadable", path });
  await rm(join(folder, "data"), { recursive: true });
  await writeFile(join(folder, "data"), "");
  expect(await errorOf(createMasterKeyFile(path))).toMatchObject({ code: "file-unwritable", path });
});

test("lets one of several concurrent starts create the key", async () => {
  for (let round = 0; round < 10; round += 1) {
    path = join(folder, `data-${round}`, "master.key");
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => createMasterKeyFile(path)));
    const rings = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(rings).toHaveLength(1);
    expect(sameRing(await readFile(path, "utf8"), rings[0]!)).toBe(true);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toBeInstanceOf(KeyRingError);
    }
  }
});
