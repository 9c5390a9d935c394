/** What a QR text is for, as far as this bot cares. */
export type ContentKind = "totp" | "hotp" | "google-export" | "web" | "app-store" | "dap" | "wifi" | "other";

const storeHosts = new Set([
  "apps.apple.com",
  "itunes.apple.com",
  "play.google.com",
  "appgallery.huawei.com",
]);

/**
 * Tells what a QR text is for. Never throws, whatever the text.
 *
 * @param text as the QR code holds it; scheme, type and host in any case
 * @returns "other" for everything not known, an `otpauth:` of an unknown type too
 */
export function contentKind(text: string): ContentKind {
  const trimmed = text.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(trimmed)?.[1]?.toLowerCase() ?? "";
  if (scheme === "otpauth") return keyKind(trimmed);
  if (scheme === "otpauth-migration") return "google-export";
  if (scheme === "market") return "app-store";
  if (scheme === "wifi") return "wifi";
  // What the login QR of the DÁP app really holds is unknown; these are guesses: the app's name as a scheme, the
  // wallet schemes of the EU (OpenID4VP), and below its website.
  if (scheme.startsWith("dap") || scheme.startsWith("eudi")) return "dap";
  if (scheme === "http" || scheme === "https") return siteKind(trimmed);
  return "other";
}

/** The type stands where a web address has its host (Key URI Format of Google Authenticator). */
function keyKind(text: string): ContentKind {
  const type = /^otpauth:\/\/([^/?#]*)/i.exec(text)?.[1]?.toLowerCase();
  return type === "totp" || type === "hotp" ? type : "other";
}

function siteKind(text: string): ContentKind {
  if (!URL.canParse(text)) return "other";
  const host = new URL(text).hostname.replace(/\.$/, "");
  if (storeHosts.has(host)) return "app-store";
  if (host === "dap.gov.hu" || host.endsWith(".dap.gov.hu")) return "dap";
  return "web";
}
