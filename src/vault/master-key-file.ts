import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { KeyRing, KeyRingError } from "./key-ring.ts";

/**
 * The key ring kept in a file, for the operator who set none; made at the first start, readable by the owner
 * alone.
 * @param mayMake whether there is nothing yet that another key would be needed for
 * @returns the ring, and whether it has just been made
 * @throws KeyRingFault with words for the operator
 */
export const keyRingFromFile = async (
  path: string,
  mayMake: boolean,
): Promise<{ ring: KeyRing; made: boolean }> => {
  const text = await readFile(path, "utf8").catch((thrown: unknown) => {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return undefined;
    throw new KeyRingError(`${path} cannot be read. Give this user the right to read it.`);
  });
  if (text !== undefined) {
    try {
      return { ring: KeyRing.parse(text.trim()), made: false };
    } catch {
      throw new KeyRingError(`${path} is damaged. Restore it from your backup, or set MASTER_KEY.`);
    }
  }
  if (!mayMake) {
    throw new KeyRingError(
      `${path} is missing, and the database cannot be opened without it. Restore it from your backup, or set MASTER_KEY.`,
    );
  }
  const fresh = KeyRing.fresh();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    // Written whole before it has its name; of two that start at once, the second fails to give it.
    await writeFile(draft, `${fresh}\n`, { mode: 0o600 });
    await link(draft, path);
  } catch {
    throw new KeyRingError(
      `${path} cannot be written. Give this user the right to write there, or set MASTER_KEY.`,
    );
  } finally {
    await rm(draft, { force: true });
  }
  return { ring: KeyRing.parse(fresh), made: true };
};
