import { lchown, lstat, stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { OperatorError } from "../operator-error.ts";
import { DatabaseError } from "../storage/database-error.ts";
import { fileIdOf } from "../storage/drivers/opened-files.ts";
import { InstanceLock } from "../storage/instance-lock.ts";
import type { Maintenance } from "../storage/maintenance.ts";
import type { Instances } from "../vault/instances.ts";
import { KeyRing, KeyRingError, maxId, type MasterKeyName } from "../vault/key-ring.ts";
import { checkRoot, countNeedingMasterKey, masterKeyUses, rewrap } from "../vault/rotation.ts";
import { disk, finishReplacing, replaceSecretFile, resolveFile, type Disk } from "../vault/secret-file.ts";
import { chatCount } from "./count-of.ts";
import { instanceTimeoutMs, requireInstances } from "./require-instances.ts";
import { asRingText, checkCopy, hasMasterKey, readRing, type RingText } from "./ring-text.ts";

/**
 * How long something may still be written under the old key after the last instance has the new one: a write that has begun
 * is retried for 8 s, and a server may take 3 s for its last try.
 */
const writesUnderWayMs = 15_000;

/** What a rotation works with. */
export interface RotationDeps {
  /** The file of the key ring that the bot is started with. */
  readonly ringPath: string;
  /** The file of the safe copy; without one the operator is asked. */
  readonly copyPath: string | undefined;
  /**
   * Shows the operator a new key and asks whether it is stored.
   * @returns whether it is
   */
  readonly confirmCopy: (entry: string, name: MasterKeyName) => Promise<boolean>;
  readonly maintenance: Maintenance;
  readonly instances: Instances;
  readonly print: (line: string) => void;
  /** For tests. */
  readonly disk?: Disk;
  readonly timeoutMs?: number;
  readonly writesUnderWayMs?: number;
}

/** Only one rotation at a time may write the ring. The operating system releases the lock when the process ends. */
const lockRing = async (path: string): Promise<InstanceLock> => {
  const lockPath = `${path}.lock`;
  try {
    // Through a link, the folder's owner could have root make any file, and give it to them.
    const found = await lstat(lockPath).catch(() => undefined);
    if (found?.isSymbolicLink() === true)
      throw new OperatorError(`${lockPath} is a symbolic link. Find out who made it, and remove it.`);
    const lock = await InstanceLock.acquire(path);
    const { uid, gid } = await stat(path);
    // So that the ring's owner can rotate after root has.
    await lchown(lockPath, uid, gid);
    return lock;
  } catch (thrown) {
    if (DatabaseError.is(thrown, "in-use")) throw new OperatorError("Another rotation is running.");
    throw unwritable(path, thrown);
  }
};

/** Turns what Node throws about a file into an OperatorError; returns anything else as it is. */
const unwritable = (path: string, thrown: unknown): unknown => {
  const { code } = thrown as NodeJS.ErrnoException;
  if (!/^(?:E[A-Z]+|SQLITE_[A-Z_]+)$/.test(code ?? "")) return thrown;
  return new OperatorError(
    `${path} cannot be replaced (${code}). Run this as the user the bot runs as, name the file itself and not a mounted copy, and let its folder be written.`,
  );
};

/** One rotation of the master key. What it has to do follows from the files alone, so it can be interrupted anywhere. */
class Rotation {
  readonly #deps: RotationDeps;
  readonly #disk: Disk;

  constructor(deps: RotationDeps) {
    this.#deps = deps;
    this.#disk = deps.disk ?? disk;
  }

  async run(): Promise<void> {
    const { ringPath, copyPath, maintenance, print } = this.#deps;
    const wasReplaced = await this.#finishReplacing();
    const old = await readRing(ringPath);
    if (old === undefined) throw new KeyRingError("file-missing", ringPath);
    if (old.ring.weakness === "wrong-order") throw new KeyRingError("wrong-order", ringPath);
    await checkRoot(maintenance, old.ring);
    const copy = copyPath === undefined ? undefined : await readRing(copyPath);
    if (copy !== undefined && copyPath !== undefined) checkCopy(copy, old, copyPath);

    const full = await this.#withNewKey(old, copy, wasReplaced);
    const [newest, ...former] = full.ring.names;
    const isNew = !hasMasterKey(old.ring, newest);
    await this.#saveCopy(full, isNew);
    await this.#write(ringPath, full.entries);
    if (isNew) print(`${ringPath} begins with the new master key ${newest.id} (${newest.fingerprint}).`);

    await this.#rewrap(full.ring);
    await this.#write(ringPath, full.entries.slice(0, 1));
    if (copyPath !== undefined) await this.#write(copyPath, full.entries.slice(0, 1));
    await this.#report(full.ring, former);
  }

  /** Finishes what an interrupted rotation did to the files. @returns whether it had replaced one of them */
  async #finishReplacing(): Promise<boolean> {
    const { ringPath, copyPath } = this.#deps;
    let wasReplaced = false;
    for (const path of copyPath === undefined ? [ringPath] : [ringPath, copyPath])
      if (await this.#onDisk(path, () => finishReplacing(path, this.#disk))) wasReplaced = true;
    return wasReplaced;
  }

  /** The ring to rewrap with: the old one behind a new key, or as it is if a rotation is to be finished. */
  async #withNewKey(old: RingText, copy: RingText | undefined, wasReplaced: boolean): Promise<RingText> {
    const { print, maintenance } = this.#deps;
    const behind = (entry: string) => asRingText([entry, ...old.entries].join(","));
    const [copied = ""] = copy?.entries ?? [];
    if (copy !== undefined && copy.ring.ids[0] > old.ring.ids[0]) return behind(copied);
    const isCopyUnfinished =
      copy !== undefined && copy.entries.length > 1 && hasMasterKey(old.ring, copy.ring.names[0]);
    const isUnfinished = old.entries.length > 1 || isCopyUnfinished || wasReplaced;
    if (isUnfinished && old.ring.weakness === undefined) {
      print("An earlier rotation was interrupted. This finishes it.");
      return old;
    }
    const used = (await masterKeyUses(maintenance)).map(({ id }) => id).filter((id) => id <= maxId);
    return behind(KeyRing.fresh(Math.max(...old.ring.ids, ...used) + 1));
  }

  /** @throws OperatorError when the operator has not stored the newest key */
  async #saveCopy({ ring, entries }: RingText, isNew: boolean): Promise<void> {
    const { copyPath, confirmCopy } = this.#deps;
    if (copyPath !== undefined) return this.#write(copyPath, entries);
    const [entry = ""] = entries;
    if (await confirmCopy(entry, ring.names[0])) return;
    throw new OperatorError(
      isNew
        ? "The fingerprint is another. Nothing has been changed. Run this again, and type the fingerprint of the entry that it shows then; the one above is not used."
        : "The fingerprint is another. The rotation is not finished. Run this again, and type the fingerprint of the entry above.",
    );
  }

  async #rewrap(ring: KeyRing): Promise<void> {
    const { maintenance, instances, print } = this.#deps;
    const [newest, ...former] = ring.ids;
    await requireInstances(instances, ring, this.#deps.timeoutMs ?? instanceTimeoutMs);
    if (former.length > 0 && (await instances.areRunning()))
      await wait(this.#deps.writesUnderWayMs ?? writesUnderWayMs);
    const done = await rewrap(maintenance, ring, newest, {
      checkReaders: () => requireInstances(instances, ring, this.#deps.timeoutMs ?? instanceTimeoutMs),
    });
    for (const id of former) {
      const { chats, root, broken } = await countNeedingMasterKey(maintenance, ring, id);
      if (chats > 0 || root)
        throw new OperatorError(`Master key ${id} is still needed by ${chatCount(chats)}. Run this again.`);
      if (broken > 0)
        print(`${chatCount(broken)} under master key ${id} cannot be opened, with or without it.`);
    }
    print(`Everything is wrapped under master key ${newest}: ${chatCount(done.chats)} rewrapped.`);
  }

  async #report(ring: KeyRing, former: readonly MasterKeyName[]): Promise<void> {
    const { maintenance, print } = this.#deps;
    const ids = former.map(({ id }) => id).join(", ");
    if (ids !== "")
      print(
        `Master key ${ids} is gone from the key ring. Make a fresh backup, which earlier ones cannot replace, and destroy every other copy of master key ${ids}.`,
      );
    for (const { id, chats } of await masterKeyUses(maintenance))
      if (!ring.ids.includes(id) && chats > 0 && id <= maxId)
        print(
          `Warning: ${chatCount(chats)} ${chats === 1 ? "needs" : "need"} master key ${id}, which is not in the key ring. Add it if you have it.`,
        );
  }

  async #write(path: string, entries: readonly string[]): Promise<void> {
    const text = entries.join(",");
    if ((await readRing(path))?.entries.join(",") === text) return;
    await this.#onDisk(path, () => replaceSecretFile(path, `${text}\n`, this.#disk));
  }

  async #onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw unwritable(path, thrown);
    }
  }
}

