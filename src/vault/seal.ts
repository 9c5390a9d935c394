import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** First byte of everything sealed: which layout follows. */
const format = 1;
const nonceLength = 12;
const tagLength = 16;
const overhead = 1 + nonceLength + tagLength;

/** A sealed piece did not open: the wrong key, the wrong place, or changed bytes. Says nothing about content. */
export class DecryptionError extends Error {
  constructor() {
    super("a sealed record did not open");
    this.name = "BrokenSeal";
  }
}

/**
 * Where a sealed piece belongs, bound into the seal as associated data, so that it opens nowhere else.
 * Every part is preceded by its length: no two lists of parts make the same bytes.
 */
export const associatedData = (...parts: readonly (string | number | Uint8Array)[]): Uint8Array => {
  const pieces = parts.map((part) => (part instanceof Uint8Array ? part : Buffer.from(String(part), "utf8")));
  // One buffer, since places are made several times an update, and each buffer has its price.
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
 * @param key 32 bytes. @param where from {@link associatedData}.
 * @returns format byte, nonce, ciphertext, 16-byte tag.
 */
export const seal = (key: Uint8Array, where: Uint8Array, plain: Uint8Array): Uint8Array => {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength });
  cipher.setAAD(where);
  return Buffer.concat([Buffer.of(format), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

/** Opens what {@link seal} made. The caller wipes the result. @throws BrokenSeal */
export const open = (key: Uint8Array, where: Uint8Array, sealed: Uint8Array): Buffer => {
  if (sealed.length < overhead || sealed[0] !== format) throw new DecryptionError();
  const nonce = sealed.subarray(1, 1 + nonceLength);
  const tag = sealed.subarray(sealed.length - tagLength);
  // Without a stated length Node takes a tag of four bytes for a whole one.
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagLength });
  decipher.setAAD(where);
  decipher.setAuthTag(tag);
  try {
    const plain = decipher.update(sealed.subarray(1 + nonceLength, sealed.length - tagLength));
    // Throws when the tag is wrong; a stream cipher has nothing left to give.
    decipher.final();
    return plain;
  } catch {
    throw new DecryptionError();
  }
};
