/**
 * What the text of a QR code is for, as far as the bot cares. "otpauth": it has a link of an authenticator app, in whatever
 * form. "secret": a key that is none of TOTP's, or a link with one. "foreign-scheme": a link of another app. "text": anything
 * else, which may be a key.
 */
export type ContentKind =
  "otpauth" | "secret" | "web" | "app-store" | "dap" | "wifi" | "foreign-scheme" | "text";

const storeHosts = new Set([
  "apps.apple.com",
  "itunes.apple.com",
  "play.google.com",
  "appgallery.huawei.com",
]);

/** An `otpauth:` or `otpauth-migration:` link anywhere, percent-encoded or not, or a link of Steam. */
const keyLink = /otpauth(?:-migration)?(?::|%(?:25)*3a)|^steam:/i;

/** Schemes of authenticator apps that do not compute TOTP codes from the link, or do not say how. */
const secretSchemes = new Set(["motp", "totp", "hotp", "oath", "phonefactor", "duo"]);

/** A parameter of a web link that carries a key: 16 or more characters of base32. */
const secretParameter = /[?&#;](?:secret|secretkey|secret_key|key|seed|totp|otp)=[a-z2-7]{16,}=*(?:[&#;]|$)/i;

/** What people put before a key, which looks like a scheme if no space follows: "kulcs:ABCD". */
const keyLabel = /^(?:[a-z.-]*(?:kulcs|secret|key|seed|totp|code|kod))[a-z]*:/i;

/**
 * Classifies the text of a QR code. Never throws.
 *
 * @param text as the code holds it; scheme, type and host in upper or lower case
 */
export const contentKind = (text: string): ContentKind => {
  const trimmed = text.trim();
  if (keyLink.test(trimmed)) return "otpauth";
  const scheme = /^([a-z][a-z0-9+.-]*):(?=\S)/i.exec(trimmed)?.[1]?.toLowerCase() ?? "";
  if (secretSchemes.has(scheme) && /^[a-z]+:\/\//i.test(trimmed)) return "secret";
  if (scheme === "market") return "app-store";
  if (scheme === "wifi") return "wifi";
  // The content of the DÁP app's login QR code is not published. We assume the app's name as a scheme, the wallet
  // schemes of the EU (OpenID4VP), or, below, the app's website.
  if (scheme.startsWith("dap") || scheme.startsWith("eudi")) return "dap";
  if (scheme === "http" || scheme === "https") return webKind(trimmed);
  if (scheme !== "" && !/\s/.test(trimmed) && !keyLabel.test(trimmed))
    return secretParameter.test(trimmed) ? "secret" : "foreign-scheme";
  return "text";
};

const webKind = (text: string): ContentKind => {
  if (secretParameter.test(text)) return "secret";
  if (!URL.canParse(text)) return "text";
  const host = new URL(text).hostname.replace(/\.$/, "");
  if (storeHosts.has(host)) return "app-store";
  if (host === "dap.gov.hu" || host.endsWith(".dap.gov.hu")) return "dap";
  return "web";
};
