/**
 * Who keeps the master keys: wraps the keys of the vault and unwraps them, and does nothing else. {@link KeyRing}
 * does it in this process; a key management service would do it by a call (docs/vault-format.md has an example).
 */
export interface KeyWrapper {
  /** Seals a key of 32 bytes. @param where bound into the seal: it opens nowhere else */
  wrap(key: Uint8Array, where: Uint8Array): Uint8Array | Promise<Uint8Array>;

  /**
   * Opens what {@link wrap} made. The caller wipes the result.
   * @throws BrokenSeal when it was changed, belongs elsewhere, or no master key is there for it
   */
  unwrap(wrapped: Uint8Array, where: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
