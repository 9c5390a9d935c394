const utf8 = new TextDecoder("utf-8", { fatal: true });
/** Old Hungarian programs write names in it. */
const latin2 = new TextDecoder("iso-8859-2");

/** Reads bytes as UTF-8, or as Latin-2 if they are not. */
export const textOfBytes = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    return latin2.decode(bytes);
  }
};

/** Decodes the percent-encoded parts of a text; a `%` that encodes nothing stays as it is. Never throws. */
export const percentDecoded = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/giu, (run) => textOfBytes(Buffer.from(run.replaceAll("%", ""), "hex")));

/**
 * Decodes the spaces, plus signs and padding of a secret. Nothing else in a secret is ever encoded: another `%` is a
 * wrong character.
 */
export const secretDecoded = (text: string): string =>
  text.replace(/%(20|2B|3D)/giu, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
