// Looking for what must not be there: every form in which a secret could lie in a file.
import { Key } from "../../src/totp/key.ts";

/** Every form is looked for by its first bytes, then whole: one walk through a file, however many there are. */
const stem = 6;
const stemOf = (bytes: Buffer) => bytes.toString("latin1", 0, stem);

/** Many byte strings, looked for at once. */
export class Search {
  readonly #wanted = new Map<string, Buffer[]>();
  #size = 0;

  /** How many are looked for. */
  get size(): number {
    return this.#size;
  }

  /** Looks for these too. @throws Error when one is so short that it turns up by chance */
  add(...all: readonly Buffer[]): void {
    for (const bytes of all) {
      if (bytes.length < stem) throw new Error(`${bytes.length} bytes are too few to be looked for`);
      this.#wanted.set(stemOf(bytes), [...(this.#wanted.get(stemOf(bytes)) ?? []), bytes]);
      this.#size += 1;
    }
  }

  /** Everything wanted that is there, once for every place where it is. */
  hits(content: Buffer): Buffer[] {
    const text = content.toString("latin1");
    const found: Buffer[] = [];
    for (let at = 0; at + stem <= text.length; at += 1) {
      for (const bytes of this.#wanted.get(text.slice(at, at + stem)) ?? [])
        if (content.subarray(at, at + bytes.length).equals(bytes)) found.push(bytes);
    }
    return found;
  }
}

/** Half capitals, half not, as a user may type it. */
const mixed = (text: string) => Array.from(text, (c, i) => (i % 2 === 0 ? c.toLowerCase() : c)).join("");

/** Base64 of something that does not begin where a group of three does, without what depends on its neighbours. */
const base64Inside = (bytes: Buffer, shift: number) =>
  Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .slice(Math.ceil((shift * 4) / 3) + 1, -6);

/** A key's secret: raw, base32 in any case, hex, base64 at every offset, and as a list of numbers. */
export const formsOfSecret = (secret: Buffer): Buffer[] => {
  const base32 = new Key({ secret }).base32;
  const hex = secret.toString("hex");
  const texts = [
    ...[base32, base32.toLowerCase(), mixed(base32)],
    ...[hex, hex.toUpperCase()],
    ...[secret.toString("base64").slice(0, 26), secret.toString("base64url").slice(0, 26)],
    ...[0, 1, 2].map((shift) => base64Inside(secret, shift)),
    secret.join(","),
  ];
  return [secret, ...texts.map((text) => Buffer.from(text))];
};

/** A chat's id: in decimal, in hex, and in binary from either end; SQLite itself writes it in six bytes. */
export const formsOfId = (id: number): Buffer[] => {
  const wide = Buffer.alloc(8);
  wide.writeBigInt64BE(BigInt(id));
  return [
    Buffer.from(`${id}`),
    Buffer.from(id.toString(16)),
    wide.subarray(2),
    Buffer.from(wide).reverse().subarray(0, 6),
  ];
};

/** A name or a törlőkód: as it is, and in hex. */
export const formsOfText = (text: string): Buffer[] => [
  Buffer.from(text),
  Buffer.from(Buffer.from(text).toString("hex")),
];
