/** What the text of a QR code is for, as far as the bot cares. */
export type ContentKind = "totp" | "hotp" | "google-export" | "web" | "app-store" | "dap" | "wifi" | "other";

const storeHosts = new Set([
  "apps.apple.com",
  "itunes.apple.com",
  "play.google.com",
  "appgallery.huawei.com",
]);

/**
 * Classifies the text of a QR code. Never throws.
 *
 * @param text as the code holds it; scheme, type and host in upper or lower case
 * @returns "other" for everything unknown, including an `otpauth:` link of an unknown type
 */
export const contentKind = (text: string): ContentKind => {
  const trimmed = text.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(trimmed)?.[1]?.toLowerCase() ?? "";
  if (scheme === "otpauth") return otpauthKind(trimmed);
  if (scheme === "otpauth-migration") return "google-export";
  if (scheme === "market") return "app-store";
  if (scheme === "wifi") return "wifi";
  // The content of the DÁP app's login QR code is not published. We assume the app's name as a scheme, the wallet
  // schemes of the EU (OpenID4VP), or, below, the app's website.
  if (scheme.startsWith("dap") || scheme.startsWith("eudi")) return "dap";
  if (scheme === "http" || scheme === "https") return webKind(trimmed);
  return "other";
};

/** The type takes the place of a URL's host (Key URI Format of Google Authenticator). */
const otpauthKind = (text: string): ContentKind => {
  const type = /^otpauth:\/\/([^/?#]*)/i.exec(text)?.[1]?.toLowerCase();
  return type === "totp" || type === "hotp" ? type : "other";
};

const webKind = (text: string): ContentKind => {
  if (!URL.canParse(text)) return "other";
  const host = new URL(text).hostname.replace(/\.$/, "");
  if (storeHosts.has(host)) return "app-store";
  if (host === "dap.gov.hu" || host.endsWith(".dap.gov.hu")) return "dap";
  return "web";
};
