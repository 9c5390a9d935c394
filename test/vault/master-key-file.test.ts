import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeyRing, KeyRingError } from "../../src/vault/key-ring.ts";
import { keyRingFromFile } from "../../src/vault/master-key-file.ts";
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

const fault = async (mayMake: boolean): Promise<KeyRingError> => {
  const thrown = await keyRingFromFile(path, mayMake).catch((error: unknown) => error);
  if (thrown instanceof KeyRingError) return thrown;
  throw new Error("there was no fault");
};

test("a key is made once, readable by the owner alone, and used again", async () => {
  const made = await keyRingFromFile(path, true);
  expect(made.made).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, "data"))).mode & 0o777).toBe(0o700);
  const text = await readFile(path, "utf8");
  expect(sameRing(text, made.ring)).toBe(true);

  for (const mayMake of [true, false]) {
    const again = await keyRingFromFile(path, mayMake);
    expect(again.made).toBe(false);
    expect(sameRing(text, again.ring)).toBe(true);
  }
  expect(await readFile(path, "utf8")).toBe(text);
});

test("a file an operator wrote by hand is taken, with its line end", async () => {
  const key = `2:${Buffer.alloc(32, 2).toString("base64")},1:${Buffer.alloc(32, 1).toString("base64")}`;
  await mkdir(join(folder, "data"));
  await writeFile(path, `${key}\r\n`);
  const { ring, made } = await keyRingFromFile(path, false);
  expect(made).toBe(false);
  expect(sameRing(key, ring)).toBe(true);
});

test.each([
  ["empty", ""],
  ["cut short", KeyRing.fresh().slice(0, 30)],
  ["something else", "szia\n"],
])("a file that is %s is damaged: it is named, not shown, not overwritten", async (_, text) => {
  await mkdir(join(folder, "data"));
  await writeFile(path, text);
  for (const mayMake of [true, false]) {
    const { message } = await fault(mayMake);
    expect(message).toContain(path);
    expect(message).toMatch(/damaged.*(backup|MASTER_KEY)/);
    if (text.length > 10) expect(message).not.toContain(text.slice(2, 12));
  }
  expect(await readFile(path, "utf8")).toBe(text);
});

test("a missing file is not made anew when there is something it was needed for", async () => {
  const { message } = await fault(false);
  expect(message).toContain(path);
  expect(message).toMatch(/missing.*(backup|MASTER_KEY)/);
  expect(await readdir(folder)).toEqual([]);
});

test("a path that cannot be read or written is a fault with its remedy", async () => {
  await mkdir(path, { recursive: true });
  expect((await fault(true)).message).toMatch(/cannot be read/);
  await rm(join(folder, "data"), { recursive: true });
  await mkdir(join(folder, "data"));
  await chmod(join(folder, "data"), 0o500);
  // Root may write everywhere, and is not told apart here.
  if (process.getuid?.() !== 0) expect((await fault(true)).message).toMatch(/cannot be written/);
});

test("of many that start at once one makes the key, and none works with another", async () => {
  for (let round = 0; round < 10; round += 1) {
    path = join(folder, `data-${round}`, "master.key");
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => keyRingFromFile(path, true)));
    const rings = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const text = await readFile(path, "utf8");
    expect(rings.filter(({ made }) => made)).toHaveLength(1);
    for (const { ring } of rings) expect(sameRing(text, ring)).toBe(true);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toBeInstanceOf(KeyRingError);
    }
  }
});
