/**
 * What is to be opened was wrapped under a master key that is not in the ring. The data is intact: it opens once the ring
 * has that key. It is no DecryptionError, so that nothing ever takes such data for damaged and erases it.
 */
export class UnknownMasterKeyError extends Error {
  /** The master key's id. */
  readonly id: number;

  constructor(id: number) {
    super(`master key ${id} is not in the key ring`);
    this.name = "UnknownMasterKeyError";
    this.id = id;
  }
}

/**
 * Holds the master keys: wraps and unwraps the keys of the vault, and does nothing else. {@link KeyRing} does it in
 * this process; a key management service would do it by a call (docs/vault-format.md has an example).
 */
export interface KeyWrapper {
  /** Seals a key of 32 bytes. @param aad associated data: the key opens only with the same */
  wrap(key: Uint8Array, aad: Uint8Array): Uint8Array | Promise<Uint8Array>;

  /**
   * Whether what {@link wrap} made is under the newest master key, which is looked up for this. Without it, wrap always uses
   * the newest.
   */
  isNewest?(wrapped: Uint8Array): Promise<boolean>;

  /**
   * Opens what {@link wrap} made. The caller wipes the result.
   * @throws DecryptionError when it was changed or belongs elsewhere; UnknownMasterKeyError when its master key is missing
   */
  unwrap(wrapped: Uint8Array, aad: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
