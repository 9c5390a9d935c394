/**
 * Holds the master keys: wraps and unwraps the keys of the vault, and does nothing else. {@link KeyRing} does it in
 * this process; a key management service would do it by a call (docs/vault-format.md has an example).
 */
export interface KeyWrapper {
  /** Seals a key of 32 bytes. @param aad associated data: the key opens only with the same */
  wrap(key: Uint8Array, aad: Uint8Array): Uint8Array | Promise<Uint8Array>;

  /**
   * Opens what {@link wrap} made. The caller wipes the result.
   * @throws DecryptionError when it was changed, belongs elsewhere, or no master key is there for it
   */
  unwrap(wrapped: Uint8Array, aad: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
