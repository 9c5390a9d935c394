/**
 * The URI schemes that carry keys: `otpauth:` holds one key (Key URI Format of the google-authenticator wiki),
 * `otpauth-migration:` is an export of Google Authenticator, and `steam:` the key of a Steam account.
 */
export type OtpauthScheme = "otpauth" | "otpauth-migration" | "steam";

const schemes = /otpauth(?:-migration)?(?=\s*:)|steam(?=:\/\/)/giu;

/** Finds every such scheme in a text, in any case. `index` is where it begins, `end` where its colon stands. */
export const findOtpauthSchemes = (
  text: string,
): readonly { readonly scheme: OtpauthScheme; readonly index: number; readonly end: number }[] =>
  Array.from(text.matchAll(schemes), ({ 0: scheme, index }) => ({
    scheme: scheme.toLowerCase() as OtpauthScheme,
    index,
    end: index + scheme.length,
  }));

/** The scheme that a text begins with, or `undefined` if it begins with neither. */
export const otpauthSchemeOf = (text: string): OtpauthScheme | undefined => {
  const [first] = findOtpauthSchemes(text);
  return first?.index === 0 ? first.scheme : undefined;
};
