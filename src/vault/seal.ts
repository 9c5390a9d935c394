import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** First byte of everything sealed: which layout follows. */
const format = 1;
const nonceLength = 12;
const tagLength = 16;
const overhead = 1 + nonceLength + tagLength;

/** Decryption failed: the wrong key, the wrong associated data, or changed bytes. Says nothing about the content. */
export class DecryptionError extends Error {
  constructor() {
    super("a sealed record did not open");
    this.name = "DecryptionError";
  }
}

/**
 * Encodes associated data, which is bound into a seal so that it opens only where it belongs. Each part is preceded
 * by its length, so no two lists of parts make the same bytes.
 */
export const associatedData = (...parts: readonly (string | number | Uint8Array)[]): Uint8Array => {
  const pieces = parts.map((part) => (part instanceof Uint8Array ? part : Buffer.from(String(part), "utf8")));
  // One buffer: this runs several times per update, and allocations cost.
  const whole = Buffer.allocUnsafe(pieces.reduce((sum, { length }) => sum + 4 + length, 0));
  let at = 0;
  for (const piece of pieces) {
    at = whole.writeUInt32BE(piece.length, at);
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

/**
 * Seals with AES-256-GCM (NIST SP 800-38D) under a random 96-bit nonce.
 * @param key 32 bytes. @param aad from {@link associatedData}.
 * @returns format byte, nonce, ciphertext, 16-byte tag.
 */
export const seal = (key: Uint8Array, aad: Uint8Array, plain: Uint8Array): Uint8Array => {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength });
  cipher.setAAD(aad);
  return Buffer.concat([Buffer.of(format), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** Opens what {@link seal} made. The caller wipes the result. @throws DecryptionError */
export const open = (key: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Buffer => {
  if (sealed.length < overhead || sealed[0] !== format) throw new DecryptionError();
  const nonce = sealed.subarray(1, 1 + nonceLength);
  const tag = sealed.subarray(sealed.length - tagLength);
  // Without a stated length Node accepts a tag of four bytes.
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength });
  decipher.setAAD(aad);
  decipher.setAuthTag(tag);
  try {
    const plain = decipher.update(sealed.subarray(1 + nonceLength, sealed.length - tagLength));
    // Throws when the tag is wrong; GCM has no bytes left to return.
    decipher.final();
    return plain;
  } catch {
    throw new DecryptionError();
  }
};