/** @throws OperatorError for a symbolic link to nothing, which would be replaced by a file on this disk */
const resolveCopy = async (path: string): Promise<string> => {
  const file = await resolveFile(path);
  const isLink = await lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  if (!isLink) return file;
  throw new OperatorError(
    `${path} is a symbolic link to a file that is missing. Mount the disk it is on, or name the file itself.`,
  );
};

/** Also by a hard link: overwriting the former copy would overwrite the ring. */
const isSameFile = (a: string, b: string): boolean => {
  const id = fileIdOf(a);
  return a === b || (id !== undefined && id === fileIdOf(b));
};

/**
 * Rotates the master key: puts a new one first in the ring's file, waits until the running instances have it, rewraps
 * everything, and removes the old one from the file. Interrupted at any point, it is finished by running it again. The safe
 * copy holds at every moment the keys that the database needs.
 * @throws OperatorError; KeyRingError, DecryptionError or UnknownMasterKeyError when the ring is not fit; DatabaseError
 */
export const rotate = async (deps: RotationDeps): Promise<void> => {
  const ringPath = await resolveFile(deps.ringPath);
  const copyPath = deps.copyPath === undefined ? undefined : await resolveCopy(deps.copyPath);
  if (copyPath !== undefined && isSameFile(copyPath, ringPath))
    throw new OperatorError("The safe copy must be another file than the key ring.");
  const lock = await lockRing(ringPath);
  try {
    await new Rotation({ ...deps, ringPath, copyPath }).run();
  } finally {
    lock.release();
  }
};
